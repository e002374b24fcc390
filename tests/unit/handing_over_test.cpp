// SPDX-License-Identifier: GPL-3.0-or-later
// A network goes on under another key: the numbers arrive, nothing else does, and what is wrong is refused.
#include "he/ckks/named_sets.h"
#include "keyholder/dispatch.h"
#include "keyholder/service.h"
#include "train/packing.h"
#include "train/state.h"
#include "trust/crossing_log.h"
#include "trust/messages.h"
#include "trust/watched_key_holder.h"
#include "unit/key_holder_fixture.h"

#include <QtTest/QTest>

#include <cmath>

using namespace cg;
using base::Bytes;
using base::ErrorCode;
using base::SchemeId;
using keyholder::DisclosureKind;
using keyholder::KeyHolderService;
using testing::encodedBytes;
using testing::errorOf;
using testing::valueOf;
using trust::Access;
using trust::KeyKind;

namespace {

constexpr double kTolerance = 2e-3; // an encryption with a public key under train-8192 has an error of about 2^-11
constexpr std::size_t kNumbersOfXor = 17;

train::TrainingPlan planWith(double momentum)
{
    train::TrainingPlan plan = testing::xorPlan();
    plan.optimizer.momentum = momentum;
    return plan;
}

KeyKind kindOf(const QString& name)
{
    return name == "vhe" ? KeyKind(SchemeId::Vhe) : KeyKind(SchemeId::Ckks, name.toStdString());
}

train::Packing packingFor(const KeyKind& kind, const train::TrainingPlan& plan, std::size_t rows)
{
    if (kind.scheme == SchemeId::Vhe) {
        return train::Packing::choose(plan.network, rows, 16);
    }
    const std::size_t slots = valueOf(he::ckks::namedParams(kind.set)).slotCount();
    return train::Packing::choose(plan.network, rows, slots, train::Packing::Gap::Full);
}

/// One side: a holder with a random key.
struct Side {
    KeyKind kind;
    KeyHolderService service{trust::kSmallestPassphraseCost};

    explicit Side(KeyKind theKind) : kind(std::move(theKind))
    {
        CG_ENSURES(service.createSessionKey(kind).hasValue());
        CG_ENSURES(service.setAccess(Access::Open).hasValue());
    }
    Bytes publicKey() { return valueOf(service.publicKeys(encodedBytes(he::CircuitNeeds{}))); }
    std::vector<Bytes> start(const train::TrainingPlan& plan)
    {
        return valueOf(service.sealStart(encodedBytes(plan), {base::seedFromNumber(3, "start"), {}}));
    }
    /// The declared numbers of a state that was packed for steps of `rows` rows.
    std::vector<std::vector<double>> numbers(const train::TrainingPlan& plan, std::size_t rows,
                                             const std::vector<Bytes>& state)
    {
        const auto entries = train::weightSlots(plan.network, packingFor(kind, plan, rows));
        std::vector<trust::OpenItem> items;
        for (std::size_t i = 0; i < state.size(); ++i) {
            trust::OpenItem& item = items.emplace_back(trust::OpenItem{state[i], {}});
            for (const auto& cell : entries[i % entries.size()].cells) {
                item.slots.push_back(static_cast<std::uint32_t>(cell.slot));
            }
        }
        return valueOf(service.open(trust::OpenPurpose::Network, items)).value();
    }
    /// The same as networks: weights and, with momentum, velocities.
    std::vector<model::Weights> networks(const train::TrainingPlan& plan, std::size_t rows,
                                         const std::vector<Bytes>& state)
    {
        const auto packing = packingFor(kind, plan, rows);
        const auto values = numbers(plan, rows, state);
        const std::size_t half = train::weightSlots(plan.network, packing).size();
        std::vector<model::Weights> networks;
        for (std::size_t first = 0; first < values.size(); first += half) {
            networks.push_back(train::unpackWeights(plan.network, packing,
                                                    {values.begin() + static_cast<std::ptrdiff_t>(first),
                                                     values.begin() + static_cast<std::ptrdiff_t>(first + half)}));
        }
        return networks;
    }
};

bool areNear(const std::vector<model::Weights>& a, const std::vector<model::Weights>& b)
{
    const auto isNear = [](double x, double y) { return std::abs(x - y) < kTolerance; };
    return std::ranges::equal(a, b, [&](const model::Weights& x, const model::Weights& y) {
        return std::ranges::equal(x, y, [&](const model::LayerWeights& m, const model::LayerWeights& n) {
            return std::ranges::equal(m.bias, n.bias, isNear) &&
                   std::ranges::equal(m.weights, n.weights,
                                      [&](const auto& u, const auto& v) { return std::ranges::equal(u, v, isNear); });
        });
    });
}

trust::NetworkHandOver requestFor(const train::TrainingPlan& plan, std::vector<Bytes> state, Side& receiver,
                                  std::uint64_t rows)
{
    return {encodedBytes(plan), std::move(state), receiver.kind.scheme, receiver.publicKey(), rows};
}

} // namespace

class HandingOverTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theNetworkArrivesUnderTheOtherKey_data();
    void theNetworkArrivesUnderTheOtherKey();
    void onlyTheOpenHolderHandsOverAndCounts();
    void onlyDeclaredNumbersGoOverAndTheyAreClamped();
    void twoHandedOutStatesAreUnlinkable();
    void aDemoKeyRepeats();
    void whatIsWrongIsRefused();
    void theRequestCrossesTheWire();
};

void HandingOverTest::theNetworkArrivesUnderTheOtherKey_data()
{
    QTest::addColumn<QString>("giver");
    QTest::addColumn<QString>("receiver");
    QTest::addColumn<double>("momentum");
    QTest::newRow("vhe to vhe") << "vhe" << "vhe" << 0.0;
    QTest::newRow("vhe to vhe with momentum") << "vhe" << "vhe" << 0.9;
    QTest::newRow("ckks to ckks") << "train-8192" << "train-8192" << 0.0;
    QTest::newRow("ckks to another ring with momentum") << "train-8192" << "train-16384-1" << 0.9;
    QTest::newRow("ckks to vhe") << "train-8192" << "vhe" << 0.9;
    QTest::newRow("vhe to ckks") << "vhe" << "train-8192" << 0.0;
}

void HandingOverTest::theNetworkArrivesUnderTheOtherKey()
{
    QFETCH(const QString, giver);
    QFETCH(const QString, receiver);
    QFETCH(const double, momentum);
    constexpr std::size_t kReceiverRows = 3;
    Side from(kindOf(giver));
    Side to(kindOf(receiver));
    const train::TrainingPlan plan = planWith(momentum);
    const auto state = from.start(plan);
    const auto handed = valueOf(from.service.handOver(requestFor(plan, state, to, kReceiverRows))).value();
    const auto expected = from.networks(plan, plan.rowsPerStep(), state);
    QCOMPARE(expected.size(), std::size_t{momentum == 0.0 ? 1U : 2U});
    QVERIFY(areNear(to.networks(plan, kReceiverRows, handed), expected));
    // The giver's key opens nothing of it.
    const auto code = errorOf(from.service.open(trust::OpenPurpose::Network, {{handed.front(), {0}}}));
    QVERIFY(code == ErrorCode::WrongKey || code == ErrorCode::FileDamaged);
}

