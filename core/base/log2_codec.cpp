// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/log2_codec.h"

#include <bit>
#include <cmath>
#include <string>

namespace cg::base {

void encode(Log2 value, ByteWriter& writer)
{
    writer.u8(value.isZero() ? 0 : 1);
    writer.f64(value.isZero() ? 0.0 : value.bits());
}

Result<Log2> decodeLog2(ByteReader& reader)
{
    constexpr double kMostBits = 1000.0;
    CG_TRY(const std::uint8_t present, reader.choice(1));
    CG_TRY(const double bits, reader.finite());
    if (present == 0 && std::bit_cast<std::uint64_t>(bits) != 0) {
        return reader.damaged("a magnitude that is nought and has bits");
    }
    if (bits < Log2::kZeroBits || bits > kMostBits) {
        return reader.damaged("a magnitude of 2^" + std::to_string(bits));
    }
    return present == 0 ? Log2() : Log2::ofBits(bits);
}

} // namespace cg::base
