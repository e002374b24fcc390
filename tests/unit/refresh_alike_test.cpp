// SPDX-License-Identifier: GPL-3.0-or-later
// That a refresh tells nothing of what it was handed: honest, beyond its range, worn out, garbage or a piece of the
// key, it is answered in the same form and with the same work, counted in allocations and in random bytes, not in time.
#include "keyholder/ckks/refresher.h"
#include "support/allocations.h"
#include "support/crafted_ciphertext.h"

#include <QtTest/QTest>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

using namespace cg;
using base::Bytes;
using testing::Allocations;
using testing::AttackedRing;
using testing::valueOf;

namespace {

constexpr std::uint64_t kSeed = 20'261'203;

/// Counts what is drawn from it.
class CountingRandom final : public base::RandomSource {
public:
    void fill(std::span<std::uint8_t> bytes) override
    {
        m_bytes += bytes.size();
        m_stream.fill(bytes);
    }
    [[nodiscard]] std::size_t bytes() const { return m_bytes; }

private:
    base::SeededRandom m_stream{base::seedFromNumber(kSeed, "refreshes"), {base::Purpose::Refresh}};
    std::size_t m_bytes = 0;
};

/// What anybody sees of an answer, and what it took.
struct Observation {
    std::string error;
    std::vector<Bytes> heads; ///< of each ciphertext: all but its seed and its polynomials
    std::vector<std::size_t> sizes;
    std::uint32_t packed = 0;
    Allocations allocations;
    std::size_t randomBytes = 0;

    friend bool operator==(const Observation&, const Observation&) = default;

    void note(const Bytes& ciphertext)
    {
        constexpr std::ptrdiff_t kHead = 16 + 1 + 8 + 2 * 9 + 2 * 8 + 1;
        heads.emplace_back(ciphertext.begin(), ciphertext.begin() + kHead);
        sizes.push_back(ciphertext.size());
    }
};

struct Kind {
    std::string name;
    Bytes ciphertext;
};

class RefreshOfAnything {
public:
    /// Ciphertexts at a level that have nothing in common but their form.
    [[nodiscard]] std::vector<Kind> kindsAt(int level)
    {
        std::vector<Kind> kinds{
            {"honest", lowered(m_ring.sealed(0.5), level)},
            {"another honest one", lowered(m_ring.sealed(-1.25), level)},
            {"beyond the range", lowered(m_ring.sealed(500.0), level)},
            {"a piece of the key", lowered(m_ring.decoded(m_ring.crafted(3)), level)},
            {"garbage", garbageAt(level)},
        };
        if (level == 0) {
            kinds.push_back({"worn out", wornOut()});
        }
        return kinds;
    }
    /// The refresh of a network, a loss and packed losses that are all of this kind.
    [[nodiscard]] Observation observe(const Bytes& ciphertext)
    {
        const keyholder::ckks::Refresher refresher(m_ring.keys().secret(), m_ring.backend());
        const std::vector<Bytes> state(train::stateSizeOf(*m_ring.plan(), m_ring.packing()), ciphertext);
        const train::RefreshRequest request{state, {ciphertext}, {1, ciphertext}};
        CountingRandom random;
        Observation seen;
        std::optional<base::Result<train::RefreshAnswer>> answer;
        seen.allocations = testing::allocationsOf([&] { answer = refresher.refresh(*m_ring.plan(), request, random); });
        seen.randomBytes = random.bytes();
        seen.error = testing::messageOf(*answer);
        if (*answer) {
            std::ranges::for_each((*answer)->state, [&](const Bytes& part) { seen.note(part); });
            seen.note((*answer)->packed.ciphertext);
            seen.packed = (*answer)->packed.count;
        }
        return seen;
    }
    [[nodiscard]] int topLevel() { return m_ring.backend().params().topLevel(); }
    [[nodiscard]] std::vector<double> opened(const Bytes& ciphertext)
    {
        return m_ring.keys().open(m_ring.decoded(ciphertext));
    }

private:
    [[nodiscard]] Bytes lowered(const he::ckks::Ciphertext& ciphertext, int level)
    {
        return m_ring.encoded(valueOf(m_ring.backend().dropLevel(ciphertext, level)));
    }
    /// Uniform polynomials behind an honest head: a message as large as the modulus.
    [[nodiscard]] Bytes garbageAt(int level)
    {
        const he::ckks::Context& context = m_ring.keys().secret().context();
        const math::LimbSet set = context.levelSet(level);
        base::ByteWriter polynomials;
        for (const std::uint64_t digit : {std::uint64_t{0}, std::uint64_t{1}}) {
            const base::Seed seed = base::seedFromNumber(kSeed, "garbage");
            packLimbs(context, set, he::ckks::expandSeed(context, set, seed, digit), polynomials);
        }
        Bytes bytes = lowered(m_ring.sealed(0.5), level);
        std::ranges::copy(polynomials.bytes(), bytes.end() - std::ssize(polynomials.bytes()));
        return bytes;
    }
    /// Computed with until the message has wrapped around the last modulus.
    [[nodiscard]] Bytes wornOut()
    {
        he::ckks::Ciphertext sum = valueOf(m_ring.backend().dropLevel(m_ring.sealed(0.7), 0));
        for (int doubling = 0; doubling < 20; ++doubling) {
            sum = valueOf(m_ring.backend().add(sum, sum));
        }
        return m_ring.encoded(sum);
    }

