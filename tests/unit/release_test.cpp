// SPDX-License-Identifier: GPL-3.0-or-later
// What may be released: the arithmetic of policies, the bound of a network's amplification, the flooding noise, and
// that nothing which a trainer handed in can be in a release.
#include "key_holder_fixture.h"
#include "keyholder/release/flooding.h"
#include "keyholder/release/own_run.h"
#include "keyholder/release/releaser.h"
#include "keyholder/release/sensitivity.h"
#include "support/plain_training.h"

#include <QtTest/QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

using namespace cg;
using base::Bytes;
using base::ErrorCode;
using testing::encodedBytes;
using testing::errorOf;
using testing::messageOf;
using testing::valueOf;
using testing::xorPlan;
using trust::ReleasePolicy;

namespace {

constexpr std::uint64_t kSeed = 20'261'124;

base::Seed seedOf(std::uint64_t number)
{
    return base::seedFromNumber(kSeed + number, "release test");
}

/// A service with a fresh key that may open.
struct Holder {
    explicit Holder(const trust::KeyKind& kind) : key(valueOf(service.createSessionKey(kind)))
    {
        CG_ENSURES(service.setAccess(trust::Access::Open).hasValue());
        CG_ENSURES(service.setPolicy({}).hasValue());
    }

    keyholder::KeyHolderService service;
    trust::KeyDescription key;
};

trust::ReleaseRequest requestFor(const train::TrainingPlan& plan, std::uint64_t steps = 150)
{
    return {encodedBytes(plan), {std::nullopt, seedOf(1)}, seedOf(2), steps, {1, 0}};
}

/// Σ|∂y/∂w| of the first output by differences.
double sensitivityAt(const model::NetworkSpec& spec, model::Weights weights, const std::vector<double>& input)
{
    constexpr double kStep = 1e-6;
    const auto output = [&] { return model::forward(spec, weights, input).outputs().front(); };
    double sum = 0.0;
    const auto add = [&](double& weight) {
        const double present = weight;
        weight = present + kStep;
        const double above = output();
        weight = present - kStep;
        sum += std::abs(above - output()) / (2 * kStep);
        weight = present;
    };
    for (model::LayerWeights& layer : weights) {
        for (std::vector<double>& unit : layer.weights) {
            std::ranges::for_each(unit, add);
        }
        std::ranges::for_each(layer.bias, add);
    }
    return sum;
}

/// The mean and the standard deviation of what flooding adds to a number.
struct Spread {
    double mean;
    double deviation;
};

Spread spreadOf(double number, const ReleasePolicy& policy, const trust::ReleasePrecision& precision)
{
    constexpr int kAnswers = 20'000;
    const keyholder::SecretSeed seed = keyholder::SecretSeed::ofDemoKey(3);
    double sum = 0.0;
    double squares = 0.0;
    for (std::uint32_t i = 0; i < kAnswers; ++i) {
        base::ByteWriter question;
        question.u32(i);
        const double error = keyholder::flooded({number}, policy, precision, seed, question.bytes()).front() - number;
        sum += error;
        squares += error * error;
    }
    const double mean = sum / kAnswers;
    return {mean, std::sqrt(squares / kAnswers - mean * mean)};
}

} // namespace

class ReleaseTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void floodingCostsTheBitsThatItMust()
    {
        ReleasePolicy policy;
        QVERIFY(std::abs(policy.bitsLost() - 24.4) < 0.05);
        policy.releases = 1;
        QVERIFY(std::abs(policy.bitsLost() - 19.4) < 0.05);
        policy.numbers = 4;
        QVERIFY(std::abs(policy.bitsLost() - 20.4) < 0.05);
    }

    void policiesOutOfRangeAreRefused()
    {
        const std::array<ReleasePolicy, 8> wrong{{{0, 2, 1, 30},
                                                  {ReleasePolicy::kMostNumbers + 1, 2, 1, 30},
                                                  {1, 0, 1, 30},
                                                  {1, std::nan(""), 1, 30},
                                                  {1, 2, 0, 30},
                                                  {1, 2, ReleasePolicy::kMostReleases + 1, 30},
                                                  {1, 2, 1, 19},
                                                  {1, 2, 1, 129}}};
        for (const ReleasePolicy& policy : wrong) {
            QCOMPARE(errorOf(policy.check()), ErrorCode::InvalidArgument);
            const Bytes bytes = encodedBytes(policy);
            base::ByteReader reader(bytes, "a policy");
            QCOMPARE(errorOf(trust::decodePolicy(reader)), ErrorCode::FileDamaged);
        }
        QVERIFY(ReleasePolicy{}.check());
    }

    void theSensitivityIsABoundAndNotAWildOne()
    {
        base::SeededRandom random(seedOf(3), {base::Purpose::InitialWeights});
        for (int round = 0; round < 200; ++round) {
            model::NetworkSpec spec;
            spec.inputs = 1 + random.below(3);
            spec.layers = {{1 + random.below(4), testing::randomActivation(random, testing::ActivationKind::Tame),
                            random.below(2) == 0},
                           {1 + random.below(2), model::Activation::identity(), true}};
            model::Weights weights = model::zeroWeights(spec);
            const auto draw = [&](double& weight) { weight = 4 * random.uniform() - 2; };
            for (model::LayerWeights& layer : weights) {
                for (std::vector<double>& unit : layer.weights) {
                    std::ranges::for_each(unit, draw);
                }
                std::ranges::for_each(layer.bias, draw);
            }
            std::vector<double> input(spec.inputs);
            std::ranges::generate(input, [&] { return 2 * random.uniform() - 1; });
            const double bound = keyholder::largestSensitivity(spec, {1.0, 2.0}).magnitude();
            QVERIFY2(sensitivityAt(spec, weights, input) <= bound * (1 + 1e-6), qPrintable(QString::number(round)));
        }
        // y = w·x + b: Σ|∂y/∂w| = |x₁| + |x₂| + 1, exactly.
        model::NetworkSpec linear;
        linear.inputs = 2;
        linear.layers = {{1, model::Activation::identity(), true}};
        QCOMPARE(keyholder::largestSensitivity(linear, {3.0, 6.0}).magnitude(), 7.0);
    }

    void theNoiseHasTheDeviationOfThePolicy()
    {
        const ReleasePolicy policy;
        const trust::ReleasePrecision precision =
            trust::precisionOf(policy, base::Log2::ofBits(-44), base::Log2::ofBits(8));
        QVERIFY(precision.isAnythingLeft());
        const double deviation = precision.floodingNoise().magnitude();
        const double step = std::exp2(-precision.digits);
        QVERIFY(step >= deviation);
        QVERIFY(step < 2 * deviation);
        // Rounding to a grid adds the variance of its step.
        const double expected = std::sqrt(deviation * deviation + step * step / 12);
        for (const double number : {0.0, 0.3, -1.7}) {
            const Spread spread = spreadOf(number, policy, precision);
            QVERIFY(std::abs(spread.mean) < 5 * expected / std::sqrt(20'000.0));
            QVERIFY(std::abs(spread.deviation / expected - 1) < 0.05);
        }
    }

    void equalQuestionsHaveEqualAnswersAndNumbersAreClamped()
    {
        const ReleasePolicy policy;
        const auto precision = trust::precisionOf(policy, base::Log2::ofBits(-60), base::Log2::ofBits(8));
        const keyholder::SecretSeed seed = keyholder::SecretSeed::ofDemoKey(3);
        const keyholder::SecretSeed other = keyholder::SecretSeed::ofDemoKey(4);
        const std::vector<double> numbers{0.25, 1e300, -HUGE_VAL, std::nan("")};
        const Bytes question{1, 2, 3};
        const std::vector<double> answer = keyholder::flooded(numbers, policy, precision, seed, question);
        QVERIFY(keyholder::flooded(numbers, policy, precision, seed, question) == answer);
        QVERIFY(keyholder::flooded(numbers, policy, precision, seed, Bytes{1, 2, 4}) != answer);
        QVERIFY(keyholder::flooded(numbers, policy, precision, other, question) != answer);
        const std::array<double, 4> near{0.25, 2, -2, 0};
        for (std::size_t i = 0; i < near.size(); ++i) {
            QVERIFY(std::abs(answer[i] - near[i]) < std::exp2(3 - precision.digits));
            QCOMPARE(std::remainder(answer[i], std::exp2(-precision.digits)), 0.0);
        }
    }

    void theHoldersOwnRunIsTheTraining()
    {
        const train::TrainingPlan plan = xorPlan();
        const model::Weights start = testing::drawnWeights(plan.network, 7);
        const auto run = [&](std::uint64_t steps) { return keyholder::ownRun(plan, start, seedOf(1), steps); };
        model::DescentState state = model::startDescent(plan.network, start);
        const std::vector<std::size_t> rows{0, 1, 2, 3};
        for (std::uint64_t step = 0; step <= 20; ++step) {
            QVERIFY(valueOf(run(step)) == state.weights);
            state =
                model::descend(plan.network, state, {plan.optimizer.rate, plan.optimizer.momentum}, plan.data, rows);
        }
        QVERIFY(valueOf(run(0)) == start);
        QCOMPARE(errorOf(run(keyholder::kMostOwnSteps + 1)), ErrorCode::InvalidArgument);
    }

    /// The stop signal is of the holder's own run, in whatever order it is asked for.
    void theStopSignalTellsOfTheHoldersOwnLoss()
    {
        train::TrainingPlan plan = xorPlan();
        plan.optimizer.momentum = 0.5;
        Holder holder(base::SchemeId::Vhe);
        const trust::StartSource start{seedOf(3), {}};
        const Bytes bytes = encodedBytes(plan);
        const std::vector<std::size_t> rows{0, 1, 2, 3};
        const auto key = valueOf(keyholder::demoKey(base::SchemeId::Vhe, 1)); // a known start is the same under any key
        model::DescentState state =
            model::startDescent(plan.network, valueOf(keyholder::startWeights(plan, bytes, start, key->startKey())));
        const model::Descent descent{plan.optimizer.rate, plan.optimizer.momentum};
        std::vector<double> losses;
        for (int step = 0; step < 12; ++step) {
            const auto pass = model::forward(plan.network, model::lookAhead(state, descent), plan.data.inputs);
            double sum = 0.0;
            for (const std::size_t row : rows) {
                sum += std::pow(pass.outputs()[row] - plan.data.targets[row], 2);
            }
            losses.push_back(sum / 4);
            state = model::descend(plan.network, state, descent, plan.data, rows);
        }
        for (const std::uint64_t steps : {1U, 2U, 12U, 5U, 5U, 6U}) {
            const trust::TrainingRun run{bytes, start, seedOf(2), steps};
            const double loss = losses[steps - 1];
            QVERIFY(valueOf(holder.service.ownLossBelow(run, loss + 1e-9)).value());
            QVERIFY(!valueOf(holder.service.ownLossBelow(run, loss - 1e-9)).value());
        }
        QCOMPARE(holder.service.disclosures().total(keyholder::DisclosureKind::LossBelow).bits, std::uint64_t{12});
        QCOMPARE(errorOf(holder.service.ownLossBelow({bytes, start, seedOf(2), 0}, 1.0)), ErrorCode::InvalidArgument);
        QVERIFY(holder.service.setAccess(trust::Access::Armed));
        QCOMPARE(errorOf(holder.service.ownLossBelow({bytes, start, seedOf(2), 1}, 1.0)), ErrorCode::Refused);
    }

    void theTrainingSetCannotReleaseAndTheReleaseSetCan()
    {
        const train::TrainingPlan plan = xorPlan();
        Holder training({base::SchemeId::Ckks, "train-8192"});
        const auto poor = valueOf(training.service.foretellRelease(encodedBytes(plan), 150));
        QVERIFY(!poor.precision.isAnythingLeft());
        const auto refused = training.service.release(requestFor(plan));
        QCOMPARE(errorOf(refused), ErrorCode::Refused);
        QVERIFY(messageOf(refused).find("release-16384") != std::string::npos);

        Holder releasing({base::SchemeId::Ckks, "release-16384"});
        const auto rich = valueOf(releasing.service.foretellRelease(encodedBytes(plan), 150));
        QVERIFY(rich.precision.digits >= 4);
        QCOMPARE(rich.determining, std::uint64_t{6});
        const trust::Release release = valueOf(releasing.service.release(requestFor(plan))).value();
        QCOMPARE(release.numbers.size(), std::size_t{1});
        QCOMPARE(release.outlook.releases, std::uint64_t{1});
        QVERIFY(valueOf(releasing.service.release(requestFor(plan))).value().numbers == release.numbers);
    }

    /// The start that is sealed is the one that the holder's own run begins from.
    void theStartIsFoundAgainByItsLabel()
    {
        const train::TrainingPlan plan = xorPlan();
        const Bytes bytes = encodedBytes(plan);
        const auto key =
            valueOf(keyholder::drawKey({base::SchemeId::Ckks, "release-16384"}, trust::KeyOrigin::Session));
        const auto sealedSlots = [&](std::uint64_t label) {
            return valueOf(keyholder::initialSlots(bytes, {std::nullopt, seedOf(label)}, key->startKey()));
        };
        QVERIFY(sealedSlots(1) == sealedSlots(1));
        QVERIFY(sealedSlots(1) != sealedSlots(2));
        train::TrainingPlan faster = plan;
        faster.optimizer.rate *= 2;
        QVERIFY(valueOf(keyholder::initialSlots(encodedBytes(faster), {std::nullopt, seedOf(1)}, key->startKey())) !=
                sealedSlots(1));
        const auto other =
            valueOf(keyholder::drawKey({base::SchemeId::Ckks, "release-16384"}, trust::KeyOrigin::Session));
        QVERIFY(valueOf(keyholder::initialSlots(bytes, {std::nullopt, seedOf(1)}, other->startKey())) !=
                sealedSlots(1));
    }

    void releasesAreCountedAndEnd()
    {
        const train::TrainingPlan plan = xorPlan();
        Holder holder({base::SchemeId::Ckks, "release-16384"});
        QVERIFY(holder.service.setPolicy({1, 2.0, 2, 30}));
        for (std::uint64_t i = 0; i < 2; ++i) {
            QVERIFY(holder.service.release(requestFor(plan, 10 + i)));
        }
        const auto over = holder.service.release(requestFor(plan, 12));
        QCOMPARE(errorOf(over), ErrorCode::Refused);
        QVERIFY(messageOf(over).find("used up") != std::string::npos);
        for (const ReleasePolicy& other :
             {ReleasePolicy{1, 2.0, 1000, 30}, ReleasePolicy{1, 2.0, 1, 30}, ReleasePolicy{2, 2.0, 2, 30}}) {
            QCOMPARE(errorOf(holder.service.setPolicy(other)), ErrorCode::Refused);
        }
        QVERIFY(holder.service.setPolicy({1, 2.0, 2, 30})); // the same
        const auto& total = holder.service.disclosures().total(keyholder::DisclosureKind::Release);
        QCOMPARE(total.answers, std::uint64_t{2});
        QVERIFY(total.bits > 0 && total.bits < 2 * 64);
    }

    void releasesAreOffWithoutAPolicy()
    {
        keyholder::KeyHolderService service;
        QVERIFY(service.createSessionKey({base::SchemeId::Ckks, "release-16384"}));
        QVERIFY(service.setAccess(trust::Access::Open));
        const train::TrainingPlan plan = xorPlan();
        QVERIFY(!valueOf(service.foretellRelease(encodedBytes(plan), 10)).isAllowed);
        QCOMPARE(errorOf(service.release(requestFor(plan, 10))), ErrorCode::Refused);
        QVERIFY(service.setPolicy({}));
        QVERIFY(valueOf(service.foretellRelease(encodedBytes(plan), 10)).isAllowed);
        QVERIFY(service.release(requestFor(plan, 10)));
    }

    void whatIsAskedWronglyIsRefused()
    {
        const train::TrainingPlan plan = xorPlan();
        Holder holder({base::SchemeId::Ckks, "release-16384"});
        for (const std::vector<double>& inputs :
             std::initializer_list<std::vector<double>>{{}, {1}, {1, 2}, {1, std::nan("")}, {1, 0, 0, 1}}) {
            trust::ReleaseRequest request = requestFor(plan);
            request.inputs = inputs;
            QCOMPARE(errorOf(holder.service.release(request)), ErrorCode::InvalidArgument);
        }
        QVERIFY(holder.service.setAccess(trust::Access::StopSignal));
        QCOMPARE(errorOf(holder.service.release(requestFor(plan))), ErrorCode::Refused);
        QCOMPARE(errorOf(holder.service.setPolicy({})), ErrorCode::Refused);
    }

    /// A weight that was handed in at a refresh and depends on the key is in no release, at once or a step later.
    void aKeyDependentWeightDoesNotReachARelease()
    {
        const train::TrainingPlan plan = xorPlan();
        Holder honest({base::SchemeId::Ckks, "release-16384"});
        const auto before = valueOf(honest.service.release(requestFor(plan, 1))).value().numbers;
        const auto later = valueOf(honest.service.release(requestFor(plan, 2))).value().numbers;
        auto sealed = valueOf(honest.service.sealStart(encodedBytes(plan), {std::nullopt, seedOf(1)}));
        std::ranges::reverse(sealed); // other numbers in the place of the weights
        trust::NetworkRefresh handed;
        handed.state = sealed;
        QVERIFY(honest.service.refreshNetwork(encodedBytes(plan), handed));
        QVERIFY(valueOf(honest.service.release(requestFor(plan, 1))).value().numbers == before);
        QVERIFY(valueOf(honest.service.release(requestFor(plan, 2))).value().numbers == later);
    }
};

QTEST_APPLESS_MAIN(ReleaseTest)
#include "release_test.moc"
