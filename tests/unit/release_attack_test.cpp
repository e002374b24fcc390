// SPDX-License-Identifier: GPL-3.0-or-later
// Attacks on the secret key by what is released: each against a naive holder, which loses its key, and against ours.
#include "key_holder_fixture.h"
#include "keyholder/dispatch.h"
#include "keyholder/release/flooding.h"
#include "keyholder/release/own_run.h"
#include "keyholder/release/releaser.h"
#include "support/crafted_ciphertext.h"
#include "train/declared_numbers.h"
#include "trust/messages.h"
#include "trust/release_messages.h"

#include <QtTest/QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <span>

using namespace cg;
using base::Bytes;
using testing::AttackedRing;
using testing::encodedBytes;
using testing::SharedPlan;
using testing::valueOf;

namespace {

constexpr std::uint64_t kSeed = 20'261'201;
constexpr std::size_t kCoefficients = AttackedRing::kDegree;
/// Correct guesses of all coefficients that count as a broken key: 95 %.
constexpr std::size_t kBroken = kCoefficients * 95 / 100;
/// Standard deviations of the expected noise within which a network counts as the one that it should be.
constexpr double kExpectedDeviations = 8;

SharedPlan sharedXor()
{
    return std::make_shared<const train::TrainingPlan>(testing::xorPlan());
}

base::Seed seedOf(std::uint64_t number)
{
    return base::seedFromNumber(kSeed + number, "release attack");
}

/// Enough of any start's training to have moved, and cheap.
trust::ReleaseRequest requestFor(const train::TrainingPlan& plan, std::uint64_t label)
{
    return {encodedBytes(plan), {std::nullopt, seedOf(label)}, seedOf(0), 2, {1, 0}};
}

/// A key holder that releases predictions of what it was handed: the key, the policy and the flooding of ours, and
/// nothing of its own run.
class NaiveHolder {
public:
    explicit NaiveHolder(AttackedRing& ring) : m_ring(ring) {}

    [[nodiscard]] model::Weights opened(const std::vector<Bytes>& state) const
    {
        return valueOf(train::declaredNumbers(*m_ring.plan(), m_ring.packing(), state,
                                              [&](const Bytes& bytes, const std::string& name) {
                                                  return m_ring.holder().decrypted(bytes, name);
                                              }))
            .front();
    }
    [[nodiscard]] double released(const std::vector<Bytes>& state) const
    {
        const trust::ReleasePolicy policy;
        const auto precision = valueOf(releasePrecision(m_ring.holder(), *m_ring.plan(), 2, policy));
        const std::vector<double> input{1, 0};
        const auto pass = model::forward(m_ring.plan()->network, opened(state), input);
        return keyholder::flooded(pass.outputs(), policy, precision, m_ring.holder().seed(), state.back()).front();
    }

private:
    AttackedRing& m_ring;
};

/// A naive holder that releases the end of a transcript, if that begins with the start that it sealed itself.
std::optional<double> releasedFromTranscript(const NaiveHolder& naive, const std::vector<Bytes>& sealedStart,
                                             const trust::MeasureRequest& transcript)
{
    return transcript.state == sealedStart ? std::optional(naive.released(transcript.results)) : std::nullopt;
}

/// A naive holder that releases a network if that is one honest step behind the one which it encrypted last.
std::optional<double> releasedAfterComparing(const NaiveHolder& naive, const AttackedRing& ring,
                                             const std::vector<Bytes>& refreshed, const std::vector<Bytes>& handedIn)
{
    const model::Weights expected = valueOf(keyholder::ownRun(*ring.plan(), naive.opened(refreshed), seedOf(0), 1));
    const double noise = valueOf(ring.holder().weightNoise(*ring.plan(), 1)).magnitude();
    const bool isExpected = testing::largestDifference(naive.opened(handedIn), expected) <= kExpectedDeviations * noise;
    return isExpected ? std::optional(naive.released(handedIn)) : std::nullopt;
}

/// Weights of nought but for the bias of the output, after `steps` updates.
model::Weights expectedWeights(const train::TrainingPlan& plan, double outputBias, std::uint64_t steps)
{
    model::Weights weights = model::zeroWeights(plan.network);
    weights.back().bias.front() = outputBias;
    return valueOf(keyholder::ownRun(plan, std::move(weights), seedOf(0), steps));
}

/// The coefficient, −1, 0 or 1, whose release would be nearest to this one.
int guessOf(const train::TrainingPlan& plan, double released, std::uint64_t steps)
{
    const std::vector<double> input{1, 0};
    int best = 0;
    double nearest = std::numeric_limits<double>::infinity();
    for (const int guess : {-1, 0, 1}) {
        const model::Weights weights = expectedWeights(plan, guess, steps);
        const double distance = std::abs(model::forward(plan.network, weights, input).outputs().front() - released);
        if (distance < nearest) {
            nearest = distance;
            best = guess;
        }
    }
    return best;
}

/// The releases that an attacker got for each coefficient, and what they say.
struct Attack {
    std::vector<double> released;
    std::vector<double> coefficients;
    std::size_t correct = 0;

