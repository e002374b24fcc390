#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "he/circuit.h"
#include "session/calculator/program.h"

#include <cstddef>

namespace cg::session {

/// Most ciphertexts that the results of a program may consist of: what one message to the key holder may carry.
inline constexpr std::size_t kMaxResultCiphertexts = std::size_t{1} << 16;
/// Most different blocks of slotCount × slotCount that the matrices of a program may have; each takes a key.
inline constexpr std::size_t kMaxMatrixBlocks = 256;

/// Which evaluation keys a program needs on ciphertexts with `slotCount` slots, found by running it without any
/// numbers in its ciphertexts. InvalidArgument, with line and column, for everything that is wrong with its types,
/// lengths and degrees: a program that passes can fail only by what a scheme cannot do with its numbers.
[[nodiscard]] base::Result<he::CircuitNeeds> needsOf(const Program& program, std::size_t slotCount);

} // namespace cg::session
