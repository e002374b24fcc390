// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"
#include "support/child.h"

#include <QtTest/QTest>

#include <sodium.h>

#include <cmath>
#include <csignal>
#include <set>

using cg::base::Bytes;
using cg::base::hashOf;
using cg::base::Purpose;
using cg::base::RandomSource;
using cg::base::Seed;
using cg::base::SeededRandom;
using cg::base::seedFromNumber;
using cg::base::StreamAddress;
using cg::base::SystemRandom;
using cg::base::viewOf;

namespace {

// The statistical tests run on fixed seeds, so that each passes always or never. Their thresholds are those that a
// perfect generator under a random seed would exceed once in 10^7 runs: the upper quantiles of chi-square by degrees
// of freedom, and the two-sided one of the normal distribution.
constexpr double kChiSquare2 = 32.24;
constexpr double kChiSquare6 = 43.34;
constexpr double kChiSquare9 = 50.17;
constexpr double kChiSquare255 = 390.25;
constexpr double kNormalQuantile = 5.33;

const Seed kSeed = seedFromNumber(20240117, "random_test");

Bytes firstBytes(const Seed& seed, StreamAddress address, std::size_t count)
{
    SeededRandom random(seed, address);
    Bytes bytes(count);
    random.fill(bytes);
    return bytes;
}

/// Pearson's statistic of counts that should be equal.
double chiSquare(const std::vector<int>& counts)
{
    double total = 0;
    for (const int count : counts) {
        total += count;
    }
    const double expected = total / static_cast<double>(counts.size());
    double sum = 0;
    for (const int count : counts) {
        sum += (count - expected) * (count - expected) / expected;
    }
    return sum;
}

Bytes fromHex(const std::string& text)
{
    Bytes bytes(text.size() / 2);
    sodium_hex2bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, nullptr, nullptr);
    return bytes;
}

/// Answers 64-bit draws from a list, to show which of them are rejected.
class ScriptedRandom final : public RandomSource {
public:
    explicit ScriptedRandom(std::vector<std::uint64_t> draws) : m_draws(std::move(draws)) {}

    void fill(std::span<std::uint8_t> bytes) override
    {
        const std::uint64_t draw = m_draws.at(m_next++);
        std::memcpy(bytes.data(), &draw, bytes.size());
    }
    [[nodiscard]] std::size_t used() const { return m_next; }

private:
    std::vector<std::uint64_t> m_draws;
    std::size_t m_next = 0;
};

} // namespace

class RandomTest : public QObject {
    Q_OBJECT

private slots:
    /// libsodium's own first vector of test/default/xchacha20.c: key, 24-byte nonce, stream.
    void theStreamIsXChaCha20WithTheAddressAsNonce()
    {
        const Bytes key = fromHex("79c99798ac67300bbb2704c95c341e3245f3dcb21761b98e52ff45b24f304fc4");
        const Bytes nonce = fromHex("b33ffd3096479bcfbc9aee49417688a0a2554f8d95389419");
        const Bytes stream = fromHex("c6e9758160083ac604ef90e712ce6e75d7797590744e0cf060f013739c");
        Seed seed{};
        std::copy(key.begin(), key.end(), seed.begin());
        std::array<std::uint64_t, 3> parts{};
        std::memcpy(parts.data(), nonce.data(), nonce.size());
        const StreamAddress address{static_cast<Purpose>(parts[0]), parts[1], parts[2]};
        QVERIFY(firstBytes(seed, address, stream.size()) == stream);
    }

