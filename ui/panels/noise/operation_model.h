#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/training_session.h"

#include <QAbstractTableModel>

#include <cstdint>
#include <vector>

namespace cg::ui {

/// The operations of a step as a table: number, operation, operands, noise before and after (estimates and bound),
/// time, bytes, level; on the key holder's half also what was measured.
class OperationModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum class Half : std::uint8_t { Trainer, KeyHolder };
    enum Column : std::uint8_t { Number, Operation, Operands, Before, After, Bound, Time, Bytes, Level, Measured };

    explicit OperationModel(Half half, QObject* parent = nullptr);

    /// On the trainer's half measurements are dropped, not only hidden.
    void showOperations(std::vector<session::MeasuredOperation> operations);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    Half m_half;
    std::vector<session::MeasuredOperation> m_operations;
};

} // namespace cg::ui
