// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/simulated/backend.h"
#include "he/vhe/noise_model.h"
#include "support/plain_training.h"

#include <QtTest/QTest>

using namespace cg;
using base::ErrorCode;
using he::OpKind;
using noise::LedgerEntry;
using noise::NoiseLedger;
using testing::errorOf;
using testing::PlainBackend;
using testing::valueOf;
using testing::valuesIn;

using MeteredPlain = noise::Metered<PlainBackend>;
using Sealed = MeteredPlain::Ciphertext;
using Simulated = he::simulated::Backend<he::vhe::NoiseModel>;

static_assert(he::StorableBackend<MeteredPlain>);
static_assert(he::HeBackend<noise::Metered<Simulated>>);
// What cannot be written stays so when it is metered.
static_assert(!he::StorableBackend<noise::Metered<Simulated>>);
// Where a prepared operand is a ciphertext, it still is.
static_assert(std::same_as<MeteredPlain::Ciphertext, MeteredPlain::Prepared>);

namespace {

constexpr std::size_t kSlots = 8;
const he::BlockSum kSum{{2, 4, 4}, he::SumAxis::OverRows};
const he::LinearMap kMap{1, 2, {1.0, -1.0}};

/// Lets a number of operations pass and cancels the next.
class CountingGate final : public noise::OperationGate {
public:
    explicit CountingGate(std::size_t allowed) : m_allowed(allowed) {}

    base::Result<void> enter(OpKind next) override
    {
        seen.push_back(next);
        if (seen.size() > m_allowed) {
            return base::Error{ErrorCode::Cancelled, "stopped"};
        }
        return {};
    }

    std::vector<OpKind> seen;

private:
    std::size_t m_allowed;
};

/// The plain backend without products.
class WithoutProducts : public PlainBackend {
public:
    using PlainBackend::PlainBackend;

    static base::Result<Ciphertext> multiply(const Ciphertext&, const Ciphertext&)
    {
        return base::Error{ErrorCode::LevelsExhausted, "no product"};
    }
};

/// A metered plain backend, and two ciphertexts in it.
struct Fixture {
    PlainBackend plain{kSlots};
    NoiseLedger ledger;
    MeteredPlain metered;
    Sealed a;
    Sealed b;

    explicit Fixture(noise::OperationGate* gate = nullptr)
        : metered(plain, ledger, gate),
          a(metered.adopt({{1, 2, 3, 4, 5, 6, 7, 8}})),
          b(metered.adopt({{8, 7, 6, 5, 4, 3, 2, 1}}))
    {}

    /// One operation of each kind.
    std::vector<std::pair<OpKind, base::Result<Sealed>>> all()
    {
        const std::array<double, 2> numbers{1.0, -1.0};
        const Sealed* const as[] = {&a, &b, &a};
        const Sealed* const bs[] = {&b, &b, &a};
        return {
            {OpKind::Encrypt, metered.encrypt(numbers, {base::Purpose::Encrypt})},
            {OpKind::Prepare, metered.prepare(numbers, {base::Purpose::Prepare})},
            {OpKind::Add, metered.add(a, b)},
            {OpKind::Subtract, metered.subtract(a, b)},
            {OpKind::Negate, metered.negate(a)},
            {OpKind::AddPlain, metered.addPlain(a, numbers)},
            {OpKind::MultiplyScalar, metered.multiplyScalar(a, 0.5)},
            {OpKind::MultiplyPlain, metered.multiplyPlain(a, b)},
            {OpKind::MultiplyPlain, metered.multiplyPlainAccumulate(as, bs)},
            {OpKind::Multiply, metered.multiply(a, b)},
            {OpKind::Multiply, metered.multiplyAccumulate(as, bs)},
            {OpKind::Absorb, metered.absorb(a, 2.0)},
            {OpKind::SumBlocks, metered.sumBlocks(a, kSum)},
            {OpKind::Rotate, metered.rotate(a, 1)},
            {OpKind::LinearMap, metered.linearMap(a, kMap)},
            {OpKind::Remask, metered.remask(a)},
        };
    }

