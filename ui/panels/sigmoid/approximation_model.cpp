// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/sigmoid/approximation_model.h"

#include "ui/text/format.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace cg::ui {

namespace {

/// What a class sees first: the Taylor polynomials, and one that does better.
bool isTickedAtFirst(const Candidate& candidate)
{
    return candidate.degree % 2 == 1 &&
           (candidate.approximation == model::Approximation::Taylor ||
            (candidate.approximation == model::Approximation::LeastSquares && candidate.degree == 3));
}

bool isSameList(const std::vector<Candidate>& a, const std::vector<Candidate>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Candidate& x, const Candidate& y) {
        return x.approximation == y.approximation && x.degree == y.degree;
    });
}

/// For sorting: a polynomial that does not exist comes last.
QVariant numberOf(const Candidate& candidate, int row, int column)
{
    switch (column) {
    case ApproximationModel::Name:
        return row;
    case ApproximationModel::Depth:
        return candidate.depth;
    case ApproximationModel::Products:
        return candidate.products;
    default:
        return candidate.activation ? candidate.largestError : std::numeric_limits<double>::infinity();
    }
}

QVariant textOf(const Candidate& candidate, int column)
{
    switch (column) {
    case ApproximationModel::Name:
        return nameOf(candidate);
    case ApproximationModel::Depth:
        return candidate.depth;
    case ApproximationModel::Products:
        return candidate.products;
    default:
        return candidate.activation ? numberText(candidate.largestError) : QStringLiteral("–");
    }
}

} // namespace

void ApproximationModel::showCandidates(std::vector<Candidate> candidates)
{
    if (isSameList(candidates, m_candidates)) {
        m_candidates = std::move(candidates);
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
        return;
    }
    beginResetModel();
    m_candidates = std::move(candidates);
    m_isTicked.clear();
    for (const Candidate& candidate : m_candidates) {
        m_isTicked.push_back(isTickedAtFirst(candidate));
    }
    endResetModel();
}

bool ApproximationModel::isShown(std::size_t row) const
{
    return m_isTicked.at(row) && m_candidates.at(row).activation.has_value();
}

int ApproximationModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_candidates.size());
}

int ApproximationModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int{LargestError} + 1;
}

QVariant ApproximationModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const auto row = static_cast<std::size_t>(index.row());
    const Candidate& candidate = m_candidates.at(row);
    switch (role) {
    case Qt::DisplayRole:
        return textOf(candidate, index.column());
    case Qt::UserRole:
        return numberOf(candidate, index.row(), index.column());
    case Qt::ToolTipRole:
        return candidate.refusal.isEmpty() ? QVariant() : candidate.refusal;
    case Qt::TextAlignmentRole:
        return ((index.column() == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter).toInt();
    case Qt::CheckStateRole:
        if (index.column() != Name) {
            return {};
        }
        return m_isTicked.at(row) ? Qt::Checked : Qt::Unchecked;
    default:
        return {};
    }
}

bool ApproximationModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!index.isValid() || index.column() != Name || role != Qt::CheckStateRole) {
        return false;
    }
    m_isTicked.at(static_cast<std::size_t>(index.row())) = value.toInt() == Qt::Checked;
    Q_EMIT dataChanged(index, index, {Qt::CheckStateRole});
    Q_EMIT shownChanged();
    return true;
}

Qt::ItemFlags ApproximationModel::flags(const QModelIndex& index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return index.isValid() && index.column() == Name ? flags | Qt::ItemIsUserCheckable : flags;
}

QVariant ApproximationModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return QAbstractTableModel::headerData(section, orientation, role);
    }
    if (role == Qt::DisplayRole) {
        return QStringList{tr("polynomial"), tr("depth"), tr("×"), tr("max error")}.value(section);
    }
    if (role == Qt::ToolTipRole) {
        return QStringList{tr("How the polynomial was made, and its degree"),
                           tr("Multiplications after one another, as the network evaluates it"),
                           tr("Products of ciphertexts, as the network evaluates it"),
                           tr("Largest error on the chosen range, on 2,001 points")}
            .value(section);
    }
    return {};
}

} // namespace cg::ui
