#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace cg::base {

/// 32 bytes that determine a stream of randomness. A *known* seed occurs in tests, with `--seed` and in demo keys.
using Seed = std::array<std::uint8_t, 32>;

/// A cryptographic source of random bytes and the distributions that the schemes draw from it.
class RandomSource {
public:
    RandomSource() = default;
    RandomSource(const RandomSource&) = delete;
    RandomSource& operator=(const RandomSource&) = delete;
    virtual ~RandomSource() = default;

    virtual void fill(std::span<std::uint8_t> bytes) = 0;

    [[nodiscard]] std::uint64_t next64();
    /// Uniform in [0, bound), by rejection. Requires bound > 0.
    [[nodiscard]] std::uint64_t below(std::uint64_t bound);
    /// Uniform in [low, high], both included. Requires low ≤ high and a width below 2^63.
    [[nodiscard]] std::int64_t between(std::int64_t low, std::int64_t high);
    /// Uniform in [0, 1) with 53 bits.
    [[nodiscard]] double uniform();
    /// Standard normal (Box–Muller) within ±8.6. What it leaves out lies in the last bits of a double: for initial
    /// weights, and for noise that is rounded to a far coarser grid; never for the errors of an encryption.
    [[nodiscard]] double normal();
    [[nodiscard]] Seed seed();
};

/// The operating system's generator, through libsodium.
class SystemRandom final : public RandomSource {
public:
    void fill(std::span<std::uint8_t> bytes) override;
};

/// What a stream of randomness is used for. The numbers are part of the file format.
enum class Purpose : std::uint64_t {
    InitialWeights = 1,
    Shuffle = 2,
    Prepare = 3,
    Encrypt = 4,
    SecretKey = 5,
    PublicKey = 6,
    EvaluationKey = 7,
    SealStart = 8,
    Refresh = 9,
    Calculator = 10,
    UniformHalf = 11,   ///< of a CKKS key or ciphertext: step = digit, index = limb
    RingSecretKey = 12, ///< CKKS draws its keys apart from VHE, whose secret can be computed from public keys
    RingPublicKey = 13,
    RingEvaluationKey = 14,
    Start = 15,        ///< the key under which labels give starts
    ReleaseNoise = 16, ///< the key of the noise that floods what is released, and that noise
};

/// The address of one stream under a seed: equal addresses give equal bytes, different ones are independent, and no
/// stream depends on how much of another was used.
struct StreamAddress {
    Purpose purpose;
    std::uint64_t step = 0;
    std::uint64_t index = 0;
};

/// The XChaCha20 stream of a seed at an address (the address is the 24-byte nonce).
class SeededRandom final : public RandomSource {
public:
    SeededRandom(const Seed& seed, StreamAddress address);
    ~SeededRandom() override;

    void fill(std::span<std::uint8_t> bytes) override;

private:
    /// The next bytes of the stream, a multiple of the block that ChaCha20 works in (64 bytes).
    void writeStream(std::span<std::uint8_t> bytes);

    Seed m_seed;
    std::array<std::uint8_t, 24> m_nonce{};
    std::array<std::uint8_t, 1024> m_block{};
    std::size_t m_used = sizeof m_block;
    std::uint64_t m_nextBlock = 0;
};

/// A *known* seed made from a number, for tests, `--seed` and demo keys. `domain` keeps equal numbers for different
/// uses apart.
[[nodiscard]] Seed seedFromNumber(std::uint64_t number, std::string_view domain);

/// BLAKE2b of `bytes` with 32 bytes of output.
[[nodiscard]] Seed hashOf(ByteView bytes);

} // namespace cg::base
