// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "support/child.h"
#include "support/results.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <set>

namespace fs = std::filesystem;

using cg::base::Bytes;
using cg::base::checkWritable;
using cg::base::ErrorCode;
using cg::base::FileMode;
using cg::base::Overwrite;
using cg::base::readFile;
using cg::base::Result;
using cg::base::viewOf;
using cg::base::writeFileAtomically;
using cg::testing::dropPrivileges;
using cg::testing::errorOf;
using cg::testing::messageOf;
using cg::testing::runInChild;
using cg::testing::valueOf;

namespace {

constexpr std::size_t kPlenty = 1U << 20;

/// A folder of its own for each test; others may enter it, so that a child without rights comes to the test's files.
class Folder {
public:
    Folder() { ::chmod(path().c_str(), 0755); }

    [[nodiscard]] std::string path() const { return m_folder.path().toStdString(); }
    [[nodiscard]] std::string file(const std::string& name) const { return path() + "/" + name; }
    [[nodiscard]] std::set<std::string> names() const
    {
        std::set<std::string> names;
        for (const auto& entry : fs::directory_iterator(path())) {
            names.insert(entry.path().filename().string());
        }
        return names;
    }

private:
    QTemporaryDir m_folder;
};

Result<void> write(const std::string& path, const std::string& text, Overwrite overwrite = Overwrite::Replace,
                   FileMode mode = FileMode::Ordinary)
{
    return writeFileAtomically(path, viewOf(text), mode, overwrite);
}

std::string contentOf(const std::string& path)
{
    const Bytes bytes = valueOf(readFile(path, kPlenty));
    return {bytes.begin(), bytes.end()};
}

unsigned permissionsOf(const std::string& path)
{
    return static_cast<unsigned>(fs::status(path).permissions());
}

/// Exit status of a child: 0 where `result` failed with `code`, else 1 with the reason on standard error.
template <typename T>
int expectError(const Result<T>& result, ErrorCode code)
{
    if (errorOf(result) == code) {
        return 0;
    }
    std::fprintf(stderr, "%s\n", result ? "it succeeded" : result.error().message.c_str());
    return 1;
}

constexpr int kNotPossibleHere = 77;

bool writeOwn(const std::string& path, const std::string& text)
{
    const cg::base::FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    return file.isOpen() && ::write(file.get(), text.data(), text.size()) == std::ssize(text);
}

/// Gives this process mounts of its own: as the administrator, or as the administrator of a new user namespace.
bool separateMounts()
{
    const std::string user = "0 " + std::to_string(::getuid()) + " 1";
    const std::string group = "0 " + std::to_string(::getgid()) + " 1";
    return ::unshare(CLONE_NEWNS) == 0 ||
           (::unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 && writeOwn("/proc/self/uid_map", user) &&
            writeOwn("/proc/self/setgroups", "deny") && writeOwn("/proc/self/gid_map", group));
}

/// Mounts a file system of 64 KiB over `folder`, visible in this process only.
bool mountTinyDisk(const std::string& folder)
{
    return separateMounts() && ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
           ::mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=64k") == 0;
}

} // namespace

