// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"

#include "base/secure_memory.h"
#include "base/sodium.h"

#include <sodium.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

namespace cg::base {

std::uint64_t RandomSource::next64()
{
    std::array<std::uint8_t, sizeof(std::uint64_t)> bytes;
    fill(bytes);
    std::uint64_t value = 0;
    std::memcpy(&value, bytes.data(), sizeof value);
    return value;
}

std::uint64_t RandomSource::below(std::uint64_t bound)
{
    CG_EXPECTS(bound > 0);
    // Values below 2^64 mod bound would make the small results more likely: draw again.
    const std::uint64_t reject = (0 - bound) % bound;
    std::uint64_t value = next64();
    while (value < reject) {
        value = next64();
    }
    return value % bound;
}

std::int64_t RandomSource::between(std::int64_t low, std::int64_t high)
{
    CG_EXPECTS(low <= high);
    const auto width = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + below(width));
}

double RandomSource::uniform()
{
    return static_cast<double>(next64() >> 11) * 0x1p-53;
}

double RandomSource::normal()
{
    const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
    return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

Seed RandomSource::seed()
{
    Seed seed;
    fill(seed);
    return seed;
}

void SystemRandom::fill(std::span<std::uint8_t> bytes)
{
    initSodium();
    randombytes_buf(bytes.data(), bytes.size());
}

SeededRandom::SeededRandom(const Seed& seed, StreamAddress address) : m_seed(seed)
{
    static_assert(std::tuple_size_v<decltype(m_nonce)> == crypto_stream_xchacha20_NONCEBYTES);
    static_assert(std::tuple_size_v<Seed> == crypto_stream_xchacha20_KEYBYTES);
    initSodium();
    std::memcpy(m_nonce.data(), &address.purpose, 8);
    std::memcpy(m_nonce.data() + 8, &address.step, 8);
    std::memcpy(m_nonce.data() + 16, &address.index, 8);
}

SeededRandom::~SeededRandom()
{
    wipe(m_seed);
    wipe(m_block);
}

void SeededRandom::fill(std::span<std::uint8_t> bytes)
{
    while (!bytes.empty()) {
        if (m_used < m_block.size()) {
            const std::size_t count = std::min(bytes.size(), m_block.size() - m_used);
            std::copy_n(m_block.begin() + static_cast<std::ptrdiff_t>(m_used), count, bytes.begin());
            m_used += count;
            bytes = bytes.subspan(count);
        } else if (bytes.size() >= m_block.size()) {
            // Whole blocks go straight to where they are wanted.
            const std::size_t whole = bytes.size() - bytes.size() % m_block.size();
            writeStream(bytes.first(whole));
            bytes = bytes.subspan(whole);
        } else {
            writeStream(m_block);
            m_used = 0;
        }
    }
}

void SeededRandom::writeStream(std::span<std::uint8_t> bytes)
{
    constexpr std::uint64_t kChaChaBlockBytes = 64;
    std::fill(bytes.begin(), bytes.end(), std::uint8_t{0});
    crypto_stream_xchacha20_xor_ic(bytes.data(), bytes.data(), bytes.size(), m_nonce.data(), m_nextBlock,
                                   m_seed.data());
    m_nextBlock += bytes.size() / kChaChaBlockBytes;
}

Seed seedFromNumber(std::uint64_t number, std::string_view domain)
{
    ByteWriter writer;
    writer.text("ciphergrad known seed");
    writer.text(domain);
    writer.u64(number);
    return hashOf(writer.bytes());
}

Seed hashOf(ByteView bytes)
{
    initSodium();
    Seed hash;
    crypto_generichash(hash.data(), hash.size(), bytes.data(), bytes.size(), nullptr, 0);
    return hash;
}

} // namespace cg::base
