// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/digit_kernel.h"

#include "base/contract.h"
#include "math/digit_matrix.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "math/digit_kernel.cpp" // NOLINT(readability-identifier-naming): the name is Highway's
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <algorithm>
#include <array>
#include <iterator>

HWY_BEFORE_NAMESPACE();
namespace cg::math::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// The namespace is one for each target, which is compiled from this file alone.
// NOLINTBEGIN(misc-use-internal-linkage)

#if HWY_TARGET == HWY_SCALAR

void sumColumns(const SplitColumns& columns, std::span<const std::int32_t> digits, DigitSum* sums)
{
    std::fill_n(sums, columns.stride, DigitSum{});
    for (std::size_t column = 0; column < digits.size(); ++column) {
        for (std::size_t row = 0; row < columns.stride; ++row) {
            const std::int64_t halves = columns.halves[column * columns.stride + row];
            sums[row].low += std::int64_t{static_cast<std::int32_t>(halves)} * digits[column];
            sums[row].high += (halves >> 32) * digits[column];
        }
    }
}

#else

using Wide = hn::CappedTag<std::int64_t, kRowGranularity>;
using Narrow = hn::Repartition<std::int32_t, Wide>;

constexpr std::size_t kLanes = hn::MaxLanes(Wide());
constexpr std::size_t kGroup = kRowGranularity / kLanes; // vectors for kRowGranularity rows

void store(hn::Vec<Wide> low, hn::Vec<Wide> high, DigitSum* sums)
{
    std::array<std::int64_t, kLanes> lows;
    std::array<std::int64_t, kLanes> highs;
    hn::StoreU(low, Wide(), lows.data());
    hn::StoreU(high, Wide(), highs.data());
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
        sums[lane] = {lows[lane], highs[lane]};
    }
}

/// kFull vectors of rows with both halves, then kShort ones whose upper halves are zero; all sums stay in registers.
/// MulEven takes the low 32 bits of each 64-bit lane as signed numbers.
template <std::size_t kFull, std::size_t kShort>
void sumRows(const std::int64_t* halves, std::size_t stride, std::span<const std::int32_t> digits, DigitSum* sums)
{
    const Wide wide;
    const Narrow narrow;
    hn::Vec<Wide> low[kFull + kShort];
    hn::Vec<Wide> high[kFull + 1];
    std::fill(std::begin(low), std::end(low), hn::Zero(wide));
    std::fill(std::begin(high), std::end(high), hn::Zero(wide));
    for (std::size_t column = 0; column < digits.size(); ++column) {
        const auto digit = hn::Set(narrow, digits[column]);
        const std::int64_t* at = halves + column * stride;
        for (std::size_t v = 0; v < kFull; ++v) {
            const auto both = hn::LoadU(wide, at + v * kLanes);
            low[v] = hn::Add(low[v], hn::MulEven(hn::BitCast(narrow, both), digit));
            high[v] = hn::Add(high[v], hn::MulEven(hn::BitCast(narrow, hn::ShiftRight<32>(both)), digit));
        }
        for (std::size_t v = kFull; v < kFull + kShort; ++v) {
            const auto both = hn::LoadU(wide, at + v * kLanes);
            low[v] = hn::Add(low[v], hn::MulEven(hn::BitCast(narrow, both), digit));
        }
    }
    for (std::size_t v = 0; v < kFull + kShort; ++v) {
        store(low[v], v < kFull ? high[v] : hn::Zero(wide), sums + v * kLanes);
    }
}

void sumColumns(const SplitColumns& columns, std::span<const std::int32_t> digits, DigitSum* sums)
{
    const auto& [halves, stride, shortFrom] = columns;
    // The standard ciphertext, 16 slots and 8 secret columns, in one pass.
    if (stride == 3 * kRowGranularity && shortFrom == 2 * kRowGranularity) {
        sumRows<2 * kGroup, kGroup>(halves.data(), stride, digits, sums);
        return;
    }
    for (std::size_t row = 0; row < stride; row += kRowGranularity) {
        const auto sum = row < shortFrom ? sumRows<kGroup, 0> : sumRows<0, kGroup>;
        sum(halves.data() + row, stride, digits, sums + row);
    }
}

#endif

const char* targetName()
{
    return hwy::TargetName(HWY_TARGET);
}

// NOLINTEND(misc-use-internal-linkage)

} // namespace cg::math::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cg::math {

HWY_EXPORT(sumColumns);
HWY_EXPORT(targetName);

void sumDigitColumns(const SplitColumns& columns, std::span<const std::int32_t> digits, std::span<DigitSum> sums)
{
    CG_EXPECTS(columns.stride % kRowGranularity == 0 && columns.shortFrom % kRowGranularity == 0);
    CG_EXPECTS(sums.size() == columns.stride && digits.size() * columns.stride <= columns.halves.size());
    HWY_DYNAMIC_DISPATCH(sumColumns)(columns, digits, sums.data());
}

std::string_view digitMatrixTarget()
{
    return HWY_DYNAMIC_DISPATCH(targetName)();
}

} // namespace cg::math
#endif
