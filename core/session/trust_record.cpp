// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/trust_record.h"

#include <algorithm>
#include <array>
#include <ranges>
#include <utility>

namespace cg::session {

namespace {

using std::chrono::milliseconds;
using std::chrono::system_clock;
using trust::Crossing;
using trust::CrossingKind;

/// 2 where the record tells of a handing over, which version 1 does not know; 1 otherwise.
constexpr std::uint32_t kVersion = 2;
constexpr std::size_t kMaxDisclosures = std::size_t{1} << 20;
/// Of anything that is counted: sums of so many of them still fit into 64 bits.
constexpr std::uint64_t kMaxCount = std::uint64_t{1} << 40;
constexpr std::uint64_t kMaxBytes = std::uint64_t{1} << 50;
/// The year 2255: what the system's clock can still tell in nanoseconds.
constexpr std::int64_t kMaxMilliseconds = 9'000'000'000'000;
constexpr std::size_t kCrossingBytes = 41;
constexpr std::size_t kDisclosureBytes = 36;

void encodeTime(system_clock::time_point time, base::ByteWriter& writer)
{
    writer.i64(std::chrono::duration_cast<milliseconds>(time.time_since_epoch()).count());
}

base::Result<system_clock::time_point> decodeTime(base::ByteReader& reader)
{
    CG_TRY(const std::int64_t count, reader.i64());
    if (count < 0 || count > kMaxMilliseconds) {
        return reader.damaged("a time that no clock shows");
    }
    return system_clock::time_point(milliseconds(count));
}

base::Result<std::uint64_t> decodeCount(base::ByteReader& reader, std::uint64_t least, std::uint64_t most)
{
    CG_TRY(const std::uint64_t count, reader.u64());
    if (count < least || count > most) {
        return reader.damaged("a count that nobody can have reached");
    }
    return count;
}

template <typename Choice>
base::Result<Choice> decodeChoice(base::ByteReader& reader, Choice last)
{
    CG_TRY(const std::uint8_t choice, reader.choice(static_cast<std::uint8_t>(last)));
    return static_cast<Choice>(choice);
}

void encodeCrossing(const Crossing& crossing, base::ByteWriter& writer)
{
    writer.u8(static_cast<std::uint8_t>(crossing.kind));
    encodeTime(crossing.when, writer);
    for (const std::uint64_t count : {crossing.times, crossing.items, crossing.bytes, crossing.bits}) {
        writer.u64(count);
    }
}

base::Result<Crossing> decodeCrossing(base::ByteReader& reader)
{
    Crossing crossing;
    CG_TRY(crossing.kind, decodeChoice(reader, CrossingKind::Message));
    CG_TRY(crossing.when, decodeTime(reader));
    CG_TRY(crossing.times, decodeCount(reader, 1, kMaxCount));
    CG_TRY(crossing.items, decodeCount(reader, 0, kMaxCount));
    CG_TRY(crossing.bytes, decodeCount(reader, 0, kMaxBytes));
    CG_TRY(crossing.bits, decodeCount(reader, 0, kMaxCount));
    if (crossing.bits > 0 && crossing.kind != CrossingKind::Message) {
        return reader.damaged("bits that were told by something else than a message");
    }
    return crossing;
}

base::Result<std::vector<Crossing>> decodeCrossings(base::ByteReader& reader)
{
    constexpr std::size_t kKinds = static_cast<std::size_t>(CrossingKind::Message) + 1;
    CG_TRY(const std::size_t count, reader.count(kKinds, kCrossingBytes));
    std::vector<Crossing> crossings;
    for (std::size_t i = 0; i < count; ++i) {
        CG_TRY(Crossing crossing, decodeCrossing(reader));
        if (!crossings.empty() && crossing.kind <= crossings.back().kind) {
            return reader.damaged("two sums of one kind, or sums in the wrong order");
        }
        crossings.push_back(std::move(crossing));
    }
    return crossings;
}

void encodeDisclosure(const Disclosure& disclosure, base::ByteWriter& writer)
{
    encodeTime(disclosure.when, writer);
    writer.u8(static_cast<std::uint8_t>(disclosure.kind));
    for (const std::uint64_t count : {disclosure.row, disclosure.step, disclosure.numbers}) {
        writer.u64(count);
    }
    writer.u8(static_cast<std::uint8_t>(disclosure.precision));
    writer.u8(static_cast<std::uint8_t>(disclosure.audience));
    writer.u8(static_cast<std::uint8_t>(disclosure.reason));
}

base::Result<Disclosure> decodeDisclosure(base::ByteReader& reader)
{
    Disclosure disclosure;
    CG_TRY(disclosure.when, decodeTime(reader));
    CG_TRY(disclosure.kind, decodeChoice(reader, OpenedKind::HandedOver));
    CG_TRY(disclosure.row, decodeCount(reader, 0, disclosure.kind == OpenedKind::Prediction ? kMaxCount : 0));
    CG_TRY(disclosure.step, decodeCount(reader, 0, kMaxCount));
    CG_TRY(disclosure.numbers, decodeCount(reader, 1, kMaxCount));
    CG_TRY(disclosure.precision, decodeChoice(reader, Precision::Everything));
    CG_TRY(disclosure.audience, decodeChoice(reader, Audience::Trainer));
    CG_TRY(disclosure.reason, decodeChoice(reader, Reason::UseResult));
    return disclosure;
}

base::Result<void> checkVersion(std::uint32_t version, const base::ByteReader& reader, const std::string& subject)
{
    if (version > kVersion) {
        return base::Error{base::ErrorCode::FileNewer, subject + " was written by a newer version (format " +
                                                           std::to_string(version) + "; this one reads up to " +
                                                           std::to_string(kVersion) + ")"};
    }
    if (version == 0) {
        return reader.damaged("format " + std::to_string(version) + " does not exist");
    }
    return {};
}

std::uint32_t versionFor(const TrustRecord& record)
{
    const auto isHandedOver = [](const Disclosure& row) { return row.kind == OpenedKind::HandedOver; };
    return std::ranges::any_of(record.disclosures, isHandedOver) ? kVersion : 1;
}

} // namespace

std::uint64_t bitsOf(Precision precision)
{
    constexpr std::uint64_t kTwoDigitBits = 7; // 100 values
    constexpr std::uint64_t kFullBits = 16;
    switch (precision) {
    case Precision::ClassOnly:
        return 1;
    case Precision::TwoDigits:
        return kTwoDigitBits;
    case Precision::Everything:
        return kFullBits;
    }
    return kFullBits;
}

void addTo(std::vector<Disclosure>& ledger, const Disclosure& disclosure, std::size_t lookBack)
{
    const std::size_t rows = ledger.size() < kMostDisclosures ? std::min(lookBack, ledger.size()) : ledger.size();
    for (Disclosure& earlier : ledger | std::views::reverse | std::views::take(rows)) {
        if (earlier.isLike(disclosure)) {
            earlier.when = disclosure.when;
            earlier.step = disclosure.step;
            earlier.numbers += disclosure.numbers;
            return;
        }
    }
    ledger.push_back(disclosure);
}

std::vector<Crossing> sumsByKind(const std::vector<Crossing>& crossings)
{
    std::vector<Crossing> sums;
    for (const CrossingKind kind : {CrossingKind::Ciphertexts, CrossingKind::PublicKeys,
                                    CrossingKind::SealedCiphertexts, CrossingKind::Message}) {
        Crossing sum{kind, {}, 0, 0, 0, 0, {}};
        for (const Crossing& crossing : crossings) {
            if (crossing.kind == kind) {
                trust::merge(sum, crossing);
            }
        }
        if (sum.times > 0) {
            sums.push_back(sum);
        }
    }
    return sums;
}

base::Bytes encode(const TrustRecord& record)
{
    const std::vector<Crossing> sums = sumsByKind(record.crossings);
    base::ByteWriter writer;
    writer.u32(versionFor(record));
    writer.u8(static_cast<std::uint8_t>(record.recorded));
    writer.u32(static_cast<std::uint32_t>(sums.size()));
    for (const Crossing& crossing : sums) {
        encodeCrossing(crossing, writer);
    }
    writer.u32(static_cast<std::uint32_t>(record.disclosures.size()));
    for (const Disclosure& disclosure : record.disclosures) {
        encodeDisclosure(disclosure, writer);
    }
    return std::move(writer).take();
}

base::Result<TrustRecord> decodeTrustRecord(base::ByteView bytes, const std::string& subject)
{
    base::ByteReader reader(bytes, subject);
    CG_TRY(const std::uint32_t version, reader.u32());
    CG_CHECK(checkVersion(version, reader, subject));
    TrustRecord record;
    CG_TRY(record.recorded, decodeChoice(reader, Recorded::InPart));
    CG_TRY(record.crossings, decodeCrossings(reader));
    CG_TRY(const std::size_t count, reader.count(kMaxDisclosures, kDisclosureBytes));
    for (std::size_t i = 0; i < count; ++i) {
        CG_TRY(const Disclosure disclosure, decodeDisclosure(reader));
        record.disclosures.push_back(disclosure);
    }
    CG_CHECK(reader.finish());
    return record;
}

} // namespace cg::session
