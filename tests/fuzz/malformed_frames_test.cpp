// SPDX-License-Identifier: GPL-3.0-or-later
// Malformed frames against the key holder: each is refused with a sentence, and none does anything.
#include "fuzz/message_decoder.h"
#include "fuzz/mutation.h"
#include "fuzz/sample_frames.h"
#include "keyholder/dispatch.h"
#include "keyholder/service.h"
#include "support/folder_content.h"
#include "trust/messages.h"
#include "trust/release_messages.h"
#include "unit/key_holder_fixture.h"

#include <QtCore/QDir>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <algorithm>
#include <fstream>
#include <functional>
#include <optional>

using namespace cg;
using base::Bytes;
using testing::encodedBytes;
using testing::isSentence;
using testing::valueOf;
using trust::Frame;

namespace {

constexpr std::uint64_t kSeed = 20'261'204;

/// What becomes of bytes that a peer sends.
struct Outcome {
    std::optional<Frame> frame;       ///< the first one, if they hold one
    std::optional<base::Error> error; ///< why they are no message
    bool isExact = true;              ///< whether the message, if they are one, is written in these bytes alone
};

/// Takes bytes apart like the connection does, as far as the first frame.
Outcome received(base::ByteView bytes)
{
    trust::FrameAssembler assembler(trust::kMaxPayloadBytes);
    Outcome outcome;
    while (!bytes.empty() && !outcome.frame && !outcome.error) {
        const std::size_t count = std::min(bytes.size(), assembler.missing());
        auto frame = assembler.feed(bytes.first(count));
        bytes = bytes.subspan(count);
        if (!frame) {
            outcome.error = frame.error();
        } else {
            outcome.frame = std::move(*frame);
        }
    }
    if (outcome.frame) {
        const auto same = testing::decodedAndEncoded(*outcome.frame);
        outcome.error = same ? std::nullopt : std::optional(same.error());
        outcome.isExact = !same || same->payload == outcome.frame->payload;
    }
    return outcome;
}

Bytes noise(base::RandomSource& random)
{
    Bytes bytes(random.below(200));
    random.fill(bytes);
    return bytes;
}

/// A key holder with a key in a file, in a folder where nothing else lies and which relative paths lead to.
class Holder {
public:
    Holder()
    {
        CG_ENSURES(QDir::setCurrent(m_folder.path()));
        std::ofstream("passphrase") << "secret";
        (void)valueOf(m_service.createKeyFile(base::SchemeId::Vhe, "k.cgkey", {"passphrase"}));
        CG_ENSURES(m_service.setAccess(trust::Access::Open).hasValue());
        m_content = testing::contentOf(".");
        m_keys = publicKeys();
    }
    ~Holder() { QDir::setCurrent(QDir::rootPath()); }
    Holder(const Holder&) = delete;
    Holder& operator=(const Holder&) = delete;

    [[nodiscard]] keyholder::KeyHolderService& service() { return m_service; }
    /// Whether the key in use, its file and the folder are what they were.
    [[nodiscard]] bool isUntouched() { return testing::contentOf(".") == m_content && publicKeys() == m_keys; }
    /// Whether the key in use is the one that it was, and its file and ledger hold all that was answered.
    [[nodiscard]] bool keepsItsKey()
    {
        return publicKeys() == m_keys && valueOf(m_service.account()).state == trust::LedgerState::Complete;
    }
    /// Whether a frame is answered by a failure, or by the end of the connection, with a sentence.
    [[nodiscard]] bool refuses(const Frame& frame)
    {
        const auto answer = keyholder::answerTo(frame, m_service);
        if (!answer) {
            return isSentence(answer.error().message);
        }
        const auto failure = trust::wire::fromFrame<trust::wire::Failure>(*answer);
        return failure && isSentence(failure->error.message);
    }

private:
    [[nodiscard]] Bytes publicKeys() { return valueOf(m_service.publicKeys(encodedBytes(he::CircuitNeeds{}))); }