    /// The same operations on the backend itself.
    std::vector<he::plain::Ciphertext> allPlain()
    {
        const std::array<double, 2> numbers{1.0, -1.0};
        const he::plain::Ciphertext& x = a.inner;
        const he::plain::Ciphertext& y = b.inner;
        const he::plain::Ciphertext* const xs[] = {&x, &y, &x};
        const he::plain::Ciphertext* const ys[] = {&y, &y, &x};
        return {valueOf(plain.encrypt(numbers, {base::Purpose::Encrypt})),
                valueOf(plain.prepare(numbers, {base::Purpose::Prepare})),
                valueOf(plain.add(x, y)),
                valueOf(plain.subtract(x, y)),
                valueOf(plain.negate(x)),
                valueOf(plain.addPlain(x, numbers)),
                valueOf(plain.multiplyScalar(x, 0.5)),
                valueOf(plain.multiplyPlain(x, y)),
                valueOf(plain.multiplyPlainAccumulate(xs, ys)),
                valueOf(plain.multiply(x, y)),
                valueOf(plain.multiplyAccumulate(xs, ys)),
                valueOf(plain.absorb(x, 2.0)),
                valueOf(plain.sumBlocks(x, kSum)),
                valueOf(plain.rotate(x, 1)),
                valueOf(plain.linearMap(x, kMap)),
                valueOf(plain.remask(x))};
    }
};

} // namespace

class MeteredTest : public QObject {
    Q_OBJECT

private slots:
    void everyOperationGivesWhatTheBackendGivesAndIsRecordedInOrder()
    {
        Fixture fixture;
        const auto results = fixture.all();
        const auto expected = fixture.allPlain();
        const std::vector<LedgerEntry>& entries = fixture.ledger.entries();
        QCOMPARE(entries.size(), results.size());
        QCOMPARE(expected.size(), results.size());
        for (std::size_t i = 0; i < results.size(); ++i) {
            const Sealed& result = *results[i].second;
            QCOMPARE(valuesIn(result), valuesIn(expected[i]));
            QVERIFY(entries[i].kind == results[i].first);
            QCOMPARE(entries[i].result, result.id);
            QCOMPARE(entries[i].bytes, kSlots * sizeof(double));
            QVERIFY(entries[i].time.count() >= 0);
        }
    }

    void entriesNameTheirOperandsAndCountThem()
    {
        Fixture fixture;
        const Sealed a = fixture.metered.declareReference(fixture.a, {});
        const Sealed b = fixture.metered.declareReference(fixture.b, {});
        QCOMPARE(a.id, 1U);
        QCOMPARE(b.id, 2U);
        const Sealed p = valueOf(fixture.metered.prepare(std::array{1.0}, {base::Purpose::Prepare}));
        QCOMPARE(p.id, NoiseLedger::kFirstPreparedId);
        const Sealed sum = valueOf(fixture.metered.add(a, b));
        QCOMPARE(sum.id, 3U);
        const Sealed* const as[] = {&sum, &b, &a};
        const Sealed* const ps[] = {&p, &p, &p};
        (void)valueOf(fixture.metered.multiplyPlainAccumulate(as, ps));
        (void)valueOf(fixture.metered.negate(sum));
        const std::vector<LedgerEntry>& entries = fixture.ledger.entries();
        QVERIFY((entries[1].operands == std::array<std::uint32_t, 2>{1, 2}));
        QCOMPARE(entries[1].operandCount, 2U);
        QVERIFY((entries[2].operands == std::array<std::uint32_t, 2>{3, NoiseLedger::kFirstPreparedId}));
        QCOMPARE(entries[2].operandCount, 6U);
        QVERIFY((entries[3].operands == std::array<std::uint32_t, 2>{3, 0}));
        QCOMPARE(entries[3].operandCount, 1U);
        QCOMPARE(entries[0].operandCount, 0U);
    }

    void aNewStepStartsWithTheNetworkAsNumberOne()
    {
        Fixture fixture;
        (void)valueOf(fixture.metered.add(fixture.a, fixture.b));
        fixture.ledger.beginStep();
        QCOMPARE(fixture.metered.declareReference(fixture.a, {}).id, 1U);
        QCOMPARE(fixture.metered.declareRange(fixture.b, {}).id, fixture.b.id);
    }

