#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/sigmoid/candidates.h"

#include <QAbstractTableModel>

#include <cstdint>
#include <vector>

namespace cg::ui {

/// The polynomials with their costs; the box of a row says whether its curve is drawn. Qt::UserRole holds numbers to
/// sort by.
class ApproximationModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column : std::uint8_t { Name, Depth, Products, LargestError };

    using QAbstractTableModel::QAbstractTableModel;

    /// Rows keep their boxes as long as the polynomials are of the same kinds and degrees.
    void showCandidates(std::vector<Candidate> candidates);
    [[nodiscard]] const std::vector<Candidate>& candidates() const { return m_candidates; }
    /// Whether the curve of a row is to be drawn: its box is ticked and the polynomial exists.
    [[nodiscard]] bool isShown(std::size_t row) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void shownChanged();

private:
    std::vector<Candidate> m_candidates;
    std::vector<bool> m_isTicked;
};

} // namespace cg::ui
