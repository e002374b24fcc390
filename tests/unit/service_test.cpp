// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "he/vhe/noise_model.h"
#include "keyholder/dispatch.h"
#include "keyholder/key_set.h"
#include "keyholder/server.h"
#include "keyholder/service.h"
#include "support/results.h"
#include "train/initial_state.h"
#include "train/state.h"
#include "trust/messages.h"
#include "unit/key_holder_fixture.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <algorithm>
#include <cmath>
#include <limits>

using cg::base::Bytes;
using cg::base::ErrorCode;
using cg::base::SchemeId;
using cg::base::Seed;
using cg::he::CircuitNeeds;
using cg::he::vhe::Ciphertext;
using cg::keyholder::answerTo;
using cg::keyholder::DisclosureKind;
using cg::keyholder::KeyHolderService;
using cg::testing::encodedBytes;
using cg::testing::errorOf;
using cg::testing::KeyHolderFixture;
using cg::testing::messageOf;
using cg::testing::valueOf;
using cg::testing::xorPlan;
using cg::train::TrainingPlan;
using cg::trust::Access;
using cg::trust::Frame;
using cg::trust::KeyOrigin;
using cg::trust::MessageType;
using cg::trust::OpenPurpose;
namespace wire = cg::trust::wire;

namespace {

constexpr double kTolerance = 1e-4; // fresh encryptions have an error of about 2^-18

bool isNear(const std::vector<double>& a, const std::vector<double>& b)
{
    return std::ranges::equal(a, b, [](double x, double y) { return std::abs(x - y) < kTolerance; });
}

/// The slots that a plan's network starts from under a known seed, as anybody can compute them.
std::vector<std::vector<double>> knownStart(const TrainingPlan& plan, const Seed& seed)
{
    cg::base::SeededRandom random(seed, {cg::base::Purpose::InitialWeights});
    const auto packing = cg::train::Packing::choose(plan.network, plan.rowsPerStep(), 16);
    return cg::train::packInitial(plan, packing, cg::model::drawWeights(plan.network, random));
}

/// What anybody knows of the error of an encryption of a message in `range`.
cg::he::NoiseEstimate freshNoise(cg::he::MessageRange range)
{
    return cg::he::vhe::NoiseModel(cg::he::vhe::Params::standard()).fresh(range).noise;
}

/// The request that asks how far a start is from what was drawn.
cg::trust::MeasureRequest startRequest(std::vector<Bytes> state)
{
    cg::trust::MeasureRequest request;
    request.state = std::move(state);
    return request;
}

bool contains(const Bytes& bytes, cg::base::ByteView wanted)
{
    return !std::ranges::search(bytes, wanted).empty();
}

} // namespace

class ServiceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void withoutAKeyNothingIsAnswered()
    {
        KeyHolderService service;
        QCOMPARE(errorOf(service.publicKeys(encodedBytes(CircuitNeeds{}))), ErrorCode::NoKey);
        QCOMPARE(errorOf(service.sealStart(encodedBytes(xorPlan()), {})), ErrorCode::NoKey);
        QCOMPARE(errorOf(service.refresh({}, 6.0)), ErrorCode::NoKey);
        QCOMPARE(errorOf(service.setAccess(Access::Open)), ErrorCode::NoKey);
        QCOMPARE(errorOf(service.open(OpenPurpose::Loss, {})), ErrorCode::NoKey);
        QCOMPARE(errorOf(service.lossBelow({}, 0.1)), ErrorCode::NoKey);
        QCOMPARE(errorOf(service.measureNoise({})), ErrorCode::NoKey);
        QVERIFY(valueOf(service.peakMemory()) > 1'000'000);
    }

    void thePlainSchemeHasNoKey()
    {
        KeyHolderService service;
        QCOMPARE(errorOf(service.createSessionKey(SchemeId::Plain)), ErrorCode::Unsupported);
        QCOMPARE(errorOf(service.createDemoKey(SchemeId::Plain, 1)), ErrorCode::Unsupported);
        QCOMPARE(errorOf(service.createKeyFile(SchemeId::Plain, "k", {"p"})), ErrorCode::Unsupported);
    }

    void aDescriptionSaysWhereTheKeyComesFromAndWhatItIs()
    {
        KeyHolderService service;
        const auto session = valueOf(service.createSessionKey(SchemeId::Vhe));
        QVERIFY(session.origin == KeyOrigin::Session && session.scheme == SchemeId::Vhe);
        const auto demo = valueOf(service.createDemoKey(SchemeId::Vhe, 5));
        QVERIFY(demo.origin == KeyOrigin::Demo);
        const auto keys = KeyHolderFixture::readKeys(service, {});
        QVERIFY(demo.id == keys->id());
        QCOMPARE(demo.publicBytes, std::uint64_t{keys->bytes()});
        QVERIFY(session.id != demo.id);
        QVERIFY(valueOf(service.createSessionKey(SchemeId::Vhe)).id != session.id);
    }

    void publicKeysHoldExactlyWhatWasNeeded()
    {
        CircuitNeeds needs;
        needs.products = true;
        needs.rotations = {3};
        KeyHolderFixture fixture;
        const auto keys = KeyHolderFixture::readKeys(fixture.service(), needs);
        QVERIFY(keys->tensor.has_value() && !keys->remask.has_value());
        QVERIFY(keys->sums.empty() && keys->maps.empty());
        QCOMPARE(keys->rotations.size(), std::size_t{1});
    }

    void needsThatMakeNoSenseAreRefused()
    {
        KeyHolderFixture fixture;
        CircuitNeeds needs;
        needs.rotations = {16};
        QCOMPARE(errorOf(fixture.service().publicKeys(encodedBytes(needs))), ErrorCode::InvalidArgument);
        Bytes bytes = encodedBytes(CircuitNeeds{});
        bytes.push_back(0);
        QCOMPARE(errorOf(fixture.service().publicKeys(bytes)), ErrorCode::FileDamaged);
        QCOMPARE(errorOf(fixture.service().publicKeys({1, 2})), ErrorCode::FileDamaged);
    }

    void noAnswerHoldsTheSecretKeyOrItsSeed()
    {
        constexpr std::uint64_t kNumber = 5;
        CircuitNeeds needs;
        needs.products = true;
        needs.remasking = true;
        needs.rotations = {1};
        KeyHolderFixture fixture(needs, kNumber);
        const auto keys = cg::keyholder::KeySet::ofDemoKey(cg::he::vhe::Params::standard(), kNumber);
        const Bytes publicBytes = valueOf(fixture.service().publicKeys(encodedBytes(needs)));
        const std::vector<Bytes> sealed = valueOf(fixture.service().sealStart(encodedBytes(xorPlan()), {}));
        const std::vector<Bytes> refreshed = valueOf(fixture.service().refresh({sealed.front()}, 6.0));
        const Seed seed = cg::base::seedFromNumber(kNumber, "demo key");
        for (const Bytes& answer : {publicBytes, sealed.front(), refreshed.front()}) {
            QVERIFY(!contains(answer, seed));
            const auto columns = keys.secret().columns();
            for (std::size_t s = 0; s < 16; ++s) {
                cg::base::ByteWriter wide;
                Bytes narrow;
                for (const std::int64_t entry : columns.subspan(s * 8, 8)) {
                    wide.i64(entry);
                    narrow.push_back(static_cast<std::uint8_t>(entry));
                }
                QVERIFY(!contains(answer, wide.bytes()));
                QVERIFY(!contains(answer, narrow));
            }
        }
    }

    void aKnownSeedDeterminesTheStart()
    {
        KeyHolderFixture fixture;
        for (const double momentum : {0.0, 0.9}) {
            TrainingPlan plan = xorPlan();
            plan.optimizer.momentum = momentum;
            const Seed seed = cg::base::seedFromNumber(4, "known start");
            const auto expected = knownStart(plan, seed);
            const std::vector<Bytes> sealed = valueOf(fixture.service().sealStart(encodedBytes(plan), {seed}));
            QCOMPARE(sealed.size(), expected.size());
            for (std::size_t i = 0; i < sealed.size(); ++i) {
                QVERIFY(isNear(fixture.opened(sealed[i]), expected[i]));
            }
        }
    }

    void aDemoKeySealsTheSameBytesWheneverItIsAsked()
    {
        const Bytes plan = encodedBytes(xorPlan());
        const Seed seed = cg::base::seedFromNumber(4, "known start");
        KeyHolderFixture first;
        KeyHolderFixture second;
        for (const std::optional<Seed>& known : {std::optional<Seed>(), std::optional<Seed>(seed)}) {
            const std::vector<Bytes> sealed = valueOf(first.service().sealStart(plan, {known}));
            QVERIFY(valueOf(first.service().sealStart(plan, {known})) == sealed);
            QVERIFY(valueOf(second.service().sealStart(plan, {known})) == sealed);
        }
        KeyHolderFixture other({}, 6);
        QVERIFY(!isNear(other.opened(valueOf(other.service().sealStart(plan, {})).front()),
                        first.opened(valueOf(first.service().sealStart(plan, {})).front())));
    }

    void aSessionKeyDrawsAnotherStartEachTime()
    {
        KeyHolderService service;
        QVERIFY(service.createSessionKey(SchemeId::Vhe).hasValue());
        QVERIFY(service.setAccess(Access::Open).hasValue());
        const Bytes plan = encodedBytes(xorPlan());
        cg::base::SystemRandom source;
        const auto openedSeal = [&] {
            const Bytes first = valueOf(service.sealStart(plan, {std::nullopt, source.seed()})).front();
            return valueOf(service.open(OpenPurpose::Network, {{first, {0, 4, 8, 12}}})).value().front();
        };
        const std::vector<double> once = openedSeal();
        QVERIFY(!isNear(once, openedSeal()));
        QVERIFY(std::ranges::any_of(once, [](double weight) { return std::abs(weight) > 0.01; }));
    }

    void theSameStartIsEncryptedWithOtherRandomnessUnderASessionKey()
    {
        KeyHolderService service;
        QVERIFY(service.createSessionKey(SchemeId::Vhe).hasValue());
        const Seed seed = cg::base::seedFromNumber(4, "known start");
        const Bytes plan = encodedBytes(xorPlan());
        QVERIFY(valueOf(service.sealStart(plan, {seed})) != valueOf(service.sealStart(plan, {seed})));
    }

    void whatASealedWeightSaysOfItselfDoesNotDependOnIt()
    {
        KeyHolderFixture fixture;
        const cg::he::MessageRange declared = cg::train::DeclaredRanges{}.weight;
        for (const std::uint64_t number : {1U, 2U}) {
            const Seed seed = cg::base::seedFromNumber(number, "known start");
            for (const Bytes& sealed : valueOf(fixture.service().sealStart(encodedBytes(xorPlan()), {seed}))) {
                const Ciphertext ciphertext = fixture.ciphertextIn(sealed);
                QVERIFY(ciphertext.range() == declared);
                QVERIFY(ciphertext.noise() == freshNoise(declared));
                QCOMPARE(ciphertext.scale(), 0x1p30);
            }
        }
    }

    void aKeyIsArmedUntilItsOwnerSaysOtherwise()
    {
        KeyHolderFixture fixture;
        KeyHolderService& service = fixture.service();
        const Bytes plan = encodedBytes(xorPlan());
        for (const bool isMadeAnew : {false, true}) {
            if (isMadeAnew) { // what was allowed for the key before does not hold for this one
                QVERIFY(service.createDemoKey(SchemeId::Vhe, 5).hasValue());
            } else {
                QVERIFY(service.setAccess(Access::Armed).hasValue());
            }
            const std::vector<Bytes> sealed = valueOf(service.sealStart(plan, {}));
            QVERIFY(service.refresh({sealed.front()}, 8.0).hasValue());
            QVERIFY(service.publicKeys(encodedBytes(cg::he::CircuitNeeds{})).hasValue());
            const cg::trust::OpenItem item{sealed.front(), {0}};
            QCOMPARE(errorOf(service.open(OpenPurpose::Network, {item})), ErrorCode::Refused);
            QCOMPARE(errorOf(service.lossBelow(item, 0.5)), ErrorCode::Refused);
            QCOMPARE(errorOf(service.measureNoise(startRequest(sealed))), ErrorCode::Refused);
            QVERIFY(service.setAccess(Access::StopSignal).hasValue());
            QVERIFY(service.lossBelow(item, 0.5).hasValue());
            QCOMPARE(errorOf(service.open(OpenPurpose::Network, {item})), ErrorCode::Refused);
            QCOMPARE(errorOf(service.measureNoise(startRequest(sealed))), ErrorCode::Refused);
            QVERIFY(service.setAccess(Access::Open).hasValue());
            QVERIFY(service.open(OpenPurpose::Network, {item}).hasValue());
            QVERIFY(service.measureNoise(startRequest(sealed)).hasValue());
        }
        QCOMPARE(service.disclosures().total(DisclosureKind::UncheckedLossBelow).numbers,
                 std::uint64_t{1}); // of this key, and refusals are none
    }

    void theErrorOfASealedStartIsMeasuredAndBelowItsBound()
    {
        KeyHolderService service;
        QVERIFY(service.createSessionKey(SchemeId::Vhe).hasValue());
        QVERIFY(service.setAccess(Access::Open).hasValue());
        const std::vector<Bytes> sealed = valueOf(service.sealStart(encodedBytes(xorPlan()), {}));
        const auto bits = valueOf(service.measureNoise(startRequest(sealed))).value();
        QCOMPARE(bits.size(), sealed.size());
        const double bound = freshNoise(cg::train::DeclaredRanges{}.weight).worst.bits();
        for (const double error : bits) {
            QVERIFY(error <= bound && error > -40.0);
        }
        QCOMPARE(service.disclosures().total(DisclosureKind::MeasuredNoise).numbers, std::uint64_t{sealed.size()});
    }

    void aKnownStartIsMeasuredAgainstWhatTheSeedSays()
    {
        KeyHolderFixture fixture;
        const Seed seed = cg::base::seedFromNumber(4, "known start");
        const auto expected = knownStart(xorPlan(), seed);
        const std::vector<Bytes> sealed = valueOf(fixture.service().sealStart(encodedBytes(xorPlan()), {seed}));
        const auto bits = valueOf(fixture.service().measureNoise(startRequest(sealed))).value();
        for (std::size_t i = 0; i < sealed.size(); ++i) {
            const std::vector<double> slots = fixture.opened(sealed[i]);
            double largest = 0.0;
            for (std::size_t slot = 0; slot < slots.size(); ++slot) {
                const double drawn = slot < expected[i].size() ? expected[i][slot] : 0.0;
                largest = std::max(largest, std::abs(slots[slot] - drawn));
            }
            QVERIFY(std::abs(bits[i] - std::log2(largest)) < 1e-9);
        }
    }

    /// Whoever could have other ciphertexts compared with the drawn weights could find out what was drawn.
    void nothingButTheStartThatWasSealedLastIsComparedWithIt()
    {
        KeyHolderFixture fixture;
        const Bytes plan = encodedBytes(xorPlan());
        QCOMPARE(errorOf(fixture.service().measureNoise(startRequest({}))), ErrorCode::InvalidArgument);
        const auto known = cg::base::seedFromNumber(4, "known start");
        const std::vector<Bytes> before = valueOf(fixture.service().sealStart(plan, {known}));
        std::vector<Bytes> sealed = valueOf(fixture.service().sealStart(plan, {}));
        QVERIFY(fixture.service().measureNoise(startRequest(sealed)).hasValue());
        QCOMPARE(errorOf(fixture.service().measureNoise(startRequest(before))), ErrorCode::InvalidArgument);
        sealed.front() = fixture.encrypted({0.5});
        QCOMPARE(errorOf(fixture.service().measureNoise(startRequest(sealed))), ErrorCode::InvalidArgument);
        sealed.erase(sealed.begin());
        QCOMPARE(errorOf(fixture.service().measureNoise(startRequest(sealed))), ErrorCode::InvalidArgument);
    }

    void weightsThatMayNotFitAreRefusedByThePlanAlone()
    {
        KeyHolderFixture fixture;
        TrainingPlan plan = xorPlan();
        plan.network.initScale = 18.0; // five standard deviations of 18/√2 reach 63.6, and the scheme holds 64
        QVERIFY(fixture.service().sealStart(encodedBytes(plan), {}).hasValue());
        plan.network.initScale = 18.2;
        QCOMPARE(errorOf(fixture.service().sealStart(encodedBytes(plan), {})), ErrorCode::InvalidArgument);
    }

    void aDamagedPlanIsRefused()
    {
        KeyHolderFixture fixture;
        Bytes plan = encodedBytes(xorPlan());
        plan.push_back(1);
        QCOMPARE(errorOf(fixture.service().sealStart(plan, {})), ErrorCode::FileDamaged);
        QCOMPARE(errorOf(fixture.service().sealStart({}, {})), ErrorCode::FileDamaged);
    }

    void theWantedSlotsAreOpenedInTheirOrder()
    {
        KeyHolderFixture fixture;
        std::vector<double> slots(16);
        for (std::size_t s = 0; s < slots.size(); ++s) {
            slots[s] = 0.25 * static_cast<double>(s) - 1.0;
        }
        const Bytes ciphertext = fixture.encrypted(slots);
        const auto opened =
            valueOf(fixture.service().open(OpenPurpose::Predictions, {{ciphertext, {15, 0, 0}}, {ciphertext, {}}}));
        QCOMPARE(opened.value().size(), std::size_t{2});
        QVERIFY(isNear(opened.value()[0], {2.75, -1.0, -1.0}));
        QVERIFY(opened.value()[1].empty());
    }

    void aSlotThatThereIsNotIsRefused()
    {
        KeyHolderFixture fixture;
        const Bytes ciphertext = fixture.encrypted({1.0});
        QCOMPARE(errorOf(fixture.service().open(OpenPurpose::Loss, {{ciphertext, {16}}})), ErrorCode::InvalidArgument);
    }

    void aCiphertextOfAnotherKeyOrADamagedOneIsRefused()
    {
        KeyHolderFixture fixture;
        KeyHolderFixture other({}, 99);
        QCOMPARE(errorOf(fixture.service().open(OpenPurpose::Loss, {{other.encrypted({1.0}), {0}}})),
                 ErrorCode::WrongKey);
        Bytes cut = fixture.encrypted({1.0});
        cut.pop_back();
        QCOMPARE(errorOf(fixture.service().open(OpenPurpose::Loss, {{cut, {0}}})), ErrorCode::FileDamaged);
        QCOMPARE(errorOf(fixture.service().lossBelow({cut, {0}}, 0.5)), ErrorCode::FileDamaged);
        QCOMPARE(errorOf(fixture.service().refresh({cut}, 6.0)), ErrorCode::FileDamaged);
    }

    void theLossIsComparedInSlotZero()
    {
        KeyHolderFixture fixture;
        const Bytes loss = fixture.encrypted({0.25, 9.0});
        QVERIFY(valueOf(fixture.service().lossBelow({loss, {0}}, 0.26)).value());
        QVERIFY(!valueOf(fixture.service().lossBelow({loss, {0}}, 0.24)).value());
    }

    void bitsOfUncheckedLossesEnd()
    {
        KeyHolderFixture fixture;
        const cg::trust::OpenItem item{fixture.encrypted({0.25}), {0}};
        for (int bit = 0; bit < 64; ++bit) {
            QVERIFY(fixture.service().lossBelow(item, 0.5).hasValue());
        }
        const auto refused = fixture.service().lossBelow(item, 0.5);
        QCOMPARE(errorOf(refused), ErrorCode::Refused);
        QVERIFY(messageOf(refused).find("64 bits") != std::string::npos);
        QCOMPARE(valueOf(fixture.service().account()).account.uncheckedBits, std::uint64_t{64});
        const cg::trust::TrainingRun run{encodedBytes(xorPlan()), {}, {}, 1};
        QVERIFY(fixture.service().ownLossBelow(run, 1e9).hasValue()); // its own are not among them
    }

    void everythingThatLeavesIsCounted()
    {
        KeyHolderFixture fixture;
        const Bytes ciphertext = fixture.encrypted({0.25});
        QVERIFY(fixture.service().open(OpenPurpose::Network, {{ciphertext, {0, 1}}, {ciphertext, {2}}}).hasValue());
        QVERIFY(fixture.service().lossBelow({ciphertext, {0}}, 0.5).hasValue());
        QVERIFY(fixture.service().lossBelow({ciphertext, {0}}, 0.1).hasValue());
        const auto& ledger = fixture.service().disclosures();
        QCOMPARE(ledger.total(DisclosureKind::Network).answers, std::uint64_t{1});
        QCOMPARE(ledger.total(DisclosureKind::Network).numbers, std::uint64_t{3});
        QCOMPARE(ledger.total(DisclosureKind::Network).bits, std::uint64_t{192});
        QCOMPARE(ledger.total(DisclosureKind::UncheckedLossBelow).bits, std::uint64_t{2});
        QCOMPARE(ledger.total(DisclosureKind::Loss).answers, std::uint64_t{0});
    }

    void aRefreshClampsSilentlyAndEncryptsAfresh()
    {
        KeyHolderFixture fixture;
        const Bytes ciphertext = fixture.encrypted({1.5, 5.0, -7.0, 40.0});
        const std::vector<Bytes> once = valueOf(fixture.service().refresh({ciphertext, ciphertext}, 6.0));
        const std::vector<Bytes> again = valueOf(fixture.service().refresh({ciphertext}, 6.0));
        QVERIFY(once[0] != ciphertext && once[0] != once[1] && once[0] != again[0]);
        std::vector<double> expected(16, 0.0);
        expected[0] = 1.5;
        expected[1] = 5.0;
        expected[2] = -6.0;
        expected[3] = 6.0;
        for (const Bytes& fresh : {once[0], once[1], again[0]}) {
            QVERIFY(isNear(fixture.opened(fresh), expected));
            const cg::he::MessageRange declared{6.0, 6.0};
            QVERIFY(fixture.ciphertextIn(fresh).range() == declared);
            QVERIFY(fixture.ciphertextIn(fresh).noise() == freshNoise(declared));
        }
    }

    void aRefreshAnswersForAnyMessage()
    {
        KeyHolderFixture fixture;
        const Ciphertext one = fixture.ciphertextIn(fixture.encrypted(std::vector<double>(16, 1.0)));
        const Ciphertext huge = valueOf(fixture.backend().multiplyScalar(one, -1e3));
        const std::vector<Bytes> fresh = valueOf(fixture.service().refresh({fixture.bytesOf(huge)}, 6.0));
        QVERIFY(isNear(fixture.opened(fresh.front()), std::vector<double>(16, -6.0)));
    }

    void theRangeOfARefreshMustMakeSense()
    {
        KeyHolderFixture fixture;
        for (const double range :
             {0.0, -1.0, 65.0, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
            QCOMPARE(errorOf(fixture.service().refresh({fixture.encrypted({1.0})}, range)), ErrorCode::InvalidArgument);
        }
        QVERIFY(fixture.service().refresh({fixture.encrypted({1.0})}, 64.0).hasValue());
    }

    void aKeyFileGivesTheSameKeyBackAndAWrongPassphraseLeavesThePresentOne()
    {
        const QTemporaryDir folder;
        const std::string file = folder.filePath(QStringLiteral("k.cgkey")).toStdString();
        const std::string right = folder.filePath(QStringLiteral("right")).toStdString();
        const std::string wrong = folder.filePath(QStringLiteral("wrong")).toStdString();
        for (const auto& [path, text] : {std::pair(right, "right\n"), std::pair(wrong, "wrong\n")}) {
            QVERIFY(cg::base::writeFileAtomically(path, cg::base::viewOf(text), cg::base::FileMode::Private,
                                                  cg::base::Overwrite::Refuse));
        }
        KeyHolderFixture fixture;
        KeyHolderService& service = fixture.service();
        const auto created = valueOf(service.createKeyFile(SchemeId::Vhe, file, {right}));
        QVERIFY(created.origin == KeyOrigin::File);
        const auto session = valueOf(service.createSessionKey(SchemeId::Vhe));
        QCOMPARE(errorOf(service.loadKeyFile(file, {wrong})), ErrorCode::WrongPassphrase);
        QVERIFY(KeyHolderFixture::readKeys(service, {})->id() == session.id);
        const auto loaded = valueOf(service.loadKeyFile(file, {right}));
        QVERIFY(loaded.id == created.id && loaded.origin == KeyOrigin::File);
        QCOMPARE(errorOf(service.createKeyFile(SchemeId::Vhe, file, {right})), ErrorCode::FileExists);
        QCOMPARE(errorOf(service.loadKeyFile(file + "x", {right})), ErrorCode::FileMissing);
    }

    void aPassphraseIsChangedAndTheKeyStays()
    {
        const QTemporaryDir folder;
        const std::string file = folder.filePath(QStringLiteral("k.cgkey")).toStdString();
        const auto passphrase = [&](const char* name, std::string_view text) {
            const std::string path = folder.filePath(QString::fromLatin1(name)).toStdString();
            CG_ENSURES(cg::base::writeFileAtomically(path, cg::base::viewOf(text), cg::base::FileMode::Private,
                                                     cg::base::Overwrite::Refuse)
                           .hasValue());
            return cg::trust::PassphraseSource{path};
        };
        const auto before = passphrase("before", "before");
        const auto after = passphrase("after", "after\n");
        const auto empty = passphrase("empty", "\n");
        KeyHolderFixture fixture;
        KeyHolderService& service = fixture.service();
        const auto created = valueOf(service.createKeyFile(SchemeId::Vhe, file, before));
        const auto session = valueOf(service.createSessionKey(SchemeId::Vhe));
        const Bytes old = valueOf(cg::base::readFile(file, cg::trust::kMaxKeyFileBytes));

        QCOMPARE(errorOf(service.changePassphrase(file, after, before)), ErrorCode::WrongPassphrase);
        QCOMPARE(errorOf(service.changePassphrase(file, before, empty)), ErrorCode::InvalidArgument);
        QCOMPARE(errorOf(service.changePassphrase(file + "x", before, after)), ErrorCode::FileMissing);
        QVERIFY(valueOf(cg::base::readFile(file, cg::trust::kMaxKeyFileBytes)) == old);
        {
            const auto lock = valueOf(cg::base::FileLock::acquire(file));
            QCOMPARE(errorOf(service.changePassphrase(file, before, after)), ErrorCode::FileInUse);
        }
        QVERIFY(valueOf(service.changePassphrase(file, before, after)).id == created.id);
        QVERIFY(KeyHolderFixture::readKeys(service, {})->id() == session.id); // what is in use stays so
        const auto changed = valueOf(cg::trust::readKeyFile(file));
        QVERIFY(changed.header.salt != valueOf(cg::trust::decodeKeyFile(old, "old")).header.salt);
        QVERIFY((QFile::permissions(QString::fromStdString(file)) & (QFile::ReadGroup | QFile::ReadOther)) == 0);
        QCOMPARE(errorOf(service.loadKeyFile(file, before)), ErrorCode::WrongPassphrase);
        QVERIFY(valueOf(service.loadKeyFile(file, after)).id == created.id);
    }

    void aSessionKeyIsKeptInAFileAndADemoKeyIsNot()
    {
        const QTemporaryDir folder;
        const std::string file = folder.filePath(QStringLiteral("k.cgkey")).toStdString();
        const std::string passphrase = folder.filePath(QStringLiteral("passphrase")).toStdString();
        QVERIFY(cg::base::writeFileAtomically(passphrase, cg::base::viewOf(std::string("right\n")),
                                              cg::base::FileMode::Private, cg::base::Overwrite::Refuse));
        KeyHolderFixture fixture;
        KeyHolderService& service = fixture.service();
        const auto session = valueOf(service.createSessionKey(SchemeId::Vhe));
        const auto kept = valueOf(service.keepKey(file, {passphrase}));
        QVERIFY(kept.id == session.id && kept.origin == KeyOrigin::File);
        QCOMPARE(errorOf(service.keepKey(file + "2", {passphrase})), ErrorCode::InvalidArgument);
        (void)valueOf(service.createDemoKey(SchemeId::Vhe, 7));
        QCOMPARE(errorOf(service.keepKey(file + "2", {passphrase})), ErrorCode::InvalidArgument);
        QVERIFY(valueOf(service.loadKeyFile(file, {passphrase})).id == session.id);
        (void)valueOf(service.createSessionKey(SchemeId::Vhe));
        QCOMPARE(errorOf(service.keepKey(file, {passphrase})), ErrorCode::FileExists);
    }

    void requestsInFramesGetTheirAnswersInFrames()
    {
        KeyHolderFixture fixture;
        const auto asked = [&](const auto& request) {
            return valueOf(answerTo(wire::toFrame(request), fixture.service()));
        };
        const Bytes ciphertext = fixture.encrypted({0.25});
        const auto opened =
            valueOf(wire::fromFrame<wire::Opened>(asked(wire::Open{OpenPurpose::Loss, {{ciphertext, {0}}}})));
        QVERIFY(isNear(opened.values.front(), {0.25}));
        QVERIFY(valueOf(wire::fromFrame<wire::Bit>(asked(wire::LossBelow{{ciphertext, {0}}, 0.5}))).value);
        QVERIFY(valueOf(wire::fromFrame<wire::Memory>(asked(wire::PeakMemory{}))).bytes > 0);
        QVERIFY(asked(wire::MakePublicKeys{encodedBytes(CircuitNeeds{})}).type == MessageType::PublicKeys);
        QVERIFY(asked(wire::SealStart{encodedBytes(xorPlan()), {}}).type == MessageType::Ciphertexts);
        QVERIFY(asked(wire::Refresh{{ciphertext}, 6.0}).type == MessageType::Ciphertexts);
        QVERIFY(asked(wire::CreateSessionKey{SchemeId::Vhe}).type == MessageType::Key);
        QVERIFY(asked(wire::CreateDemoKey{SchemeId::Vhe, 5}).type == MessageType::Key);
        const auto failure = valueOf(wire::fromFrame<wire::Failure>(asked(wire::LoadKeyFile{"/no/such.cgkey", {"p"}})));
        QVERIFY(failure.error.code == ErrorCode::FileMissing);
        QVERIFY(asked(wire::SetAccess{Access::Open}).type == MessageType::Done);
        const auto refused = valueOf(wire::fromFrame<wire::Failure>(asked(wire::MeasureNoise{})));
        QVERIFY(refused.error.code == ErrorCode::InvalidArgument);
    }

    void aServerThatNobodyComesToEnds()
    {
        cg::base::SystemRandom random;
        KeyHolderService service;
        const auto name = cg::trust::SocketName::draw(random);
        cg::keyholder::Server server(valueOf(cg::trust::Listener::listenOn(name)), cg::trust::Token{}, service);
        server.run(std::chrono::milliseconds(1));
        QCOMPARE(errorOf(service.account()), ErrorCode::NoKey);
    }

    void whatIsNoRequestIsAViolation()
    {
        KeyHolderFixture fixture;
        for (const Frame& frame : {wire::toFrame(wire::Welcome{}), wire::toFrame(wire::Hello{}),
                                   Frame{MessageType::CreateDemoKey, {1, 2, 3}}, Frame{MessageType::PeakMemory, {0}}}) {
            QCOMPARE(errorOf(answerTo(frame, fixture.service())), ErrorCode::ProtocolViolation);
        }
    }
};

QTEST_APPLESS_MAIN(ServiceTest)
#include "service_test.moc"
