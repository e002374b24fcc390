// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/digit_kernel.h"

#include "base/contract.h"
#include "math/digit_matrix.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "math/digit_kernel.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <algorithm>
#include <array>

HWY_BEFORE_NAMESPACE();
namespace cg::math::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET == HWY_SCALAR

void sumColumns(const std::int64_t* entries, std::size_t stride, std::span<const std::int32_t> digits, DigitSum* sums)
{
    std::fill_n(sums, stride, DigitSum{});
    for (std::size_t column = 0; column < digits.size(); ++column) {
        for (std::size_t row = 0; row < stride; ++row) {
            const std::int64_t entry = entries[column * stride + row];
            const std::int64_t low = static_cast<std::int32_t>(entry);
            sums[row].low += low * digits[column];
            sums[row].high += ((entry - low) >> 32) * digits[column];
        }
    }
}

#else

using Wide = hn::CappedTag<std::int64_t, kRowGranularity>;
using Narrow = hn::Repartition<std::int32_t, Wide>;

constexpr std::size_t kLanes = hn::MaxLanes(Wide());
constexpr std::size_t kBlock = 3 * kRowGranularity; // rows whose sums stay in registers: 24, the standard length

/// MulEven takes the low 32 bits of each 64-bit lane as signed numbers: the low half directly, the high half after a
/// shift that makes up for the sign of the low one.
template <std::size_t kVectors>
void sumBlock(const std::int64_t* entries, std::size_t stride, std::span<const std::int32_t> digits, DigitSum* sums)
{
    const Wide wide;
    const Narrow narrow;
    const auto rounding = hn::Set(wide, std::int64_t{1} << 31);
    hn::Vec<Wide> low[kVectors];
    hn::Vec<Wide> high[kVectors];
    for (std::size_t v = 0; v < kVectors; ++v) {
        low[v] = hn::Zero(wide);
        high[v] = hn::Zero(wide);
    }
    for (std::size_t column = 0; column < digits.size(); ++column) {
        const auto digit = hn::Set(narrow, digits[column]);
        const std::int64_t* at = entries + column * stride;
        for (std::size_t v = 0; v < kVectors; ++v) {
            const auto entry = hn::LoadU(wide, at + v * kLanes);
            const auto upper = hn::ShiftRight<32>(hn::Add(entry, rounding));
            low[v] = hn::Add(low[v], hn::MulEven(hn::BitCast(narrow, entry), digit));
            high[v] = hn::Add(high[v], hn::MulEven(hn::BitCast(narrow, upper), digit));
        }
    }
    std::array<std::int64_t, kLanes> lows;
    std::array<std::int64_t, kLanes> highs;
    for (std::size_t v = 0; v < kVectors; ++v) {
        hn::StoreU(low[v], wide, lows.data());
        hn::StoreU(high[v], wide, highs.data());
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            sums[v * kLanes + lane] = {lows[lane], highs[lane]};
        }
    }
}

void sumColumns(const std::int64_t* entries, std::size_t stride, std::span<const std::int32_t> digits, DigitSum* sums)
{
    std::size_t row = 0;
    for (; row + kBlock <= stride; row += kBlock) {
        sumBlock<kBlock / kLanes>(entries + row, stride, digits, sums + row);
    }
    for (; row < stride; row += kLanes) {
        sumBlock<1>(entries + row, stride, digits, sums + row);
    }
}

#endif

const char* targetName()
{
    return hwy::TargetName(HWY_TARGET);
}

} // namespace cg::math::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cg::math {

HWY_EXPORT(sumColumns);
HWY_EXPORT(targetName);

void sumDigitColumns(std::span<const std::int64_t> entries, std::size_t stride, std::span<const std::int32_t> digits,
                     std::span<DigitSum> sums)
{
    CG_EXPECTS(stride % kRowGranularity == 0 && sums.size() == stride && digits.size() * stride <= entries.size());
    HWY_DYNAMIC_DISPATCH(sumColumns)(entries.data(), stride, digits, sums.data());
}

std::string_view digitMatrixTarget()
{
    return HWY_DYNAMIC_DISPATCH(targetName)();
}

} // namespace cg::math
#endif
