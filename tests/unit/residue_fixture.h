#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/int128.h"
#include "base/random.h"
#include "math/modulus.h"
#include "math/primes.h"
#include "math/simd.h"

#include <QtTest/QTest>

#include <hwy/targets.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace cg::testing {

/// Sizes of moduli, in bits, from the smallest in use to the largest allowed.
inline constexpr std::array<double, 6> kModulusBits{30, 34, 40, 45, 49, 49.999999};

inline base::SeededRandom residueRandom(std::uint64_t index)
{
    constexpr std::uint64_t kSeed = 11;
    return {base::seedFromNumber(kSeed, "residue tests"), {base::Purpose::Encrypt, 0, index}};
}

/// The prime of about 2^bits for transforms of a degree.
inline math::Modulus modulusOf(double bits, std::size_t degree)
{
    return math::Modulus::create(math::nttPrimeNearest(std::exp2(bits), degree, {}).value()).value();
}

/// Uniform centred residues.
inline std::vector<double> randomResidues(base::RandomSource& random, const math::Modulus& modulus, std::size_t count)
{
    std::vector<double> residues(count);
    for (double& residue : residues) {
        residue = modulus.fromUnsigned(random.below(modulus.value()));
    }
    return residues;
}

inline std::uint64_t residueOf(base::Int128 integer, const math::Modulus& modulus)
{
    const base::Int128 rest = integer % static_cast<std::int64_t>(modulus.value());
    return static_cast<std::uint64_t>(rest < 0 ? rest + static_cast<std::int64_t>(modulus.value()) : rest);
}

inline bool isCentred(double residue, const math::Modulus& modulus)
{
    return std::abs(residue) <= (modulus.asDouble() - 1) / 2 && !(residue == 0 && std::signbit(residue));
}

/// Calls `check` once for every set of instructions that this machine has; returns their names.
template <typename Check>
std::set<std::string> withEverySimdTarget(Check check)
{
    std::set<std::string> names;
    for (std::int64_t targets = hwy::SupportedTargets(); targets != 0; targets &= targets - 1) {
        hwy::SetSupportedTargetsForTest(targets & -targets);
        if (names.emplace(math::simdTarget()).second) {
            check();
        }
    }
    hwy::SetSupportedTargetsForTest(0);
    return names;
}

} // namespace cg::testing
