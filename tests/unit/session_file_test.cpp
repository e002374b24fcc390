// SPDX-License-Identifier: GPL-3.0-or-later
#include "persist/container.h"
#include "session/session_file.h"
#include "support/session_bench.h"

#include <QtTest/QTest>

#include <algorithm>
#include <cstdio>

using namespace cg;
using base::ErrorCode;
using session::LossHistory;
using testing::errorOf;
using testing::valueOf;

namespace {

base::Bytes trainedFile()
{
    testing::SessionBench bench;
    const auto session = bench.create(testing::experimentOf("xor", base::SchemeId::Vhe));
    testing::train(*session, 5);
    return session::encode(valueOf(session->record()));
}

base::Bytes resealed(base::ByteView file)
{
    const base::ByteView body = file.first(file.size() - std::tuple_size_v<base::Seed>);
    const base::Seed checksum = base::hashOf(body);
    base::Bytes bytes(body.begin(), body.end());
    bytes.insert(bytes.end(), checksum.begin(), checksum.end());
    return bytes;
}

std::string hexadecimal(const base::Seed& hash)
{
    std::string text;
    for (std::size_t i = 0; i < 8; ++i) {
        char digits[3];
        std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned>(hash[i]));
        text += digits;
    }
    return text;
}

} // namespace

class SessionFileTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// If this fails, sessions written before cannot be read or continued byte for byte. Either undo the change, or
    /// raise persist::Container::kVersion, say so under "File format" in CHANGELOG.md and put the new value here.
    void theEncodingIsFrozen() { QCOMPARE(hexadecimal(base::hashOf(trainedFile())), std::string("56f182e79e307b39")); }

    void damageIsToldInOneSentenceThatNamesTheFile()
    {
        const base::Bytes good = trainedFile();
        base::Bytes cut(good.begin(), good.begin() + 1000);
        const auto result = session::decodeSession(cut, "run.cgsession");
        QCOMPARE(errorOf(result), ErrorCode::FileDamaged);
        QVERIFY(result.error().message.starts_with("run.cgsession"));
        QVERIFY(result.error().message.find('\n') == std::string::npos);
    }

    /// A sound checksum over bytes that were changed on purpose: nothing crashes, and what is accepted can be opened or
    /// is refused then.
    void hostileFilesDoNoHarm()
    {
        const std::uint64_t seed = 99;
        base::SeededRandom random(base::seedFromNumber(seed, "hostile sessions"), {base::Purpose::Encrypt});
        const base::Bytes good = trainedFile();
        int refused = 0;
        for (int i = 0; i < 300; ++i) {
            base::Bytes bad = good;
            // Mostly among the first bytes, where the lengths and choices are.
            const std::size_t reach = i % 3 == 0 ? bad.size() - 32 : 600;
            for (std::uint64_t change = 0; change <= random.below(3); ++change) {
                bad[random.below(reach)] = static_cast<std::uint8_t>(random.below(256));
            }
            auto record = session::decodeSession(resealed(bad), "x");
            auto restored =
                record ? session::TrainingSession::restore(std::move(*record), nullptr, std::nullopt) : record.error();
            if (!restored) {
                ++refused;
                continue;
            }
            testing::train(**restored, 2);
            QVERIFY((*restored)->record().hasValue());
        }
        QVERIFY2(refused > 100, ("seed " + std::to_string(seed)).c_str());
    }

    void missingSectionsAndWrongCiphertextsAreRefused()
    {
        auto record = valueOf(session::decodeSession(trainedFile(), "x"));
        auto fewer = record;
        fewer.state.pop_back();
        QCOMPARE(errorOf(session::TrainingSession::restore(fewer, nullptr, std::nullopt)), ErrorCode::FileDamaged);
        auto foreign = record;
        foreign.keyId.bytes[0] ^= 1;
        QCOMPARE(errorOf(session::TrainingSession::restore(foreign, nullptr, std::nullopt)), ErrorCode::FileDamaged);
        persist::Container container;
        container.add("head", {});
        QCOMPARE(errorOf(session::decodeSession(container.encode(), "x")), ErrorCode::FileDamaged);
    }

    void headAndLossesMustAgree()
    {
        const auto good = valueOf(session::decodeSession(trainedFile(), "x"));
        auto more = good;
        more.steps = 6;
        auto sealedDemo = good;
        sealedDemo.start = session::StartKind::Sealed;
        sealedDemo.seed.reset();
        auto endless = good;
        endless.steps = std::uint64_t{1} << 60;
        for (const auto& bad : {more, sealedDemo, endless}) {
            QCOMPARE(errorOf(session::decodeSession(session::encode(bad), "x")), ErrorCode::FileDamaged);
        }
    }

    void lossesAreThinnedAndKeepTheirSteps()
    {
        LossHistory history;
        for (std::uint64_t step = 0; step < 100'001; ++step) {
            base::ByteWriter writer;
            writer.u64(step);
            history.append(step, writer.bytes());
            QVERIFY(history.size() <= LossHistory::kCapacity);
        }
        QCOMPARE(history.stride(), std::uint64_t{8});
        QCOMPARE(history.size(), std::size_t{12'501});
        for (std::size_t i = 0; i < history.size(); ++i) {
            base::ByteReader reader(history.ciphertext(i));
            QCOMPARE(valueOf(reader.u64()), history.stepOf(i));
        }
        base::ByteWriter writer;
        history.encode(writer);
        base::ByteReader reader(writer.bytes());
        const LossHistory again = valueOf(LossHistory::decode(reader));
        QCOMPARE(again.size(), history.size());
        QCOMPARE(again.stride(), history.stride());
    }

    void upToTwentyThousandLossesNoneIsDropped()
    {
        LossHistory history;
        for (std::uint64_t step = 0; step < LossHistory::kCapacity; ++step) {
            history.append(step, base::Bytes{1});
        }
        QCOMPARE(history.stride(), std::uint64_t{1});
        QCOMPARE(history.size(), LossHistory::kCapacity);
    }

    void impossibleLossHistoriesAreRefused()
    {
        struct Case {
            std::uint64_t stride;
            std::uint32_t bytes;
            std::uint32_t count;
        };
        for (const Case& bad : {Case{3, 1, 0}, Case{0, 1, 0}, Case{1, 0, 1}, Case{1, 1, 20'001}, Case{1, 1U << 21U, 0},
                                Case{1, 8, 100}}) {
            base::ByteWriter writer;
            writer.u64(bad.stride);
            writer.u32(bad.bytes);
            writer.u32(bad.count);
            writer.raw(base::Bytes(20, 1));
            base::ByteReader reader(writer.bytes());
            QCOMPARE(errorOf(LossHistory::decode(reader)), ErrorCode::FileDamaged);
        }
    }
};

QTEST_APPLESS_MAIN(SessionFileTest)
#include "session_file_test.moc"
