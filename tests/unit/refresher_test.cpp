// SPDX-License-Identifier: GPL-3.0-or-later
// What a refresh gives back, and that nothing which is handed in changes how it answers.
#include "support/ckks_training.h"

#include <QtTest/QTest>

#include <algorithm>
#include <cmath>

using namespace cg;
using base::ErrorCode;
using testing::CkksKeys;
using testing::errorOf;
using testing::SharedPlan;
using testing::valueOf;

namespace {

constexpr std::uint64_t kSeed = 20'261'127;
constexpr double kTolerance = 1e-4;

/// A holder and a network, on the toy ring unless another set is named.
struct Fixture {
    SharedPlan plan;
    CkksKeys keys;
    train::Packing packing;
    testing::LocalRefresh port;

    explicit Fixture(SharedPlan thePlan, std::uint64_t number = 3, const char* set = "toy-32")
        : plan(std::move(thePlan)),
          keys(valueOf(he::ckks::namedParams(set)), he::CircuitNeeds(), number),
          packing(train::Packing::choose(plan->network, plan->rowsPerStep(), keys.backend().slotCount(),
                                         train::Packing::Gap::Full)),
          port(keys, plan)
    {}

    base::Bytes encoded(const he::ckks::Ciphertext& ciphertext)
    {
        base::ByteWriter writer;
        keys.backend().encode(ciphertext, writer);
        return std::move(writer).take();
    }
    he::ckks::Ciphertext sealed(std::span<const double> slots)
    {
        return valueOf(keys.backend().encryptDeclared(slots, {1.0, 1.0}, {base::Purpose::Encrypt, 0, m_next++}));
    }
    std::vector<double> opened(const base::Bytes& bytes)
    {
        base::ByteReader reader(bytes, "test");
        return keys.open(valueOf(keys.backend().decode(reader)));
    }
    /// One ciphertext for each of the state, all with these slots.
    train::RefreshRequest requestOf(std::span<const double> slots)
    {
        train::RefreshRequest request;
        for (std::size_t i = 0; i < train::stateSizeOf(*plan, packing); ++i) {
            request.state.push_back(encoded(sealed(slots)));
        }
        return request;
    }
    /// The state with these weights, a velocity of nought behind it.
    train::RefreshRequest requestOf(const model::Weights& weights)
    {
        train::RefreshRequest request;
        for (const std::vector<double>& slots : train::packInitial(*plan, packing, weights)) {
            request.state.push_back(encoded(sealed(slots)));
        }
        return request;
    }

private:
    std::uint64_t m_next = 0;
};

SharedPlan andPlan()
{
    return testing::planOf(valueOf(model::findPreset("and")));
}

/// A plan of a preset whose grid fits the 16 slots of the toy ring, gap included.
SharedPlan smallPlan()
{
    train::TrainingPlan plan = *andPlan();
    plan.batchSize = 2;
    return std::make_shared<train::TrainingPlan>(std::move(plan));
}

/// Everything of a ciphertext's bytes that is not a polynomial or a seed.
base::Bytes header(const base::Bytes& bytes)
{
    constexpr std::size_t kHeader = 16 + 1 + 8 + 2 * 9 + 2 * 8 + 1;
    return {bytes.begin(), bytes.begin() + std::min<std::ptrdiff_t>(kHeader, std::ssize(bytes))};
}

} // namespace

class RefresherTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qInfo("seed %llu", static_cast<unsigned long long>(kSeed)); }

    void theNumbersOfAnyNetworkComeBackFresh()
    {
        base::SeededRandom random(base::seedFromNumber(kSeed, "networks"), {base::Purpose::Encrypt});
        for (std::uint64_t i = 0; i < 30; ++i) {
            const auto plan = std::make_shared<train::TrainingPlan>(testing::randomPlan(random, 3, 6, 9));
            Fixture fixture(plan, i);
            const model::Weights weights = testing::drawnWeights(plan->network, i);
            const train::RefreshRequest request = fixture.requestOf(weights);
            const train::RefreshAnswer answer = valueOf(fixture.port.refresh(request));
            const auto expected = train::packInitial(*plan, fixture.packing, weights);
            QCOMPARE(answer.state.size(), expected.size());
            for (std::size_t c = 0; c < expected.size(); ++c) {
                const std::vector<double> slots = fixture.opened(answer.state[c]);
                for (std::size_t slot = 0; slot < slots.size(); ++slot) {
                    QVERIFY(std::abs(slots[slot] - (slot < expected[c].size() ? expected[c][slot] : 0.0)) < kTolerance);
                }
                QVERIFY(answer.state[c].size() < request.state[c].size()); // half of it is a seed
            }
        }
    }

    void onlyDeclaredNumbersComeBackAndOnlyClamped()
    {
        Fixture fixture(smallPlan());
        const std::vector<double> pattern{100.0, -1000.0, 0.25};
        std::vector<double> slots(16);
        for (std::size_t i = 0; i < slots.size(); ++i) {
            slots[i] = pattern[i % pattern.size()];
        }
        const train::RefreshAnswer answer = valueOf(fixture.port.refresh(fixture.requestOf(slots)));
        const auto entries = train::weightSlots(fixture.plan->network, fixture.packing);
        std::vector<std::vector<double>> numbers;
        for (const train::WeightSlots& entry : entries) {
            std::vector<double>& values = numbers.emplace_back();
            for (const train::WeightSlots::Cell& cell : entry.cells) {
                values.push_back(std::clamp(slots[cell.slot], -6.0, 6.0));
            }
        }
        const auto expected = train::packWeights(fixture.plan->network, fixture.packing,
                                                 train::unpackWeights(fixture.plan->network, fixture.packing, numbers));
        for (std::size_t c = 0; c < expected.size(); ++c) {
            const std::vector<double> back = fixture.opened(answer.state[c]);
            for (std::size_t slot = 0; slot < back.size(); ++slot) {
                QVERIFY(std::abs(back[slot] - (slot < expected[c].size() ? expected[c][slot] : 0.0)) < kTolerance);
            }
        }
    }

    void whatIsHandedInChangesNothingOfTheAnswerButItsNumbers()
    {
        Fixture fixture(smallPlan());
        const train::RefreshAnswer honest =
            valueOf(fixture.port.refresh(fixture.requestOf(testing::drawnWeights(fixture.plan->network, 1))));
        he::ckks::Backend& backend = fixture.keys.backend();
        const auto one = fixture.sealed(std::vector<double>(16, 1.0));
        const std::vector<he::ckks::Ciphertext> strange{
            valueOf(backend.dropLevel(one, 0)),
            valueOf(backend.absorb(one, 1e-6)),
            valueOf(backend.absorb(one, -1e6)),
            backend.declareRange(one, {1e9, 1e9}),
        };
        for (const he::ckks::Ciphertext& ciphertext : strange) {
            train::RefreshRequest request = fixture.requestOf(std::vector<double>(16, 0.5));
            request.state.front() = fixture.encoded(ciphertext);
            const train::RefreshAnswer answer = valueOf(fixture.port.refresh(request));
            QCOMPARE(answer.state.size(), honest.state.size());
            for (std::size_t c = 0; c < answer.state.size(); ++c) {
                QCOMPARE(answer.state[c].size(), honest.state[c].size());
                QVERIFY(header(answer.state[c]) == header(honest.state[c]));
            }
        }
    }

    void aMessageThatIsNoneIsAnsweredLikeAnyOther()
    {
        Fixture fixture(smallPlan());
        const base::Bytes a = fixture.encoded(fixture.sealed(std::vector<double>(16, 1.0)));
        const base::Bytes b = fixture.encoded(fixture.sealed(std::vector<double>(16, -1.0)));
        // The first half of one and the second of another: uniform modulo q, as a multiple of the key would be.
        train::RefreshRequest request = fixture.requestOf(std::vector<double>(16, 0.5));
        base::Bytes mixed = a;
        const auto half = static_cast<std::ptrdiff_t>(header(a).size() + (a.size() - header(a).size()) / 2);
        std::copy(b.begin() + half, b.end(), mixed.begin() + half);
        request.state.front() = mixed;
        const train::RefreshAnswer answer = valueOf(fixture.port.refresh(request));
        for (const double slot : fixture.opened(answer.state.front())) {
            QVERIFY(std::abs(slot) < 6.0 + kTolerance);
        }
        QVERIFY(header(answer.state[0]) == header(answer.state[1]));
    }

    void lossesAreSummedAndPackedBehindThoseBefore()
    {
        Fixture fixture(smallPlan());
        const auto places = train::lossSlots(fixture.plan->network, fixture.packing, he::ckks::Backend::traits());
        QCOMPARE(places.size(), std::size_t{2});
        std::vector<double> slots(16, 0.75);
        for (const std::size_t place : places) {
            slots[place] = 0.125;
        }
        train::RefreshRequest request = fixture.requestOf(std::vector<double>(16, 0.5));
        request.losses = {fixture.encoded(fixture.sealed(slots)),
                          fixture.encoded(fixture.sealed(std::vector<double>(16, 50.0)))};
        request.packed = valueOf(fixture.port.refresh(request)).packed;
        QCOMPARE(request.packed.count, std::uint32_t{2});
        request.losses.pop_back();
        const train::LossPack packed = valueOf(fixture.port.refresh(request)).packed;
        QCOMPARE(packed.count, std::uint32_t{3});
        const std::vector<double> losses = fixture.opened(packed.ciphertext);
        const std::vector<double> expected{0.25, 16.0, 0.25};
        for (std::size_t i = 0; i < losses.size(); ++i) {
            QVERIFY(std::abs(losses[i] - (i < expected.size() ? expected[i] : 0.0)) < kTolerance);
        }
    }

    /// Training that diverges hands in numbers far outside of what is declared; no set refuses them.
    void everySetForTrainingClampsWhatIsFarTooLarge()
    {
        for (const char* set :
             {"train-8192", "train-16384-192", "train-16384-256", "train-16384-1", "train-16384-3", "release-16384"}) {
            Fixture fixture(smallPlan(), 3, set);
            const std::vector<double> huge(fixture.keys.backend().slotCount(), 1000.0);
            train::RefreshRequest request = fixture.requestOf(huge);
            request.losses = {fixture.encoded(fixture.sealed(huge))};
            const train::RefreshAnswer answer = valueOf(fixture.port.refresh(request));
            const double loss = fixture.opened(answer.packed.ciphertext).front();
            QVERIFY2(loss > 15.0 && loss <= 16.0 + kTolerance, set);
            for (const double slot : fixture.opened(answer.state.front())) {
                QVERIFY2(std::abs(slot) < 6.0 + kTolerance, set);
            }
        }
    }

    void everyRefreshIsEncryptedAnew()
    {
        Fixture fixture(smallPlan());
        const train::RefreshRequest request = fixture.requestOf(std::vector<double>(16, 0.5));
        const auto first = valueOf(fixture.port.refresh(request));
        const auto second = valueOf(fixture.port.refresh(request));
        for (std::size_t c = 0; c < first.state.size(); ++c) {
            QVERIFY(first.state[c] != second.state[c]);
        }
    }

    void damagedRequestsAreRefused()
    {
        Fixture fixture(smallPlan());
        const train::RefreshRequest sound = fixture.requestOf(std::vector<double>(16, 0.5));
        const auto errorWith = [&](auto change) {
            train::RefreshRequest request = sound;
            change(request);
            return errorOf(fixture.port.refresh(request));
        };
        QCOMPARE(errorWith([](auto& request) { request.state.pop_back(); }), ErrorCode::FileDamaged);
        QCOMPARE(errorWith([](auto& request) { request.state.clear(); }), ErrorCode::FileDamaged);
        QCOMPARE(errorWith([](auto& request) { request.state.front().push_back(0); }), ErrorCode::FileDamaged);
        QCOMPARE(errorWith([](auto& request) { request.state.front().pop_back(); }), ErrorCode::FileDamaged);
        QCOMPARE(errorWith([](auto& request) { request.packed.count = 1; }), ErrorCode::FileDamaged);
        QCOMPARE(errorWith([](auto& request) { request.packed.count = 17; }), ErrorCode::InvalidArgument);
        QCOMPARE(errorWith([](auto& request) { request.losses.emplace_back(); }), ErrorCode::FileDamaged);
        Fixture other(smallPlan(), 4);
        QCOMPARE(errorWith([&](auto& request) {
                     request.state.front() = other.requestOf(std::vector<double>(16, 0.5)).state.front();
                 }),
                 ErrorCode::WrongKey);
    }

    void randomBytesNeverEndInAnythingButAnErrorOrAnAnswer()
    {
        base::SeededRandom random(base::seedFromNumber(kSeed, "mutations"), {base::Purpose::Encrypt});
        Fixture fixture(smallPlan());
        const train::RefreshRequest sound = fixture.requestOf(std::vector<double>(16, 0.5));
        for (int i = 0; i < 300; ++i) {
            train::RefreshRequest request = sound;
            base::Bytes& bytes = request.state[random.below(request.state.size())];
            for (std::uint64_t flips = 1 + random.below(4); flips > 0; --flips) {
                bytes[random.below(bytes.size())] ^= static_cast<std::uint8_t>(1U << random.below(8));
            }
            const auto answer = fixture.port.refresh(request);
            if (!answer) {
                QVERIFY(!answer.error().message.empty());
                continue;
            }
            for (const base::Bytes& state : answer->state) {
                for (const double slot : fixture.opened(state)) {
                    QVERIFY(std::abs(slot) < 6.0 + kTolerance);
                }
            }
        }
    }
};

QTEST_APPLESS_MAIN(RefresherTest)
#include "refresher_test.moc"
