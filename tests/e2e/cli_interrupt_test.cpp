// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"

#include <QFile>
#include <QTest>

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <optional>

using cg::testing::childNamed;
using cg::testing::Outcome;
using cg::testing::Program;
using cg::testing::waitForError;

namespace {

const QStringList kEndless{"train", "--demo-key", "7", "--seed", "3", "--steps", "1000000000000", "--json"};

void send(const QProcess& process, int signal)
{
    ::kill(static_cast<pid_t>(process.processId()), signal);
}

/// Stops the key holder of a training that has begun.
std::optional<pid_t> stopHolder(QProcess& process)
{
    QByteArray seen;
    if (!waitForError(process, "training:", seen)) {
        return std::nullopt;
    }
    const std::optional<qint64> holder = childNamed(process.processId(), "ciphergrad-keyholder");
    return holder && ::kill(static_cast<pid_t>(*holder), SIGSTOP) == 0 ? std::optional(static_cast<pid_t>(*holder))
                                                                       : std::nullopt;
}

bool hasEnded(pid_t process)
{
    return ::kill(process, 0) != 0 && errno == ESRCH;
}

/// A terminal that the program has as its controlling one; closed at the end.
class Terminal {
public:
    Terminal() : m_master(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC))
    {
        if (m_master < 0 || ::grantpt(m_master) != 0 || ::unlockpt(m_master) != 0) {
            qFatal("there is no terminal to be had");
        }
        m_name = ::ptsname(m_master);
    }
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;
    ~Terminal() { ::close(m_master); }

    /// What the child has to do before it becomes the program.
    [[nodiscard]] std::function<void()> adopt() const
    {
        return [name = m_name] {
            ::setsid();
            const int terminal = ::open(name.constData(), O_RDWR);
            ::ioctl(terminal, TIOCSCTTY, 0);
            ::dup2(terminal, STDERR_FILENO);
            ::close(terminal);
        };
    }

    void type(const QByteArray& text) const
    {
        if (::write(m_master, text.constData(), static_cast<size_t>(text.size())) != text.size()) {
            qFatal("nothing can be typed");
        }
    }

    /// Reads what is shown until it contains `text`; false once the terminal is left or after a minute.
    [[nodiscard]] bool waitFor(const QByteArray& text)
    {
        while (!m_shown.contains(text)) {
            pollfd entry{m_master, POLLIN, 0};
            constexpr int kLongestMilliseconds = 60'000;
            std::array<char, 4096> buffer;
            const ssize_t count =
                ::poll(&entry, 1, kLongestMilliseconds) == 1 ? ::read(m_master, buffer.data(), buffer.size()) : 0;
            if (count <= 0) {
                return false;
            }
            m_shown.append(buffer.data(), static_cast<qsizetype>(count));
        }
        return true;
    }

    [[nodiscard]] const QByteArray& shown() const { return m_shown; }
    [[nodiscard]] bool isEchoing() const
    {
        termios settings{};
        const int terminal = ::open(m_name.constData(), O_RDWR | O_NOCTTY);
        const bool known = ::tcgetattr(terminal, &settings) == 0;
        ::close(terminal);
        return known && (settings.c_lflag & ECHO) != 0;
    }

private:
    int m_master;
    QByteArray m_name;
    QByteArray m_shown;
};

} // namespace

/// Signals, a key holder that dies or is not there, and the terminal.
class CliInterruptTest : public QObject {
    Q_OBJECT

private slots:
    void signalKeepsWhatWasTrained_data();
    void signalKeepsWhatWasTrained();
    void secondSignalDoesNotLoseTheFile();
    void interruptedSessionGoesOnAsIfNothingHadHappened();
    void killedProgramLosesNoMoreThanAnInterval();
    void lostKeyHolderEndsTheRunAndTheFileIsKept();
    void stoppedKeyHolderIsEndedByASecondSignal_data();
    void stoppedKeyHolderIsEndedByASecondSignal();
    void stoppedKeyHolderIsEndedSomeTimeAfterOneSignal();
    void keyHolderThatIsStoppedWhileItSealsIsEndedToo();
    void missingKeyHolderIsReported();
    void otherCommandsEndAtOnceOnASignal();
    void terminalShowsABarWithColours();
    void noColorIsRespected();
    void passphraseIsAskedForOnTheTerminalAndNotShown();
    void interruptAtThePassphraseLeavesTheTerminalInOrder();
};

