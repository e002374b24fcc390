// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/calculator/results_model.h"

#include "ui/panels/calculator/calculator_text.h"
#include "ui/session/calculation.h"
#include "ui/text/format.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace cg::ui {

ResultsModel::~ResultsModel()
{
    ui::forgetOpened(m_results);
}

void ResultsModel::forgetOpened()
{
    if (showsOpened()) {
        ui::forgetOpened(m_results);
        Q_EMIT dataChanged(index(0, kFirstOfKeyHolder), index(rowCount() - 1, kColumns - 1));
    }
}

bool ResultsModel::showsOpened() const
{
    return std::ranges::any_of(
        m_results, [](const session::StatementResult& result) { return result.opened && !result.integers.empty(); });
}

void ResultsModel::showResults(std::vector<session::StatementResult> results)
{
    beginResetModel();
    ui::forgetOpened(m_results);
    m_results = std::move(results);
    m_bytes.clear();
    std::ranges::transform(m_results, std::back_inserter(m_bytes), bytesOf);
    m_different.reset();
    endResetModel();
}

void ResultsModel::showAgain(std::vector<session::StatementResult> results)
{
    base::Bytes before;
    for (const base::Bytes& bytes : m_bytes) {
        before.insert(before.end(), bytes.begin(), bytes.end());
    }
    showResults(std::move(results));
    base::Bytes after;
    for (const base::Bytes& bytes : m_bytes) {
        after.insert(after.end(), bytes.begin(), bytes.end());
    }
    m_different = shareOfDifferent(before, after);
}

int ResultsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_results.size());
}

int ResultsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QVariant ResultsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const auto row = static_cast<std::size_t>(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(row, index.column());
    case Qt::ToolTipRole:
    case Qt::AccessibleDescriptionRole:
        return explanation(row, index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter));
    case kBytesRole: {
        const base::Bytes& bytes = m_bytes[row];
        return QByteArray(reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size()));
    }
    case kNoiseBitsRole:
        return isEncrypted(row) ? QVariant(m_results[row].noise.typical.bits()) : QVariant();
    case kIsOpenedRole:
        return m_results[row].opened.has_value();
    default:
        return {};
    }
}

QString ResultsModel::text(std::size_t row, int column) const
{
    const session::StatementResult& result = m_results[row];
    switch (column) {
    case Statement:
        return trainerText(result.text);
    case Ciphertext:
        return isEncrypted(row) ? tr("ciphertext") : tr("in the clear");
    case Noise:
        return isEncrypted(row) ? errorText(result.noise.typical) : tr("none");
    case Time:
        return timeText(result.time);
    case Opened:
        return result.opened ? vectorText(*result.opened) : tr("not opened");
    default:
        return result.measured ? errorText(*result.measured) : tr("–");
    }
}

QString ResultsModel::estimateOf(const session::StatementResult& result)
{
    const QString about = result.isSinceRefresh
                              ? tr("Estimated from the recipe, without a key, since the refresh: about %1, at most %2. "
                                   "What noise did before it stays in the number, and is measured with the rest.")
                              : tr("Estimated from the recipe, without a key: about %1, at most %2. Below 0 bits the "
                                   "number is still there.");
    return about.arg(errorText(result.noise.typical), errorText(result.noise.worst));
}

QString ResultsModel::explanation(std::size_t row, int column) const
{
    const session::StatementResult& result = m_results[row];
    switch (column) {
    case Statement:
        return text(row, column);
    case Ciphertext:
        return isEncrypted(row) ? tr("The bytes of the ciphertext, %1 integers in all").arg(result.integers.size())
                                : tr("Under plain the trainer sees the numbers themselves.");
    case Noise:
        return isEncrypted(row) ? estimateOf(result) : tr("Under plain there is no noise.");
    case Opened:
        return result.opened ? tr("%1, opened with the session key of the calculator").arg(text(row, column))
                             : tr("Nothing is opened here.");
    case Measured:
        return tr("The error that the key holder measured against ordinary arithmetic");
    default:
        return tr("What the trainer's computing took");
    }
}

QVariant ResultsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Statement:
        return tr("Statement");
    case Ciphertext:
        return tr("Ciphertext");
    case Noise:
        return tr("Noise, estimated");
    case Time:
        return tr("Time");
    case Opened:
        return tr("Opened value");
    default:
        return tr("Error, measured");
    }
}

} // namespace cg::ui
