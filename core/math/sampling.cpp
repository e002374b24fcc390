// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/sampling.h"

#include "base/contract.h"
#include "base/secure_memory.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstring>

namespace cg::math {

namespace {

constexpr std::size_t kBlockBytes = 4096;

/// A buffer for random bytes, which is wiped: they determine secrets.
class RandomBlock {
public:
    RandomBlock() = default;
    RandomBlock(const RandomBlock&) = delete;
    RandomBlock& operator=(const RandomBlock&) = delete;
    ~RandomBlock() { base::wipe(m_bytes); }

    /// Fresh bytes: `wanted`, or a block if that is less.
    [[nodiscard]] std::span<const std::uint8_t> draw(base::RandomSource& random, std::size_t wanted)
    {
        const auto bytes = std::span(m_bytes).first(std::min(wanted, m_bytes.size()));
        random.fill(bytes);
        return bytes;
    }

private:
    std::array<std::uint8_t, kBlockBytes> m_bytes{};
};

std::uint64_t wordAt(std::span<const std::uint8_t> bytes, std::size_t index)
{
    static_assert(std::endian::native == std::endian::little);
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + index * sizeof word, sizeof word);
    return word;
}

/// The bits that are set, by sums within the word: the instruction is not everywhere, and its stand-in in the
/// compiler's library looks into a table.
std::uint64_t countOnes(std::uint64_t word)
{
    word -= (word >> 1) & 0x5555'5555'5555'5555;
    word = (word & 0x3333'3333'3333'3333) + ((word >> 2) & 0x3333'3333'3333'3333);
    word = (word + (word >> 4)) & 0x0f0f'0f0f'0f0f'0f0f;
    return (word * 0x0101'0101'0101'0101) >> 56;
}

} // namespace

void sampleUniform(base::RandomSource& random, std::uint64_t prime, std::span<double> residues)
{
    CG_EXPECTS(prime % 2 == 1 && prime > 1 && prime < std::uint64_t{1} << 53);
    const std::uint64_t mask = std::bit_ceil(prime) - 1;
    RandomBlock block;
    while (!residues.empty()) {
        const auto bytes = block.draw(random, residues.size() * sizeof(std::uint64_t));
        std::size_t taken = 0;
        for (std::size_t i = 0; i < bytes.size() / sizeof(std::uint64_t); ++i) {
            const std::uint64_t word = wordAt(bytes, i) & mask;
            // A rejected word is overwritten by the next.
            const std::uint64_t subtracted = prime & (0 - std::uint64_t{word > prime / 2});
            residues[taken] = static_cast<double>(static_cast<std::int64_t>(word - subtracted));
            taken += std::size_t{word < prime};
        }
        residues = residues.subspan(taken);
    }
}

void sampleTernary(base::RandomSource& random, std::span<std::int8_t> values)
{
    constexpr std::size_t kPairs = 4; // in a byte
    RandomBlock block;
    while (!values.empty()) {
        std::size_t taken = 0;
        for (const std::uint8_t byte : block.draw(random, (values.size() + kPairs - 1) / kPairs)) {
            for (std::size_t pair = 0; pair < kPairs && taken < values.size(); ++pair) {
                const int value = (byte >> (2 * pair)) & 3;
                values[taken] = static_cast<std::int8_t>(value - 1);
                taken += std::size_t{value != 3};
            }
        }
        values = values.subspan(taken);
    }
}

void sampleCenteredBinomial(base::RandomSource& random, std::span<std::int8_t> values)
{
    constexpr std::uint64_t kCoins = (std::uint64_t{1} << kBinomialCoins) - 1;
    RandomBlock block;
    while (!values.empty()) {
        const auto bytes = block.draw(random, values.size() * sizeof(std::uint64_t));
        const std::size_t count = bytes.size() / sizeof(std::uint64_t);
        for (std::size_t i = 0; i < count; ++i) {
            const auto heads = static_cast<int>(countOnes(wordAt(bytes, i) & kCoins));
            values[i] = static_cast<std::int8_t>(heads - kBinomialCoins / 2);
        }
        values = values.subspan(count);
    }
}

} // namespace cg::math
