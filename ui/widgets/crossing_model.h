#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "trust/crossing_log.h"

#include <QAbstractTableModel>

#include <vector>

namespace cg::ui {

/// What crossed the wall, one crossing a row, the newest last.
class CrossingModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { When, Direction, What, Items, Bytes, Bits };
    static constexpr int kColumns = 6;

    using QAbstractTableModel::QAbstractTableModel;

    /// A list that begins with the present one only adds rows, so that a selection stays.
    void show(const std::vector<trust::Crossing>& crossings);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;

private:
    std::vector<trust::Crossing> m_crossings;
};

} // namespace cg::ui
