// SPDX-License-Identifier: GPL-3.0-or-later
#include "trust/key_account.h"

namespace cg::trust {

void encode(const KeyAccount& account, base::ByteWriter& writer)
{
    writer.u8(account.policy ? 1 : 0);
    if (account.policy) {
        encode(*account.policy, writer);
    }
    writer.u64(account.releases);
    writer.u64(account.uncheckedBits);
    writer.u64(account.entries);
    writer.raw(account.ledgerHead);
}

base::Result<KeyAccount> decodeAccount(base::ByteReader& reader)
{
    KeyAccount account;
    CG_TRY(const std::uint8_t hasPolicy, reader.choice(1));
    if (hasPolicy == 1) {
        CG_TRY(account.policy, decodePolicy(reader));
    }
    CG_TRY(account.releases, reader.u64());
    CG_TRY(account.uncheckedBits, reader.u64());
    CG_TRY(account.entries, reader.u64());
    CG_TRY(account.ledgerHead, reader.array<32>());
    return account;
}

} // namespace cg::trust
