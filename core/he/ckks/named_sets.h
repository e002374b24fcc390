#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/ckks/params.h"

#include <string_view>
#include <vector>

namespace cg::he::ckks {

/// The sets that the program offers (docs/ckks-scheme.md, "Parameter sets"), and one toy:
///
/// | name             | for                                                                     |
/// |------------------|-------------------------------------------------------------------------|
/// | train-8192       | a training step between two refreshes                                   |
/// | train-16384-192  | the same at 192 bits                                                    |
/// | train-16384-256  | the same at 256 bits                                                    |
/// | train-16384-1    | one step a refresh with more precision, or two hidden layers            |
/// | train-16384-3    | three steps a refresh                                                   |
/// | release-16384    | values that are opened with flooding: two primes a level, Δ = 2^62      |
/// | calc-8192        | the calculator                                                          |
/// | calc-16384-192   | the same at 192 bits                                                    |
/// | calc-16384-256   | the same at 256 bits                                                    |
/// | calc-32768       | long calculations: fourteen products, more precision                    |
/// | bench-8192       | figures that compare with other libraries                               |
/// | toy-32           | tests that try everything; claims nothing                               |
[[nodiscard]] const std::vector<ParamsLiteral>& namedSets();

/// InvalidArgument, with the names there are, for an unknown one.
[[nodiscard]] base::Result<Params> namedParams(std::string_view name);

} // namespace cg::he::ckks
