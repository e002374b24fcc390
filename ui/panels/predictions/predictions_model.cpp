// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/predictions/predictions_model.h"

#include "base/secure_memory.h"
#include "ui/text/format.h"

#include <algorithm>
#include <utility>

namespace cg::ui {

namespace {

constexpr std::size_t kChipBytes = 96;

void wipe(std::map<std::size_t, OpenedPrediction>& predictions)
{
    for (auto& [row, prediction] : predictions) {
        auto* const memory = reinterpret_cast<std::uint8_t*>(prediction.outputs.data());
        base::wipe({memory, prediction.outputs.size() * sizeof(double)});
    }
    predictions.clear();
}

bool isSame(const OpenedPrediction& a, const OpenedPrediction& b)
{
    return a.step == b.step && a.outputs == b.outputs && a.terms.precision == b.terms.precision;
}

} // namespace

PredictionsModel::PredictionsModel(QObject* parent) : QAbstractTableModel(parent) {}

PredictionsModel::~PredictionsModel()
{
    forget();
}

void PredictionsModel::forget()
{
    wipe(m_opened);
}

void PredictionsModel::showState(const SessionState& state)
{
    if (state.spec != m_spec) {
        beginResetModel();
        forget();
        m_spec = state.spec;
        endResetModel();
    }
    if (std::exchange(m_isEncrypted, !state.isPlain()) != m_isEncrypted) {
        Q_EMIT headerDataChanged(Qt::Horizontal, 0, kColumns - 1);
    }
    const auto pictures = state.snapshot ? state.snapshot->pictures : nullptr;
    const OpeningAnswer answer = openingAnswer(state);
    const bool isOther = pictures != m_pictures || answer.way != m_answer.way || answer.why != m_answer.why;
    m_pictures = pictures;
    m_answer = answer;
    if (isOther && rowCount() > 0) {
        Q_EMIT dataChanged(index(0, Ciphertext), index(rowCount() - 1, Ciphertext));
        Q_EMIT dataChanged(index(0, Action), index(rowCount() - 1, Action));
    }
    takePredictions(state);
}

void PredictionsModel::takePredictions(const SessionState& state)
{
    std::map<std::size_t, OpenedPrediction> before = std::exchange(m_opened, {});
    if (state.showsValues()) {
        m_opened = state.predictions;
    }
    std::vector<int> news;
    std::vector<std::size_t> changed;
    for (const auto& [row, prediction] : m_opened) {
        const auto old = before.find(row);
        if (old == before.end()) {
            news.push_back(static_cast<int>(row));
            changed.push_back(row);
        } else if (!isSame(old->second, prediction)) {
            changed.push_back(row);
        }
    }
    for (const auto& [row, prediction] : before) {
        if (!m_opened.contains(row)) {
            changed.push_back(row);
        }
    }
    wipe(before);
    const auto rows = static_cast<std::size_t>(rowCount());
    for (const std::size_t row : changed) {
        if (row < rows) {
            Q_EMIT dataChanged(index(static_cast<int>(row), 0), index(static_cast<int>(row), kColumns - 1));
        }
    }
    if (!news.empty() && state.isOpen()) {
        Q_EMIT rowsOpened(news);
    }
}

int PredictionsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_spec ? 0 : static_cast<int>(table().rows());
}

int PredictionsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

const OpenedPrediction* PredictionsModel::opened(int row) const
{
    const auto found = m_opened.find(static_cast<std::size_t>(row));
    return found == m_opened.end() ? nullptr : &found->second;
}

QVariant PredictionsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const OpenedPrediction* const prediction = opened(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(index.row(), index.column());
    case Qt::ToolTipRole:
    case Qt::AccessibleDescriptionRole:
        return explanation(index.row(), index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter));
    case kBytesRole:
        return index.column() == Ciphertext ? bytes(index.row()) : QVariant();
    case kIsOpenedRole:
        return prediction != nullptr;
    case kVerdictRole:
        if (prediction != nullptr && index.column() == Correct) {
            return static_cast<int>(verdictOf(*prediction, table().target(static_cast<std::size_t>(index.row()))));
        }
        return {};
    case kIsEncryptedRole:
        return m_isEncrypted;
    default:
        return {};
    }
}

QString PredictionsModel::text(int row, int column) const
{
    const auto place = static_cast<std::size_t>(row);
    switch (column) {
    case Sample:
        return QString::number(row + 1);
    case Inputs:
        return inputsText(table().input(place));
    case Label:
        return labelText(table().target(place));
    case Ciphertext:
        return m_pictures ? tr("ciphertext") : tr("none yet");
    case Action:
        switch (m_answer.way) {
        case OpeningWay::Open:
            return tr("Open…");
        case OpeningWay::Unlock:
            return tr("Unlock…");
        case OpeningWay::None:
            return tr("–");
        }
        return {};
    default:
        return openedColumnText(row, column);
    }
}

QString PredictionsModel::openedColumnText(int row, int column) const
{
    const OpenedPrediction* const prediction = opened(row);
    if (prediction == nullptr) {
        const QString absent = m_isEncrypted ? tr("closed") : tr("none yet");
        return column == Opened ? absent : QString();
    }
    if (column == Opened) {
        return openedText(*prediction);
    }
    if (column == Step) {
        return countText(prediction->step);
    }
    return verdictOf(*prediction, table().target(static_cast<std::size_t>(row))) == Verdict::Correct ? tr("correct")
                                                                                                     : tr("wrong");
}

QString PredictionsModel::explanation(int row, int column) const
{
    switch (column) {
    case Ciphertext:
        return tr("Bytes of the output layer's ciphertexts, which this prediction is computed from. They look the same "
                  "whatever the answer is.");
    case Action:
        return m_answer.way == OpeningWay::Open ? tr("Asks under which terms to open sample %1").arg(row + 1)
                                                : m_answer.why;
    case Opened:
        if (m_isEncrypted) {
            return opened(row) == nullptr ? tr("Nobody opened this prediction.") : tr("Opened with the secret key.");
        }
        return tr("In the clear: nothing is encrypted.");
    default:
        return {};
    }
}

QByteArray PredictionsModel::bytes(int row) const
{
    if (!m_pictures || m_pictures->weights.empty()) {
        return {};
    }
    const std::size_t last = m_pictures->weights.back().layer;
    const auto first = std::ranges::find(m_pictures->weights, last, &session::CiphertextPicture::layer);
    const auto pictures = static_cast<std::size_t>(m_pictures->weights.end() - first);
    const auto place = static_cast<std::size_t>(row);
    const std::vector<std::uint8_t>& all = (first + static_cast<std::ptrdiff_t>(place % pictures))->bytes;
    if (all.empty()) {
        return {};
    }
    const std::size_t begin = (place / pictures) * kChipBytes % all.size();
    const std::size_t count = std::min(kChipBytes, all.size() - begin);
    return {reinterpret_cast<const char*>(all.data() + begin), static_cast<qsizetype>(count)};
}

QVariant PredictionsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Sample:
        return tr("Sample");
    case Inputs:
        return tr("Inputs");
    case Label:
        return tr("Label");
    case Ciphertext:
        return tr("Prediction");
    case Opened:
        return m_isEncrypted ? tr("Opened value") : tr("Prediction");
    case Correct:
        return tr("Correct");
    case Step:
        return tr("At step");
    default:
        return tr("Open");
    }
}

} // namespace cg::ui
