// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "support/child.h"
#include "support/results.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

namespace fs = std::filesystem;

using cg::base::ErrorCode;
using cg::base::FileLock;
using cg::base::FileMode;
using cg::base::Overwrite;
using cg::base::Result;
using cg::testing::errorOf;
using cg::testing::messageOf;
using cg::testing::runInChild;
using cg::testing::valueOf;

namespace {

/// Starts a process that takes the lock and sleeps until a signal ends it. Returns once the lock is held.
pid_t startHolder(const std::string& path)
{
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) {
        qFatal("no pipe");
    }
    const pid_t holder = ::fork();
    if (holder == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL); // also where a failed comparison leaves the test before killAndWait()
        const Result<FileLock> lock = FileLock::acquire(path);
        const char verdict = lock ? 'y' : 'n';
        if (::write(ends[1], &verdict, 1) != 1) {
            ::_exit(1);
        }
        for (;;) {
            ::pause();
        }
    }
    char verdict = 0;
    if (::read(ends[0], &verdict, 1) != 1 || verdict != 'y') {
        qFatal("the holder could not take the lock");
    }
    ::close(ends[0]);
    ::close(ends[1]);
    return holder;
}

void killAndWait(pid_t process)
{
    ::kill(process, SIGKILL);
    ::waitpid(process, nullptr, 0);
}

} // namespace

class FileLockTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        QVERIFY(m_folder.isValid());
        m_path = m_folder.filePath("network.cgnet").toStdString();
        qputenv("XDG_RUNTIME_DIR", QByteArray::fromStdString(m_runtime.path().toStdString()));
    }

    void aFreePathCanBeLockedThoughNoFileIsThere()
    {
        QVERIFY(FileLock::acquire(m_path).hasValue());
        QVERIFY(!fs::exists(m_path));
    }

    void aLockedPathIsRefusedInTheSameProcess()
    {
        const FileLock lock = valueOf(FileLock::acquire(m_path));
        const auto second = FileLock::acquire(m_path);
        QCOMPARE(errorOf(second), ErrorCode::FileInUse);
        QVERIFY2(messageOf(second).find(m_path) != std::string::npos, messageOf(second).c_str());
    }

    void aLockedPathIsRefusedInAnotherProcess()
    {
        const pid_t holder = startHolder(m_path);
        QCOMPARE(errorOf(FileLock::acquire(m_path)), ErrorCode::FileInUse);
        killAndWait(holder);
    }

    void theLockOfAKilledProcessIsFree()
    {
        killAndWait(startHolder(m_path));
        QVERIFY(FileLock::acquire(m_path).hasValue());
    }

    void destructionReleasesTheLock()
    {
        for (int round = 0; round < 3; ++round) {
            const FileLock lock = valueOf(FileLock::acquire(m_path));
            QCOMPARE(errorOf(FileLock::acquire(m_path)), ErrorCode::FileInUse);
        }
        QVERIFY(FileLock::acquire(m_path).hasValue());
    }

    void aMovedLockIsStillHeldAndHeldOnce()
    {
        FileLock lock = valueOf(FileLock::acquire(m_path));
        {
            const FileLock moved = std::move(lock);
            QCOMPARE(errorOf(FileLock::acquire(m_path)), ErrorCode::FileInUse);
        }
        QVERIFY(FileLock::acquire(m_path).hasValue());
    }

    void everyNameOfThePathIsLocked()
    {
        const std::string folder = m_folder.path().toStdString();
        fs::create_directory(folder + "/below");
        fs::create_directory_symlink(folder, folder + "/link");
        const FileLock lock = valueOf(FileLock::acquire(m_path));
        for (const char* name : {"/below/../network.cgnet", "/./network.cgnet", "/link/network.cgnet"}) {
            QCOMPARE(errorOf(FileLock::acquire(folder + name)), ErrorCode::FileInUse);
        }
        const auto outcome = runInChild([&] {
            const bool isThere = ::chdir(folder.c_str()) == 0;
            return isThere && errorOf(FileLock::acquire("network.cgnet")) == ErrorCode::FileInUse ? 0 : 1;
        });
        QCOMPARE(outcome.exitStatus, std::optional(0));
        QVERIFY(FileLock::acquire(m_path + "2").hasValue());
    }

    void theLockSurvivesTheReplacementOfTheFile()
    {
        const FileLock lock = valueOf(FileLock::acquire(m_path));
        const auto text = cg::base::viewOf("x");
        QVERIFY(cg::base::writeFileAtomically(m_path, text, FileMode::Ordinary, Overwrite::Replace).hasValue());
        QVERIFY(cg::base::writeFileAtomically(m_path, text, FileMode::Ordinary, Overwrite::Replace).hasValue());
        QCOMPARE(errorOf(FileLock::acquire(m_path)), ErrorCode::FileInUse);
        QVERIFY(fs::remove(m_path));
    }

    void anEmptyNameIsRefused() { QCOMPARE(errorOf(FileLock::acquire("")), ErrorCode::InvalidArgument); }

    void theLockFolderIsForTheUserAlone()
    {
        QVERIFY(FileLock::acquire(m_path).hasValue());
        const std::string folder = m_runtime.filePath("ciphergrad").toStdString();
        QCOMPARE(static_cast<unsigned>(fs::status(folder).permissions()), 0700U);
    }

    void aLockFolderThatOthersMayEnterIsRefused()
    {
        const QTemporaryDir runtime;
        qputenv("XDG_RUNTIME_DIR", runtime.path().toUtf8());
        const std::string folder = runtime.filePath("ciphergrad").toStdString();
        fs::create_directory(folder);
        ::chmod(folder.c_str(), 0755);
        QCOMPARE(errorOf(FileLock::acquire(m_path)), ErrorCode::FileNotWritable);
    }

    void aLockFolderThatIsALinkIsRefused()
    {
        const QTemporaryDir runtime;
        const QTemporaryDir elsewhere;
        qputenv("XDG_RUNTIME_DIR", runtime.path().toUtf8());
        fs::create_directory_symlink(elsewhere.path().toStdString(), runtime.filePath("ciphergrad").toStdString());
        QCOMPARE(errorOf(FileLock::acquire(m_path)), ErrorCode::FileNotWritable);
    }

private:
    QTemporaryDir m_folder;
    QTemporaryDir m_runtime;
    std::string m_path;
};

QTEST_APPLESS_MAIN(FileLockTest)
#include "file_lock_test.moc"
