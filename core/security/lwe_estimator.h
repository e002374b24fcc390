#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later

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
/// Not modelled: bounded distance decoding, hybrid and dual attacks, any of which may be cheaper. That is why the
/// tables of the guidelines decide on a badge, and this estimate only informs.
///
/// Below β ≈ 23 the asymptotic count of "dimensions for free" exceeds β; the dimension that is sieved in is 0 there,
/// so that the cost is of the right kind for a toy (2^30), no more.
[[nodiscard]] Estimate primalUsvpMatzov(const LweInstance& instance);

/// The same attack under the most cautious cost model in use: 0.292·β, one call of a sieve and nothing else
/// ("core-SVP", classical; ePrint 2015/1092).
[[nodiscard]] Estimate coreSvp(const LweInstance& instance);

} // namespace cg::security
