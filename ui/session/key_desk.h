#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "trust/crossing_log.h"
#include "trust/launcher.h"
#include "trust/watched_key_holder.h"
#include "ui/session/holder_leash.h"

#include <QByteArray>

#include <memory>
#include <string>

namespace cg::ui {

/// A key holder's process with the key that it was given, watched at the wall. Used from one thread at a time.
class KeyDesk {
public:
    using Made = base::Result<std::unique_ptr<KeyDesk>>;

    /// Where desks stand: what crosses their wall is logged, and their processes can be ended. Must outlive them.
    struct Place {
        trust::CrossingLog log;
        HolderLeash leash;
    };

    /// Each starts a process of its own: a key that is in use elsewhere stays.
    [[nodiscard]] static Made withSessionKey(const trust::KeyKind& kind, Place& place);
    [[nodiscard]] static Made withDemoKey(const trust::KeyKind& kind, std::uint64_t number, Place& place);
    /// Both wipe the passphrase.
    [[nodiscard]] static Made withNewFile(const trust::KeyKind& kind, const std::string& path, QByteArray& passphrase,
                                          Place& place);
    [[nodiscard]] static Made withFile(const std::string& path, QByteArray& passphrase, Place& place);

    /// Puts another passphrase on a key file, by a key holder of its own; wipes both.
    [[nodiscard]] static base::Result<void> changePassphrase(const std::string& path, QByteArray& present,
                                                             QByteArray& fresh, Place& place);

    /// Writes a session key into a file; wipes the passphrase.
    [[nodiscard]] base::Result<void> keep(const std::string& path, QByteArray& passphrase);

    /// What the key holder lets out: nothing until this is called.
    [[nodiscard]] base::Result<void> setAccess(trust::Access access);
    [[nodiscard]] trust::Access access() const { return m_access; }

    [[nodiscard]] trust::KeyHolder& holder() { return m_watched; }
    [[nodiscard]] const trust::KeyDescription& key() const { return m_key; }
    /// Of a key file; empty otherwise.
    [[nodiscard]] const std::string& file() const { return m_file; }
    /// Whether the process is gone although nobody ended it.
    [[nodiscard]] bool hasEnded() const { return m_process->hasEnded(); }

private:
    KeyDesk(std::unique_ptr<trust::KeyHolderProcess> process, Place& place)
        : m_process(std::move(process)), m_watched(m_process->keyHolder(), place.log)
    {}
    template <typename MakeKey>
    static Made started(Place& place, const MakeKey& makeKey);

    std::unique_ptr<trust::KeyHolderProcess> m_process;
    trust::WatchedKeyHolder m_watched;
    trust::KeyDescription m_key;
    std::string m_file;
    trust::Access m_access = trust::Access::Armed;
};

} // namespace cg::ui
