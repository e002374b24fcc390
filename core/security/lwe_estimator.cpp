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

constexpr int kLargestSearch = 4096; // vectors of the last block

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

/// ln ξ, by which the secret is scaled to the size of the error.
double logScaleOf(const LweInstance& lwe)
{
    return std::log(std::max(1.0, lwe.errorStd / lwe.secretStd));
}

/// The smallest whole d ≥ least with −curvature·d² + linear·d + constant ≥ 0. Requires curvature > 0.
std::optional<double> smallestDimension(double curvature, double linear, double constant, double least)
{
    const double discriminant = linear * linear + 4.0 * curvature * constant;
    if (linear <= 0.0 || discriminant < 0.0) {
        return std::nullopt;
    }
    // The smaller root, in the form that does not cancel.
    const double root = -2.0 * constant / (linear + std::sqrt(discriminant));
    const double dimension = std::max(least, std::ceil(root));
    const bool succeeds = dimension * (linear - curvature * dimension) + constant >= 0.0;
    return succeeds ? std::optional(dimension) : std::nullopt;
}

/// The smallest lattice dimension d ≥ n in which block size β finds the secret: where the projection of the short
/// vector to the last block is shorter than what BKZ would find there. That condition, times d, is a quadratic
/// inequality.
std::optional<double> latticeDimension(const LweInstance& lwe, int blockSize)
{
    const double logDelta = logRootHermite(blockSize);
    const double logModulus = lwe.log2Modulus * std::numbers::ln2;
    const double logError = std::log(lwe.errorStd);
    // The projected vector has β−1 coordinates of the error's size, and the embedding's own factor τ = σ_e.
    const double logProjected = logError + std::log(static_cast<double>(blockSize)) / 2.0;
    const double linear = logDelta * (2.0 * blockSize - 1.0) + logModulus - logProjected;
    const double constant = logError + lwe.dimension * logScaleOf(lwe) - (lwe.dimension + 1.0) * logModulus;
    return smallestDimension(logDelta, linear, constant, lwe.dimension);
}

/// The smallest number from `least` on that passes, looked for up to `most`, a power of two. A number above one that
/// passes must pass as well.
template <typename Passes>
std::optional<int> smallestPassing(int least, int most, const Passes& passes)
{
    int high = least;
    while (!passes(high)) {
        if (high >= most) {
            return std::nullopt;
        }
        high *= 2;
    }
    int low = high == least ? least - 1 : high / 2; // fails, or is too small
    while (high - low > 1) {
        const int middle = low + (high - low) / 2;
        (passes(middle) ? high : low) = middle;
    }
    return high;
}

/// The smallest block size that succeeds without a search after it, at least 2.
int smallestBlockSize(const LweInstance& lwe)
{
    const auto beta = smallestPassing(2, 1 << 30, [&lwe](int size) { return latticeDimension(lwe, size).has_value(); });
    CG_ENSURES(beta.has_value());
    return *beta;
}

/// ln of the volume of the unit ball in m ≥ 2 dimensions, by Stirling's series, which is off by 0.0005 at most.
double logUnitBall(double m)
{
    const double half = m / 2.0;
    const double logFactorial = half * (std::log(half) - 1.0) + std::log(2.0 * std::numbers::pi * half) / 2.0 +
                                1.0 / (12.0 * half) - 1.0 / (360.0 * half * half * half);
    return half * std::log(std::numbers::pi) - logFactorial;
}

/// The smallest lattice dimension d ≥ n, η in which a search in the last η vectors finds the secret after a reduction
/// with block size β: where the projected target, embedded with a factor τ = σ_e, is shorter than the Gaussian
/// heuristic expects of a shortest vector. With ln vol = η/d·ln vol(L) − η·(d − η)·lnδ of that block, the condition,
/// times d/η, is a quadratic inequality.
std::optional<double> dimensionForSearch(const LweInstance& lwe, int blockSize, int lastBlock)
{
    const double eta = lastBlock;
    const double logDelta = logRootHermite(blockSize);
    const double logModulus = lwe.log2Modulus * std::numbers::ln2;
    const double logError = std::log(lwe.errorStd);
    // The volume that the block must have, for a target of η + 1 coordinates of the error's size.
    const double logTarget = (eta + 1.0) * (logError + std::log(eta + 1.0) / 2.0);
    const double logVolume = logTarget + logUnitBall(eta + 1.0) - logError;
    const double linear = logModulus + eta * logDelta - logVolume / eta;
    const double constant = lwe.dimension * (logScaleOf(lwe) - logModulus);
    return smallestDimension(logDelta, linear, constant, std::max(lwe.dimension, eta));
}

