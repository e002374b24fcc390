// SPDX-License-Identifier: GPL-3.0-or-later
#include "trust/release_policy.h"

#include <cmath>
#include <string>

namespace cg::trust {

namespace {

/// Of the weight noise: a bound that an honest error exceeds once in five hundred million times.
constexpr double kDeviations = 6.0;

base::Error outOfRange(const std::string& what, const std::string& range)
{
    return {base::ErrorCode::InvalidArgument, "a release policy with " + what + "; it must be " + range};
}

} // namespace

base::Result<void> ReleasePolicy::check() const
{
    if (numbers < 1 || numbers > kMostNumbers) {
        return outOfRange(std::to_string(numbers) + " numbers in a release",
                          "between 1 and " + std::to_string(kMostNumbers));
    }
    if (!(largest > 0.0 && largest <= kLargestRange)) {
        return outOfRange("numbers up to " + std::to_string(largest),
                          "above 0 and at most " + std::to_string(static_cast<int>(kLargestRange)));
    }
    if (releases < 1 || releases > kMostReleases) {
        return outOfRange(std::to_string(releases) + " releases", "between 1 and " + std::to_string(kMostReleases));
    }
    if (securityBits < kLeastSecurity || securityBits > kMostSecurity) {
        return outOfRange(std::to_string(securityBits) + " bits of statistical security",
                          "between " + std::to_string(kLeastSecurity) + " and " + std::to_string(kMostSecurity));
    }
    return {};
}

double ReleasePolicy::bitsLost() const
{
    const double queries = std::log2(12.0 * static_cast<double>(releases)) / 2;
    return queries + securityBits / 2.0 + std::log2(kDeviations) + std::log2(static_cast<double>(numbers)) / 2;
}

void encode(const ReleasePolicy& policy, base::ByteWriter& writer)
{
    writer.u32(policy.numbers);
    writer.f64(policy.largest);
    writer.u64(policy.releases);
    writer.u32(policy.securityBits);
}

base::Result<ReleasePolicy> decodePolicy(base::ByteReader& reader)
{
    ReleasePolicy policy;
    CG_TRY(policy.numbers, reader.u32());
    CG_TRY(policy.largest, reader.f64());
    CG_TRY(policy.releases, reader.u64());
    CG_TRY(policy.securityBits, reader.u32());
    if (const auto checked = policy.check(); !checked) {
        return reader.damaged(checked.error().message);
    }
    return policy;
}

base::Log2 ReleasePrecision::floodingNoise() const
{
    return base::Log2::ofBits(-bitsThere + amplificationBits + bitsLost);
}

ReleasePrecision precisionOf(const ReleasePolicy& policy, base::Log2 weightNoise, base::Log2 amplification)
{
    ReleasePrecision precision{-weightNoise.bits(), policy.bitsLost(), amplification.bits(), 0};
    precision.digits = static_cast<int>(std::floor(-precision.floodingNoise().bits()));
    return precision;
}

} // namespace cg::trust
