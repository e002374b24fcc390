#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "trust/disclosure_ledger.h"
#include "trust/protocol.h"

namespace cg::trust::wire {

// The messages of accounts, as trust/messages.h has the others.

struct TellAccount {
    static constexpr MessageType kType = MessageType::TellAccount;

    void encode(base::ByteWriter&) const {}
    static base::Result<TellAccount> decode(base::ByteReader&) { return TellAccount{}; }
};

struct Account {
    static constexpr MessageType kType = MessageType::Account;
    AccountReport report;

    void encode(base::ByteWriter& writer) const;
    static base::Result<Account> decode(base::ByteReader& reader);
};

} // namespace cg::trust::wire
