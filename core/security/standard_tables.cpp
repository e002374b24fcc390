// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/standard_tables.h"

#include "base/contract.h"

#include <algorithm>
#include <array>

namespace cg::security {

namespace {

struct Row {
    std::size_t degree;
    std::optional<int> bits128;
    std::optional<int> bits192;
    std::optional<int> bits256;
};

constexpr std::array<Row, 8> kRows{{
    {1024, 26, std::nullopt, std::nullopt},
    {2048, 53, 36, 27},
    {4096, 106, 73, 56},
    {8192, 214, 147, 114},
    {16384, 430, 297, 230},
    {32768, 868, 597, 462},
    {65536, 1747, 1199, 929},
    {131072, 3523, 2411, 1866},
}};

} // namespace

std::optional<int> largestLog2Modulus(std::size_t degree, StandardLevel level)
{
    const auto row =
        std::find_if(kRows.begin(), kRows.end(), [degree](const Row& each) { return each.degree == degree; });
    if (row == kRows.end()) {
        return std::nullopt;
    }
    switch (level) {
    case StandardLevel::Bits128:
        return row->bits128;
    case StandardLevel::Bits192:
        return row->bits192;
    case StandardLevel::Bits256:
        return row->bits256;
    }
    base::contractViolated("a known level", __FILE__, __LINE__);
}

} // namespace cg::security
