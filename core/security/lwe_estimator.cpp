// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/lwe_estimator.h"

#include "base/contract.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <numbers>
#include <optional>
#include <utility>

namespace cg::security {

namespace {

// Gates of a sieve in dimension β are 2^(a·β + b), and progressive BKZ costs C times as much as its last block size
// ("list decoding, classical" of the MATZOV report).
constexpr double kSieveSlope = 0.29613500308205365;
constexpr double kSieveOffset = 20.387885985467914;
const double kProgressiveFactor = 1.0 / (1.0 - std::exp2(-kSieveSlope));

constexpr double kCoreSvpSlope = 0.292;

constexpr double kTwoPiE = 2.0 * std::numbers::pi * std::numbers::e;

/// ln δ(β), where a basis reduced by BKZ with block size β ≥ 2 has a first vector of δ^d · det^(1/d): measured for
/// small β, Chen's formula (2013) from 41 on. Decreases with β.
double logRootHermite(int blockSize)
{
    constexpr std::array<std::pair<int, double>, 8> kMeasured{{{2, 1.02190},
                                                               {5, 1.01862},
                                                               {10, 1.01616},
                                                               {15, 1.01485},
                                                               {20, 1.01420},
                                                               {25, 1.01342},
                                                               {28, 1.01331},
                                                               {40, 1.01295}}};
    if (blockSize <= kMeasured.back().first) {
        const auto above = std::find_if(kMeasured.begin(), kMeasured.end(),
                                        [blockSize](const auto& entry) { return entry.first > blockSize; });
        return std::log(std::prev(above)->second);
    }
    const double beta = blockSize;
    return (std::log(beta / kTwoPiE) + std::log(std::numbers::pi * beta) / beta) / (2.0 * (beta - 1.0));
}

/// The smallest lattice dimension d ≥ n in which block size β finds the secret: where the projection of the short
/// vector to the last block is shorter than what BKZ would find there. That condition, times d, is the quadratic
/// inequality −lnδ·d² + linear·d + constant ≥ 0.
std::optional<double> latticeDimension(const LweInstance& lwe, int blockSize)
{
    const double logDelta = logRootHermite(blockSize);
    const double logModulus = lwe.log2Modulus * std::numbers::ln2;
    const double logError = std::log(lwe.errorStd);
    // The projected vector has β−1 coordinates of the error's size, and the embedding's own factor τ = σ_e.
    const double logProjected = logError + std::log(static_cast<double>(blockSize)) / 2.0;
    const double logScale = std::log(std::max(1.0, lwe.errorStd / lwe.secretStd)); // ln ξ
    const double linear = logDelta * (2.0 * blockSize - 1.0) + logModulus - logProjected;
    const double constant = logError + lwe.dimension * logScale - (lwe.dimension + 1.0) * logModulus;

    const double discriminant = linear * linear + 4.0 * logDelta * constant;
    if (linear <= 0.0 || discriminant < 0.0) {
        return std::nullopt;
    }
    // The smaller root, in the form that does not cancel.
    const double root = -2.0 * constant / (linear + std::sqrt(discriminant));
    const double dimension = std::max(lwe.dimension, std::ceil(root));
    const bool succeeds = dimension * (linear - logDelta * dimension) + constant >= 0.0;
    return succeeds ? std::optional(dimension) : std::nullopt;
}

/// The smallest block size that succeeds, at least 2. A larger one always does as well.
int smallestBlockSize(const LweInstance& lwe)
{
    int high = 2;
    while (!latticeDimension(lwe, high)) {
        high *= 2;
    }
    int low = std::max(1, high / 2); // fails, or is no block size
    while (high - low > 1) {
        const int middle = low + (high - low) / 2;
        (latticeDimension(lwe, middle) ? high : low) = middle;
    }
    return high;
}

/// log2 of the gates of one sieve for block size β, after "dimensions for free" (Ducas, Eurocrypt 2018). Grows with β.
double sieveBits(double blockSize)
{
    const double ratio = std::log(blockSize / kTwoPiE);
    const double logFourThirds = std::log(4.0 / 3.0);
    const double sieved = ratio <= logFourThirds ? 0.0 : blockSize - blockSize * logFourThirds / ratio;
    return kSieveSlope * sieved + kSieveOffset;
}

/// log2 of d³ for LLL and C·(d − β) sieves of cost C·2^sieveBits.
double matzovBits(double blockSize, double dimension)
{
    const double reduction =
        2.0 * std::log2(kProgressiveFactor) + std::log2(std::max(dimension - blockSize, 1.0)) + sieveBits(blockSize);
    const double preprocessing = 3.0 * std::log2(dimension);
    const double larger = std::max(reduction, preprocessing);
    return larger + std::log2(1.0 + std::exp2(std::min(reduction, preprocessing) - larger));
}

void expectValid(const LweInstance& lwe)
{
    CG_EXPECTS(lwe.dimension >= 1.0 && lwe.errorStd > 0.0 && lwe.secretStd > 0.0);
    CG_EXPECTS(lwe.log2Modulus > std::log2(lwe.errorStd));
}

} // namespace

LweInstance ternaryInstance(double dimension, double log2Modulus)
{
    return {dimension, log2Modulus, 3.19, std::sqrt(2.0 / 3.0)};
}

Estimate primalUsvpMatzov(const LweInstance& instance)
{
    expectValid(instance);
    std::optional<Estimate> best;
    // One sieve alone costs sieveBits(β), so the search ends soon after the first success.
    for (int beta = smallestBlockSize(instance); !best || sieveBits(beta) < best->bits; ++beta) {
        const auto dimension = latticeDimension(instance, beta);
        CG_ENSURES(dimension.has_value());
        const double bits = matzovBits(beta, *dimension);
        if (!best || bits < best->bits) {
            best = Estimate{bits, beta, static_cast<int>(*dimension)};
        }
    }
    return *best;
}

Estimate coreSvp(const LweInstance& instance)
{
    expectValid(instance);
    const int beta = smallestBlockSize(instance);
    return {kCoreSvpSlope * beta, beta,
            static_cast<int>(latticeDimension(instance, beta).value_or(instance.dimension))};
}

} // namespace cg::security
