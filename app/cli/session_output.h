#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "base/result.h"
#include "session/training_session.h"

#include <initializer_list>
#include <optional>
#include <string>

namespace cg::cli {

/// The file that a session will be written to: checked, and kept from other programs, before the work begins.
class SessionOutput {
public:
    /// `inputs`: files that the run reads and that must not be replaced. FileInUse, FileExists, FileNotWritable.
    [[nodiscard]] static base::Result<SessionOutput> claim(const std::string& path, base::Overwrite overwrite,
                                                           std::initializer_list<std::optional<std::string>> inputs);

    [[nodiscard]] const std::string& path() const { return m_place.path; }
    /// Requires that nothing runs in the session.
    [[nodiscard]] base::Result<void> save(const session::TrainingSession& session) const;

private:
    struct Place {
        std::string path;   ///< as the user wrote it
        std::string target; ///< where its symbolic links lead
        base::Overwrite overwrite;
    };
    SessionOutput(Place place, base::FileLock lock) : m_place(std::move(place)), m_lock(std::move(lock)) {}

    Place m_place;
    base::FileLock m_lock;
};

/// Whether both names lead to the same existing file.
[[nodiscard]] bool isSameFile(const std::string& a, const std::string& b);

} // namespace cg::cli
