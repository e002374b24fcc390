// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/predictions/disclosure_model.h"

#include "ui/text/format.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>
#include <numeric>

namespace cg::ui {

namespace {

QString translated(const char* text)
{
    return QCoreApplication::translate("cg::ui::DisclosureModel", text);
}

QString timeText(std::chrono::system_clock::time_point when)
{
    const auto sinceEpoch = std::chrono::duration_cast<std::chrono::milliseconds>(when.time_since_epoch());
    return QDateTime::fromMSecsSinceEpoch(sinceEpoch.count()).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
}

} // namespace

QString audienceText(Audience audience)
{
    return audience == Audience::Trainer ? translated("the trainer too") : translated("the key holder alone");
}

QString reasonText(Reason reason)
{
    switch (reason) {
    case Reason::CheckAnswer:
        return translated("check an answer");
    case Reason::Demonstrate:
        return translated("show it in class");
    case Reason::UseResult:
        return translated("use the result");
    }
    return {};
}

std::uint64_t totalBits(const std::vector<Disclosure>& disclosures)
{
    return std::accumulate(disclosures.begin(), disclosures.end(), std::uint64_t{0},
                           [](std::uint64_t sum, const Disclosure& row) { return sum + row.bits(); });
}

void DisclosureModel::showDisclosures(const std::vector<Disclosure>& disclosures)
{
    const std::size_t known = m_disclosures.size();
    const bool isLonger =
        disclosures.size() >= known && std::equal(m_disclosures.begin(), m_disclosures.end(), disclosures.begin());
    if (!isLonger) {
        beginResetModel();
        m_disclosures = disclosures;
        endResetModel();
    } else if (disclosures.size() > known) {
        beginInsertRows({}, static_cast<int>(known), static_cast<int>(disclosures.size()) - 1);
        m_disclosures = disclosures;
        endInsertRows();
    }
}

int DisclosureModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_disclosures.size());
}

int DisclosureModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QVariant DisclosureModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || role != Qt::DisplayRole) {
        return {};
    }
    return text(m_disclosures[static_cast<std::size_t>(index.row())], index.column());
}

QString DisclosureModel::text(const Disclosure& disclosure, int column)
{
    switch (column) {
    case When:
        return timeText(disclosure.when);
    case What:
        return subjectText(disclosure);
    case Step:
        return countText(disclosure.step);
    case Numbers:
        return countText(disclosure.numbers);
    case Bits:
        return countText(disclosure.bits());
    case ToWhom:
        return audienceText(disclosure.audience);
    default:
        return reasonText(disclosure.reason);
    }
}

QVariant DisclosureModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case When:
        return tr("When");
    case What:
        return tr("What");
    case Step:
        return tr("Step");
    case Numbers:
        return tr("Numbers");
    case Bits:
        return tr("Bits");
    case ToWhom:
        return tr("To whom");
    default:
        return tr("Why");
    }
}

QString DisclosureModel::asTable() const
{
    QStringList lines;
    for (int row = -1; row < rowCount(); ++row) {
        QStringList cells;
        for (int column = 0; column < kColumns; ++column) {
            QString cell = row < 0 ? headerData(column, Qt::Horizontal, Qt::DisplayRole).toString()
                                   : text(m_disclosures[static_cast<std::size_t>(row)], column);
            cells.append(cell.replace(u'\t', u' ').replace(u'\n', u' '));
        }
        lines.append(cells.join(u'\t'));
    }
    return lines.join(u'\n') + u'\n';
}

} // namespace cg::ui
