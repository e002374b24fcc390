// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/crossing_model.h"

#include "ui/text/format.h"

#include <QDateTime>

#include <algorithm>
#include <array>

namespace cg::ui {

namespace {

bool isSame(const trust::Crossing& a, const trust::Crossing& b)
{
    return a.kind == b.kind && a.when == b.when && a.items == b.items && a.bytes == b.bytes && a.bits == b.bits &&
           a.what == b.what;
}

QString timeOf(const trust::Crossing& crossing)
{
    const auto sinceEpoch = std::chrono::duration_cast<std::chrono::milliseconds>(crossing.when.time_since_epoch());
    return QDateTime::fromMSecsSinceEpoch(sinceEpoch.count()).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
}

QString cellText(const trust::Crossing& crossing, int column)
{
    switch (column) {
    case CrossingModel::When:
        return timeOf(crossing);
    case CrossingModel::Direction:
        return crossing.kind == trust::CrossingKind::Ciphertexts ? CrossingModel::tr("to the key holder")
                                                                 : CrossingModel::tr("to the trainer");
    case CrossingModel::What:
        return QString::fromStdString(crossing.what);
    case CrossingModel::Items:
        return countText(crossing.items);
    case CrossingModel::Bytes:
        return countText(crossing.bytes);
    case CrossingModel::Bits:
        return countText(crossing.bits);
    default:
        return {};
    }
}

} // namespace

void CrossingModel::show(const std::vector<trust::Crossing>& crossings)
{
    const bool goesOn = crossings.size() >= m_crossings.size() &&
                        std::equal(m_crossings.begin(), m_crossings.end(), crossings.begin(), isSame);
    if (goesOn && crossings.size() == m_crossings.size()) {
        return;
    }
    if (goesOn) {
        beginInsertRows({}, static_cast<int>(m_crossings.size()), static_cast<int>(crossings.size()) - 1);
        m_crossings = crossings;
        endInsertRows();
        return;
    }
    beginResetModel();
    m_crossings = crossings;
    endResetModel();
}

int CrossingModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_crossings.size());
}

int CrossingModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QVariant CrossingModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    if (role == Qt::TextAlignmentRole && index.column() >= Items) {
        return (Qt::AlignRight | Qt::AlignVCenter).toInt();
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    return cellText(m_crossings.at(static_cast<std::size_t>(index.row())), index.column());
}

QVariant CrossingModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0 || section >= kColumns) {
        return {};
    }
    const std::array<QString, kColumns> names{tr("When"),  tr("Direction"), tr("What"),
                                              tr("Items"), tr("Bytes"),     tr("Bits told")};
    return names.at(static_cast<std::size_t>(section));
}

} // namespace cg::ui
