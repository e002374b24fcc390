// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/session_store.h"

#include "persist/container.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

namespace cg::session {

namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

Error notAJournal(const std::string& path)
{
    return {ErrorCode::FileExists,
            "'" + path + "' lies where the journal of the session goes, and is none; move it away"};
}

/// Whether what lies there may be replaced or removed: nothing, or a file of ours.
bool isFree(const std::string& path)
{
    std::error_code failed;
    const std::filesystem::file_status status = std::filesystem::symlink_status(path, failed);
    if (!std::filesystem::exists(status)) {
        return true;
    }
    if (!std::filesystem::is_regular_file(status)) {
        return false;
    }
    return persist::Container::isAtBeginningOfFile(path);
}

/// The journal's bytes; nothing if there is none.
Result<std::optional<base::Bytes>> readJournal(const std::string& path)
{
    if (!isFree(path)) {
        return notAJournal(path);
    }
    auto bytes = base::readFile(path, persist::kMaxFileBytes);
    if (bytes) {
        return std::optional(std::move(*bytes));
    }
    if (bytes.error().code == ErrorCode::FileMissing) {
        return std::optional<base::Bytes>();
    }
    return bytes.error();
}

} // namespace

std::string journalPathOf(const std::string& path)
{
    std::error_code failed;
    const std::filesystem::path absolute = std::filesystem::absolute(path, failed);
    const std::filesystem::path target = std::filesystem::weakly_canonical(absolute, failed);
    return (failed ? path : target.string()) + ".journal";
}

Result<StoredSession> readSession(const std::string& path)
{
    CG_TRY(const base::Bytes file, base::readFile(path, persist::kMaxFileBytes));
    StoredSession stored;
    CG_TRY(stored.record, decodeSession(file, path));
    stored.mark = markOf(file);
    stored.savedSteps = stored.record.steps;
    const std::string journalPath = journalPathOf(path);
    CG_TRY(const std::optional<base::Bytes> journal, readJournal(journalPath));
    if (!journal) {
        return stored;
    }
    auto merged = mergeJournal(file, *journal, journalPath);
    if (!merged) {
        return Error{merged.error().code, merged.error().message +
                                              "; delete it to open the session as it was saved, "
                                              "at step " +
                                              std::to_string(stored.savedSteps)};
    }
    if (*merged) {
        stored.record = std::move(**merged);
        stored.hasJournal = true;
    }
    return stored;
}

SessionStore::SessionStore(std::string path, base::Overwrite overwrite, std::chrono::milliseconds interval,
                           Clock::time_point now)
    : m_path(std::move(path)), m_overwrite(overwrite), m_interval(interval), m_notBefore(now + interval)
{}

void SessionStore::goOnFrom(const FileMark& mark)
{
    m_mark = mark;
    m_overwrite = base::Overwrite::Replace;
}

Result<void> SessionStore::save(const SessionRecord& record)
{
    const base::Bytes bytes = encode(record);
    CG_CHECK(base::writeFileAtomically(m_path, bytes, base::FileMode::Ordinary, m_overwrite));
    goOnFrom(markOf(bytes));
    // Whatever is left of it belongs to a file that is no more.
    forgetJournal();
    return {};
}

Result<void> SessionStore::autosave(const SessionRecord& record, Clock::time_point now)
{
    m_notBefore = now + m_interval;
    if (!m_mark) {
        return save(record);
    }
    const base::Bytes bytes = encodeJournal(record, *m_mark);
    const std::chrono::milliseconds worth(bytes.size() * 1000 / kJournalBytesPerSecond);
    m_notBefore = now + std::max(m_interval, worth);
    const std::string path = journalPathOf(m_path);
    if (!isFree(path)) {
        return notAJournal(path);
    }
    return base::writeFileAtomically(path, bytes, base::FileMode::Private, base::Overwrite::Replace);
}

void SessionStore::forgetJournal() const
{
    const std::string path = journalPathOf(m_path);
    if (isFree(path)) {
        std::error_code ignored; // a journal that stays is found to be stale, or can be deleted by hand
        std::filesystem::remove(path, ignored);
    }
}

} // namespace cg::session