class FileTest : public QObject {
    Q_OBJECT

private slots:
    void readsWhatWasWritten()
    {
        const Folder folder;
        Bytes large(300'000);
        for (std::size_t i = 0; i < large.size(); ++i) {
            large[i] = static_cast<std::uint8_t>(i * 7);
        }
        for (const Bytes& bytes : {Bytes{}, Bytes{0}, Bytes{'a', 0, '\n'}, large}) {
            const std::string path = folder.file("data");
            QVERIFY(writeFileAtomically(path, bytes, FileMode::Ordinary, Overwrite::Replace).hasValue());
            QVERIFY(valueOf(readFile(path, kPlenty)) == bytes);
        }
        QCOMPARE(folder.names(), std::set<std::string>{"data"});
    }

    void aFileOfExactlyTheLimitIsReadAndALongerOneIsNot()
    {
        const Folder folder;
        const std::string path = folder.file("data");
        for (const std::size_t size : {std::size_t{0}, std::size_t{10}, std::size_t{65536}, std::size_t{200'000}}) {
            QVERIFY(write(path, std::string(size, 'x')).hasValue());
            QCOMPARE(valueOf(readFile(path, size)).size(), size);
            QVERIFY(write(path, std::string(size + 1, 'x')).hasValue());
            QCOMPARE(errorOf(readFile(path, size)), ErrorCode::FileUnreadable);
        }
        QVERIFY(messageOf(readFile(path, 10)).find("more than 10 bytes") != std::string::npos);
    }

    void readingStopsAtTheLimitOfAnEndlessFile()
    {
        QCOMPARE(errorOf(readFile("/dev/zero", kPlenty)), ErrorCode::FileUnreadable);
    }

    void aPipeCanBeRead()
    {
        std::array<int, 2> ends{};
        QCOMPARE(::pipe(ends.data()), 0);
        QCOMPARE(::write(ends[1], "word", 4), ssize_t{4});
        ::close(ends[1]);
        QCOMPARE(contentOf("/proc/self/fd/" + std::to_string(ends[0])), std::string("word"));
        ::close(ends[0]);
    }

    void aMissingFileIsCalledMissing()
    {
        const Folder folder;
        QVERIFY(write(folder.file("data"), "x").hasValue());
        QCOMPARE(errorOf(readFile(folder.file("none"), kPlenty)), ErrorCode::FileMissing);
        QCOMPARE(errorOf(readFile(folder.file("data/below"), kPlenty)), ErrorCode::FileMissing);
        QCOMPARE(messageOf(readFile(folder.file("none"), 1)), "there is no file '" + folder.file("none") + "'");
    }

    void whatCannotBeReadIsCalledUnreadable()
    {
        const Folder folder;
        QCOMPARE(errorOf(readFile(folder.path(), kPlenty)), ErrorCode::FileUnreadable);
        QVERIFY(messageOf(readFile(folder.path(), kPlenty)).find("it is a folder") != std::string::npos);
        const std::string path = folder.file("secret");
        QVERIFY(write(path, "x", Overwrite::Refuse, FileMode::Private).hasValue());
        const auto outcome = runInChild([&] {
            ::chmod(path.c_str(), 0);
            dropPrivileges();
            return expectError(readFile(path, kPlenty), ErrorCode::FileUnreadable);
        });
        QVERIFY2(outcome.exitStatus == 0, outcome.errorOutput.c_str());
    }

    void namesThatAreNoNamesAreRefused()
    {
        for (const std::string& path : {std::string(), std::string("/tmp/a\0b", 8)}) {
            QCOMPARE(errorOf(readFile(path, kPlenty)), ErrorCode::InvalidArgument);
            QCOMPARE(errorOf(write(path, "x")), ErrorCode::InvalidArgument);
            QCOMPARE(errorOf(checkWritable(path, Overwrite::Replace)), ErrorCode::InvalidArgument);
        }
    }

    void aPrivateFileIsForTheUserAloneWhateverTheUmask()
    {
        const Folder folder;
        const std::string path = folder.file("key");
        const mode_t before = ::umask(0);
        QVERIFY(write(path, "x", Overwrite::Refuse, FileMode::Private).hasValue());
        QCOMPARE(permissionsOf(path), 0600U);
        ::chmod(path.c_str(), 0644);
        QVERIFY(write(path, "y", Overwrite::Replace, FileMode::Private).hasValue());
        ::umask(before);
        QCOMPARE(permissionsOf(path), 0600U);
    }

    void anOrdinaryFileFollowsTheUmaskAndKeepsItsPermissionsWhenReplaced()
    {
        const Folder folder;
        const std::string path = folder.file("data");
        const mode_t before = ::umask(027);
        QVERIFY(write(path, "x").hasValue());
        QCOMPARE(permissionsOf(path), 0640U);
        ::chmod(path.c_str(), 0604);
        QVERIFY(write(path, "y").hasValue());
        ::umask(before);
        QCOMPARE(permissionsOf(path), 0604U);
        QCOMPARE(contentOf(path), std::string("y"));
    }

    void anExistingFileIsKeptUnlessItMayBeReplaced()
    {
        const Folder folder;
        const std::string path = folder.file("data");
        QVERIFY(write(path, "old", Overwrite::Refuse).hasValue());
        const Result<void> refused = write(path, "new", Overwrite::Refuse);
        QCOMPARE(errorOf(refused), ErrorCode::FileExists);
        QVERIFY(messageOf(refused).find(path) != std::string::npos);
        QCOMPARE(contentOf(path), std::string("old"));
        QVERIFY(write(path, "new", Overwrite::Replace).hasValue());
        QCOMPARE(contentOf(path), std::string("new"));
        QCOMPARE(folder.names(), std::set<std::string>{"data"});
    }

    /// Eight processes try at once, each after the early check has passed or not: one wins, and its file is whole.
    void ofSeveralProcessesOneCreatesTheFile()
    {
        const Folder folder;
        const std::string path = folder.file("data");
        const auto outcome = runInChild([&] {
            for (int number = 0; number < 8; ++number) {
                if (::fork() == 0) {
                    const std::string text(10'000, static_cast<char>('a' + number));
                    ::_exit(write(path, text, Overwrite::Refuse).hasValue() ? 0 : 1);
                }
            }
            int winners = 0;
            for (int status = 0; ::wait(&status) > 0;) {
                winners += status == 0 ? 1 : 0;
            }
            return winners;
        });
        QCOMPARE(outcome.exitStatus, std::optional(1));
        const std::string content = contentOf(path);
        QCOMPARE(content, std::string(10'000, content.front()));
        QCOMPARE(folder.names(), std::set<std::string>{"data"});
    }

    void aSymbolicLinkIsFollowed()
    {
        const Folder folder;
        const std::string link = folder.file("link");
        QVERIFY(write(folder.file("data"), "old").hasValue());
        fs::create_symlink("data", link);
        QVERIFY(write(link, "new").hasValue());
        QVERIFY(fs::is_symlink(link));
        QCOMPARE(contentOf(folder.file("data")), std::string("new"));
        QCOMPARE(errorOf(write(link, "newer", Overwrite::Refuse)), ErrorCode::FileExists);
    }

    void aLinkToNowhereIsNotLostEither()
    {
        const Folder folder;
        const std::string link = folder.file("link");
        fs::create_symlink("nowhere", link);
        QCOMPARE(errorOf(write(link, "x", Overwrite::Refuse)), ErrorCode::FileExists);
        QVERIFY(fs::is_symlink(link));
    }

    void foldersAndDevicesAreNeverReplaced()
    {
        const Folder folder;
        const std::string pipe = folder.file("pipe");
        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
        fs::create_directory(folder.file("folder"));
        for (const std::string& path : {pipe, folder.file("folder"), folder.file("folder/")}) {
            for (const Overwrite overwrite : {Overwrite::Refuse, Overwrite::Replace}) {
                QCOMPARE(errorOf(write(path, "x", overwrite)), ErrorCode::FileNotWritable);
                QCOMPARE(errorOf(checkWritable(path, overwrite)), ErrorCode::FileNotWritable);
            }
        }
        QVERIFY(fs::is_fifo(pipe));
        QCOMPARE(folder.names(), (std::set<std::string>{"folder", "pipe"}));
    }

    void aMissingFolderIsNamed()
    {
        const Folder folder;
        const std::string path = folder.file("none/data");
        for (const Result<void>& result : {write(path, "x"), checkWritable(path, Overwrite::Replace)}) {
            QCOMPARE(errorOf(result), ErrorCode::FileNotWritable);
            QVERIFY2(
                messageOf(result).ends_with("there is no folder '" + fs::canonical(folder.path()).string() + "/none'"),
                messageOf(result).c_str());
        }
        QCOMPARE(errorOf(write(folder.file("new/"), "x")), ErrorCode::FileNotWritable);
    }

    void aNameThatIsTooLongIsRefused()
    {
        const Folder folder;
        const std::string path = folder.file(std::string(300, 'n'));
        QCOMPARE(errorOf(write(path, "x")), ErrorCode::FileNotWritable);
        QCOMPARE(errorOf(checkWritable(path, Overwrite::Replace)), ErrorCode::FileNotWritable);
    }

    void aRelativeNameBelongsToTheCurrentFolder()
    {
        const Folder folder;
        const auto outcome = runInChild([&] {
            if (::chdir(folder.path().c_str()) != 0) {
                return 2;
            }
            const bool isPossible = checkWritable("data", Overwrite::Refuse).hasValue();
            return isPossible && write("data", "x", Overwrite::Refuse).hasValue() ? 0 : 1;
        });
        QCOMPARE(outcome.exitStatus, std::optional(0));
        QCOMPARE(contentOf(folder.file("data")), std::string("x"));
    }

    void aFolderWithoutTheRightToWriteIsNoticed()
    {
        const Folder folder;
        const auto outcome = runInChild([&] {
            ::chmod(folder.path().c_str(), 0555);
            dropPrivileges();
            const std::string path = folder.file("data");
            return expectError(write(path, "x"), ErrorCode::FileNotWritable) +
                   expectError(checkWritable(path, Overwrite::Refuse), ErrorCode::FileNotWritable);
        });
        ::chmod(folder.path().c_str(), 0755);
        QVERIFY2(outcome.exitStatus == 0, outcome.errorOutput.c_str());
        QVERIFY(folder.names().empty());
    }

    void aReadOnlyFileIsNotReplacedThoughItsFolderWouldAllowIt()
    {
        const Folder folder;
        const std::string path = folder.file("data");
        QVERIFY(write(path, "old").hasValue());
        ::chmod(path.c_str(), 0444);
        ::chmod(folder.path().c_str(), 0777);
        const auto outcome = runInChild([&] {
            dropPrivileges();
            return expectError(write(path, "new"), ErrorCode::FileNotWritable) +
                   expectError(checkWritable(path, Overwrite::Replace), ErrorCode::FileNotWritable);
        });
        QVERIFY2(outcome.exitStatus == 0, outcome.errorOutput.c_str());
        QCOMPARE(contentOf(path), std::string("old"));
    }

    void theEarlyCheckLeavesNothingBehindAndChangesNothing()
    {
        const Folder folder;
        const std::string path = folder.file("data");
        QVERIFY(checkWritable(path, Overwrite::Refuse).hasValue());
        QVERIFY(folder.names().empty());
        QVERIFY(write(path, "old").hasValue());
        QVERIFY(checkWritable(path, Overwrite::Replace).hasValue());
        QCOMPARE(errorOf(checkWritable(path, Overwrite::Refuse)), ErrorCode::FileExists);
        QCOMPARE(contentOf(path), std::string("old"));
        QCOMPARE(folder.names(), std::set<std::string>{"data"});
    }

    /// The limit of file sizes makes write() deliver 4096 bytes and then fail; unhandled it would end the process.
    void beyondTheLimitOfFileSizesTheOldFileStaysAndTheProgramLives()
    {
        const Folder folder;
        const std::string path = folder.file("data");
        QVERIFY(write(path, "old").hasValue());
        const auto outcome = runInChild([&] {
            const rlimit limit{4096, 4096};
            ::setrlimit(RLIMIT_FSIZE, &limit);
            const Result<void> first = write(path, std::string(10'000, 'x'));
            const Result<void> second = write(path, std::string(10'000, 'x'));
            return expectError(first, ErrorCode::FileNotWritable) + expectError(second, ErrorCode::FileNotWritable);
        });
        QVERIFY2(outcome.exitStatus == 0, outcome.errorOutput.c_str());
        QCOMPARE(contentOf(path), std::string("old"));
        QCOMPARE(folder.names(), std::set<std::string>{"data"});
    }

    void onAFullDiskTheOldFileStaysAndTheTemporaryOneGoes()
    {
        const Folder folder;
        const std::string path = folder.file("data");
        const auto outcome = runInChild([&] {
            if (!mountTinyDisk(folder.path())) {
                return kNotPossibleHere;
            }
            if (!write(path, "old").hasValue()) {
                return 2;
            }
            const Result<void> result = write(path, std::string(100'000, 'x'));
            if (messageOf(result).find("No space left on device") == std::string::npos) {
                return 3;
            }
            const bool isUntouched = contentOf(path) == "old" && folder.names() == std::set<std::string>{"data"};
            return isUntouched ? expectError(result, ErrorCode::FileNotWritable) : 4;
        });
        if (outcome.exitStatus == kNotPossibleHere) {
            QSKIP("this machine allows no private file system");
        }
        QVERIFY2(outcome.exitStatus == 0, outcome.errorOutput.c_str());
    }
};

QTEST_APPLESS_MAIN(FileTest)
#include "file_test.moc"
