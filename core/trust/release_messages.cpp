// SPDX-License-Identifier: GPL-3.0-or-later
#include "trust/release_messages.h"

#include <algorithm>

namespace cg::trust::wire {

namespace {

/// Inputs of one request: rows enough for the largest policy.
constexpr std::size_t kMaxInputs = std::size_t{1} << 22;
constexpr int kMostDigits = 1 << 16;

base::Result<base::Bytes> readPlan(base::ByteReader& reader)
{
    CG_TRY(const base::ByteView plan, reader.blob(kMaxPayloadBytes));
    return base::Bytes(plan.begin(), plan.end());
}

void encodeOutlook(const ReleaseOutlook& outlook, base::ByteWriter& writer)
{
    trust::encode(outlook.policy, writer);
    writer.u8(outlook.isAllowed ? 1 : 0);
    writer.f64(outlook.precision.bitsThere);
    writer.f64(outlook.precision.bitsLost);
    writer.f64(outlook.precision.amplificationBits);
    writer.u32(static_cast<std::uint32_t>(std::clamp(outlook.precision.digits, 0, kMostDigits)));
    writer.u64(outlook.releases);
    writer.u64(outlook.determining);
}

base::Result<ReleaseOutlook> decodeOutlook(base::ByteReader& reader)
{
    ReleaseOutlook outlook;
    CG_TRY(outlook.policy, decodePolicy(reader));
    CG_TRY(const std::uint8_t isAllowed, reader.choice(1));
    outlook.isAllowed = isAllowed == 1;
    CG_TRY(outlook.precision.bitsThere, reader.finite());
    CG_TRY(outlook.precision.bitsLost, reader.finite());
    CG_TRY(outlook.precision.amplificationBits, reader.finite());
    CG_TRY(const std::uint32_t digits, reader.u32());
    if (digits > kMostDigits) {
        return reader.damaged("a number of more binary digits than there are");
    }
    outlook.precision.digits = static_cast<int>(digits);
    CG_TRY(outlook.releases, reader.u64());
    CG_TRY(outlook.determining, reader.u64());
    return outlook;
}

} // namespace

void encodeStart(const StartSource& start, base::ByteWriter& writer)
{
    writer.u8(start.known ? 1 : 0);
    writer.raw(start.known.value_or(start.label));
}

base::Result<StartSource> decodeStart(base::ByteReader& reader)
{
    StartSource start;
    CG_TRY(const std::uint8_t isKnown, reader.choice(1));
    CG_TRY(const base::Seed seed, reader.array<32>());
    (isKnown == 1 ? start.known.emplace() : start.label) = seed;
    return start;
}

void MakeRelease::encode(base::ByteWriter& writer) const
{
    writer.blob(request.plan);
    encodeStart(request.start, writer);
    writer.raw(request.shuffleSeed);
    writer.u64(request.steps);
    writer.numbers(request.inputs);
}

base::Result<MakeRelease> MakeRelease::decode(base::ByteReader& reader)
{
    MakeRelease message;
    CG_TRY(message.request.plan, readPlan(reader));
    CG_TRY(message.request.start, decodeStart(reader));
    CG_TRY(message.request.shuffleSeed, reader.array<32>());
    CG_TRY(message.request.steps, reader.u64());
    CG_TRY(message.request.inputs, reader.numbers(kMaxInputs));
    return message;
}

void ForetellRelease::encode(base::ByteWriter& writer) const
{
    writer.blob(plan);
    writer.u64(steps);
}

base::Result<ForetellRelease> ForetellRelease::decode(base::ByteReader& reader)
{
    CG_TRY(base::Bytes plan, readPlan(reader));
    CG_TRY(const std::uint64_t steps, reader.u64());
    return ForetellRelease{std::move(plan), steps};
}

void OwnLossBelow::encode(base::ByteWriter& writer) const
{
    writer.blob(run.plan);
    encodeStart(run.start, writer);
    writer.raw(run.shuffleSeed);
    writer.u64(run.steps);
    writer.f64(threshold);
}

base::Result<OwnLossBelow> OwnLossBelow::decode(base::ByteReader& reader)
{
    OwnLossBelow message;
    CG_TRY(message.run.plan, readPlan(reader));
    CG_TRY(message.run.start, decodeStart(reader));
    CG_TRY(message.run.shuffleSeed, reader.array<32>());
    CG_TRY(message.run.steps, reader.u64());
    CG_TRY(message.threshold, reader.finite());
    return message;
}

base::Result<SetPolicy> SetPolicy::decode(base::ByteReader& reader)
{
    CG_TRY(const ReleasePolicy policy, decodePolicy(reader));
    return SetPolicy{policy};
}

void Released::encode(base::ByteWriter& writer) const
{
    writer.numbers(release.numbers);
    encodeOutlook(release.outlook, writer);
}

base::Result<Released> Released::decode(base::ByteReader& reader)
{
    Released released;
    CG_TRY(released.release.numbers, reader.numbers(ReleasePolicy::kMostNumbers));
    CG_TRY(released.release.outlook, decodeOutlook(reader));
    return released;
}

void ReleaseForetold::encode(base::ByteWriter& writer) const
{
    encodeOutlook(outlook, writer);
}

base::Result<ReleaseForetold> ReleaseForetold::decode(base::ByteReader& reader)
{
    CG_TRY(const ReleaseOutlook outlook, decodeOutlook(reader));
    return ReleaseForetold{outlook};
}

} // namespace cg::trust::wire
