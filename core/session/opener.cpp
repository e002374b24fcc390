// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/opener.h"

#include "he/ckks/encoder.h"
#include "train/packing.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <string>
#include <utility>

namespace cg::session {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

Error noKey()
{
    return {ErrorCode::NoKey, "this needs the secret key of the session, and none is in use"};
}

/// What is too large for the modulus of its level wraps around, and neither the trainer nor a single opened number
/// shows it. The loss and the predictions lie at different levels: they agree as long as both hold.
Result<void> checkAgreement(const OpenedEvaluation& opened, const data::Dataset& data)
{
    constexpr double kRelative = 0.05;
    constexpr double kAbsolute = 0.05;
    double sum = 0.0;
    for (std::size_t row = 0; row < data.rows(); ++row) {
        for (std::size_t output = 0; output < opened.predictions[row].size(); ++output) {
            const double error = opened.predictions[row][output] - data.target(row)[output];
            sum += error * error;
        }
    }
    const double expected = sum / static_cast<double>(data.rows());
    if (std::abs(opened.loss - expected) <= kAbsolute + kRelative * expected) {
        return {};
    }
    return Error{ErrorCode::Diverged, "the training diverged: the opened loss of " + std::to_string(opened.loss) +
                                          " is not that of the opened predictions, so the numbers have outgrown their "
                                          "ciphertexts; take a smaller rate"};
}

} // namespace

Result<std::vector<std::vector<double>>> Opener::open(trust::OpenPurpose purpose,
                                                      const std::vector<trust::OpenItem>& items) const
{
    CG_TRY(auto clear, m_run.readInTheClear(items));
    if (clear) {
        return std::move(*clear);
    }
    if (m_holder == nullptr) {
        return noKey();
    }
    CG_TRY(auto disclosed, m_holder->open(purpose, items));
    auto values = std::move(disclosed).value();
    const auto answers = [](const trust::OpenItem& item, const std::vector<double>& slots) {
        return item.slots.size() == slots.size();
    };
    if (!std::ranges::equal(items, values, answers)) {
        return Error{ErrorCode::ProtocolViolation, "the key holder opened other slots than it was asked for"};
    }
    return values;
}

Result<std::vector<std::vector<double>>> Opener::openRows(trust::OpenPurpose purpose,
                                                          const EncryptedEvaluation& evaluation, std::size_t firstRow,
                                                          std::size_t rows) const
{
    const model::NetworkSpec& network = m_record.spec.plan.network;
    std::map<std::size_t, std::size_t> itemOf; // by ciphertext
    std::vector<trust::OpenItem> items;
    std::vector<std::pair<std::size_t, std::size_t>> places; // item and position in it
    for (std::size_t row = firstRow; row < firstRow + rows; ++row) {
        for (std::size_t output = 0; output < network.outputs(); ++output) {
            const auto place = train::predictionPlace(network, m_run.packing(), row, output);
            const auto [entry, isNew] = itemOf.emplace(place.ciphertext, items.size());
            if (isNew) {
                items.push_back({evaluation.predictions.at(place.ciphertext), {}});
            }
            std::vector<std::uint32_t>& wanted = items[entry->second].slots;
            places.emplace_back(entry->second, wanted.size());
            wanted.push_back(static_cast<std::uint32_t>(place.slot));
        }
    }
    CG_TRY(const auto values, open(purpose, items));
    std::vector<std::vector<double>> predictions(rows);
    for (std::size_t i = 0; i < places.size(); ++i) {
        predictions[i / network.outputs()].push_back(values.at(places[i].first).at(places[i].second));
    }
    return predictions;
}

Result<OpenedEvaluation> Opener::openEvaluation() const
{
    if (!canOpen()) {
        return noKey();
    }
    CG_TRY(const EncryptedEvaluation evaluation, m_run.evaluate());
    OpenedEvaluation opened;
    CG_TRY(opened.loss, openLoss(evaluation.loss));
    CG_TRY(opened.predictions,
           openRows(trust::OpenPurpose::Predictions, evaluation, 0, m_record.spec.plan.data.rows()));
    CG_CHECK(checkAgreement(opened, m_record.spec.plan.data));
    return opened;
}

