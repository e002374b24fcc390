#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/disclosure.h"

#include <QAbstractTableModel>

#include <vector>

namespace cg::ui {

[[nodiscard]] QString audienceText(Audience audience);
[[nodiscard]] QString reasonText(Reason reason);
[[nodiscard]] std::uint64_t totalBits(const std::vector<Disclosure>& disclosures);

/// The ledger of disclosures: what was opened, never with which result.
class DisclosureModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column : std::uint8_t { When, What, Step, Numbers, Bits, ToWhom, Why };
    static constexpr int kColumns = 7;

    using QAbstractTableModel::QAbstractTableModel;

    void showDisclosures(const std::vector<Disclosure>& disclosures);
    [[nodiscard]] const std::vector<Disclosure>& disclosures() const { return m_disclosures; }
    /// The whole ledger as tab-separated lines, the first one with the names of the columns.
    [[nodiscard]] QString asTable() const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] static QString text(const Disclosure& disclosure, int column);

    std::vector<Disclosure> m_disclosures;
};

} // namespace cg::ui