void CliInterruptTest::signalKeepsWhatWasTrained_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGTERM") << SIGTERM;
    QTest::newRow("SIGHUP") << SIGHUP;
}

void CliInterruptTest::signalKeepsWhatWasTrained()
{
    QFETCH(const int, signal);
    const Program program;
    QProcess process;
    program.start(process, kEndless + QStringList{"--out", "a"});
    QByteArray seen;
    QVERIFY(waitForError(process, "training:", seen));
    send(process, signal);
    const Outcome outcome = Program::finish(process);
    QCOMPARE(outcome.exitCode, 6);
    QCOMPARE(outcome.json()["stopped_by"].toString(), "interrupt");
    const int steps = outcome.json()["steps"].toInt();
    QVERIFY(steps > 0);
    QVERIFY(!outcome.json()["final_loss"].isNull());
    QVERIFY2(outcome.lastError().contains("interrupted after"), outcome.errors.constData());
    QCOMPARE(program.run({"info", "a", "--json"}).json()["steps"].toInt(), steps);
    QCOMPARE(program.files(), QStringList{"a"});
}

void CliInterruptTest::secondSignalDoesNotLoseTheFile()
{
    const Program program;
    QProcess process;
    program.start(process, kEndless + QStringList{"--out", "a"});
    QByteArray seen;
    QVERIFY(waitForError(process, "training:", seen));
    send(process, SIGINT);
    send(process, SIGTERM);
    send(process, SIGINT);
    QCOMPARE(Program::finish(process).exitCode, 6);
    QCOMPARE(program.run({"info", "a"}).exitCode, 0);
}

void CliInterruptTest::interruptedSessionGoesOnAsIfNothingHadHappened()
{
    const Program program;
    QProcess process;
    program.start(process, kEndless + QStringList{"--out", "a"});
    QByteArray seen;
    QVERIFY(waitForError(process, "training:", seen));
    send(process, SIGINT);
    const int steps = Program::finish(process).json()["steps"].toInt();
    QCOMPARE(program.run({"train", "--from", "a", "--steps", "3", "--out", "a"}).exitCode, 0);
    const QString all = QString::number(steps + 3);
    QCOMPARE(program.run({"train", "--demo-key", "7", "--seed", "3", "--steps", all, "--out", "b"}).exitCode, 0);
    const auto ciphertexts = [&](const char* name) -> QJsonValue {
        return program.run({"info", name, "--ciphertexts", "--json"}).json()["ciphertexts"];
    };
    QVERIFY(!ciphertexts("a").isUndefined());
    QCOMPARE(ciphertexts("a"), ciphertexts("b"));
}

void CliInterruptTest::killedProgramLosesNoMoreThanAnInterval()
{
    const Program program;
    QProcess process;
    program.start(process, kEndless + QStringList{"--out", "a", "--autosave", "0.05"});
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(program.file("a.journal")), 60'000);
    send(process, SIGKILL);
    process.waitForFinished();
    QCOMPARE(process.exitStatus(), QProcess::CrashExit);
    const QByteArray file = program.read("a");

    const Outcome info = program.run({"info", "a", "--json"});
    QVERIFY2(info.errors.contains("its journal goes on to step"), info.errors.constData());
    const int steps = info.json()["steps"].toInt();
    QVERIFY(steps > 0);
    QVERIFY(program.read("a") == file); // looking changes nothing
    const Outcome whole = program.run(
        {"train", "--demo-key", "7", "--seed", "3", "--steps", QString::number(steps + 3), "--out", "whole"});
    QCOMPARE(whole.exitCode, 0);
    const Outcome rest = program.run({"train", "--from", "a", "--out", "a", "--steps", "3", "--demo-key", "7"});
    QVERIFY2(rest.exitCode == 0, rest.errors.constData());
    QVERIFY(!QFile::exists(program.file("a.journal")));
    QVERIFY(program.read("a") == program.read("whole"));
}