    void note(const AttackedRing& ring, std::size_t exponent, double number, std::uint64_t steps)
    {
        const int coefficient = ring.coefficient(exponent);
        released.push_back(number);
        coefficients.push_back(coefficient);
        correct += guessOf(*ring.plan(), number, steps) == coefficient ? 1U : 0U;
    }
    [[nodiscard]] double correlation() const
    {
        const auto centred = [](std::vector<double> values) {
            const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
            std::ranges::transform(values, values.begin(), [mean](double value) { return value - mean; });
            return values;
        };
        const std::vector<double> x = centred(released);
        const std::vector<double> y = centred(coefficients);
        const auto product = [](const auto& a, const auto& b) {
            return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
        };
        return product(x, y) / std::sqrt(product(x, x) * product(y, y));
    }
    void report(const char* name) const
    {
        qInfo("%s: %zu of %zu coefficients of the key, correlation %.3f", name, correct, kCoefficients, correlation());
    }
};

/// Four standard deviations of the correlation of what has nothing in common: one of 16,000 seeds would fail.
const double kChance = 4 / std::sqrt(static_cast<double>(kCoefficients));

/// Hands a ciphertext in wherever a request of the trainer's takes one. Whether it is refused does not matter here.
void handInEverywhere(AttackedRing& ring, const Bytes& crafted)
{
    const Bytes plan = encodedBytes(*ring.plan());
    const std::vector<Bytes> state = ring.stateWith(crafted);
    const std::vector<Bytes> all(state.size(), crafted);
    QVERIFY(ring.holder().refreshNetwork(plan, {state, {crafted}, 1, crafted}));
    QVERIFY(ring.holder().refreshNetwork(plan, {all, {}, 0, {}}));
    QVERIFY(ring.holder().refresh({crafted}, 6.0));
    QVERIFY(ring.holder().decrypted(crafted, "attack"));
    (void)ring.holder().measureNoise({plan, 0, {}, state, {crafted}, {}});
}

/// One honest training step under encryption, from a refreshed state.
class HonestStep {
public:
    explicit HonestStep(AttackedRing& ring)
        : m_ring(ring),
          m_trainer(valueOf(
              train::Trainer<AttackedRing::Backend>::create(ring.backend(), ring.plan(), ring.packing(), seedOf(0))))
    {}

    [[nodiscard]] std::vector<Bytes> after(const std::vector<Bytes>& state)
    {
        const auto decoded = valueOf(train::decodeState(m_ring.backend(), *m_ring.plan(), m_ring.packing(), state));
        return train::encodeState(m_ring.backend(), valueOf(m_trainer.step(decoded, 0)).state);
    }

private:
    AttackedRing& m_ring;
    train::Trainer<AttackedRing::Backend> m_trainer;
};

/// Two services with the same key: one that is attacked, and one that is asked the same questions and nothing else.
struct Twins {
    keyholder::KeyHolderService attacked;
    keyholder::KeyHolderService untouched;

    explicit Twins(std::uint64_t number)
    {
        for (keyholder::KeyHolderService* service : {&attacked, &untouched}) {
            (void)valueOf(service->createDemoKey({base::SchemeId::Ckks, "release-16384"}, number));
            CG_ENSURES(service->setAccess(trust::Access::Open).hasValue());
            CG_ENSURES(service->setPolicy({}).hasValue());
        }
    }

