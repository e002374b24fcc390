// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/session_file.h"

#include "persist/container.h"

#include <algorithm>

namespace cg::session {

namespace {

constexpr std::uint64_t kMaxSteps = std::uint64_t{1} << 48;
constexpr std::size_t kMaxName = 64;
constexpr std::size_t kMaxCiphertexts = std::size_t{1} << 20;
constexpr std::size_t kMaxCiphertextBytes = std::size_t{1} << 24;

/// The section by which a journal is known.
constexpr const char* kJournalOf = "journal of";

constexpr const char* kStartLabel = "start label";
/// What is not as in a session that was begun and trained in one place.
constexpr const char* kHandedOver = "handed over";

/// The byte that says whether something is there.
void encodeFlag(bool present, base::ByteWriter& writer)
{
    writer.u8(present ? 1 : 0);
}

base::Bytes encodeHead(const SessionRecord& record)
{
    base::ByteWriter writer;
    writer.u8(static_cast<std::uint8_t>(record.spec.scheme));
    writer.text(record.spec.preset);
    writer.u8(static_cast<std::uint8_t>(record.start));
    encodeFlag(record.seed.has_value(), writer);
    writer.u64(record.seed.value_or(0));
    encodeFlag(record.demoKey, writer);
    writer.raw(record.keyId.bytes);
    encodeFlag(record.trainerSeed.has_value(), writer);
    writer.raw(record.trainerSeed.value_or(base::Seed{}));
    writer.u64(record.steps);
    record.drift.encode(writer);
    return std::move(writer).take();
}

base::Result<bool> decodeFlag(base::ByteReader& reader)
{
    CG_TRY(const std::uint8_t flag, reader.choice(1));
    return flag == 1;
}

base::Result<void> decodeHead(base::ByteReader reader, SessionRecord& record)
{
    CG_TRY(const std::uint8_t scheme, reader.choice(static_cast<std::uint8_t>(base::SchemeId::Ckks)));
    record.spec.scheme = static_cast<base::SchemeId>(scheme);
    CG_TRY(record.spec.preset, reader.text(kMaxName));
    CG_TRY(const std::uint8_t start, reader.choice(1));
    record.start = static_cast<StartKind>(start);
    CG_TRY(const bool hasSeed, decodeFlag(reader));
    CG_TRY(const std::uint64_t seed, reader.u64());
    if (hasSeed != (record.start == StartKind::Known)) {
        return reader.damaged("a seed where there is none, or none where there is one");
    }
    record.seed = hasSeed ? std::optional(seed) : std::nullopt;
    CG_TRY(record.demoKey, decodeFlag(reader));
    CG_TRY(record.keyId.bytes, reader.array<16>());
    CG_TRY(const bool hasTrainerSeed, decodeFlag(reader));
    CG_TRY(const base::Seed trainerSeed, reader.array<32>());
    if (record.demoKey && record.start == StartKind::Sealed) {
        return reader.damaged("a sealed start under a demo key");
    }
    record.trainerSeed = hasTrainerSeed ? std::optional(trainerSeed) : std::nullopt;
    CG_TRY(record.steps, reader.u64());
    if (record.steps > kMaxSteps) {
        return reader.damaged("a number of steps that nobody can have done");
    }
    if (record.steps > 0 && !hasTrainerSeed) {
        return reader.damaged("updates without the randomness they were made with");
    }
    CG_TRY(record.drift, noise::NoiseDrift::decode(reader));
    return reader.finish();
}

base::Bytes encodeHandedOver(const SessionRecord& record)
{
    base::ByteWriter writer;
    encodeFlag(record.isFromElsewhere, writer);
    encodeFlag(record.lacksData, writer);
    return std::move(writer).take();
}

base::Result<void> decodeHandedOver(base::ByteReader reader, SessionRecord& record)
{
    CG_TRY(record.isFromElsewhere, decodeFlag(reader));
    CG_TRY(record.lacksData, decodeFlag(reader));
    if (record.isFromElsewhere && record.startLabel) {
        return reader.damaged("the start of a network that was begun elsewhere");
    }
    return reader.finish();
}

base::Result<void> decodeState(base::ByteReader reader, SessionRecord& record)
{
    CG_TRY(const std::size_t count, reader.count(kMaxCiphertexts, 4));
    for (std::size_t i = 0; i < count; ++i) {
        CG_TRY(const base::ByteView bytes, reader.blob(kMaxCiphertextBytes));
        record.state.emplace_back(bytes.begin(), bytes.end());
    }
    return reader.finish();
}

/// What only a session under CKKS has.
base::Result<void> decodeRing(const persist::Container& container, const std::string& subject, SessionRecord& record)
{
    base::ByteReader keys(record.publicKeys, subject + ", section public keys");
    CG_TRY(record.spec.ring, he::ckks::decodeParams(keys));
    CG_TRY(const base::ByteView packed, container.section("packed losses"));
    base::ByteReader reader(packed, subject + ", section packed losses");
    CG_TRY(record.packedLosses, PackedLosses::decode(reader));
    CG_CHECK(reader.finish());
    for (const train::LossPack& pack : record.packedLosses.packs) {
        if (pack.count > record.spec.ring->slotCount()) {
            return reader.damaged("a pack of more losses than a ciphertext has slots");
        }
    }
    if (record.losses.size() != 0 || record.packedLosses.size() != record.steps) {
        return reader.damaged("the losses are not those of " + std::to_string(record.steps) + " steps");
    }
    return {};
}

/// What training changes, without the head.
void addProgress(const SessionRecord& record, persist::Container& container)
{
    base::ByteWriter state;
    state.u32(static_cast<std::uint32_t>(record.state.size()));
    for (const base::Bytes& ciphertext : record.state) {
        state.blob(ciphertext);
    }
    base::ByteWriter losses;
    record.losses.encode(losses);

    container.add("network", std::move(state).take());
    container.add("losses", std::move(losses).take());
    if (record.spec.scheme == base::SchemeId::Ckks) {
        base::ByteWriter packed;
        record.packedLosses.encode(packed);
        container.add("packed losses", std::move(packed).take());
    }
    if (record.trust) {
        container.add("trust", encode(*record.trust));
    }
}

base::Result<SessionRecord> decodeSections(const persist::Container& container, const std::string& subject)
{
    SessionRecord record;
    CG_TRY(const base::ByteView head, container.section("head"));
    CG_CHECK(decodeHead(base::ByteReader(head, subject + ", section head"), record));
    CG_TRY(const base::ByteView plan, container.section("plan"));
    base::ByteReader planReader(plan, subject + ", section plan");
    CG_TRY(record.spec.plan, train::decodePlan(planReader));
    CG_CHECK(planReader.finish());
    CG_TRY(const base::ByteView keys, container.section("public keys"));
    record.publicKeys.assign(keys.begin(), keys.end());
    CG_TRY(const base::ByteView state, container.section("network"));
    CG_CHECK(decodeState(base::ByteReader(state, subject + ", section network"), record));
    CG_TRY(const base::ByteView losses, container.section("losses"));
    base::ByteReader lossReader(losses, subject + ", section losses");
    CG_TRY(record.losses, LossHistory::decode(lossReader));
    CG_CHECK(lossReader.finish());
    if (record.spec.scheme == base::SchemeId::Ckks) {
        CG_CHECK(decodeRing(container, subject, record));
    } else if (record.losses.size() != record.losses.sizeAfter(record.steps) ||
               (record.losses.size() > 0 && !record.state.empty() &&
                record.losses.ciphertext(0).size() != record.state.front().size())) {
        return lossReader.damaged("the losses are not those of " + std::to_string(record.steps) + " steps");
    }
    if (container.has(kStartLabel)) {
        CG_TRY(const base::ByteView label, container.section(kStartLabel));
        base::ByteReader labelReader(label, subject + ", section " + kStartLabel);
        CG_TRY(record.startLabel, labelReader.array<32>());
        CG_CHECK(labelReader.finish());
    }
    if (container.has(kHandedOver)) {
        CG_TRY(const base::ByteView flags, container.section(kHandedOver));
        CG_CHECK(decodeHandedOver(base::ByteReader(flags, subject + ", section " + kHandedOver), record));
    }
    if (container.has("trust")) {
        CG_TRY(const base::ByteView trust, container.section("trust"));
        CG_TRY(record.trust, decodeTrustRecord(trust, subject + ", section trust"));
    }
    return record;
}

} // namespace

base::Result<void> checkKey(const SessionRecord& record, const trust::KeyDescription& key)
{
    if (key.id != record.keyId) {
        return base::Error{base::ErrorCode::WrongKey, "this key (" + key.id.text() +
                                                          ") belongs to another session; this one needs " +
                                                          record.keyId.text()};
    }
    return {};
}

base::Bytes encode(const SessionRecord& record)
{
    base::ByteWriter plan;
    train::encode(record.spec.plan, plan);
    persist::Container container;
    container.add("head", encodeHead(record));
    container.add("plan", std::move(plan).take());
    container.add("public keys", record.publicKeys);
    if (record.startLabel) {
        container.add(kStartLabel, base::Bytes(record.startLabel->begin(), record.startLabel->end()));
    }
    if (record.isFromElsewhere || record.lacksData) {
        container.add(kHandedOver, encodeHandedOver(record));
    }
    addProgress(record, container);
    return container.encode();
}

base::Result<SessionRecord> decodeSession(base::ByteView bytes, const std::string& subject)
{
    CG_TRY(const persist::Container container, persist::Container::decode(bytes, subject));
    if (container.has(kJournalOf)) {
        return base::Error{base::ErrorCode::FileForeign,
                           subject + " is the journal of a session; open the session file beside it"};
    }
    if (container.has(kBundleSection)) {
        return base::Error{base::ErrorCode::FileForeign, subject + " is an exported public key, not a session"};
    }
    return decodeSections(container, subject);
}

FileMark markOf(base::ByteView file)
{
    FileMark mark;
    CG_EXPECTS(file.size() >= mark.size());
    std::ranges::copy(file.last(mark.size()), mark.begin());
    return mark;
}

base::Bytes encodeJournal(const SessionRecord& record, const FileMark& file)
{
    persist::Container container;
    container.add(kJournalOf, base::Bytes(file.begin(), file.end()));
    container.add("head", encodeHead(record));
    addProgress(record, container);
    return container.encode();
}

base::Result<std::optional<SessionRecord>> mergeJournal(base::ByteView file, base::ByteView journal,
                                                        const std::string& subject)
{
    CG_TRY(const persist::Container changes, persist::Container::decode(journal, subject));
    CG_TRY(const base::ByteView mark, changes.section(kJournalOf));
    if (!std::ranges::equal(mark, markOf(file))) {
        return std::optional<SessionRecord>();
    }
    CG_TRY(persist::Container whole, persist::Container::decode(file, subject));
    whole.replaceBy(changes);
    CG_TRY(SessionRecord record, decodeSections(whole, subject));
    return std::optional(std::move(record));
}

} // namespace cg::session
