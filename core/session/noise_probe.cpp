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

Result<std::vector<double>> NoiseProbe::measure(const StepTrace& trace) const
{
    base::ByteWriter plan;
    train::encode(m_record.spec.plan, plan);
    trust::MeasureRequest request;
    request.plan = std::move(plan).take();
    request.step = trace.step;
    request.shuffleSeed = m_shuffleSeed;
    request.state = trace.state;
    request.results = trace.results;
    request.remasked = trace.remasked;
    CG_TRY(auto measured, m_holder->measureNoise(request));
    std::vector<double> bits = std::move(measured).value();
    if (bits.size() != trace.results.size()) {
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
    CG_TRY(const std::optional<StepTrace> trace, m_run.traceLastStep());
    if (!trace) {
        return std::optional<base::Log2>();
    }
    CG_TRY(const std::vector<double> bits, measure(*trace));
    double largest = base::Log2::kZeroBits;
    for (const std::size_t entry : trace->weightEntries) {
        largest = std::max(largest, bits.at(entry));
    }
    return std::optional(base::Log2::ofBits(largest));
}

Result<std::vector<MeasuredOperation>> NoiseProbe::measureStep() const
{
    CG_TRY(const StepTrace trace, m_run.traceNextStep(m_record.steps));
    std::vector<double> bits;
    if (m_holder != nullptr) {
        CG_TRY(bits, measure(trace));
    }
    std::vector<MeasuredOperation> operations;
    for (std::size_t i = 0; i < trace.entries.size(); ++i) {
        const auto measured = bits.empty() ? std::nullopt : std::optional(base::Log2::ofBits(bits.at(i)));
        operations.push_back({trace.entries[i], measured});
    }
    return operations;
}

} // namespace cg::session
