// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file_descriptor.h"
#include "support/results.h"
#include "trust/key_file_header.h"

#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

using cg::base::ErrorCode;
using cg::base::FileDescriptor;
using cg::testing::valueOf;

namespace {

constexpr int kPatienceMilliseconds = 60'000;

/// A program at a terminal of its own, with the test as its user.
class Terminal {
public:
    explicit Terminal(std::vector<std::string> arguments)
    {
        std::vector<char*> pointers;
        for (std::string& argument : arguments) {
            pointers.push_back(argument.data());
        }
        pointers.push_back(nullptr);
        int master = -1;
        m_process = forkpty(&master, nullptr, nullptr, nullptr);
        if (m_process == 0) {
            execv(pointers.front(), pointers.data());
            _exit(127);
        }
        m_master = FileDescriptor(master);
    }
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;
    ~Terminal()
    {
        m_master.close(); // a program that still waits for input finds its terminal gone
        waitpid(m_process, nullptr, 0);
    }

    void type(std::string_view text) const
    {
        if (write(m_master.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
            qFatal("the terminal takes no input");
        }
    }

    /// Reads on until `text` has been shown; false if the program ended or fell silent before.
    [[nodiscard]] bool shows(const std::string& text)
    {
        while (m_screen.find(text, m_seen) == std::string::npos) {
            pollfd entry{m_master.get(), POLLIN, 0};
            std::array<char, 256> buffer{};
            const bool ready = poll(&entry, 1, kPatienceMilliseconds) == 1;
            const ssize_t got = ready ? read(m_master.get(), buffer.data(), buffer.size()) : 0;
            if (got <= 0) {
                return false;
            }
            m_screen.append(buffer.data(), static_cast<std::size_t>(got));
        }
        m_seen = m_screen.find(text, m_seen) + text.size();
        return true;
    }
    [[nodiscard]] const std::string& screen() const { return m_screen; }

private:
    pid_t m_process = -1;
    FileDescriptor m_master;
    std::string m_screen;
    std::size_t m_seen = 0;
};

std::string errorText(ErrorCode code)
{
    return "error " + std::to_string(static_cast<int>(code)) + ":";
}

} // namespace

/// The key holder asks for passphrases itself: nothing else ever sees them.
class KeyholderTerminalTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    [[nodiscard]] std::string path(const char* name) const
    {
        return m_folder.filePath(QString::fromLatin1(name)).toStdString();
    }
    [[nodiscard]] static std::vector<std::string> command(const char* verb, const std::string& file)
    {
        return {qEnvironmentVariable("CG_TERMINAL_CLIENT").toStdString(),
                qEnvironmentVariable("CG_KEYHOLDER").toStdString(), verb, file};
    }

private Q_SLOTS:
    void aNewPassphraseIsAskedTwiceAndNeverShown()
    {
        const std::string file = path("new.cgkey");
        {
            Terminal terminal(command("create", file));
            QVERIFY(terminal.shows("Passphrase of " + file + ": "));
            terminal.type("a very secret word\n");
            QVERIFY(terminal.shows("The same passphrase again: "));
            terminal.type("a very secret word\n");
            QVERIFY(terminal.shows("done"));
            QVERIFY(terminal.screen().find("secret") == std::string::npos);
        }
        QVERIFY(cg::trust::describeKeyFile(file).hasValue());

        Terminal terminal(command("load", file));
        QVERIFY(terminal.shows("Passphrase of "));
        terminal.type("a very secret word\n");
        QVERIFY(terminal.shows("done"));
        QVERIFY(terminal.screen().find("again") == std::string::npos);
    }

    void twoPassphrasesThatDifferMakeNoKey()
    {
        const std::string file = path("differ.cgkey");
        Terminal terminal(command("create", file));
        QVERIFY(terminal.shows("Passphrase of "));
        terminal.type("one\n");
        QVERIFY(terminal.shows("again: "));
        terminal.type("two\n");
        QVERIFY(terminal.shows(errorText(ErrorCode::InvalidArgument)));
        QVERIFY(!QFile::exists(QString::fromStdString(file)));
    }

    void anEmptyPassphraseMakesNoKey()
    {
        Terminal terminal(command("create", path("empty.cgkey")));
        QVERIFY(terminal.shows("Passphrase of "));
        terminal.type("\n");
        QVERIFY(terminal.shows("again: "));
        terminal.type("\n");
        QVERIFY(terminal.shows(errorText(ErrorCode::InvalidArgument)));
    }

    void controlCAtTheQuestionEndsTheQuestionAndNotTheKeyHolder()
    {
        const std::string file = path("cancelled.cgkey");
        Terminal terminal(command("create", file));
        QVERIFY(terminal.shows("Passphrase of "));
        terminal.type("half a word\x03");
        QVERIFY(terminal.shows(errorText(ErrorCode::Cancelled)));
        QVERIFY(!QFile::exists(QString::fromStdString(file)));
    }

    void anExistingFileIsRefusedBeforeAnythingIsAsked()
    {
        const std::string file = path("existing.cgkey");
        QFile existing(QString::fromStdString(file));
        QVERIFY(existing.open(QIODevice::WriteOnly));
        Terminal terminal(command("create", file));
        QVERIFY(terminal.shows(errorText(ErrorCode::FileExists)));
        QVERIFY(terminal.screen().find("Passphrase") == std::string::npos);
    }

    void withoutATerminalThereIsNoKey()
    {
        QProcess process;
        process.setChildProcessModifier([] { setsid(); });
        const std::vector<std::string> words = command("create", path("none.cgkey"));
        process.start(QString::fromStdString(words[0]),
                      {QString::fromStdString(words[1]), QStringLiteral("create"), QString::fromStdString(words[3])});
        QVERIFY(process.waitForFinished(kPatienceMilliseconds));
        const std::string output = process.readAllStandardOutput().toStdString();
        QVERIFY2(output.starts_with(errorText(ErrorCode::NoKey)), output.c_str());
    }
};

QTEST_GUILESS_MAIN(KeyholderTerminalTest)
#include "keyholder_terminal_test.moc"
