#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"
#include "base/result.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace cg::data {

inline constexpr std::size_t kMaxRows = 1'000'000;
/// Inputs and targets together.
inline constexpr std::size_t kMaxColumns = 4'096;
inline constexpr std::size_t kMaxNameBytes = 255;

/// A table of finite numbers in the clear: `inputCount` inputs and `targetCount` targets a row, both stored row by row.
struct Dataset {
    std::string name;
    std::size_t inputCount = 0;
    std::size_t targetCount = 0;
    std::vector<double> inputs;
    std::vector<double> targets;

    [[nodiscard]] std::size_t rows() const { return inputCount == 0 ? 0 : inputs.size() / inputCount; }
    [[nodiscard]] std::span<const double> input(std::size_t row) const
    {
        return std::span(inputs).subspan(row * inputCount, inputCount);
    }
    [[nodiscard]] std::span<const double> target(std::size_t row) const
    {
        return std::span(targets).subspan(row * targetCount, targetCount);
    }
    /// BadData with the reason: no rows, too many, counts that do not fit, numbers that are not finite, too long a
    /// name.
    [[nodiscard]] base::Result<void> check() const;

    friend bool operator==(const Dataset&, const Dataset&) = default;
};

/// The given rows in the given order, under the same name. Requires row numbers below data.rows().
[[nodiscard]] Dataset selectRows(const Dataset& data, std::span<const std::size_t> rows);

/// Decoding refuses (FileDamaged) what `check` refuses.
void encode(const Dataset& dataset, base::ByteWriter& writer);
[[nodiscard]] base::Result<Dataset> decodeDataset(base::ByteReader& reader);

} // namespace cg::data