void HandingOverTest::onlyTheOpenHolderHandsOverAndCounts()
{
    Side from(SchemeId::Vhe);
    Side to(SchemeId::Vhe);
    const train::TrainingPlan plan = planWith(0.9);
    const auto request = requestFor(plan, from.start(plan), to, 4);
    QVERIFY(from.service.setAccess(Access::StopSignal));
    QCOMPARE(errorOf(from.service.handOver(request)), ErrorCode::Refused);
    QCOMPARE(from.service.disclosures().total(DisclosureKind::HandOver).answers, std::uint64_t{0});
    QVERIFY(from.service.setAccess(Access::Open));
    QVERIFY(from.service.handOver(request));
    const trust::Charge& total = from.service.disclosures().total(DisclosureKind::HandOver);
    QCOMPARE(total.answers, std::uint64_t{1});
    QCOMPARE(total.numbers, std::uint64_t{2 * kNumbersOfXor});
    QCOMPARE(total.bits, std::uint64_t{2 * kNumbersOfXor * 64});

    KeyHolderService empty;
    QCOMPARE(errorOf(empty.handOver(request)), ErrorCode::NoKey);
}

void HandingOverTest::onlyDeclaredNumbersGoOverAndTheyAreClamped()
{
    testing::KeyHolderFixture from;
    Side to(SchemeId::Vhe);
    const train::TrainingPlan plan = planWith(0.0);
    const auto packing = packingFor(SchemeId::Vhe, plan, 4);
    const auto entries = train::weightSlots(plan.network, packing);
    // A crafted state: another number in every slot, and one too large in each first cell.
    std::vector<Bytes> state;
    std::vector<std::vector<double>> wanted;
    for (const train::WeightSlots& entry : entries) {
        std::vector<double> slots;
        for (int slot = 0; slot < 16; ++slot) {
            slots.push_back(0.125 * slot);
        }
        slots[entry.cells.front().slot] = 7.5;
        state.push_back(from.encrypted(slots));
        std::vector<double>& numbers = wanted.emplace_back();
        for (const auto& cell : entry.cells) {
            numbers.push_back(std::min(slots[cell.slot], 6.0));
        }
    }
    const auto handed = valueOf(from.service().handOver(requestFor(plan, state, to, 4))).value();
    const auto expected =
        train::packWeights(plan.network, packing, train::unpackWeights(plan.network, packing, wanted));
    for (std::size_t i = 0; i < handed.size(); ++i) {
        std::vector<std::uint32_t> all(16);
        std::iota(all.begin(), all.end(), 0U);
        const auto slots = valueOf(to.service.open(trust::OpenPurpose::Network, {{handed[i], all}})).value().front();
        for (std::size_t slot = 0; slot < slots.size(); ++slot) {
            const double number = slot < expected[i].size() ? expected[i][slot] : 0.0;
            QVERIFY(std::abs(slots[slot] - number) < kTolerance);
        }
    }
}

void HandingOverTest::twoHandedOutStatesAreUnlinkable()
{
    Side from(SchemeId::Vhe);
    Side to(SchemeId::Vhe);
    const train::TrainingPlan plan = planWith(0.0);
    const auto request = requestFor(plan, from.start(plan), to, 4);
    const auto first = valueOf(from.service.handOver(request)).value();
    const auto second = valueOf(from.service.handOver(request)).value();
    QCOMPARE(first.size(), second.size());
    for (std::size_t i = 0; i < first.size(); ++i) {
        QCOMPARE(first[i].size(), second[i].size());
        // Every entry differs; what is equal is what the ciphertexts declare, the same for all of them.
        constexpr std::size_t kEntries = 16 * 8;
        const auto tail = static_cast<std::ptrdiff_t>(first[i].size() - kEntries);
        int equal = 0;
        for (std::size_t entry = 0; entry < 16; ++entry) {
            const auto at = tail + static_cast<std::ptrdiff_t>(8 * entry);
            equal += std::equal(first[i].begin() + at, first[i].begin() + at + 8, second[i].begin() + at) ? 1 : 0;
        }
        QCOMPARE(equal, 0);
    }
}

void HandingOverTest::aDemoKeyRepeats()
{
    Side to(SchemeId::Vhe);
    testing::KeyHolderFixture first;
    testing::KeyHolderFixture second;
    const train::TrainingPlan plan = planWith(0.0);
    const auto state = valueOf(first.service().sealStart(encodedBytes(plan), {}));
    const auto request = requestFor(plan, state, to, 4);
    const auto once = valueOf(first.service().handOver(request)).value();
    QVERIFY(once == valueOf(second.service().handOver(request)).value());
    auto other = request;
    other.receiverRows = 3;
    QVERIFY(once != valueOf(second.service().handOver(other)).value());
}