/// The smallest η that succeeds; it grows where β falls.
std::optional<int> smallestLastBlock(const LweInstance& lwe, int blockSize)
{
    return smallestPassing(1, kLargestSearch,
                           [&](int size) { return dimensionForSearch(lwe, blockSize, size).has_value(); });
}

/// log2 of the gates of one sieve for block size β, after "dimensions for free" (Ducas, Eurocrypt 2018). Grows with β.
double sieveBits(double blockSize)
{
    const double ratio = std::log(blockSize / kTwoPiE);
    const double logFourThirds = std::log(4.0 / 3.0);
    const double sieved = ratio <= logFourThirds ? 0.0 : blockSize - blockSize * logFourThirds / ratio;
    return kSieveSlope * sieved + kSieveOffset;
}

/// log2 of 2^a + 2^b
double addedBits(double a, double b)
{
    const double larger = std::max(a, b);
    return larger + std::log2(1.0 + std::exp2(std::min(a, b) - larger));
}

/// log2 of d³ for LLL and C·(d − β) sieves of cost C·2^sieveBits.
double matzovBits(double blockSize, double dimension)
{
    const double reduction =
        2.0 * std::log2(kProgressiveFactor) + std::log2(std::max(dimension - blockSize, 1.0)) + sieveBits(blockSize);
    return addedBits(reduction, 3.0 * std::log2(dimension));
}

/// log2 of the cost of a search for a shortest vector in the last η vectors with the target.
double searchBits(int lastBlock)
{
    return matzovBits(lastBlock + 1.0, lastBlock + 1.0);
}

/// log2 of what a reduction with block size β and a search in η vectors cost at least: in the smallest lattice.
double leastBddBits(const LweInstance& lwe, int blockSize, int lastBlock)
{
    return addedBits(matzovBits(blockSize, lwe.dimension), searchBits(lastBlock));
}

/// Lowers `best` to the least cost with block size β, from the smallest η that succeeds: a larger one is dearer, but
/// may do in a smaller lattice.
void improveAt(const LweInstance& lwe, int blockSize, int smallestEta, std::optional<Estimate>& best)
{
    for (int eta = smallestEta; !best || leastBddBits(lwe, blockSize, eta) < best->bits; ++eta) {
        const auto dimension = dimensionForSearch(lwe, blockSize, eta);
        CG_ENSURES(dimension.has_value());
        const double bits = addedBits(matzovBits(blockSize, *dimension), searchBits(eta));
        if (!best || bits < best->bits) {
            best = Estimate{bits, blockSize, static_cast<int>(*dimension), eta};
        }
    }
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

std::optional<Estimate> primalBddMatzov(const LweInstance& instance)
{
    expectValid(instance);
    const int middle = smallestBlockSize(instance);
    std::optional<Estimate> best;
    // A smaller β needs a larger search, and a larger one is dearer itself: beyond the first that alone cost too much,
    // all do.
    for (int beta = middle; beta >= 2; --beta) {
        const auto eta = smallestLastBlock(instance, beta);
        if (!eta || (best && searchBits(*eta) >= best->bits)) {
            break;
        }
        improveAt(instance, beta, *eta, best);
    }
    for (int beta = middle + 1; best && leastBddBits(instance, beta, 1) < best->bits; ++beta) {
        improveAt(instance, beta, smallestLastBlock(instance, beta).value(), best);
    }
    return best;
}

Estimate cheapestPrimal(const LweInstance& instance)
{
    const Estimate usvp = primalUsvpMatzov(instance);
    const auto bdd = primalBddMatzov(instance);
    return bdd && bdd->bits < usvp.bits ? *bdd : usvp;
}

Estimate coreSvp(const LweInstance& instance)
{
    expectValid(instance);
    const int beta = smallestBlockSize(instance);
    return {kCoreSvpSlope * beta, beta,
            static_cast<int>(latticeDimension(instance, beta).value_or(instance.dimension))};
}

} // namespace cg::security
