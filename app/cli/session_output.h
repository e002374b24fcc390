#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "base/result.h"
#include "session/session_store.h"
#include "session/training_session.h"

#include <chrono>
#include <initializer_list>
#include <optional>
#include <string>

namespace cg::cli {

/// The file that a session will be written to: checked, and kept from other programs, before the work begins.
class SessionOutput {
public:
    /// `inputs`: files that the run reads and that must not be replaced. FileInUse, FileExists, FileNotWritable.
    [[nodiscard]] static base::Result<SessionOutput>
    claim(const std::string& path, base::Overwrite overwrite, std::initializer_list<std::optional<std::string>> inputs,
          std::chrono::milliseconds autosaveInterval = session::SessionStore::kInterval);

    /// As the user wrote it.
    [[nodiscard]] const std::string& path() const { return m_path; }
    /// The file is there and was read: it is the session's own, in the state that `mark` names.
    void goOnFrom(const session::FileMark& mark) { m_store.goOnFrom(mark); }
    /// From now on the data of the session stay out of the file.
    void leaveOutData() { m_leavesOutData = true; }
    /// A session that is in no training.
    [[nodiscard]] base::Result<void> save(const session::SessionRecord& record) { return m_store.save(record); }
    /// Both require that nothing runs in the session.
    [[nodiscard]] base::Result<void> save(const session::TrainingSession& session);
    [[nodiscard]] base::Result<void> autosave(const session::TrainingSession& session);
    /// Whether there is a file of the session already, which a journal can go beside.
    [[nodiscard]] bool hasFile() const { return m_store.hasFile(); }
    [[nodiscard]] bool isAutosaveDue() const { return m_store.isDue(session::SessionStore::Clock::now()); }

private:
    /// What goes into the file.
    [[nodiscard]] base::Result<session::SessionRecord> recordOf(const session::TrainingSession& session) const;

    SessionOutput(std::string path, session::SessionStore store, base::FileLock lock)
        : m_path(std::move(path)), m_store(std::move(store)), m_lock(std::move(lock))
    {}

    std::string m_path;
    session::SessionStore m_store; ///< of the file to which symbolic links lead
    base::FileLock m_lock;
    bool m_leavesOutData = false;
};

/// Whether both names lead to the same existing file.
[[nodiscard]] bool isSameFile(const std::string& a, const std::string& b);

} // namespace cg::cli
