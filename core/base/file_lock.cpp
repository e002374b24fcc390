// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "base/random.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <thread>

namespace cg::base {

namespace {

Error noRuntimeFolder(const std::string& folder, const std::string& why)
{
    return {ErrorCode::FileNotWritable, "the folder '" + folder + "' cannot be used for locks: " + why};
}

/// Whether `folder` is a real folder that belongs to this user alone.
bool isPrivateFolder(const std::string& folder)
{
    struct stat status{};
    return ::lstat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == ::geteuid() &&
           (status.st_mode & 077U) == 0;
}

/// The folder for locks, created if needed. In /tmp anybody may have made the name first, so that it is checked.
Result<std::string> runtimeFolder()
{
    // The environment is read-only while threads run in every program of this project.
    const char* given = std::getenv("XDG_RUNTIME_DIR"); // NOLINT(concurrency-mt-unsafe)
    const std::string parent = given == nullptr ? std::string() : given;
    const std::string folder = parent.starts_with('/') && isPrivateFolder(parent)
                                   ? parent + "/ciphergrad"
                                   : "/tmp/ciphergrad-" + std::to_string(::geteuid());
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
        return noRuntimeFolder(folder, std::generic_category().message(errno));
    }
    if (!isPrivateFolder(folder)) {
        return noRuntimeFolder(folder, "it must be a folder that belongs to this user and to nobody else (mode 0700)");
    }
    return folder;
}

/// A file name for any path: the hexadecimal hash of it.
std::string lockNameOf(const std::string& path)
{
    constexpr char kDigits[] = "0123456789abcdef";
    std::string name;
    for (const std::uint8_t byte : hashOf(viewOf(path))) {
        name.push_back(kDigits[byte >> 4]);
        name.push_back(kDigits[byte & 15]);
    }
    return name + ".lock";
}

} // namespace

Result<FileLock> FileLock::acquire(const std::string& path)
{
    std::error_code failure;
    const std::filesystem::path absolute = std::filesystem::absolute(path, failure);
    const std::string canonical = std::filesystem::weakly_canonical(absolute, failure).string();
    if (failure || path.empty()) {
        return Error{ErrorCode::InvalidArgument, "'" + path + "' cannot be the name of a file"};
    }
    CG_TRY(const std::string folder, runtimeFolder());
    const std::string lockPath = folder + "/" + lockNameOf(canonical);
    FileDescriptor file(::open(lockPath.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file.isOpen()) {
        return noRuntimeFolder(folder, std::generic_category().message(errno));
    }
    // The lock file stays when the lock goes: removing it would race with a process that has just opened it.
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) {
            return Error{ErrorCode::FileInUse,
                         "the file '" + path + "' is in use by another program; end that one first"};
        }
        return noRuntimeFolder(folder, std::generic_category().message(errno));
    }
    return FileLock(std::move(file));
}

Result<FileLock> FileLock::acquireWithin(const std::string& path, std::chrono::milliseconds patience)
{
    constexpr std::chrono::milliseconds kPause{5};
    const auto until = std::chrono::steady_clock::now() + patience;
    for (;;) {
        auto lock = acquire(path);
        if (lock || lock.error().code != ErrorCode::FileInUse || std::chrono::steady_clock::now() >= until) {
            return lock;
        }
        std::this_thread::sleep_for(kPause);
    }
}

} // namespace cg::base
