#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "session/session_file.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace cg::session {

/// Where the journal of the session file at `path` lies: beside the file (where symbolic links lead), with ".journal"
/// behind its name.
[[nodiscard]] std::string journalPathOf(const std::string& path);

/// A session as it lies on the disk.
struct StoredSession {
    SessionRecord record;         ///< the file with its journal, if it has one
    FileMark mark;                ///< of the session file
    std::uint64_t savedSteps = 0; ///< of the session file alone
    bool hasJournal = false;      ///< a program ended before it saved what it had trained
};

/// Reads the session file at `path` and its journal, and merges them. A journal that belongs to another state of the
/// file is left alone. The errors of base::readFile() and decodeSession(); FileDamaged for a journal that cannot be
/// read, with the way back to what was saved; FileExists for something else in its place.
[[nodiscard]] base::Result<StoredSession> readSession(const std::string& path);

/// The file of a session in training: the whole session is written when it is saved, and what training changes goes
/// into the journal in between, so that keys are not written again and again.
///
/// What is written on its own account is bounded: at most once in the interval, and on average at most
/// kJournalBytesPerSecond.
class SessionStore {
public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::milliseconds kInterval = std::chrono::minutes(1);
    static constexpr std::size_t kJournalBytesPerSecond = std::size_t{1} << 16;

    /// Writes nothing yet. `overwrite` holds for the first whole file. The first journal is due one interval after
    /// `now`.
    SessionStore(std::string path, base::Overwrite overwrite, std::chrono::milliseconds interval,
                 Clock::time_point now);

    [[nodiscard]] const std::string& path() const { return m_path; }
    /// The file at `path` is this session's already, in the state that `mark` names.
    void goOnFrom(const FileMark& mark);

    [[nodiscard]] bool hasFile() const { return m_mark.has_value(); }

    /// Writes the whole session and removes the journal. The errors of base::writeFileAtomically(); file and journal
    /// are then as they were.
    base::Result<void> save(const SessionRecord& record);
    /// Whether something may be written at `now`.
    [[nodiscard]] bool isDue(Clock::time_point now) const { return now >= m_notBefore; }
    /// Writes what has changed since the file was written into the journal; the whole session if there is no file yet.
    /// The same errors, and FileExists where something else lies in the journal's place; it is due again after an
    /// interval in any case.
    base::Result<void> autosave(const SessionRecord& record, Clock::time_point now);
    /// Removes the journal: the file stays as it was saved.
    void forgetJournal() const;

private:
    std::string m_path;
    base::Overwrite m_overwrite;
    std::chrono::milliseconds m_interval;
    Clock::time_point m_notBefore;
    std::optional<FileMark> m_mark; ///< of the session file, once it is this session's
};

} // namespace cg::session
