#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"
#include "base/log2.h"
#include "base/result.h"

#include <cstddef>
#include <cstdint>

namespace cg::trust {

/// What a key's owner allows to be released, and how well it is flooded [LM21], [LMSS22]. Data: it lies in the key
/// file, and every report shows it.
struct ReleasePolicy {
    std::uint32_t numbers = 1;       ///< k, numbers in one release; 1 … kMostNumbers
    double largest = 2.0;            ///< numbers are clamped to ±largest; above 0, at most kLargestRange
    std::uint64_t releases = 1024;   ///< τ, releases in the life of a key; 1 … kMostReleases
    std::uint32_t securityBits = 30; ///< s, statistical; kLeastSecurity … kMostSecurity

    static constexpr std::uint32_t kMostNumbers = 1024;
    static constexpr double kLargestRange = 1024.0;
    static constexpr std::uint64_t kMostReleases = std::uint64_t{1} << 20;
    static constexpr std::uint32_t kLeastSecurity = 20;
    static constexpr std::uint32_t kMostSecurity = 128;

    /// InvalidArgument with the number that is out of range and what would be right.
    [[nodiscard]] base::Result<void> check() const;
    /// Bits by which flooding widens the noise of a weight: log2 of √(12τ)·2^(s/2)·6·√k, the network's own
    /// amplification not included. 24.4 for the policy above, 19.4 for τ = 1.
    [[nodiscard]] double bitsLost() const;

    friend bool operator==(const ReleasePolicy&, const ReleasePolicy&) = default;
};

/// Decoding refuses (FileDamaged) what `check` refuses.
void encode(const ReleasePolicy& policy, base::ByteWriter& writer);
[[nodiscard]] base::Result<ReleasePolicy> decodePolicy(base::ByteReader& reader);

/// What a policy leaves of an answer.
struct ReleasePrecision {
    double bitsThere;         ///< −log2 of the error of a weight by the static estimate: what the parameters give
    double bitsLost;          ///< by flooding
    double amplificationBits; ///< log2 of Σ|∂y/∂w| at the largest admissible input and weights
    int digits;               ///< p: what is released lies on a grid of 2^-p; nothing is left where p < 1

    [[nodiscard]] bool isAnythingLeft() const { return digits >= 1; }
    /// σ of the flooding noise, at most 2^-digits.
    [[nodiscard]] base::Log2 floodingNoise() const;
};

/// `weightNoise` is the standard deviation of a weight's error, `amplification` Σ|∂y/∂w|.
[[nodiscard]] ReleasePrecision precisionOf(const ReleasePolicy& policy, base::Log2 weightNoise,
                                           base::Log2 amplification);

} // namespace cg::trust
