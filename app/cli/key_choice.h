#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "cli/holder_watch.h"
#include "cli/options.h"
#include "trust/key_holder.h"
#include "trust/launcher.h"

#include <memory>
#include <optional>

namespace cg::cli {

/// The key holder's process and the key that it has in use, or neither.
class KeyInUse {
public:
    /// No key holder at all.
    KeyInUse() = default;
    /// `watch` watches over `process`.
    KeyInUse(std::unique_ptr<trust::KeyHolderProcess> process, std::unique_ptr<HolderWatch> watch,
             trust::KeyDescription key)
        : m_process(std::move(process)), m_watch(std::move(watch)), m_key(key)
    {}

    /// Null if there is none.
    [[nodiscard]] trust::KeyHolder* holder() const { return m_process ? &m_process->keyHolder() : nullptr; }
    /// What the key holder lets out from now on: nothing until this is called. Without a key holder there is nothing to
    /// do.
    [[nodiscard]] base::Result<void> setAccess(trust::Access access) const;
    [[nodiscard]] const std::optional<trust::KeyDescription>& description() const { return m_key; }
    /// Whether there was a key holder whose process has ended by itself.
    [[nodiscard]] bool isLost() const;
    /// Whether the key holder was ended because it did not answer and the user wanted to leave.
    [[nodiscard]] bool isGivenUp() const { return m_watch && m_watch->hasEndedIt(); }
    /// Largest resident memory of the key holder, if there is one that answers.
    [[nodiscard]] std::optional<std::uint64_t> peakMemory() const;

private:
    std::unique_ptr<trust::KeyHolderProcess> m_process;
    std::unique_ptr<HolderWatch> m_watch; ///< goes first
    std::optional<trust::KeyDescription> m_key;
};

/// What is said where the key holder was given up (KeyInUse::isGivenUp): Cancelled. `steps`, such as " after 3 steps",
/// says how far the work had come.
[[nodiscard]] base::Error givenUp(const std::string& steps = {});

/// What happens where no key option is given: a random key for this run only, or no key holder.
enum class WithoutKey { UseSessionKey, UseNoKey };

/// Refuses combinations of key options that make no sense together; all are fine under plain, where they are ignored.
[[nodiscard]] base::Result<void> checkKeyOptions(const KeyOptions& options, base::SchemeId scheme);

/// Starts a key holder, if one is needed, and has it make or load the key. Under plain there is never one. Warns on
/// stderr where the secret key may reach the swap file. While the key holder asks for a passphrase, a signal ends it,
/// and likewise where it does not answer (Cancelled).
[[nodiscard]] base::Result<KeyInUse> takeKey(const KeyOptions& options, const trust::KeyKind& kind, WithoutKey without);

/// The same for a new key file.
[[nodiscard]] base::Result<KeyInUse> makeKeyFile(const NewKeyOptions& options);
/// Puts another passphrase on a key file. The errors of trust::KeyHolder::changePassphrase.
[[nodiscard]] base::Result<KeyInUse> changePassphrase(const ChangePassphraseOptions& options);
/// Unlocks a key file for its owner, whatever its scheme.
[[nodiscard]] base::Result<KeyInUse> openKeyFile(const std::string& path,
                                                 const std::optional<std::string>& passphraseFile);

} // namespace cg::cli