    void noiseBeforeIsTheLargestOfTheOperandsAndNoiseAfterThatOfTheResult()
    {
        Simulated simulated(he::vhe::NoiseModel(he::vhe::Params::standard()), base::SchemeId::Vhe);
        NoiseLedger ledger;
        noise::Metered<Simulated> metered(simulated, ledger);
        const auto fresh = valueOf(metered.encrypt(std::array{1.0}, {base::Purpose::Encrypt}));
        const auto product = valueOf(metered.multiply(fresh, fresh));
        const auto sum = valueOf(metered.add(fresh, product));
        QVERIFY(product.noise.worst > fresh.noise.worst);
        QVERIFY(ledger.entries()[0].after == fresh.noise);
        QVERIFY(ledger.entries()[2].before == product.noise);
        QVERIFY(ledger.entries()[2].after == sum.noise);
        QVERIFY(metered.info(sum).noise == sum.noise);
        const auto reference = metered.declareReference(sum, {2.0, 1.0});
        QVERIFY(reference.noise.worst.isZero());
        QVERIFY((metered.info(reference).range == he::MessageRange{2.0, 1.0}));
    }

    void anOperationThatFailsIsNotRecordedAndItsErrorComesBack()
    {
        WithoutProducts poor(kSlots);
        NoiseLedger ledger;
        noise::Metered<WithoutProducts> metered(poor, ledger);
        const auto a = metered.adopt({std::vector<double>(kSlots)});
        QCOMPARE(errorOf(metered.multiply(a, a)), ErrorCode::LevelsExhausted);
        QVERIFY(ledger.entries().empty());
        QCOMPARE(valueOf(metered.add(a, a)).id, 1U);
    }

    void theGateIsAskedBeforeEachOperationAndItsErrorStopsIt()
    {
        Fixture counted;
        const auto all = counted.all();
        for (std::size_t allowed = 0; allowed < all.size(); ++allowed) {
            CountingGate gate(allowed);
            Fixture fixture(&gate);
            const auto results = fixture.all();
            for (std::size_t i = 0; i < results.size(); ++i) {
                QVERIFY(gate.seen[i] == results[i].first);
                QCOMPARE(results[i].second.hasValue(), i < allowed);
                QVERIFY(i < allowed || results[i].second.error().code == ErrorCode::Cancelled);
            }
            QCOMPARE(fixture.ledger.entries().size(), allowed);
        }
    }

    void theSinkSeesEachResultInTheOrderOfTheLedger()
    {
        Fixture fixture;
        std::vector<std::vector<double>> seen;
        fixture.metered.setResultSink([&](const he::plain::Ciphertext& result) { seen.push_back(valuesIn(result)); });
        const auto results = fixture.all();
        QCOMPARE(seen.size(), fixture.ledger.entries().size());
        for (std::size_t i = 0; i < results.size(); ++i) {
            QCOMPARE(seen[i], valuesIn(*results[i].second));
        }
        fixture.metered.setResultSink({});
        (void)valueOf(fixture.metered.add(fixture.a, fixture.b));
        QCOMPARE(seen.size(), results.size());
    }

    void theByteFormIsThatOfTheBackend()
    {
        Fixture fixture;
        base::ByteWriter metered;
        base::ByteWriter plain;
        std::as_const(fixture.metered).encode(fixture.a, metered);
        fixture.plain.encode(fixture.a.inner, plain);
        QVERIFY(metered.bytes() == plain.bytes());
        base::ByteReader reader(metered.bytes());
        QCOMPARE(valuesIn(valueOf(fixture.metered.decode(reader))), valuesIn(fixture.a));
        base::ByteReader shorter(base::ByteView(metered.bytes()).first(9));
        QCOMPARE(errorOf(fixture.metered.decode(shorter)), ErrorCode::FileDamaged);
    }

    void roomAndSchemeAreThoseOfTheBackend()
    {
        Fixture fixture;
        QCOMPARE(fixture.metered.room(fixture.a), he::kUnlimitedRoom);
        QCOMPARE(fixture.metered.slotCount(), kSlots);
        QVERIFY(fixture.metered.scheme() == base::SchemeId::Plain);
    }
};

QTEST_APPLESS_MAIN(MeteredTest)
#include "metered_test.moc"
