// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/noise_probe.h"

#include "train/packing.h"

#include <algorithm>
#include <span>
#include <utility>

namespace cg::session {

using base::Error;
using base::ErrorCode;
using base::Result;

Result<std::vector<double>> NoiseProbe::measure(StepTrace trace) const
{
    const std::size_t results = trace.results.size();
    base::ByteWriter plan;
    train::encode(m_record.spec.plan, plan);
    trust::MeasureRequest request;
    request.plan = std::move(plan).take();
    request.step = trace.step;
    request.shuffleSeed = m_shuffleSeed;
    request.state = std::move(trace.state);
    request.results = std::move(trace.results);
    request.remasked = std::move(trace.remasked);
    CG_TRY(auto measured, m_holder->measureNoise(request));
    std::vector<double> bits = std::move(measured).value();
    if (bits.size() != results) {
        return Error{ErrorCode::ProtocolViolation, "the key holder measured other operations than it was asked for"};
    }
    return bits;
}

Result<base::Log2> NoiseProbe::measureStart() const
{
    trust::MeasureRequest request;
    request.state = m_record.state;
    CG_TRY(const auto measured, m_holder->measureNoise(request));
    const std::vector<double>& bits = measured.value();
    if (bits.size() != m_record.state.size()) {
        return Error{ErrorCode::ProtocolViolation, "the key holder measured another number of ciphertexts"};
    }
    // With momentum, the velocity comes behind the weights.
    const std::size_t weights = train::weightSlots(m_record.spec.plan.network, m_run.packing()).size();
    const double largest = std::ranges::max(std::span(bits).first(std::min(weights, bits.size())));
    return base::Log2::ofBits(largest);
}

Result<std::optional<base::Log2>> NoiseProbe::measureLastStep() const
{
    CG_TRY(std::optional<StepTrace> trace, m_run.traceLastStep());
    if (!trace) {
        return std::optional<base::Log2>();
    }
    const std::vector<std::size_t> weightEntries = std::move(trace->weightEntries);
    CG_TRY(const std::vector<double> bits, measure(*std::move(trace)));
    double largest = base::Log2::kZeroBits;
    for (const std::size_t entry : weightEntries) {
        largest = std::max(largest, bits.at(entry));
    }
    return std::optional(base::Log2::ofBits(largest));
}

Result<std::vector<MeasuredOperation>> NoiseProbe::measureStep() const
{
    CG_TRY(StepTrace trace, m_run.traceNextStep(m_record.steps));
    const std::vector<noise::LedgerEntry> entries = std::move(trace.entries);
    std::vector<double> bits;
    if (m_holder != nullptr) {
        CG_TRY(bits, measure(std::move(trace)));
    }
    std::vector<MeasuredOperation> operations;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const auto measured = bits.empty() ? std::nullopt : std::optional(base::Log2::ofBits(bits.at(i)));
        operations.push_back({entries[i], measured});
    }
    return operations;
}

} // namespace cg::session
