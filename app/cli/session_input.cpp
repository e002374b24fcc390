// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/session_input.h"

#include "cli/output.h"

#include <filesystem>
#include <system_error>
#include <utility>

namespace cg::cli {

using base::Error;
using base::ErrorCode;
using base::Result;

Result<void> checkOrdinaryFile(const std::string& path)
{
    std::error_code failed;
    const std::filesystem::file_status status = std::filesystem::status(path, failed);
    if (failed || !std::filesystem::exists(status) || std::filesystem::is_directory(status) ||
        std::filesystem::is_regular_file(status)) {
        return {};
    }
    return Error{ErrorCode::FileUnreadable, "'" + path + "' is a pipe or a device; an ordinary file is wanted"};
}

Result<session::StoredSession> readSessionFile(const std::string& path)
{
    CG_CHECK(checkOrdinaryFile(path));
    CG_TRY(session::StoredSession stored, session::readSession(path));
    if (stored.hasJournal) {
        warn(path + " was saved at step " + std::to_string(stored.savedSteps) + "; its journal goes on to step " +
             std::to_string(stored.record.steps) + ", and is taken with it");
    }
    return stored;
}

Result<void> checkKeyGiven(const session::SessionRecord& record, const KeyOptions& key, const std::string& path)
{
    if (record.spec.scheme != base::SchemeId::Plain && !key.isAnyGiven()) {
        return Error{ErrorCode::NoKey,
                     path + " is locked with the key " + record.keyId.text() + "; give it with --key or --demo-key"};
    }
    return {};
}

Error namingFile(const Error& error, const std::string& path)
{
    return error.code == ErrorCode::FileDamaged ? Error{error.code, path + ": " + error.message} : error;
}

Result<std::unique_ptr<session::TrainingSession>> restoreSession(session::SessionRecord record, const KeyInUse& key,
                                                                 const std::string& path)
{
    if (key.holder() != nullptr && record.trust) {
        record.trust->recorded = session::Recorded::InPart;
    }
    auto session = session::TrainingSession::restore(std::move(record), key.holder(), key.description());
    if (!session) {
        return namingFile(session.error(), path);
    }
    return session;
}

} // namespace cg::cli