    void theStreamAgreesWithLibsodiumAcrossManyBlocks()
    {
        const StreamAddress address{Purpose::Encrypt, 3, 5};
        const std::array<std::uint64_t, 3> nonce{static_cast<std::uint64_t>(address.purpose), address.step,
                                                 address.index};
        Bytes expected(10'000);
        std::array<std::uint8_t, sizeof nonce> nonceBytes{};
        std::memcpy(nonceBytes.data(), nonce.data(), sizeof nonce);
        crypto_stream_xchacha20(expected.data(), expected.size(), nonceBytes.data(), kSeed.data());
        QVERIFY(firstBytes(kSeed, address, expected.size()) == expected);
    }

    void theSizeOfThePiecesDoesNotMatter()
    {
        const StreamAddress address{Purpose::Shuffle, 1, 2};
        // Within a block of 1,024 bytes, and across several.
        for (const std::size_t limit : {std::size_t{131}, std::size_t{4099}}) {
            SeededRandom random(kSeed, address);
            Bytes inPieces;
            for (std::size_t size = 0; inPieces.size() < 40 * limit; ++size) {
                Bytes piece(size * 1087 % limit);
                random.fill(piece);
                inPieces.insert(inPieces.end(), piece.begin(), piece.end());
            }
            Bytes byteByByte(inPieces.size());
            SeededRandom slow(kSeed, address);
            for (std::uint8_t& byte : byteByByte) {
                slow.fill({&byte, 1});
            }
            QVERIFY(inPieces == byteByByte);
            QVERIFY(inPieces == firstBytes(kSeed, address, inPieces.size()));
        }
    }

    void noStreamDependsOnTheUseOfAnother()
    {
        const Bytes alone = firstBytes(kSeed, {Purpose::Refresh, 4, 1}, 3000);
        SeededRandom other(kSeed, {Purpose::Refresh, 4, 0});
        SeededRandom random(kSeed, {Purpose::Refresh, 4, 1});
        Bytes interleaved;
        for (int round = 0; round < 30; ++round) {
            Bytes unused(static_cast<std::size_t>(round) * 37);
            other.fill(unused);
            Bytes piece(100);
            random.fill(piece);
            interleaved.insert(interleaved.end(), piece.begin(), piece.end());
        }
        QVERIFY(interleaved == alone);
    }

    void eachPartOfTheAddressAndEachBitOfTheSeedMakesAnotherStream()
    {
        std::set<Bytes> streams;
        std::size_t made = 0;
        const auto add = [&](const Seed& seed, StreamAddress address) {
            streams.insert(firstBytes(seed, address, 32));
            ++made;
        };
        for (std::uint64_t purpose = 1; purpose <= 10; ++purpose) {
            for (std::uint64_t step = 0; step < 3; ++step) {
                for (std::uint64_t index = 0; index < 3; ++index) {
                    add(kSeed, {static_cast<Purpose>(purpose), step, index});
                }
            }
        }
        add(kSeed, {Purpose::Encrypt, std::uint64_t{1} << 63, 0});
        add(kSeed, {Purpose::Encrypt, 0, std::uint64_t{1} << 63});
        for (std::size_t bit = 0; bit < 256; ++bit) {
            Seed seed = kSeed;
            seed[bit / 8] = static_cast<std::uint8_t>(seed[bit / 8] ^ (1U << (bit % 8)));
            add(seed, {Purpose::Encrypt, 0, 0});
        }
        QCOMPARE(streams.size(), made);
    }

    void theBytesOfAStreamAreUniform()
    {
        std::vector<int> counts(256);
        for (const std::uint8_t byte : firstBytes(kSeed, {Purpose::Encrypt, 0, 0}, 1'000'000)) {
            ++counts[byte];
        }
        QVERIFY2(chiSquare(counts) < kChiSquare255, std::to_string(chiSquare(counts)).c_str());
    }

    void belowIsUniformForASmallBound()
    {
        SeededRandom random(kSeed, {Purpose::Shuffle, 0, 0});
        std::vector<int> counts(10);
        for (int draw = 0; draw < 100'000; ++draw) {
            ++counts.at(random.below(10));
        }
        QVERIFY2(chiSquare(counts) < kChiSquare9, std::to_string(chiSquare(counts)).c_str());
    }

    /// With 3·2^62 values a plain remainder of 64 bits would hit the lowest third twice as often.
    void belowIsUniformWhereARemainderWouldBeBiased()
    {
        constexpr std::uint64_t kThird = std::uint64_t{1} << 62;
        SeededRandom random(kSeed, {Purpose::Shuffle, 0, 1});
        std::vector<int> counts(3);
        for (int draw = 0; draw < 30'000; ++draw) {
            ++counts.at(random.below(3 * kThird) / kThird);
        }
        QVERIFY2(chiSquare(counts) < kChiSquare2, std::to_string(chiSquare(counts)).c_str());
    }

    void belowDrawsAgainExactlyUntilTheRestDividesEvenly()
    {
        // 2^64 mod 3 = 1: the value 0 must be rejected, 1 accepted.
        ScriptedRandom random({0, 0, 1});
        QCOMPARE(random.below(3), std::uint64_t{1});
        QCOMPARE(random.used(), std::size_t{3});
        // A power of two rejects nothing.
        ScriptedRandom power({0});
        QCOMPARE(power.below(std::uint64_t{1} << 63), std::uint64_t{0});
    }

    void belowOneIsAlwaysZero()
    {
        SeededRandom random(kSeed, {Purpose::Shuffle, 0, 2});
        for (int draw = 0; draw < 100; ++draw) {
            QCOMPARE(random.below(1), std::uint64_t{0});
        }
    }

    void belowZeroEndsTheProgram()
    {
        const auto outcome = cg::testing::runInChild([] {
            ScriptedRandom random({0});
            return static_cast<int>(random.below(0));
        });
        QCOMPARE(outcome.signal, SIGABRT);
        QVERIFY2(outcome.errorOutput.find("random.cpp") != std::string::npos, outcome.errorOutput.c_str());
        QVERIFY2(outcome.errorOutput.find("broken contract: bound > 0") != std::string::npos,
                 outcome.errorOutput.c_str());
    }

    void betweenIncludesBothEndsAndIsUniform()
    {
        SeededRandom random(kSeed, {Purpose::Shuffle, 0, 3});
        std::vector<int> counts(7);
        for (int draw = 0; draw < 70'000; ++draw) {
            ++counts.at(static_cast<std::size_t>(random.between(-3, 3) + 3));
        }
        QVERIFY2(chiSquare(counts) < kChiSquare6, std::to_string(chiSquare(counts)).c_str());
        QCOMPARE(random.between(-5, -5), std::int64_t{-5});
    }

    void betweenReachesTheEndsOfTheIntegers()
    {
        constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
        constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
        ScriptedRandom random({std::uint64_t{1} << 63, ~std::uint64_t{0}});
        QCOMPARE(random.between(kMin, -1), kMin);
        QCOMPARE(random.between(0, kMax), kMax);
    }

    void uniformNumbersFillTheUnitIntervalWithoutOne()
    {
        ScriptedRandom ends({0, ~std::uint64_t{0}});
        QCOMPARE(ends.uniform(), 0.0);
        QVERIFY(ends.uniform() < 1.0);

        SeededRandom random(kSeed, {Purpose::InitialWeights, 0, 0});
        std::vector<int> counts(10);
        for (int draw = 0; draw < 100'000; ++draw) {
            const double number = random.uniform();
            QVERIFY(number >= 0.0 && number < 1.0);
            ++counts.at(static_cast<std::size_t>(number * 10));
        }
        QVERIFY2(chiSquare(counts) < kChiSquare9, std::to_string(chiSquare(counts)).c_str());
    }

    /// Mean, variance and the share beyond two standard deviations (4.55 %), each within its own standard error times
    /// the quantile above.
    void normalNumbersHaveTheMomentsAndTheTailsOfTheNormalDistribution()
    {
        constexpr int kDraws = 200'000;
        SeededRandom random(kSeed, {Purpose::InitialWeights, 0, 1});
        double sum = 0;
        double squares = 0;
        int beyondTwo = 0;
        for (int draw = 0; draw < kDraws; ++draw) {
            const double number = random.normal();
            QVERIFY(std::isfinite(number));
            sum += number;
            squares += number * number;
            beyondTwo += std::abs(number) > 2 ? 1 : 0;
        }
        constexpr double kTail = 0.04550026;
        const double root = std::sqrt(double{kDraws});
        QVERIFY(std::abs(sum / kDraws) < kNormalQuantile / root);
        QVERIFY(std::abs(squares / kDraws - 1) < kNormalQuantile * std::sqrt(2.0) / root);
        QVERIFY(std::abs(double{1.0} * beyondTwo / kDraws - kTail) <
                kNormalQuantile * std::sqrt(kTail * (1 - kTail)) / root);
    }

    void normalStaysFiniteAtBothEndsOfItsUniformNumbers()
    {
        constexpr std::uint64_t kAllOnes = ~std::uint64_t{0};
        for (const std::uint64_t first : {std::uint64_t{0}, kAllOnes}) {
            for (const std::uint64_t second : {std::uint64_t{0}, kAllOnes}) {
                ScriptedRandom random({first, second});
                QVERIFY(std::isfinite(random.normal()));
            }
        }
    }

    void theSystemsGeneratorDoesNotRepeatItself()
    {
        SystemRandom random;
        SystemRandom another;
        // Two equal seeds among three would happen once in 2^254 runs.
        const std::set<Seed> seeds{random.seed(), random.seed(), another.seed()};
        QCOMPARE(seeds.size(), std::size_t{3});
    }

    void knownSeedsDifferByNumberAndByDomain()
    {
        const std::set<Seed> seeds{seedFromNumber(1, "a"), seedFromNumber(2, "a"), seedFromNumber(1, "b"),
                                   seedFromNumber(1, "")};
        QCOMPARE(seeds.size(), std::size_t{4});
        QCOMPARE(seedFromNumber(1, "a"), seedFromNumber(1, "a"));
    }

    /// A change here makes every `--seed` and every demo key of older versions mean something else. In Python:
    /// text = lambda t: struct.pack("<I", len(t)) + t
    /// hashlib.blake2b(text(b"ciphergrad known seed") + text(b"demo") + struct.pack("<Q", 1), digest_size=32)
    void knownSeedsAreFrozen()
    {
        const Bytes expected = fromHex("d6bee3bc0c403be689071215fbc5d1da075726e2fe2ee4d8bb21a170ac9afa2f");
        const Seed seed = seedFromNumber(1, "demo");
        QVERIFY2(std::equal(seed.begin(), seed.end(), expected.begin(), expected.end()),
                 QByteArray(reinterpret_cast<const char*>(seed.data()), 32).toHex().constData());
    }

    /// RFC 7693 with 32 bytes of output; the value is Python's hashlib.blake2b(b"abc", digest_size=32).
    void theHashIsBlake2b()
    {
        const Bytes expected = fromHex("bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
        const Seed hash = hashOf(viewOf("abc"));
        QVERIFY(std::equal(hash.begin(), hash.end(), expected.begin(), expected.end()));
    }
};

QTEST_APPLESS_MAIN(RandomTest)
#include "random_test.moc"