    /// Whether both answer a question with the same bytes, and with a release.
    [[nodiscard]] bool agreeOn(const trust::ReleaseRequest& request)
    {
        const trust::Frame frame = toFrame(trust::wire::MakeRelease{request});
        const trust::Frame one = valueOf(keyholder::answerTo(frame, attacked));
        const trust::Frame other = valueOf(keyholder::answerTo(frame, untouched));
        return one.type == trust::MessageType::Released && one.type == other.type && one.payload == other.payload;
    }
};

/// The public keys of a receiver of networks.
Bytes receiverKeys()
{
    keyholder::KeyHolderService receiver;
    (void)valueOf(receiver.createDemoKey(base::SchemeId::Vhe, kSeed));
    return valueOf(receiver.publicKeys(encodedBytes(he::CircuitNeeds{})));
}

/// Every request that takes a ciphertext, with the crafted one in each place for it.
std::vector<trust::Frame> requestsWith(const Bytes& crafted, const std::vector<Bytes>& start, const Bytes& plan)
{
    namespace wire = trust::wire;
    std::vector<Bytes> asBias = start;
    asBias.back() = crafted;
    const std::vector<Bytes> all(start.size(), crafted);
    const trust::OpenItem item{crafted, {0, 1, 4095}};
    std::vector<trust::Frame> frames{
        toFrame(wire::RefreshState{plan, {asBias, {crafted}, 1, crafted}}),
        toFrame(wire::RefreshState{plan, {all, {}, 0, {}}}),
        toFrame(wire::Refresh{{crafted}, 6.0}),
        toFrame(wire::LossBelow{item, 0.5}),
        toFrame(wire::MeasureNoise{{plan, 0, {}, asBias, {crafted}, {}}}),
        toFrame(wire::MeasureNoise{{{}, 0, {}, all, {}, {}}}),
        toFrame(wire::HandOverNetwork{{plan, asBias, base::SchemeId::Vhe, receiverKeys(), 4}}),
        toFrame(wire::ForetellRelease{plan, 2}),
    };
    using enum trust::OpenPurpose;
    for (const trust::OpenPurpose purpose : {Loss, Predictions, Prediction, Network, Calculator}) {
        frames.push_back(toFrame(wire::Open{purpose, {item}}));
    }
    return frames;
}

} // namespace

class ReleaseAttackTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qInfo("seed %llu", static_cast<unsigned long long>(kSeed)); }

    /// What a naive holder releases of a network that it was handed is its key, a coefficient a time: flooding hides
    /// noise, and the key here is the message.
    void aHolderThatReleasesWhatIsUploadedLosesItsKey()
    {
        AttackedRing ring(sharedXor(), kSeed);
        const NaiveHolder naive(ring);
        Attack attack;
        for (std::size_t exponent = 0; exponent < kCoefficients; ++exponent) {
            attack.note(ring, exponent, naive.released(ring.stateWith(ring.crafted(exponent))), 0);
        }
        attack.report("uploaded, naive holder");
        QVERIFY(attack.correct >= kBroken);
    }

    /// The same by way of a refresh, which clamps and encrypts afresh: the key is a number like any other.
    void aRefreshBeforeTheReleaseDoesNotSaveIt()
    {
        AttackedRing ring(sharedXor(), kSeed + 1);
        const NaiveHolder naive(ring);
        const Bytes plan = encodedBytes(*ring.plan());
        Attack attack;
        for (std::size_t exponent = 0; exponent < kCoefficients; ++exponent) {
            const trust::NetworkRefresh handed{ring.stateWith(ring.crafted(exponent)), {}, 0, {}};
            attack.note(ring, exponent, naive.released(valueOf(ring.holder().refreshNetwork(plan, handed)).state), 0);
        }
        attack.report("refreshed, naive holder");
        QVERIFY(attack.correct >= kBroken);
    }

    /// A transcript proves nothing, even one with an honest beginning: the trainer wrote it.
    void aHolderThatBelievesATranscriptLosesItsKey()
    {
        AttackedRing ring(sharedXor(), kSeed + 2);
        const NaiveHolder naive(ring);
        const Bytes plan = encodedBytes(*ring.plan());
        const std::vector<Bytes> start = ring.sealedStart(seedOf(1));
        Attack attack;
        for (std::size_t exponent = 0; exponent < kCoefficients; ++exponent) {
            const trust::MeasureRequest transcript{plan, 2, seedOf(0), start, ring.stateWith(ring.crafted(exponent)),
                                                   {}};
            const auto released = releasedFromTranscript(naive, start, transcript);
            QVERIFY(released.has_value());
            attack.note(ring, exponent, *released, 0);
        }
        attack.report("listed in a transcript, naive holder");
        QVERIFY(attack.correct >= kBroken);
    }

    /// Comparing with what was encrypted last does not help either: a step later that network is the attacker's.
    void aHolderThatComparesWithItsLastRefreshLosesItsKeyAStepLater()
    {
        AttackedRing ring(sharedXor(), kSeed + 3);
        const NaiveHolder naive(ring);
        const Bytes plan = encodedBytes(*ring.plan());
        HonestStep step(ring);
        // Handed in without the refresh before it, the network is caught.
        const std::vector<Bytes> start = ring.sealedStart(seedOf(1));
        QVERIFY(!releasedAfterComparing(naive, ring, start, ring.stateWith(ring.crafted(0))));
        Attack attack;
        for (std::size_t exponent = 0; exponent < kCoefficients; ++exponent) {
            const trust::NetworkRefresh handed{ring.stateWith(ring.crafted(exponent)), {}, 0, {}};
            const std::vector<Bytes> refreshed = valueOf(ring.holder().refreshNetwork(plan, handed)).state;
            const auto released = releasedAfterComparing(naive, ring, refreshed, step.after(refreshed));
            QVERIFY(released.has_value());
            attack.note(ring, exponent, *released, 1);
        }
        attack.report("a weight of an honest step, naive holder");
        QVERIFY(attack.correct >= kBroken);
    }

    /// The whole attack against our holder, each time with another start that it drew: the digits are those from
    /// before anything was handed in, and they have nothing in common with the key.
    void whatIsHandedInChangesNoDigitOfARelease()
    {
        AttackedRing ring(sharedXor(), kSeed + 4);
        HonestStep step(ring);
        const trust::ReleasePolicy policy;
        Attack attack;
        for (std::size_t exponent = 0; exponent < kCoefficients; ++exponent) {
            const trust::ReleaseRequest request = requestFor(*ring.plan(), exponent);
            const auto before = valueOf(keyholder::releaseOf(ring.holder(), request, policy)).numbers;
            const Bytes crafted = ring.crafted(exponent);
            handInEverywhere(ring, crafted);
            const auto refreshed =
                valueOf(ring.holder().refreshNetwork(request.plan, {ring.stateWith(crafted), {}, 0, {}}));
            QVERIFY(ring.holder().refreshNetwork(request.plan, {step.after(refreshed.state), {}, 0, {}}));
            const auto after = valueOf(keyholder::releaseOf(ring.holder(), request, policy)).numbers;
            QVERIFY(after == before);
            attack.note(ring, exponent, after.front(), 0);
        }
        attack.report("all of that, our holder");
        QVERIFY(std::abs(attack.correlation()) < kChance);
    }

    /// Through the requests of the other process, at the set that people use: the attacked service gives the bytes of
    /// one with the same key that was never attacked.
    void anAttackedServiceAnswersLikeOneThatNeverWas()
    {
        Twins twins(kSeed);
        const train::TrainingPlan plan = testing::xorPlan();
        const Bytes planBytes = encodedBytes(plan);
        const auto params = valueOf(he::ckks::namedParams("release-16384"));
        const he::ckks::Context context(params);
        const auto start = valueOf(twins.attacked.sealStart(planBytes, {std::nullopt, seedOf(1)}));
        for (const std::size_t exponent : {std::size_t{0}, std::size_t{1}, params.degree() - 1}) {
            const Bytes crafted = testing::craftedFrom(start.front(), context, 2 * params.scale(), exponent);
            for (const trust::Frame& frame : requestsWith(crafted, start, planBytes)) {
                const trust::Frame answer = valueOf(keyholder::answerTo(frame, twins.attacked));
                // Only the noise of a step that the trainer never made is refused.
                QVERIFY((answer.type == trust::MessageType::Failure) ==
                        (frame.type == trust::MessageType::MeasureNoise));
            }
            QVERIFY(twins.agreeOn(requestFor(plan, exponent)));
            // What the trainer writes of a release: a label and a seed from the ciphertext, and inputs of its choice.
            trust::ReleaseRequest written = requestFor(plan, exponent);
            std::ranges::copy(crafted.end() - 32, crafted.end(), written.start.label.begin());
            std::ranges::copy(crafted.end() - 64, crafted.end() - 32, written.shuffleSeed.begin());
            written.inputs = {1.0, crafted.back() / 256.0};
            QVERIFY(twins.agreeOn(written));
        }
        trust::ReleaseRequest other = requestFor(plan, 0);
        const auto numbers = valueOf(twins.attacked.release(other)).value().numbers;
        other.steps += 500;
        QVERIFY(valueOf(twins.untouched.release(other)).value().numbers != numbers); // or equal bytes would say nothing
    }
};

QTEST_APPLESS_MAIN(ReleaseAttackTest)
#include "release_attack_test.moc"
