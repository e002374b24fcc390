// SPDX-License-Identifier: GPL-3.0-or-later
#include "trust/account_messages.h"

namespace cg::trust::wire {

namespace {

constexpr std::size_t kMaxPathBytes = 4096;
constexpr std::size_t kMaxTimeBytes = 32;
constexpr std::size_t kEntryBytes = 8 + 4 + 1 + 3 * 8 + 32; ///< without the letters of the time

void encodeEntry(const LedgerEntry& entry, base::ByteWriter& writer)
{
    writer.u64(entry.number);
    writer.text(entry.time);
    writer.u8(static_cast<std::uint8_t>(entry.charge.kind));
    writer.u64(entry.charge.answers);
    writer.u64(entry.charge.numbers);
    writer.u64(entry.charge.bits);
    writer.raw(entry.hash);
}

base::Result<LedgerEntry> decodeEntry(base::ByteReader& reader)
{
    LedgerEntry entry;
    CG_TRY(entry.number, reader.u64());
    CG_TRY(entry.time, reader.text(kMaxTimeBytes));
    CG_TRY(const std::uint8_t kind, reader.choice(kDisclosureKinds - 1));
    entry.charge.kind = static_cast<DisclosureKind>(kind);
    CG_TRY(entry.charge.answers, reader.u64());
    CG_TRY(entry.charge.numbers, reader.u64());
    CG_TRY(entry.charge.bits, reader.u64());
    CG_TRY(entry.hash, reader.array<32>());
    return entry;
}

} // namespace

void Account::encode(base::ByteWriter& writer) const
{
    trust::encode(report.account, writer);
    writer.u8(static_cast<std::uint8_t>(report.state));
    writer.u8(report.file ? 1 : 0);
    if (report.file) {
        writer.text(*report.file);
    }
    writer.u32(static_cast<std::uint32_t>(report.entries.size()));
    for (const LedgerEntry& entry : report.entries) {
        encodeEntry(entry, writer);
    }
}

base::Result<Account> Account::decode(base::ByteReader& reader)
{
    Account message;
    CG_TRY(message.report.account, decodeAccount(reader));
    CG_TRY(const std::uint8_t state, reader.choice(static_cast<std::uint8_t>(LedgerState::Unwritten)));
    message.report.state = static_cast<LedgerState>(state);
    CG_TRY(const std::uint8_t hasFile, reader.choice(1));
    if (hasFile == 1) {
        CG_TRY(message.report.file, reader.text(kMaxPathBytes));
    }
    CG_TRY(const std::size_t count, reader.count(AccountReport::kMostEntries, kEntryBytes));
    for (std::size_t i = 0; i < count; ++i) {
        CG_TRY(message.report.entries.emplace_back(), decodeEntry(reader));
    }
    return message;
}

} // namespace cg::trust::wire
