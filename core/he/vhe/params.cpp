// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/vhe/params.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace cg::he::vhe {

namespace {

constexpr int kEntryBits = 61; // entries of a key-switch matrix stay below 2^61, so that a sum of two fits
constexpr std::size_t kMaxColumns = std::size_t{1} << 16;

base::Error refused(const std::string& reason)
{
    return {base::ErrorCode::InvalidParameters, "VHE parameters refused: " + reason};
}

struct Range {
    const char* name;
    int value;
    int low;
    int high;
    const char* why;
};

base::Result<void> checkRanges(const ParamsLiteral& p)
{
    const std::array<Range, 11> ranges{{
        {"slots", p.slots, 1, 64, "the tensor key grows with slots squared"},
        {"secret columns", p.secretColumns, 1, 64, "each one adds a mask"},
        {"secret bound", p.secretBound, 1, 1024, "larger secrets only add noise"},
        {"scale bits", p.scaleBits, 8, 44, "products need twice as many"},
        {"mask bits", p.maskBits, 8, 44, "masks must leave room for products"},
        {"digit bits", p.digitBits, 2, 16, "digits are multiplied as small integers"},
        {"value bits", p.valueBits, 16, 63, "ciphertexts are 64-bit integers"},
        {"noise bound", p.noiseBound, 0, 1 << 20, "larger noise reaches the message"},
        {"encryptions of zero", p.zeroEncryptions, 64, 4096, "fewer than 64 are seen through at first sight"},
        {"bits of the masks of zeros", p.zeroMaskBits, 40, 44, "fewer than 40 are seen through at first sight"},
        {"fraction bits of a map", p.mapFractionBits, 0, 20, "the masks of the map must fit as well"},
    }};
    for (const Range& range : ranges) {
        if (range.value < range.low || range.value > range.high) {
            return refused(std::string(range.name) + " = " + std::to_string(range.value) + " is not in " +
                           std::to_string(range.low) + " … " + std::to_string(range.high) + " (" + range.why + ")");
        }
    }
    return {};
}

} // namespace

base::Result<Params> Params::create(const ParamsLiteral& literal)
{
    CG_CHECK(checkRanges(literal));
    const Params params(literal);
    const double k = literal.secretColumns;
    const double t = literal.secretBound;
    if (params.tensorLength() * params.digits() > kMaxColumns) {
        return refused("the tensor key would have " + std::to_string(params.tensorLength() * params.digits()) +
                       " columns, more than 65536; take fewer slots, fewer secret columns or larger digits");
    }
    // R* of a tensor key (T²) and of a sum over all slots (m·T), plus the mask T·A.
    const double source = std::max(2.0 * t * t, literal.slots * t);
    const double largest = source * std::exp2(literal.digitBits * (static_cast<double>(params.digits()) - 1)) +
                           k * t * std::exp2(literal.maskBits + literal.mapFractionBits) + literal.noiseBound;
    if (largest >= std::exp2(kEntryBits)) {
        return refused("an entry of a key-switch matrix could reach 2^" + std::to_string(std::log2(largest)) +
                       "; take fewer value bits, mask bits or a smaller secret bound");
    }
    // The masks of a ciphertext are about 2^(a + b)·√(tensor columns / 36): they must cover the message.
    const auto columns = static_cast<double>(params.tensorLength() * params.digits());
    const double maskOfProduct = literal.maskBits + literal.digitBits + std::log2(columns / 36.0) / 2;
    if (maskOfProduct < literal.scaleBits + 4) {
        return refused("masks of 2^" + std::to_string(maskOfProduct) + " do not cover messages at a scale of 2^" +
                       std::to_string(literal.scaleBits) + "; take more mask bits");
    }
    if (2 * maskOfProduct - literal.scaleBits > literal.valueBits - 2) {
        return refused("the product of two ciphertexts would not fit into " + std::to_string(literal.valueBits) +
                       " bits; take fewer mask bits or more scale bits");
    }
    if (params.largestMessage() < 1.0) {
        return refused("masks of zeros of " + std::to_string(literal.zeroMaskBits) +
                       " bits do not cover a message of 1 "
                       "at a scale of 2^" +
                       std::to_string(literal.scaleBits));
    }
    return params;
}

Params Params::standard()
{
    return create(ParamsLiteral{}).value();
}

double Params::scale() const
{
    return std::exp2(m_literal.scaleBits);
}

std::size_t Params::digits() const
{
    return static_cast<std::size_t>((m_literal.valueBits + m_literal.digitBits - 1) / m_literal.digitBits);
}

std::size_t Params::tensorLength() const
{
    const std::size_t k = secretColumns();
    return slots() + slots() * k + k * (k + 1) / 2;
}

int Params::productShift(double scaleA, double scaleB) const
{
    constexpr int kTolerated = 4;
    const int excess = std::ilogb(scaleA) + std::ilogb(scaleB) - 2 * scaleBits();
    return scaleBits() + (excess > kTolerated ? excess : 0);
}

double Params::largestMessage() const
{
    // Σ ±u over about 2r/3 masks of b bits has a deviation of 2^b·√(r/18): sixteen times the largest message or more.
    return std::exp2(m_literal.zeroMaskBits - m_literal.scaleBits - 4);
}

void encode(const Params& params, base::ByteWriter& writer)
{
    const ParamsLiteral& p = params.literal();
    for (const int value : {p.slots, p.secretColumns, p.secretBound, p.scaleBits, p.maskBits, p.digitBits, p.valueBits,
                            p.noiseBound, p.zeroEncryptions, p.zeroMaskBits, p.mapFractionBits}) {
        writer.u32(static_cast<std::uint32_t>(value));
    }
}

base::Result<Params> decodeParams(base::ByteReader& reader)
{
    ParamsLiteral p;
    for (int* value : {&p.slots, &p.secretColumns, &p.secretBound, &p.scaleBits, &p.maskBits, &p.digitBits,
                       &p.valueBits, &p.noiseBound, &p.zeroEncryptions, &p.zeroMaskBits, &p.mapFractionBits}) {
        CG_TRY(const std::uint32_t number, reader.u32());
        *value = static_cast<int>(std::min<std::uint32_t>(number, 1U << 30));
    }
    auto params = Params::create(p);
    if (!params) {
        return reader.damaged(params.error().message);
    }
    return params;
}

} // namespace cg::he::vhe