void CliInterruptTest::lostKeyHolderEndsTheRunAndTheFileIsKept()
{
    const Program program;
    QProcess process;
    program.start(process, kEndless + QStringList{"--out", "a"});
    QByteArray seen;
    QVERIFY(waitForError(process, "training:", seen));
    const std::optional<qint64> holder = childNamed(process.processId(), "ciphergrad-keyholder");
    QVERIFY(holder.has_value());
    ::kill(static_cast<pid_t>(*holder), SIGKILL);
    const Outcome outcome = Program::finish(process);
    QCOMPARE(outcome.exitCode, 7);
    QVERIFY2(outcome.lastError().contains("key holder"), outcome.errors.constData());
    const QJsonObject json = outcome.json();
    QVERIFY(json["steps"].toInt() > 0);
    QVERIFY(json["final_loss"].isNull() && json["predictions"].isNull());
    QCOMPARE(program.run({"info", "a", "--json"}).json()["steps"].toInt(), json["steps"].toInt());
}

void CliInterruptTest::stoppedKeyHolderIsEndedByASecondSignal_data()
{
    QTest::addColumn<QStringList>("more");
    QTest::newRow("asked after each step") << QStringList{"--rate", "1e-9", "--target-loss", "1e-6"};
    QTest::newRow("asked at the end") << QStringList{};
}

void CliInterruptTest::stoppedKeyHolderIsEndedByASecondSignal()
{
    QFETCH(const QStringList, more);
    const Program program;
    QProcess process;
    program.start(process, kEndless + QStringList{"--out", "a"} + more);
    const std::optional<pid_t> holder = stopHolder(process);
    QVERIFY(holder.has_value());
    send(process, SIGINT);
    send(process, SIGTERM);
    const Outcome outcome = Program::finish(process);
    QCOMPARE(outcome.exitCode, 6);
    QVERIFY2(outcome.lastError().contains("the key holder did not answer"), outcome.errors.constData());
    QVERIFY2(outcome.lastError().contains("interrupted after"), outcome.errors.constData());
    QCOMPARE(outcome.json()["stopped_by"].toString(), "interrupt");
    QVERIFY(outcome.json()["final_loss"].isNull());
    const int steps = outcome.json()["steps"].toInt();
    QVERIFY(steps > 0);
    QCOMPARE(program.run({"info", "a", "--json"}).json()["steps"].toInt(), steps);
    QVERIFY(hasEnded(*holder));
}

void CliInterruptTest::stoppedKeyHolderIsEndedSomeTimeAfterOneSignal()
{
    const Program program;
    QProcess process;
    program.start(process, kEndless);
    const std::optional<pid_t> holder = stopHolder(process);
    QVERIFY(holder.has_value());
    send(process, SIGINT);
    const Outcome outcome = Program::finish(process);
    QCOMPARE(outcome.exitCode, 6);
    QVERIFY2(outcome.lastError().contains("the key holder did not answer"), outcome.errors.constData());
    QVERIFY(hasEnded(*holder));
}

void CliInterruptTest::keyHolderThatIsStoppedWhileItSealsIsEndedToo()
{
    const Program program;
    const QByteArray pipe = program.file("pipe").toUtf8();
    QCOMPARE(::mkfifo(pipe.constData(), 0600), 0);
    QProcess process;
    // The key holder waits for a passphrase that does not come, so that it can be stopped before it has made a key.
    program.write("pass", "hidden words\n");
    QCOMPARE(program.run({"keys", "new", "--out", "k", "--passphrase-file", "pass"}).exitCode, 0);
    program.start(process, {"seal", "--key", "k", "--passphrase-file", "pipe", "--out", "a"});
    const int writing = ::open(pipe.constData(), O_WRONLY | O_CLOEXEC);
    QVERIFY(writing >= 0);
    const std::optional<qint64> holder = childNamed(process.processId(), "ciphergrad-keyholder");
    QVERIFY(holder.has_value());
    ::kill(static_cast<pid_t>(*holder), SIGSTOP);
    send(process, SIGINT);
    send(process, SIGTERM);
    const Outcome outcome = Program::finish(process);
    ::close(writing);
    QCOMPARE(outcome.exitCode, 6);
    QVERIFY2(outcome.lastError().contains("the key holder did not answer"), outcome.errors.constData());
    QVERIFY(hasEnded(static_cast<pid_t>(*holder)));
    QVERIFY(!program.files().contains("a"));
}

