// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/noise/operation_model.h"

#include "ui/text/format.h"

#include <QStringList>

#include <utility>

namespace cg::ui {

namespace {

/// "#12"; prepared operands, which are numbered apart, "p3".
QString operandText(std::uint32_t id)
{
    constexpr std::uint32_t kFirstPrepared = noise::NoiseLedger::kFirstPreparedId;
    return id >= kFirstPrepared ? QStringLiteral("p%1").arg(id - kFirstPrepared) : QStringLiteral("#%1").arg(id);
}

QString operandsText(const noise::LedgerEntry& entry)
{
    QStringList shown;
    for (const std::uint32_t id : entry.operands) {
        if (id != 0) {
            shown << operandText(id);
        }
    }
    const auto more = static_cast<qint64>(entry.operandCount) - shown.size();
    const QString text = shown.join(u' ');
    return more > 0 ? OperationModel::tr("%1 and %2 more").arg(text).arg(more) : text;
}

/// "-17.4 bits"; "exact" where there is no error at all.
QString errorText(base::Log2 error)
{
    return error.isZero() ? OperationModel::tr("exact") : bitsText(error.bits());
}

} // namespace

OperationModel::OperationModel(Half half, QObject* parent) : QAbstractTableModel(parent), m_half(half) {}

void OperationModel::showOperations(std::vector<session::MeasuredOperation> operations)
{
    if (m_half == Half::Trainer) {
        for (session::MeasuredOperation& operation : operations) {
            operation.measured.reset();
        }
    }
    if (operations.size() != m_operations.size()) {
        beginResetModel();
        m_operations = std::move(operations);
        endResetModel();
        return;
    }
    // Another step of the same circuit: selection and scroll position stay.
    m_operations = std::move(operations);
    if (!m_operations.empty()) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
}

int OperationModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_operations.size());
}

int OperationModel::columnCount(const QModelIndex& parent) const
{
    if (parent.isValid()) {
        return 0;
    }
    return m_half == Half::KeyHolder ? int{Measured} + 1 : int{Measured};
}

QVariant OperationModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        const bool isText = index.column() == Operation || index.column() == Operands;
        return ((isText ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter).toInt();
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    const session::MeasuredOperation& operation = m_operations.at(static_cast<std::size_t>(index.row()));
    const noise::LedgerEntry& entry = operation.entry;
    switch (index.column()) {
    case Number:
        return index.row() + 1;
    case Operation:
        return ui::nameOf(entry.kind);
    case Operands:
        return operandsText(entry);
    case Before:
        return errorText(entry.before.typical);
    case After:
        return errorText(entry.after.typical);
    case Bound:
        return errorText(entry.after.worst);
    case Time:
        return entry.time.count() > 0 ? timeText(entry.time) : QStringLiteral("–");
    case Bytes:
        return bytesText(entry.bytes);
    case Level:
        return entry.level;
    default:
        return operation.measured ? errorText(*operation.measured) : QStringLiteral("–");
    }
}

QVariant OperationModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return QAbstractTableModel::headerData(section, orientation, role);
    }
    const QStringList names{tr("#"),        tr("operation"), tr("of"),    tr("before"), tr("after"),
                            tr("at worst"), tr("time"),      tr("bytes"), tr("level"),  tr("measured")};
    return names.value(section);
}

} // namespace cg::ui
