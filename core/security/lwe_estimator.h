#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <optional>

namespace cg::security {

/// A problem of learning with errors, a·s + e mod q, with as many samples as the attacker wants.
struct LweInstance {
    double dimension;   ///< n, the length of the secret; at least 1
    double log2Modulus; ///< log2 q; above log2 of errorStd
    double errorStd;    ///< σ_e > 0
    double secretStd;   ///< σ_s > 0; √(2/3) for a uniform ternary secret
};

/// The cheapest attack found, by the logarithm of its cost.
struct Estimate {
    double bits;          ///< log2 of the cost, in the unit of the cost model
    int blockSize;        ///< β of BKZ
    int latticeDimension; ///< d
    int lastBlock = 0;    ///< η, how many vectors the search after the reduction takes in; 0 where there is none
};

/// An instance with a uniform ternary secret and σ_e = 3.19: the distributions of the 2024 security guidelines (ePrint
/// 2024/463). The error that this program draws, of standard deviation √10.5, is a little larger.
[[nodiscard]] LweInstance ternaryInstance(double dimension, double log2Modulus);

/// The primal attack: embed the instance into a lattice in which the secret is the unusually short vector, and reduce
/// it. Success by the "2016 estimate" (Alkim, Ducas, Pöppelmann & Schwabe, ePrint 2015/1092), the secret scaled
/// to the size of the error (Bai & Galbraith, ACISP 2014), the reduction by the geometric series assumption; cost in
/// gates by the MATZOV report on dual attacks (2022). The least cost over β and d. These are the formulas of the
/// lattice-estimator (Albrecht, Player & Scott, ePrint 2015/046).
///
/// Below β ≈ 23 the asymptotic count of "dimensions for free" exceeds β; the dimension that is sieved in is 0 there,
/// so that the cost is of the right kind for a toy (2^30), no more.
[[nodiscard]] Estimate primalUsvpMatzov(const LweInstance& instance);

/// The primal attack by bounded distance decoding (Liu & Nguyen, CT-RSA 2013): the reduction need not reach the secret,
/// for one search for a shortest vector in the last block of η vectors, with the projected target embedded into it,
/// finishes the work. It succeeds where the Gaussian heuristic expects no shorter vector in that block. Models, scaling
/// and source as above; the cost is that of the reduction and of a sieve in dimension η + 1, the least over β, η and d.
///
/// Nothing where the search would take more than 4,096 vectors: for an attack beyond 2^1000 gates, or a modulus below
/// about σ_e·√(2πe), where the secret is not the nearest point.
[[nodiscard]] std::optional<Estimate> primalBddMatzov(const LweInstance& instance);

/// The cheaper of the two attacks above.
///
/// Not modelled: hybrid and dual attacks, which may be cheaper still. That is why the tables of the guidelines decide
/// on a badge, and this estimate only informs.
[[nodiscard]] Estimate cheapestPrimal(const LweInstance& instance);

/// The attack on the unusually short vector under the most cautious cost model in use: 0.292·β, one call of a sieve and
/// nothing else ("core-SVP", classical; ePrint 2015/1092).
[[nodiscard]] Estimate coreSvp(const LweInstance& instance);

} // namespace cg::security
