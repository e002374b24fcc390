#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"
#include "base/file_descriptor.h"
#include "base/result.h"

#include <chrono>
#include <cstddef>
#include <string>

namespace cg::base {

/// Who may read a file that is written: the user alone (0600), or whoever the user's umask allows (0666 & ~umask; a
/// file that is replaced keeps the permissions it has).
enum class FileMode { Private, Ordinary };

/// What happens to a file that exists already under the name.
enum class Overwrite { Refuse, Replace };

/// All bytes of the file at `path`, which may also be a pipe. FileMissing; FileUnreadable for a folder, for missing
/// rights and for a file of more than `maxBytes`, which is not read to its end.
[[nodiscard]] Result<Bytes> readFile(const std::string& path, std::size_t maxBytes);

/// Writes the file at `path` so that at every moment, through a crash and a full disk, the old file or the new one is
/// there as a whole: the bytes go into a temporary file of the same folder, which is synchronised and then renamed. A
/// symbolic link is followed. On an error the file that was there is untouched and the temporary one is gone;
/// after a crash a hidden file `.ciphergrad-….tmp` may be left in the folder.
/// FileExists (with Overwrite::Refuse, also where another process was faster); FileNotWritable for folders, devices,
/// missing rights, a full disk.
[[nodiscard]] Result<void> writeFileAtomically(const std::string& path, ByteView bytes, FileMode mode,
                                               Overwrite overwrite);

/// Writes `bytes` from position `at` of the file on, which is cut off behind them, and synchronises it: for a file that
/// only grows. A file that is not there is made with mode 0600. FileNotWritable; the file then ends at `at`, as far as
/// the disk allows.
[[nodiscard]] Result<void> writeFileFrom(const std::string& path, std::size_t at, ByteView bytes);

/// Whether writeFileAtomically() could begin now: asked before hours of work, by creating a temporary file in the
/// folder and removing it. The same errors.
[[nodiscard]] Result<void> checkWritable(const std::string& path, Overwrite overwrite);

/// Keeps other processes of this user from using the file at a path at the same time. It is held until destruction or
/// the death of the process, however that comes about. The file need not exist, nothing is written beside it, and it
/// may be replaced meanwhile: the lock belongs to the path, and lies in the user's runtime folder
/// ($XDG_RUNTIME_DIR/ciphergrad, or /tmp/ciphergrad-UID). Processes with different runtime folders, and different
/// users, do not see each other's locks.
class FileLock {
public:
    /// FileInUse if the path is locked already, in another process or in this one; FileNotWritable if there is no
    /// runtime folder that belongs to this user alone.
    [[nodiscard]] static Result<FileLock> acquire(const std::string& path);
    /// The same for a path that others lock for moments only: waits for them, at most so long.
    [[nodiscard]] static Result<FileLock> acquireWithin(const std::string& path, std::chrono::milliseconds patience);

private:
    explicit FileLock(FileDescriptor file) : m_file(std::move(file)) {}

    FileDescriptor m_file;
};

} // namespace cg::base
