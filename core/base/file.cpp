// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"

#include "base/random.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <system_error>

namespace cg::base {

namespace {

std::string reasonOf(int errorNumber)
{
    return std::generic_category().message(errorNumber);
}

Error unreadable(const std::string& path, const std::string& why)
{
    return {ErrorCode::FileUnreadable, "the file '" + path + "' cannot be read: " + why};
}

Error notWritable(const std::string& path, const std::string& why)
{
    return {ErrorCode::FileNotWritable, "the file '" + path + "' cannot be written: " + why};
}

Error alreadyThere(const std::string& path)
{
    return {ErrorCode::FileExists, "the file '" + path + "' exists already and would be lost"};
}

/// A name with a zero byte, which may come through a socket, would reach the operating system cut off.
Result<void> checkName(const std::string& path)
{
    if (path.empty()) {
        return Error{ErrorCode::InvalidArgument, "a file name is empty"};
    }
    if (path.find('\0') != std::string::npos) {
        return Error{ErrorCode::InvalidArgument, "a file name contains a zero byte"};
    }
    return {};
}

/// Holds SIGXFSZ back from this thread: without it a write beyond the limit of file sizes (ulimit -f) would end the
/// program instead of failing with EFBIG.
class FileSizeSignalBlocker {
public:
    FileSizeSignalBlocker()
    {
        sigemptyset(&m_signal);
        sigaddset(&m_signal, SIGXFSZ);
        pthread_sigmask(SIG_BLOCK, &m_signal, &m_before);
    }
    FileSizeSignalBlocker(const FileSizeSignalBlocker&) = delete;
    FileSizeSignalBlocker& operator=(const FileSizeSignalBlocker&) = delete;
    ~FileSizeSignalBlocker()
    {
        // One that arrived meanwhile was answered by the error of write().
        constexpr timespec kNoWait{};
        while (sigtimedwait(&m_signal, nullptr, &kNoWait) > 0 || errno == EINTR) {
        }
        pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
    }

private:
    sigset_t m_signal;
    sigset_t m_before;
};

/// Returns 0 or the error number.
int writeAll(int descriptor, ByteView bytes)
{
    const FileSizeSignalBlocker blocker;
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written > 0) {
            bytes = bytes.subspan(static_cast<std::size_t>(written));
        } else if (written == 0) {
            return ENOSPC;
        } else if (errno != EINTR) {
            return errno;
        }
    }
    return 0;
}

/// Where a file is to be written. `path` follows symbolic links; `existingMode` is set if a file is there.
struct Destination {
    std::string path;
    std::string folder;
    std::optional<mode_t> existingMode;
};

/// Checks all that can be known without writing.
Result<Destination> findDestination(const std::string& path, Overwrite overwrite)
{
    CG_CHECK(checkName(path));
    std::error_code failure;
    const std::filesystem::path absolute = std::filesystem::absolute(path, failure);
    const std::filesystem::path resolved = std::filesystem::weakly_canonical(absolute, failure);
    if (failure) {
        return notWritable(path, failure.message());
    }
    Destination destination{resolved.string(), resolved.parent_path().string(), std::nullopt};
    struct stat status{};
    if (::stat(destination.path.c_str(), &status) == 0) {
        if (S_ISDIR(status.st_mode)) {
            return notWritable(path, "it is a folder");
        }
        if (!S_ISREG(status.st_mode)) {
            return notWritable(path, "it is not an ordinary file");
        }
        if (overwrite == Overwrite::Refuse) {
            return alreadyThere(path);
        }
        if (::access(destination.path.c_str(), W_OK) != 0) {
            return notWritable(path, reasonOf(errno));
        }
        destination.existingMode = status.st_mode & 0777U;
    } else if (errno != ENOENT) {
        return notWritable(path, reasonOf(errno));
    } else if (!std::filesystem::is_directory(destination.folder, failure)) {
        return notWritable(path, "there is no folder '" + destination.folder + "'");
    }
    return destination;
}

/// A new file in a folder, removed again unless it was moved to its place.
class TemporaryFile {
public:
    TemporaryFile(const std::string& folder, mode_t mode)
        : m_path(folder + "/.ciphergrad-" + std::to_string(SystemRandom().next64()) + ".tmp"),
          m_file(::open(m_path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)),
          m_failure(m_file.isOpen() ? 0 : errno),
          m_isThere(m_file.isOpen())
    {}
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile()
    {
        if (m_isThere) {
            ::unlink(m_path.c_str());
        }
    }

    /// 0, or the number of the error that prevented its creation.
    [[nodiscard]] int failure() const { return m_failure; }

    /// Returns 0 once the bytes are on the disk, or the error number.
    [[nodiscard]] int fill(ByteView bytes, std::optional<mode_t> mode)
    {
        if (const int failure = writeAll(m_file.get(), bytes); failure != 0) {
            return failure;
        }
        const bool done = (!mode || ::fchmod(m_file.get(), *mode) == 0) && ::fsync(m_file.get()) == 0;
        return done && m_file.close() == 0 ? 0 : errno;
    }

