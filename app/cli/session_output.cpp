// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/session_output.h"

#include "cli/interrupt.h"
#include "session/session_file.h"

#include <filesystem>
#include <system_error>

namespace cg::cli {

base::Result<SessionOutput> SessionOutput::claim(const std::string& path, base::Overwrite overwrite,
                                                 std::initializer_list<std::optional<std::string>> inputs)
{
    for (const std::optional<std::string>& input : inputs) {
        if (input && isSameFile(path, *input)) {
            return base::Error{base::ErrorCode::FileExists,
                               path + " is an input of this run and would be lost; choose another file for --out"};
        }
    }
    const FinishFirst finishFirst; // checking makes a temporary file and removes it
    CG_TRY(base::FileLock lock, base::FileLock::acquire(path));
    CG_CHECK(base::checkWritable(path, overwrite));
    return SessionOutput(path, overwrite, std::move(lock));
}

base::Result<void> SessionOutput::save(const session::TrainingSession& session) const
{
    CG_TRY(const session::SessionRecord record, session.record());
    return base::writeFileAtomically(m_path, session::encode(record), base::FileMode::Ordinary, m_overwrite);
}

bool isSameFile(const std::string& a, const std::string& b)
{
    std::error_code failed;
    return std::filesystem::equivalent(a, b, failed) && !failed;
}

} // namespace cg::cli