Result<std::vector<double>> Opener::openPrediction(std::size_t row) const
{
    if (row >= m_record.spec.plan.data.rows()) {
        return Error{ErrorCode::InvalidArgument, "there is no row " + std::to_string(row) + "; rows run from 0 to " +
                                                     std::to_string(m_record.spec.plan.data.rows() - 1)};
    }
    if (!canOpen()) {
        return noKey();
    }
    CG_TRY(const EncryptedEvaluation evaluation, m_run.evaluate());
    CG_TRY(const auto predictions, openRows(trust::OpenPurpose::Prediction, evaluation, row, 1));
    return predictions.front();
}

Result<double> Opener::openLoss(const base::Bytes& ciphertext) const
{
    CG_TRY(const auto values, open(trust::OpenPurpose::Loss, {{ciphertext, m_run.lossSlots()}}));
    return std::accumulate(values.front().begin(), values.front().end(), 0.0);
}

Result<OpenedLosses> Opener::openPacked(const PackedLosses& packed, std::uint64_t first, std::size_t atMost) const
{
    const auto size = static_cast<std::size_t>(packed.size());
    const auto begin = static_cast<std::size_t>(std::min<std::uint64_t>(first, size));
    const std::vector<std::size_t> wanted = LossHistory::spreadOver(begin, size, atMost);
    std::vector<trust::OpenItem> items;
    auto next = wanted.begin();
    std::size_t packBegin = 0;
    for (const train::LossPack& pack : packed.packs) {
        trust::OpenItem item{pack.ciphertext, {}};
        for (; next != wanted.end() && *next < packBegin + pack.count; ++next) {
            item.slots.push_back(static_cast<std::uint32_t>(*next - packBegin));
        }
        if (!item.slots.empty()) {
            items.push_back(std::move(item));
        }
        packBegin += pack.count;
    }
    CG_TRY(const auto values, open(trust::OpenPurpose::Loss, items));
    OpenedLosses losses{{wanted.begin(), wanted.end()}, {}};
    for (const std::vector<double>& each : values) {
        losses.values.insert(losses.values.end(), each.begin(), each.end());
    }
    for (; next != wanted.end(); ++next) {
        CG_TRY(const double loss, openLoss(packed.pending.at(*next - packBegin)));
        losses.values.push_back(loss);
    }
    constexpr double kNearly = 0.999; // what lies at the bound comes back with some noise
    const double bound = he::ckks::packedLossBound(*m_record.spec.ring);
    if (std::ranges::any_of(losses.values, [&](double loss) { return std::abs(loss) >= kNearly * bound; })) {
        losses.clampedAt = bound;
    }
    return losses;
}

Result<OpenedLosses> Opener::openLosses(std::uint64_t first, std::size_t atMost) const
{
    if (const PackedLosses* packed = m_run.packedLosses()) {
        return openPacked(*packed, first, atMost);
    }
    std::vector<trust::OpenItem> items;
    OpenedLosses losses;
    for (const std::size_t i : m_record.losses.spread(first, atMost)) {
        const base::ByteView bytes = m_record.losses.ciphertext(i);
        items.push_back({{bytes.begin(), bytes.end()}, {0}});
        losses.steps.push_back(m_record.losses.stepOf(i));
    }
    CG_TRY(const auto values, open(trust::OpenPurpose::Loss, items));
    for (const auto& value : values) {
        losses.values.push_back(value.at(0));
    }
    return losses;
}

Result<model::Weights> Opener::openNetwork() const
{
    if (!canOpen()) {
        return noKey();
    }
    CG_TRY(const std::vector<base::Bytes> weights, m_run.finalWeights());
    const model::NetworkSpec& network = m_record.spec.plan.network;
    const auto places = train::weightSlots(network, m_run.packing());
    std::vector<trust::OpenItem> items;
    for (std::size_t i = 0; i < places.size(); ++i) {
        trust::OpenItem item{weights.at(i), {}};
        for (const auto& cell : places[i].cells) {
            item.slots.push_back(static_cast<std::uint32_t>(cell.slot));
        }
        items.push_back(std::move(item));
    }
    CG_TRY(const auto values, open(trust::OpenPurpose::Network, items));
    return train::unpackWeights(network, m_run.packing(), values);
}

} // namespace cg::session