    /// Gives the file its name; returns 0 or the error number.
    [[nodiscard]] int moveTo(const std::string& path, Overwrite overwrite)
    {
        if (overwrite == Overwrite::Replace) {
            m_isThere = ::rename(m_path.c_str(), path.c_str()) != 0;
            return m_isThere ? errno : 0;
        }
        if (::renameat2(AT_FDCWD, m_path.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) == 0) {
            m_isThere = false;
            return 0;
        }
        if (errno != EINVAL && errno != ENOSYS) {
            return errno;
        }
        // A file system without that operation (NFS): a second name cannot replace anything either. The first one is
        // removed by the destructor.
        return ::link(m_path.c_str(), path.c_str()) == 0 ? 0 : errno;
    }

private:
    std::string m_path;
    FileDescriptor m_file;
    int m_failure;
    bool m_isThere;
};

/// Makes a renaming survive a loss of power. Returns 0 or the error number; a folder that cannot be opened for
/// reading, or a file system that does not synchronise folders, is no failure: the file itself is complete.
int synchroniseFolder(const std::string& folder)
{
    const FileDescriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!descriptor.isOpen() || ::fsync(descriptor.get()) == 0 || errno == EINVAL) {
        return 0;
    }
    return errno;
}

} // namespace

Result<Bytes> readFile(const std::string& path, std::size_t maxBytes)
{
    constexpr std::size_t kChunkBytes = 1U << 16;
    CG_CHECK(checkName(path));
    const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.isOpen()) {
        if (errno == ENOENT || errno == ENOTDIR) {
            return Error{ErrorCode::FileMissing, "there is no file '" + path + "'"};
        }
        return unreadable(path, reasonOf(errno));
    }
    Bytes bytes;
    for (;;) {
        // One byte more than allowed is asked for, to tell a file of exactly maxBytes from a longer one.
        const std::size_t wanted = std::min(kChunkBytes, maxBytes - bytes.size()) + 1;
        const std::size_t held = bytes.size();
        bytes.resize(held + wanted);
        const ssize_t count = ::read(file.get(), bytes.data() + held, wanted);
        bytes.resize(held + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
        if (bytes.size() > maxBytes) {
            return unreadable(path, "it has more than " + std::to_string(maxBytes) + " bytes");
        }
        if (count == 0) {
            return bytes;
        }
        if (count < 0 && errno == EISDIR) {
            return unreadable(path, "it is a folder");
        }
        if (count < 0 && errno != EINTR) {
            return unreadable(path, reasonOf(errno));
        }
    }
}

Result<void> writeFileAtomically(const std::string& path, ByteView bytes, FileMode mode, Overwrite overwrite)
{
    CG_TRY(const Destination destination, findDestination(path, overwrite));
    const bool isPrivate = mode == FileMode::Private;
    TemporaryFile temporary(destination.folder, isPrivate ? 0600 : 0666);
    if (temporary.failure() != 0) {
        return notWritable(path, reasonOf(temporary.failure()));
    }
    if (const int failure = temporary.fill(bytes, isPrivate ? std::nullopt : destination.existingMode); failure != 0) {
        return notWritable(path, reasonOf(failure));
    }
    if (const int failure = temporary.moveTo(destination.path, overwrite); failure != 0) {
        return failure == EEXIST ? alreadyThere(path) : notWritable(path, reasonOf(failure));
    }
    if (const int failure = synchroniseFolder(destination.folder); failure != 0) {
        return notWritable(path, "the disk did not confirm it: " + reasonOf(failure));
    }
    return {};
}

Result<void> writeFileFrom(const std::string& path, std::size_t at, ByteView bytes)
{
    CG_CHECK(checkName(path));
    FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    const auto cutOff = [&] { return ::ftruncate(file.get(), static_cast<off_t>(at)); };
    if (!file.isOpen() || cutOff() != 0 || ::lseek(file.get(), 0, SEEK_END) < 0) {
        return notWritable(path, reasonOf(errno));
    }
    int failure = writeAll(file.get(), bytes);
    failure = failure == 0 && ::fsync(file.get()) != 0 ? errno : failure;
    if (failure != 0) {
        (void)cutOff();
        return notWritable(path, reasonOf(failure));
    }
    if (at == 0) {
        const std::string folder = std::filesystem::path(path).parent_path().string();
        failure = synchroniseFolder(folder.empty() ? "." : folder);
    }
    return failure == 0 ? Result<void>{} : notWritable(path, "the disk did not confirm it: " + reasonOf(failure));
}

Result<void> checkWritable(const std::string& path, Overwrite overwrite)
{
    CG_TRY(const Destination destination, findDestination(path, overwrite));
    const TemporaryFile probe(destination.folder, 0600);
    if (probe.failure() != 0) {
        return notWritable(path, reasonOf(probe.failure()));
    }
    return {};
}

} // namespace cg::base
