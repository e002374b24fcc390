#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/scratch.h"
#include "he/ckks/params.h"

#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace cg::he::ckks {

/// Where a ciphertext is in the modulus chain.
struct Position {
    int level;
    double scale;
};

/// How far scales may lie from Δ, so that files with other ones are refused: 2^64, as for VHE.
[[nodiscard]] bool isAdmissibleScale(const Params& params, double scale);
/// Whether two scales count as equal: a relative difference below 2^-40, far below any noise.
[[nodiscard]] bool isSameScale(double a, double b);

/// How a ciphertext gets from one position to another, and what it costs. Factors are whole numbers; `error` is the
/// relative change of the message that their rounding causes.
struct Adjustment {
    enum class Kind {
        None,    ///< it is there
        Drop,    ///< limbs are left out: exact, free
        Repeat,  ///< times a whole number, which makes the scale larger: exact, no level
        Correct, ///< limbs are left out, then times a constant and divided by the last primes to leave
    };
    Kind kind = Kind::None;
    double factor = 1.0;
    double error = 0.0;
};

/// Nothing where there is no way: to a higher level, to another scale at the same level whose ratio is no whole number,
/// or to one so far off that the factor would be 0 or above 2^100.
[[nodiscard]] std::optional<Adjustment> adjustmentBetween(const Params& params, Position from, Position to);

/// The same message at a lower level, as far from that level's scale as before. What products of levels' scales and
/// absorbed factors give is then the same along every way through the chain, so that sums rarely cost a level.
[[nodiscard]] Position droppedTo(const Params& params, Position from, int level);

/// Where two ciphertexts can be added: at the lower one's position; at equal levels and scales in a whole-numbered
/// ratio, at the larger scale; else a level below. Nothing at level 0, or where no factor brings the scales together.
[[nodiscard]] std::optional<Position> meetingPoint(const Params& params, Position a, Position b);

/// Where the factors of Σ aᵢ·bᵢ are to be brought, so that all products have one level and one scale.
///
/// A factor that drops a level anyway takes up, in the same correction, what was absorbed into either: the product then
/// has the scale of its level. Where no factor drops, the product keeps what its factors have absorbed, which takes
/// room in the modulus.
struct ProductPlan {
    int level = 0; ///< of the products, before they are rescaled; ≥ 1
    std::pmr::vector<std::pair<Position, Position>> factors;
};

/// Nothing where no level is left for it. Requires factors. The plan lies in `scratch`.
[[nodiscard]] std::optional<ProductPlan>
planProducts(const Params& params, std::span<const std::pair<Position, Position>> factors, base::Scratch& scratch);

} // namespace cg::he::ckks