    AttackedRing m_ring{testing::planOf(valueOf(model::findPreset("xor"))), kSeed};
};

/// The largest number in a list.
double largestIn(const std::vector<double>& numbers)
{
    double largest = 0.0;
    for (const double number : numbers) {
        largest = std::max(largest, std::abs(number));
    }
    return largest;
}

} // namespace

class RefreshAlikeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qInfo("seed %llu", static_cast<unsigned long long>(kSeed)); }

    /// Else the other test would compare like with like.
    void theKindsAreWhatTheyAreCalled()
    {
        RefreshOfAnything refresh;
        const std::vector<Kind> kinds = refresh.kindsAt(0);
        const std::vector<double> least{0.49, 1.24, 499.0, 0.0, 10.0, 10.0};
        const std::vector<double> most{0.51, 1.26, 501.0, 1.01, 1e6, 1e6};
        QCOMPARE(kinds.size(), least.size());
        for (std::size_t i = 0; i < kinds.size(); ++i) {
            const double largest = largestIn(refresh.opened(kinds[i].ciphertext));
            QVERIFY2(largest >= least[i] && largest <= most[i], (kinds[i].name + std::to_string(largest)).c_str());
        }
    }

    void whateverIsHandedInIsAnsweredAlike()
    {
        RefreshOfAnything refresh;
        std::vector<Observation> honest;
        for (const int level : {refresh.topLevel(), 0}) {
            const std::vector<Kind> kinds = refresh.kindsAt(level);
            (void)refresh.observe(kinds.front().ciphertext); // fills the pools
            honest.push_back(refresh.observe(kinds.front().ciphertext));
            QCOMPARE(honest.back().error, std::string());
            for (const Kind& kind : kinds) {
                const Observation seen = refresh.observe(kind.ciphertext);
                QVERIFY2(seen == honest.back(), (kind.name + ", level " + std::to_string(level)).c_str());
            }
        }
        qInfo("%zu ciphertexts, %zu small and %zu large blocks, %zu random bytes", honest.back().sizes.size(),
              honest.back().allocations.small, honest.back().allocations.large, honest.back().randomBytes);
        // Between levels, which are public, only the work differs.
        QVERIFY(honest[0].heads == honest[1].heads && honest[0].sizes == honest[1].sizes);
        QCOMPARE(honest[0].randomBytes, honest[1].randomBytes);
        QVERIFY(honest[0].allocations.small > 0 && honest[0].randomBytes > 0); // or nothing was counted
    }
};

QTEST_APPLESS_MAIN(RefreshAlikeTest)
#include "refresh_alike_test.moc"
