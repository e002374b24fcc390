#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CG_SECRET_SIDE
#error "core/keyholder is the secret side: only the key-holder program and its tests may include it"
#endif
#include "keyholder/account_keeper.h"
#include "trust/disclosed.h"
#include "trust/key_holder.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace cg::keyholder {

using trust::DisclosureKind;

[[nodiscard]] DisclosureKind kindOf(trust::OpenPurpose purpose);

/// The only maker of Disclosed values, so that none leaves without being counted: in the account of its key, and in one
/// total for each kind of what left since the key was made or loaded. Every number counts as 64 bits, a yes or no as
/// one.
class Discloser {
public:
    explicit Discloser(AccountKeeper keeper) : m_keeper(std::move(keeper)) {}

    // What the owner of the key sees, or what tells nothing of the key.
    [[nodiscard]] trust::Disclosed<std::vector<std::vector<double>>> show(DisclosureKind kind,
                                                                          std::vector<std::vector<double>> values);
    [[nodiscard]] trust::Disclosed<std::vector<double>> show(DisclosureKind kind, std::vector<double> values);
    /// A bit of the key holder's own run. It leaves once a step and tells nothing of the key: counted as the others.
    [[nodiscard]] trust::Disclosed<bool> tell(bool value);
    /// Ciphertexts that were encrypted anew: they tell nothing.
    void countRefresh(std::size_t numbers);

    // What leaves for others: charged before it does. The errors of AccountKeeper::charge, and then nothing leaves.
    /// A number of a release counts as the bits that its grid has in the policy's range.
    [[nodiscard]] base::Result<trust::Disclosed<trust::Release>> disclose(trust::Release release);
    /// A network of `numbers` numbers, encrypted under a key that is not ours: whoever holds that one reads them all.
    [[nodiscard]] base::Result<trust::Disclosed<std::vector<base::Bytes>>>
    discloseNetwork(std::vector<base::Bytes> ciphertexts, std::size_t numbers);
    /// A bit that whoever asked for it chose: at most KeyAccount::kMostUncheckedBits of a key, then Refused.
    [[nodiscard]] base::Result<trust::Disclosed<bool>> discloseUnchecked(bool value);

    [[nodiscard]] const trust::Charge& total(DisclosureKind kind) const
    {
        return m_totals[static_cast<std::size_t>(kind)];
    }
    [[nodiscard]] AccountKeeper& keeper() { return m_keeper; }
    [[nodiscard]] const AccountKeeper& keeper() const { return m_keeper; }

private:
    void add(const trust::Charge& charge);
    [[nodiscard]] base::Result<void> charge(const trust::Charge& charge);
    void count(const trust::Charge& charge);

    AccountKeeper m_keeper;
    std::array<trust::Charge, trust::kDisclosureKinds> m_totals{};
};

} // namespace cg::keyholder
