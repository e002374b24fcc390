// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/ckks/limb_codec.h"

#include "math/sampling.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string>

namespace cg::he::ckks {

namespace {

std::size_t bytesOf(std::uint64_t prime)
{
    return (static_cast<std::size_t>(std::bit_width(prime)) + 7) / 8;
}

void packLimb(const math::Modulus& modulus, std::span<const double> residues, base::ByteWriter& writer)
{
    const std::size_t width = bytesOf(modulus.value());
    std::array<std::uint8_t, sizeof(std::uint64_t)> bytes{};
    for (const double residue : residues) {
        const std::uint64_t value = modulus.toUnsigned(residue);
        for (std::size_t i = 0; i < width; ++i) {
            bytes[i] = static_cast<std::uint8_t>(value >> (8 * i));
        }
        writer.raw({bytes.data(), width});
    }
}

/// False where a number is not below the prime.
bool unpackLimb(const math::Modulus& modulus, base::ByteView bytes, std::span<double> residues)
{
    const std::size_t width = bytesOf(modulus.value());
    for (std::size_t c = 0; c < residues.size(); ++c) {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < width; ++i) {
            value |= std::uint64_t{bytes[c * width + i]} << (8 * i);
        }
        if (value >= modulus.value()) {
            return false;
        }
        residues[c] = modulus.fromUnsigned(value);
    }
    return true;
}

} // namespace

std::size_t packedBytes(const Params& params, const math::LimbSet& set)
{
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < set.size(); ++i) {
        bytes += params.degree() * bytesOf(params.primes()[set[i]]);
    }
    return bytes;
}

void packLimbs(const Context& context, const math::LimbSet& set, const math::EvaluationPoly& poly,
               base::ByteWriter& writer)
{
    for (std::size_t i = 0; i < set.size(); ++i) {
        packLimb(context.basis().modulus(set[i]), poly.limb(i), writer);
    }
}

base::Result<math::EvaluationPoly> unpackLimbs(const Context& context, const math::LimbSet& set,
                                               base::ByteReader& reader)
{
    const std::size_t degree = context.params().degree();
    CG_TRY(base::ByteView bytes, reader.raw(packedBytes(context.params(), set)));
    math::EvaluationPoly poly(context.pool(), degree, set.size());
    for (std::size_t i = 0; i < set.size(); ++i) {
        const math::Modulus& modulus = context.basis().modulus(set[i]);
        if (!unpackLimb(modulus, bytes, poly.limb(i))) {
            return reader.damaged("a residue that is not below its prime " + std::to_string(modulus.value()));
        }
        bytes = bytes.subspan(degree * bytesOf(modulus.value()));
    }
    return poly;
}

math::EvaluationPoly expandSeed(const Context& context, const math::LimbSet& set, const base::Seed& seed,
                                std::uint64_t digit)
{
    math::EvaluationPoly poly(context.pool(), context.params().degree(), set.size());
    for (std::size_t i = 0; i < set.size(); ++i) {
        base::SeededRandom random(seed, {base::Purpose::UniformHalf, digit, set[i]});
        math::sampleUniform(random, context.basis().modulus(set[i]).value(), poly.limb(i));
    }
    return poly;
}

base::Result<base::Seed> decodeSeed(base::ByteReader& reader)
{
    base::Seed seed{};
    CG_TRY(const base::ByteView bytes, reader.raw(seed.size()));
    std::ranges::copy(bytes, seed.begin());
    return seed;
}

} // namespace cg::he::ckks