void CliInterruptTest::missingKeyHolderIsReported()
{
    const Program program;
    QVERIFY(QFile::copy(Program::path(), program.file("alone")));
    const Outcome outcome = program.runOther(program.file("alone"), {"train", "--demo-key", "7", "--json"});
    QCOMPARE(outcome.exitCode, 7);
    QVERIFY2(outcome.errors.contains("ciphergrad-keyholder"), outcome.errors.constData());
    QCOMPARE(outcome.json()["steps"].toInt(-1), 0);
    QVERIFY(outcome.json()["stopped_by"].isNull());
    QCOMPARE(program.runOther(program.file("alone"), {"train", "--scheme", "plain"}).exitCode, 0);
}

void CliInterruptTest::otherCommandsEndAtOnceOnASignal()
{
    const Program program;
    const QByteArray pipe = program.file("pipe").toUtf8();
    QCOMPARE(::mkfifo(pipe.constData(), 0600), 0);
    QProcess process;
    program.start(process, {"calc", "--file", "pipe"});
    // This returns once the program has opened the pipe too; then it waits for an end that does not come.
    const int writing = ::open(pipe.constData(), O_WRONLY | O_CLOEXEC);
    QVERIFY(writing >= 0);
    send(process, SIGINT);
    const Outcome outcome = Program::finish(process);
    ::close(writing);
    QCOMPARE(outcome.exitCode, 6);
    QCOMPARE(outcome.errors, QByteArray("ciphergrad-cli: interrupted\n"));
}

void CliInterruptTest::terminalShowsABarWithColours()
{
    Terminal terminal;
    const Program program;
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("TERM", "xterm");
    environment.remove("NO_COLOR");
    process.setProcessEnvironment(environment);
    process.setChildProcessModifier(terminal.adopt());
    // Few enough for a line of 80 columns to have room for the bar.
    program.start(process, {"train", "--demo-key", "7", "--steps", "1000000"});
    QVERIFY(terminal.waitFor("steps/s"));
    QVERIFY(terminal.shown().contains("\r\x1b[K\x1b[36m["));
    terminal.type("\x03");
    QVERIFY(terminal.waitFor("interrupted after"));
    QCOMPARE(Program::finish(process).exitCode, 6);
}

void CliInterruptTest::noColorIsRespected()
{
    Terminal terminal;
    const Program program;
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("TERM", "xterm");
    environment.insert("NO_COLOR", "1");
    process.setProcessEnvironment(environment);
    process.setChildProcessModifier(terminal.adopt());
    program.start(process, kEndless);
    QVERIFY(terminal.waitFor("steps/s"));
    send(process, SIGTERM);
    QVERIFY(terminal.waitFor("interrupted after"));
    QVERIFY2(!terminal.shown().contains("m["), terminal.shown().constData());
    QCOMPARE(Program::finish(process).exitCode, 6);
}

void CliInterruptTest::passphraseIsAskedForOnTheTerminalAndNotShown()
{
    const Program program;
    program.write("pass", "hidden words\n");
    QCOMPARE(program.run({"keys", "new", "--out", "k", "--passphrase-file", "pass"}).exitCode, 0);
    Terminal terminal;
    QProcess process;
    process.setChildProcessModifier(terminal.adopt());
    program.start(process, {"train", "--key", "k", "--steps", "2", "--json"});
    QVERIFY(terminal.waitFor("k: "));
    terminal.type("hidden words\n");
    const Outcome outcome = Program::finish(process);
    QCOMPARE(outcome.exitCode, 0);
    QCOMPARE(outcome.json()["steps"].toInt(), 2);
    QVERIFY(!terminal.shown().contains("hidden"));
    QVERIFY(terminal.isEchoing());
}

void CliInterruptTest::interruptAtThePassphraseLeavesTheTerminalInOrder()
{
    const Program program;
    program.write("pass", "hidden words\n");
    QCOMPARE(program.run({"keys", "new", "--out", "k", "--passphrase-file", "pass"}).exitCode, 0);
    Terminal terminal;
    QProcess process;
    process.setChildProcessModifier(terminal.adopt());
    program.start(process, {"train", "--key", "k", "--steps", "2", "--json"});
    QVERIFY(terminal.waitFor(":"));
    send(process, SIGINT);
    const Outcome outcome = Program::finish(process);
    QCOMPARE(outcome.exitCode, 6);
    QVERIFY(terminal.isEchoing());
}

QTEST_GUILESS_MAIN(CliInterruptTest)
#include "cli_interrupt_test.moc"