    QTemporaryDir m_folder;
    keyholder::KeyHolderService m_service{trust::kSmallestPassphraseCost};
    std::map<std::string, Bytes> m_content;
    Bytes m_keys;
};

/// Requests that the key holder answers, with plans and ciphertexts that are what they should be.
std::vector<Frame> answeredRequests(keyholder::KeyHolderService& service)
{
    namespace wire = trust::wire;
    const Bytes plan = encodedBytes(testing::xorPlan());
    const trust::StartSource source{std::nullopt, base::seedFromNumber(kSeed, "label")};
    const std::vector<Bytes> start = valueOf(service.sealStart(plan, source));
    const trust::OpenItem item{start.front(), {0, 1}};
    return {
        toFrame(wire::SealStart{plan, source}),
        toFrame(wire::Refresh{{start.front()}, 6.0}),
        toFrame(wire::Open{trust::OpenPurpose::Network, {item}}),
        toFrame(wire::LossBelow{item, 0.5}),
        toFrame(wire::HandOverNetwork{
            {plan, start, base::SchemeId::Vhe, valueOf(service.publicKeys(encodedBytes(he::CircuitNeeds{}))), 4}}),
        toFrame(wire::ForetellRelease{plan, 20}),
    };
}

} // namespace

class MalformedFramesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qInfo("seed %llu", static_cast<unsigned long long>(kSeed)); }

    void tenThousandMalformedFramesAreRefusedAndDoNothing()
    {
        Holder holder;
        base::SeededRandom random(base::seedFromNumber(kSeed, "frames"), {base::Purpose::Shuffle});
        const std::vector<Frame> samples = testing::sampleFrames();
        const auto sample = [&] { return samples[random.below(samples.size())]; };
        const auto changedAnywhere = [&] {
            Bytes bytes = testing::wireBytes(sample());
            testing::mutate(bytes, random);
            return bytes;
        };
        const auto changedBehindTheHeader = [&] {
            Frame frame = sample();
            testing::mutate(frame.payload, random);
            return testing::wireBytes(frame);
        };
        const auto noiseBehindAHeader = [&] { return testing::wireBytes({sample().type, noise(random)}); };
        const auto onlyNoise = [&] { return noise(random); };
        refuseEach(holder, 5000, changedAnywhere);
        refuseEach(holder, 3000, changedBehindTheHeader);
        refuseEach(holder, 1000, noiseBehindAHeader);
        refuseEach(holder, 1000, onlyNoise);
        QVERIFY(holder.isUntouched());
    }

    /// Frames that are messages, whose plans and ciphertexts are damaged.
    void damagedContentsAreRefusedOrAnsweredAndTheKeyStays()
    {
        Holder holder;
        base::SeededRandom random(base::seedFromNumber(kSeed, "contents"), {base::Purpose::Shuffle});
        const std::vector<Frame> requests = answeredRequests(holder.service());
        for (const Frame& request : requests) {
            QVERIFY(!holder.refuses(request));
            int refused = 0;
            for (int round = 0; round < 2000; ++round) {
                Frame damaged = request;
                testing::mutate(damaged.payload, random);
                const auto answer = keyholder::answerTo(damaged, holder.service());
                QVERIFY(answer.hasValue() || isSentence(answer.error().message));
                if (answer && answer->type == trust::MessageType::Failure) {
                    // Not asked again: fresh randomness under a damaged public key fails only sometimes.
                    const auto failure = valueOf(trust::wire::fromFrame<trust::wire::Failure>(*answer));
                    QVERIFY(isSentence(failure.error.message));
                    ++refused;
                }
            }
            QVERIFY(refused > 0);
        }
        QVERIFY(holder.keepsItsKey()); // what was answered has been counted
    }

private:
    /// Makes bytes until `count` of them are no message, and shows them to the key holder.
    static void refuseEach(Holder& holder, int count, const std::function<Bytes()>& make)
    {
        for (int refused = 0; refused < count;) {
            const Outcome outcome = received(make());
            QVERIFY(outcome.isExact);
            if (!outcome.error) {
                continue; // a message all the same, or one that is not complete yet
            }
            QVERIFY2(isSentence(outcome.error->message), outcome.error->message.c_str());
            QVERIFY(!outcome.frame || holder.refuses(*outcome.frame));
            ++refused;
        }
    }
};

QTEST_APPLESS_MAIN(MalformedFramesTest)
#include "malformed_frames_test.moc"
