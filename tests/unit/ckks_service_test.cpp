// SPDX-License-Identifier: GPL-3.0-or-later
// The key holder under CKKS, through the interface that the other process has of it.
#include "he/ckks/backend.h"
#include "he/ckks/named_sets.h"
#include "keyholder/service.h"
#include "support/plain_training.h"
#include "train/refresh.h"
#include "unit/key_holder_fixture.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <cmath>
#include <fstream>

using namespace cg;
using base::Bytes;
using base::ErrorCode;
using base::SchemeId;
using testing::encodedBytes;
using testing::errorOf;
using testing::SharedPlan;
using testing::valueOf;

namespace {

constexpr std::uint64_t kNumber = 9;
using Backend = he::ckks::Backend;

SharedPlan xorPlan()
{
    return testing::planOf(valueOf(model::findPreset("xor")));
}

train::Packing packingOf(const train::TrainingPlan& plan)
{
    return train::Packing::choose(plan.network, plan.rowsPerStep(), 4096, train::Packing::Gap::Full);
}

/// The holder as a port of the trainer.
class HolderPort final : public train::RefreshPort {
public:
    HolderPort(trust::KeyHolder& holder, Bytes plan) : m_holder(holder), m_plan(std::move(plan)) {}

    base::Result<train::RefreshAnswer> refresh(const train::RefreshRequest& request) override
    {
        CG_TRY(trust::RefreshedNetwork fresh,
               m_holder.refreshNetwork(
                   m_plan, {request.state, request.losses, request.packed.count, request.packed.ciphertext}));
        return train::RefreshAnswer{std::move(fresh.state), {fresh.packedCount, std::move(fresh.packed)}};
    }

private:
    trust::KeyHolder& m_holder;
    Bytes m_plan;
};

/// The trainer's side of a holder with a demo key.
struct Fixture {
    keyholder::KeyHolderService service;
    trust::KeyDescription key;
    SharedPlan plan = xorPlan();
    train::Packing packing = packingOf(*plan);
    Bytes planBytes = encodedBytes(*plan);
    Backend backend;

    explicit Fixture(std::uint64_t number = kNumber)
        : key(valueOf(service.createDemoKey(SchemeId::Ckks, number))),
          backend(readKeys(), base::seedFromNumber(1, "trainer"))
    {
        CG_ENSURES(service.setAccess(trust::Access::Open).hasValue());
    }

    train::NetworkState<he::ckks::Ciphertext> start()
    {
        const auto seed = base::seedFromNumber(4, "start");
        return valueOf(train::decodeState(backend, *plan, packing, valueOf(service.sealStart(planBytes, {seed}))));
    }

private:
    std::shared_ptr<const he::ckks::PublicKeys> readKeys()
    {
        const Bytes bytes = valueOf(service.publicKeys(encodedBytes(train::needsOf(plan->network, packing))));
        base::ByteReader reader(bytes, "keys");
        return std::make_shared<const he::ckks::PublicKeys>(valueOf(he::ckks::decodePublicKeys(reader)));
    }
};

model::Weights opened(Fixture& fixture, const std::vector<he::ckks::Ciphertext>& ciphertexts)
{
    const auto places = train::weightSlots(fixture.plan->network, fixture.packing);
    std::vector<trust::OpenItem> items;
    for (std::size_t c = 0; c < places.size(); ++c) {
        base::ByteWriter writer;
        fixture.backend.encode(ciphertexts[c], writer);
        items.push_back({std::move(writer).take(), {}});
        for (const train::WeightSlots::Cell& cell : places[c].cells) {
            items.back().slots.push_back(static_cast<std::uint32_t>(cell.slot));
        }
    }
    return train::unpackWeights(fixture.plan->network, fixture.packing,
                                valueOf(fixture.service.open(trust::OpenPurpose::Network, items)).value());
}

} // namespace

class CkksServiceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aKeySaysWhatItIsFor()
    {
        keyholder::KeyHolderService service;
        const auto usual = valueOf(service.createSessionKey(SchemeId::Ckks));
        QVERIFY(usual.scheme == SchemeId::Ckks);
        base::ByteReader reader(usual.parameters, "parameters");
        const auto params = valueOf(he::ckks::decodeParams(reader));
        QCOMPARE(params.name(), std::string("train-8192"));
        QVERIFY(params.badge() == security::Badge::Standard128);
        const auto other = valueOf(service.createSessionKey({SchemeId::Ckks, "calc-8192"}));
        QVERIFY(other.id != usual.id);
        QCOMPARE(errorOf(service.createSessionKey({SchemeId::Ckks, "no-such-set"})), ErrorCode::InvalidArgument);
        QVERIFY(valueOf(service.createDemoKey(SchemeId::Ckks, 1)).id ==
                valueOf(service.createDemoKey(SchemeId::Ckks, 1)).id);
    }

    void aKeyFileGivesTheKeyBackWithItsSet()
    {
        const QTemporaryDir folder;
        const std::string file = folder.filePath("k.cgkey").toStdString();
        const std::string passphrase = folder.filePath("passphrase").toStdString();
        std::ofstream(passphrase) << "secret";
        keyholder::KeyHolderService service({1, 8192});
        const auto made = valueOf(service.createKeyFile({SchemeId::Ckks, "calc-8192"}, file, {passphrase}));
        keyholder::KeyHolderService other;
        const auto loaded = valueOf(other.loadKeyFile(file, {passphrase}));
        QVERIFY(loaded.id == made.id);
        QVERIFY(loaded.parameters == made.parameters);
        QVERIFY(loaded.scheme == SchemeId::Ckks);
    }

    void trainingWithRefreshesByTheHolderFollowsTheRunInTheClear()
    {
        Fixture fixture;
        HolderPort port(fixture.service, fixture.planBytes);
        auto trainer =
            valueOf(train::Trainer<Backend>::create(fixture.backend, fixture.plan, fixture.packing, base::Seed{}));
        auto state = fixture.start();
        model::DescentState clear = model::startDescent(fixture.plan->network, opened(fixture, state.weights));
        train::LossPack packed;
        const std::vector<std::size_t> rows{0, 1, 2, 3};
        for (std::uint64_t step = 0; step < 5; ++step) {
            auto result = valueOf(trainer.step(state, step));
            base::ByteWriter loss;
            fixture.backend.encode(result.loss, loss);
            const train::RefreshRequest request{
                train::encodeState(fixture.backend, result.state), {std::move(loss).take()}, std::move(packed)};
            auto fresh = valueOf(train::refreshed(fixture.backend, *fixture.plan, fixture.packing, port, request));
            state = std::move(fresh.state);
            packed = std::move(fresh.packed);
            clear = model::descend(fixture.plan->network, clear, {fixture.plan->optimizer.rate, 0.0},
                                   fixture.plan->data, rows);
        }
        QCOMPARE(packed.count, std::uint32_t{5});
        QVERIFY(testing::largestDifference(opened(fixture, state.weights), clear.weights) < 1e-4);
    }

    void underADemoKeyTheSameRequestGetsTheSameBytes()
    {
        Fixture fixture;
        const trust::NetworkRefresh request{train::encodeState(fixture.backend, fixture.start()), {}, 0, {}};
        const auto once = valueOf(fixture.service.refreshNetwork(fixture.planBytes, request));
        const auto again = valueOf(fixture.service.refreshNetwork(fixture.planBytes, request));
        QVERIFY(once.state == again.state);
        trust::NetworkRefresh other = request;
        other.state.front() = once.state.front();
        QVERIFY(valueOf(fixture.service.refreshNetwork(fixture.planBytes, other)).state.back() != once.state.back());
    }

    void aSlotVectorIsEncryptedAgainAsItCameOnlyForWhoMayOpenIt()
    {
        Fixture fixture;
        const auto state = train::encodeState(fixture.backend, fixture.start());
        for (const trust::Access access : {trust::Access::Armed, trust::Access::StopSignal}) {
            QVERIFY(fixture.service.setAccess(access).hasValue());
            QCOMPARE(errorOf(fixture.service.refresh(state, 6.0)), ErrorCode::Refused);
        }
        QVERIFY(fixture.service.setAccess(trust::Access::Open).hasValue());
        const auto fresh = valueOf(fixture.service.refresh(state, 6.0));
        QCOMPARE(fresh.size(), state.size());
        QVERIFY(fresh.front() != state.front());
        for (const double range : {0.0, -1.0, 1e30, std::nan("")}) {
            QCOMPARE(errorOf(fixture.service.refresh(state, range)), ErrorCode::InvalidArgument);
        }
    }

    void requestsThatAreNoneAreRefused()
    {
        Fixture fixture;
        const trust::NetworkRefresh sound{train::encodeState(fixture.backend, fixture.start()), {}, 0, {}};
        QCOMPARE(errorOf(fixture.service.refreshNetwork({1, 2}, sound)), ErrorCode::FileDamaged);
        QCOMPARE(errorOf(fixture.service.refreshNetwork(fixture.planBytes, {})), ErrorCode::FileDamaged);
        Fixture other(kNumber + 1);
        QCOMPARE(errorOf(other.service.refreshNetwork(fixture.planBytes, sound)), ErrorCode::WrongKey);
        keyholder::KeyHolderService empty;
        QCOMPARE(errorOf(empty.refreshNetwork(fixture.planBytes, sound)), ErrorCode::NoKey);
        (void)valueOf(empty.createDemoKey(SchemeId::Vhe, 1));
        QCOMPARE(errorOf(empty.refreshNetwork(fixture.planBytes, sound)), ErrorCode::Unsupported);
    }

    void aLossIsComparedByTheSumOfItsSlots()
    {
        Fixture fixture;
        const auto sealed = valueOf(fixture.backend.encrypt(std::array{0.25, 0.5, 4.0}, {base::Purpose::Encrypt}));
        base::ByteWriter writer;
        fixture.backend.encode(sealed, writer);
        const Bytes bytes = std::move(writer).take();
        QVERIFY(valueOf(fixture.service.lossBelow({bytes, {0, 1}}, 0.76)).value());
        QVERIFY(!valueOf(fixture.service.lossBelow({bytes, {0, 1}}, 0.74)).value());
        // Parts that cancel are no loss: squares have wrapped around.
        const auto wrapped = valueOf(fixture.backend.encrypt(std::array{-30.0, 30.001}, {base::Purpose::Encrypt, 1}));
        base::ByteWriter wrappedWriter;
        fixture.backend.encode(wrapped, wrappedWriter);
        QVERIFY(!valueOf(fixture.service.lossBelow({wrappedWriter.bytes(), {0, 1}}, 0.01)).value());
        QCOMPARE(errorOf(fixture.service.lossBelow({bytes, {}}, 0.5)), ErrorCode::InvalidArgument);
        QCOMPARE(errorOf(fixture.service.lossBelow({bytes, {4096}}, 0.5)), ErrorCode::InvalidArgument);
    }

    void measuredNoiseStaysBelowTheBound()
    {
        Fixture fixture;
        const auto start = fixture.start();
        noise::NoiseLedger ledger;
        noise::Metered<Backend> metered(fixture.backend, ledger);
        auto trainer = valueOf(
            train::Trainer<noise::Metered<Backend>>::create(metered, fixture.plan, fixture.packing, base::Seed{}));
        ledger.beginStep();
        trust::MeasureRequest request{fixture.planBytes, 0, {}, train::encodeState(fixture.backend, start), {}, {}};
        metered.setResultSink([&](const he::ckks::Ciphertext& result) {
            base::ByteWriter writer;
            fixture.backend.encode(result, writer);
            request.results.push_back(std::move(writer).take());
        });
        train::NetworkState<noise::Metered<Backend>::Ciphertext> state;
        for (const he::ckks::Ciphertext& weight : start.weights) {
            state.weights.push_back(metered.adopt(weight));
        }
        (void)valueOf(trainer.step(state, 0));
        const std::vector<double> bits = valueOf(fixture.service.measureNoise(request)).value();
        QCOMPARE(bits.size(), ledger.entries().size());
        for (std::size_t i = 0; i < bits.size(); ++i) {
            QVERIFY(bits[i] <= std::max(ledger.entries()[i].after.worst.bits(), -45.0));
        }
    }
};

QTEST_APPLESS_MAIN(CkksServiceTest)
#include "ckks_service_test.moc"
