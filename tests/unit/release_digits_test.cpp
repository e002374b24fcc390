// SPDX-License-Identifier: GPL-3.0-or-later
// Attacks on the digits that are released: averaging of repeated answers, and inputs steered to the edge of a step of
// the grid. Each against a naive holder, where it gives the exact number, and against ours.
#include "key_holder_fixture.h"
#include "keyholder/release/flooding.h"
#include "keyholder/release/own_run.h"
#include "keyholder/release/releaser.h"
#include "support/crafted_ciphertext.h"

#include <QtTest/QTest>

#include <algorithm>
#include <cmath>
#include <functional>

using namespace cg;
using testing::AttackedRing;
using testing::encodedBytes;
using testing::valueOf;

namespace {

constexpr std::uint64_t kSeed = 20'261'202;
constexpr std::uint64_t kSteps = 2;

base::Seed seedOf(std::uint64_t number)
{
    return base::seedFromNumber(kSeed + number, "release digits");
}

/// Our holder and one network of its, with what its releases would be without flooding.
class Released {
public:
    explicit Released(std::uint64_t label)
        : m_ring(std::make_shared<const train::TrainingPlan>(testing::xorPlan()), kSeed),
          m_request{encodedBytes(*m_ring.plan()), {std::nullopt, seedOf(label)}, seedOf(0), kSteps, {}},
          m_precision(valueOf(keyholder::releasePrecision(m_ring.holder(), *m_ring.plan(), kSteps, m_policy))),
          m_weights(valueOf(keyholder::ownRun(*m_ring.plan(), start(), seedOf(0), kSteps)))
    {}

    [[nodiscard]] const trust::ReleasePrecision& precision() const { return m_precision; }
    [[nodiscard]] double gridStep() const { return std::exp2(-m_precision.digits); }
    /// The prediction itself, at the inputs (x, 0).
    [[nodiscard]] double exact(double x) const
    {
        const std::vector<double> input{x, 0.0};
        return model::forward(m_ring.plan()->network, m_weights, input).outputs().front();
    }
    [[nodiscard]] double ours(double x)
    {
        m_request.inputs = {x, 0.0};
        return valueOf(keyholder::releaseOf(m_ring.holder(), m_request, m_policy)).numbers.front();
    }
    /// A naive holder that draws fresh noise for each answer, of the same deviation and on the same grid.
    [[nodiscard]] double naiveWithFreshNoise(double x, std::uint64_t answer) const
    {
        base::ByteWriter question;
        question.u64(answer);
        return keyholder::flooded({exact(x)}, m_policy, m_precision, m_ring.holder().seed(), question.bytes()).front();
    }
    /// A naive holder that only rounds.
    [[nodiscard]] double naiveWithoutNoise(double x) const
    {
        return std::nearbyint(exact(x) / gridStep()) * gridStep();
    }

private:
    [[nodiscard]] model::Weights start() const
    {
        return valueOf(
            keyholder::startWeights(*m_ring.plan(), m_request.plan, m_request.start, m_ring.holder().startKey()));
    }

    trust::ReleasePolicy m_policy;
    AttackedRing m_ring;
    trust::ReleaseRequest m_request;
    trust::ReleasePrecision m_precision;
    model::Weights m_weights;
};

/// The root of the mean square of the errors of averages over `answers` answers.
double errorOfAverages(const Released& released, std::uint64_t answers)
{
    constexpr std::uint64_t kAverages = 200;
    const double exact = released.exact(1.0);
    double squares = 0.0;
    for (std::uint64_t average = 0; average < kAverages; ++average) {
        double sum = 0.0;
        for (std::uint64_t i = 0; i < answers; ++i) {
            sum += released.naiveWithFreshNoise(1.0, average * answers + i);
        }
        const double error = sum / static_cast<double>(answers) - exact;
        squares += error * error;
    }
    return std::sqrt(squares / kAverages);
}

using Answer = std::function<double(double)>;

/// Halves the interval [0, 1] towards an input at which the answer changes from the one at 0 to another: the attack by
/// steering. Nothing where the answers at both ends are the same.
std::optional<double> steeredToAnEdge(const Answer& answer)
{
    constexpr int kHalvings = 50;
    double low = 0.0;
    double high = 1.0;
    const double there = answer(low);
    if (answer(high) == there) {
        return std::nullopt;
    }
    for (int i = 0; i < kHalvings; ++i) {
        const double middle = (low + high) / 2;
        (answer(middle) == there ? low : high) = middle;
    }
    return (low + high) / 2;
}

/// How far a number is from the nearest edge between two steps of the grid.
double distanceFromEdge(double number, double gridStep)
{
    return std::abs(number - (std::floor(number / gridStep) + 0.5) * gridStep);
}

/// Of pairs of inputs around an edge, far closer to it than the deviation of the noise: how many more of the inputs
/// above the edge than of those below are answered by a number above it.
int pairsThatFollow(const Released& released, const Answer& answer, double edge, int pairs)
{
    const double deviation = released.precision().floodingNoise().magnitude();
    const double slope = (released.exact(edge + 1e-6) - released.exact(edge - 1e-6)) / 2e-6;
    const double there = released.exact(edge);
    int follow = 0;
    for (int i = 1; i <= pairs; ++i) {
        const double shift = deviation / 1000 * i / pairs / slope;
        follow += (answer(edge + shift) > there ? 1 : 0) - (answer(edge - shift) > there ? 1 : 0);
    }
    return follow;
}

} // namespace

class ReleaseDigitsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qInfo("seed %llu", static_cast<unsigned long long>(kSeed)); }

    void averagesOfFreshNoiseConvergeToTheExactNumber()
    {
        const Released released(1);
        const double few = errorOfAverages(released, 4);
        const double many = errorOfAverages(released, 256);
        qInfo("steps of the grid by which an average misses: %.4f of 4 answers, %.4f of 256", few / released.gridStep(),
              many / released.gridStep());
        // √(256/4) = 8, to 7 % of 200 averages each: one of 16,000 seeds would fail.
        QVERIFY(few / many > 6.0 && few / many < 10.6);
    }

    /// A thousand answers of the service to one question are one answer, and each of them is counted.
    void aRepeatedQuestionHasOneAnswer()
    {
        keyholder::KeyHolderService service;
        (void)valueOf(service.createDemoKey({base::SchemeId::Ckks, "release-16384"}, kSeed));
        QVERIFY(service.setAccess(trust::Access::Open));
        QVERIFY(service.setPolicy({}));
        const train::TrainingPlan plan = testing::xorPlan();
        const trust::ReleaseRequest request{encodedBytes(plan), {std::nullopt, seedOf(1)}, seedOf(0), kSteps, {1, 0}};
        const auto first = valueOf(service.release(request)).value().numbers;
        for (std::uint64_t i = 2; i <= 1000; ++i) {
            const trust::Release again = valueOf(service.release(request)).value();
            QVERIFY(again.numbers == first);
            QCOMPARE(again.outlook.releases, i);
        }
        // Equal because the question is: others have other noise. All sixteen come out equal for one of 2^16 seeds.
        trust::ReleaseRequest nearly = request;
        nearly.inputs = {std::nextafter(1.0, 0.0), 0};
        std::size_t differing = 0;
        for (int i = 0; i < 16; ++i) {
            differing += valueOf(service.release(nearly)).value().numbers != first ? 1U : 0U;
            nearly.inputs.front() = std::nextafter(nearly.inputs.front(), 0.0);
        }
        QVERIFY(differing > 0);
    }

    /// Rounding is no defence: where the digits change, the exact number lies on the edge of a step, to the last bit.
    void steeringFindsTheExactNumberBehindRoundingAlone()
    {
        int found = 0;
        for (std::uint64_t label = 0; label < 16; ++label) {
            const Released released(label);
            const auto edge = steeredToAnEdge([&](double x) { return released.naiveWithoutNoise(x); });
            if (!edge) {
                continue;
            }
            ++found;
            QVERIFY(distanceFromEdge(released.exact(*edge), released.gridStep()) < 1e-12);
            const int follow =
                pairsThatFollow(released, [&](double x) { return released.naiveWithoutNoise(x); }, *edge, 100);
            QCOMPARE(follow, 100);
        }
        QVERIFY(found >= 8);
    }

    /// With noise before the rounding, the place where the digits change misses the edge by about the noise, and near
    /// an edge they do not tell on which side the exact number lies.
    void steeringFindsNothingBelowTheNoise()
    {
        double squares = 0.0;
        int found = 0;
        int follow = 0;
        constexpr int kPairs = 200;
        for (std::uint64_t label = 0; label < 16; ++label) {
            Released released(label);
            const Answer ours = [&](double x) { return released.ours(x); };
            const auto edge = steeredToAnEdge([&](double x) { return released.naiveWithoutNoise(x); });
            const auto believed = steeredToAnEdge(ours);
            if (!edge || !believed) {
                continue;
            }
            ++found;
            const double miss = distanceFromEdge(released.exact(*believed), released.gridStep()) /
                                released.precision().floodingNoise().magnitude();
            squares += miss * miss;
            follow += pairsThatFollow(released, ours, *edge, kPairs);
        }
        QVERIFY(found >= 8);
        const double miss = std::sqrt(squares / found);
        qInfo("our holder: steering misses by %.2f deviations of the noise; %d of %d pairs follow", miss, follow,
              found * kPairs);
        QVERIFY(miss > 0.25); // 0.48 ± 0.06 over seeds
        // Each half of a pair is a coin: one of 16,000 seeds would fail.
        QVERIFY(std::abs(follow) < 4 * std::sqrt(found * kPairs / 2.0));
    }
};

QTEST_APPLESS_MAIN(ReleaseDigitsTest)
#include "release_digits_test.moc"
