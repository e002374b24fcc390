// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/session_output.h"

#include "cli/interrupt.h"
#include "session/session_data.h"

#include <filesystem>
#include <system_error>

namespace cg::cli {

namespace {

/// Where a symbolic link leads, also where nothing is there yet.
std::string targetOf(const std::string& path)
{
    constexpr int kMostLinks = 40; // as many as the system follows
    std::filesystem::path target = path;
    for (int i = 0; i < kMostLinks; ++i) {
        std::error_code failed;
        const std::filesystem::path next = std::filesystem::read_symlink(target, failed);
        if (failed) { // it is no link
            break;
        }
        target = target.parent_path() / next;
    }
    return target.string();
}

} // namespace

base::Result<SessionOutput> SessionOutput::claim(const std::string& path, base::Overwrite overwrite,
                                                 std::initializer_list<std::optional<std::string>> inputs,
                                                 std::chrono::milliseconds autosaveInterval)
{
    for (const std::optional<std::string>& input : inputs) {
        if (input && isSameFile(path, *input)) {
            return base::Error{base::ErrorCode::FileExists,
                               path + " is an input of this run and would be lost; choose another file for --out"};
        }
    }
    const FinishFirst finishFirst; // checking makes a temporary file and removes it
    const std::string target = targetOf(path);
    CG_TRY(base::FileLock lock, base::FileLock::acquire(target));
    CG_CHECK(base::checkWritable(target, overwrite));
    session::SessionStore store(target, overwrite, autosaveInterval, session::SessionStore::Clock::now());
    return SessionOutput(path, std::move(store), std::move(lock));
}

base::Result<session::SessionRecord> SessionOutput::recordOf(const session::TrainingSession& session) const
{
    CG_TRY(session::SessionRecord record, session.record());
    if (m_leavesOutData) {
        session::leaveOutData(record);
    }
    return record;
}

base::Result<void> SessionOutput::save(const session::TrainingSession& session)
{
    CG_TRY(const session::SessionRecord record, recordOf(session));
    return m_store.save(record);
}

base::Result<void> SessionOutput::autosave(const session::TrainingSession& session)
{
    CG_TRY(const session::SessionRecord record, recordOf(session));
    return m_store.autosave(record, session::SessionStore::Clock::now());
}

bool isSameFile(const std::string& a, const std::string& b)
{
    std::error_code failed;
    return std::filesystem::equivalent(a, b, failed) && !failed;
}

} // namespace cg::cli
