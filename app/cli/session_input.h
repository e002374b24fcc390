#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "cli/key_choice.h"
#include "session/session_store.h"
#include "session/training_session.h"

#include <memory>
#include <string>

namespace cg::cli {

/// Refuses what is there but is no file with an end (a pipe without a writer would be waited for in vain):
/// FileUnreadable. What is not there, or is a folder, is left to the reading.
[[nodiscard]] base::Result<void> checkOrdinaryFile(const std::string& path);

/// session::readSession() of an ordinary file; says on stderr where a journal goes beyond it.
[[nodiscard]] base::Result<session::StoredSession> readSessionFile(const std::string& path);

/// NoKey for an encrypted session where no key is given.
[[nodiscard]] base::Result<void> checkKeyGiven(const session::SessionRecord& record, const KeyOptions& key,
                                               const std::string& path);

/// The error with the name of the session file in front, if it is about damage that was found after the reading.
[[nodiscard]] base::Error namingFile(const base::Error& error, const std::string& path);

/// TrainingSession::restore() of what was read from the file at `path`, which is named where it is damaged. `key` must
/// outlive the session. With a key holder the record of what crossed the wall goes on as one in part: this program
/// writes nothing into it.
[[nodiscard]] base::Result<std::unique_ptr<session::TrainingSession>>
restoreSession(session::SessionRecord record, const KeyInUse& key, const std::string& path);

} // namespace cg::cli
