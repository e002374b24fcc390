// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/ckks/limb_codec.h"

#include "base/task_pool.h"
#include "math/sampling.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstring>
#include <vector>

namespace cg::he::ckks {

namespace {

/// At most seven: primes are below 2^50.
std::size_t bytesOf(std::uint64_t prime)
{
    return (static_cast<std::size_t>(std::bit_width(prime)) + 7) / 8;
}

// Eight bytes are read and written at once, of which a residue takes the lower ones.
static_assert(std::endian::native == std::endian::little);
constexpr std::size_t kWord = sizeof(std::uint64_t);

/// `bytes` has room for a word behind the last residue.
void packLimb(const math::Modulus& modulus, std::span<const double> residues, std::uint8_t* bytes)
{
    const std::size_t width = bytesOf(modulus.value());
    const double prime = modulus.asDouble();
    for (std::size_t c = 0; c < residues.size(); ++c) {
        const auto value = static_cast<std::uint64_t>(residues[c] + (residues[c] < 0.0 ? prime : 0.0));
        std::memcpy(bytes + c * width, &value, kWord); // what lies beyond is written next
    }
}

std::uint64_t wordAt(base::ByteView bytes, std::size_t at)
{
    std::uint64_t value = 0;
    std::memcpy(&value, bytes.data() + at, std::min(kWord, bytes.size() - at));
    return value;
}

/// False where a number is not below the prime.
bool unpackLimb(const math::Modulus& modulus, base::ByteView bytes, std::span<double> residues)
{
    const std::size_t width = bytesOf(modulus.value());
    const double prime = modulus.asDouble();
    const std::uint64_t mask = (std::uint64_t{1} << (8 * width)) - 1;
    bool isSound = true;
    for (std::size_t c = 0; c < residues.size(); ++c) {
        const std::uint64_t value = wordAt(bytes, c * width) & mask;
        isSound = isSound && value < modulus.value();
        const auto residue = static_cast<double>(value);
        residues[c] = residue - (residue > prime / 2 ? prime : 0.0);
    }
    return isSound;
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
    const std::size_t degree = context.params().degree();
    std::vector<base::Bytes> packed(set.size());
    base::TaskPool::shared().forEach(set.size(), [&](std::size_t i) {
        const math::Modulus& modulus = context.basis().modulus(set[i]);
        const std::size_t size = degree * bytesOf(modulus.value());
        packed[i].resize(size + kWord);
        packLimb(modulus, poly.limb(i), packed[i].data());
        packed[i].resize(size);
    });
    for (const base::Bytes& limb : packed) {
        writer.raw(limb);
    }
}

base::Result<math::EvaluationPoly> unpackLimbs(const Context& context, const math::LimbSet& set,
                                               base::ByteReader& reader)
{
    const std::size_t degree = context.params().degree();
    CG_TRY(base::ByteView bytes, reader.raw(packedBytes(context.params(), set)));
    math::EvaluationPoly poly(context.pool(), degree, set.size());
    std::vector<base::ByteView> packed;
    for (std::size_t i = 0; i < set.size(); ++i) {
        packed.push_back(bytes.first(degree * bytesOf(context.params().primes()[set[i]])));
        bytes = bytes.subspan(packed.back().size());
    }
    std::atomic<bool> isSound = true;
    base::TaskPool::shared().forEach(set.size(), [&](std::size_t i) {
        if (!unpackLimb(context.basis().modulus(set[i]), packed[i], poly.limb(i))) {
            isSound = false;
        }
    });
    if (!isSound) {
        return reader.damaged("a residue that is not below its prime");
    }
    return poly;
}

math::EvaluationPoly expandSeed(const Context& context, const math::LimbSet& set, const base::Seed& seed,
                                std::uint64_t digit)
{
    math::EvaluationPoly poly(context.pool(), context.params().degree(), set.size());
    base::TaskPool::shared().forEach(set.size(), [&](std::size_t i) {
        base::SeededRandom random(seed, {base::Purpose::UniformHalf, digit, set[i]});
        math::sampleUniform(random, context.basis().modulus(set[i]).value(), poly.limb(i));
    });
    return poly;
}

} // namespace cg::he::ckks