void HandingOverTest::whatIsWrongIsRefused()
{
    Side from(SchemeId::Vhe);
    Side to(SchemeId::Vhe);
    Side ring(KeyKind(SchemeId::Ckks, "toy-32"));
    const train::TrainingPlan plan = planWith(0.0);
    const auto good = requestFor(plan, from.start(plan), to, 4);
    QVERIFY(from.service.handOver(good));

    auto wrong = good;
    wrong.plan = encodedBytes(planWith(0.9));
    QCOMPARE(errorOf(from.service.handOver(wrong)), ErrorCode::InvalidArgument);
    wrong.plan.pop_back();
    QCOMPARE(errorOf(from.service.handOver(wrong)), ErrorCode::FileDamaged);
    wrong = good;
    wrong.state.pop_back();
    QCOMPARE(errorOf(from.service.handOver(wrong)), ErrorCode::InvalidArgument);
    wrong = good;
    wrong.state.front().pop_back();
    QCOMPARE(errorOf(from.service.handOver(wrong)), ErrorCode::FileDamaged);
    wrong = good;
    wrong.state = to.start(plan);
    QCOMPARE(errorOf(from.service.handOver(wrong)), ErrorCode::WrongKey);

    wrong = good;
    wrong.receiverScheme = SchemeId::Ckks;
    QCOMPARE(errorOf(from.service.handOver(wrong)), ErrorCode::FileDamaged);
    wrong.receiverScheme = SchemeId::Plain;
    QCOMPARE(errorOf(from.service.handOver(wrong)), ErrorCode::Unsupported);
    wrong = good;
    wrong.receiverKeys = ring.publicKey();
    QCOMPARE(errorOf(from.service.handOver(wrong)), ErrorCode::FileDamaged);
    wrong = good;
    wrong.receiverKeys.push_back(0);
    QCOMPARE(errorOf(from.service.handOver(wrong)), ErrorCode::FileDamaged);
    for (const std::uint64_t rows : {std::uint64_t{0}, std::uint64_t{data::kMaxRows} + 1}) {
        wrong = good;
        wrong.receiverRows = rows;
        QCOMPARE(errorOf(from.service.handOver(wrong)), ErrorCode::InvalidArgument);
    }
    QCOMPARE(from.service.disclosures().total(DisclosureKind::HandOver).answers, std::uint64_t{1});
}

void HandingOverTest::theRequestCrossesTheWire()
{
    Side from(SchemeId::Vhe);
    Side to(SchemeId::Vhe);
    const train::TrainingPlan plan = planWith(0.0);
    const auto request = requestFor(plan, from.start(plan), to, 4);
    const trust::Frame frame = trust::wire::toFrame(trust::wire::HandOverNetwork{request});
    const trust::Frame answer = valueOf(keyholder::answerTo(frame, from.service));
    const auto handed = valueOf(trust::wire::fromFrame<trust::wire::Ciphertexts>(answer));
    QVERIFY(areNear(to.networks(plan, 4, handed.ciphertexts), from.networks(plan, 4, request.state)));

    trust::CrossingLog log;
    trust::WatchedKeyHolder watched(from.service, log);
    QVERIFY(watched.handOver(request));
    const auto rows = log.rows();
    QCOMPARE(rows.size(), std::size_t{2});
    QVERIFY(rows[0].kind == trust::CrossingKind::Ciphertexts && rows[0].what == "network to hand over");
    QVERIFY(rows[1].kind == trust::CrossingKind::SealedCiphertexts && rows[1].items == request.state.size());
}

QTEST_APPLESS_MAIN(HandingOverTest)
#include "handing_over_test.moc"
