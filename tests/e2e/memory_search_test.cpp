// SPDX-License-Identifier: GPL-3.0-or-later
// Neither the secret key nor its passphrase is anywhere but in the key holder: not in the memory of the program that
// trains and opens, not in a file, not on the terminal.
#include "program.h"
#include "support/key_forms.h"
#include "support/results.h"
#include "support/stopped_process.h"
#include "support/terminal.h"
#include "trust/process_handle.h"

#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <sys/resource.h>

#include <bit>
#include <csignal>

using namespace cg;
using testing::MemorySearch;
using testing::SearchReport;
using testing::StoppedProcess;
using testing::Terminal;
using testing::TracedProcess;
using testing::valueOf;

namespace {

constexpr int kPatience = 60'000;    // milliseconds
constexpr int kInterrupted = 6;      // exit status
constexpr std::size_t kLetters = 20; // of five random bits each
const std::string kMark = "CG_MEMORY_SEARCH_MARK";

/// A folder that is the program's home too, with a key file in it whose passphrase was typed at a terminal.
class Place {
public:
    explicit Place(const QString& scheme) : m_scheme(scheme.toStdString())
    {
        Terminal terminal(command({"keys", "new", "--scheme", m_scheme, "--out", "k.cgkey"}));
        CG_ENSURES(terminal.shows("Passphrase of "));
        terminal.type(m_passphrase + "\n");
        CG_ENSURES(terminal.shows("again: "));
        terminal.type(m_passphrase + "\n");
        CG_ENSURES(terminal.waitForEnd() == 0);
        m_screens += terminal.screen();
        std::vector<testing::Needle> needles = testing::passphraseForms(m_passphrase);
        testing::append(needles, testing::keyForms(path("k.cgkey"), m_passphrase));
        testing::append(needles, testing::textForms("mark", m_mark));
        m_search.emplace(std::move(needles));
    }

    [[nodiscard]] std::string path(const char* name) const { return m_folder.filePath(name).toStdString(); }
    [[nodiscard]] testing::TerminalCommand command(std::vector<std::string> arguments) const
    {
        arguments.insert(arguments.begin(), testing::Program::path().toStdString());
        const std::string home = m_folder.path().toStdString();
        return {arguments, home, path("report"), {{"HOME", home}, {"TMPDIR", home}, {kMark, m_mark}}};
    }
    /// A training run that would go on for ever, after its first step.
    [[nodiscard]] testing::TerminalCommand training() const
    {
        return command({"train", "--scheme", m_scheme, "--key", "k.cgkey", "--steps", "1000000000", "--autosave", "0.2",
                        "--out", "run.cgsession", "--force", "--json"});
    }
    void givePassphrase(Terminal& terminal) const
    {
        QVERIFY(terminal.shows("Passphrase of "));
        terminal.type(m_passphrase + "\n");
    }
    [[nodiscard]] QJsonObject report() const
    {
        QFile file(m_folder.filePath(QStringLiteral("report")));
        return file.open(QFile::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
    }
    [[nodiscard]] bool has(const char* name) const { return QFile::exists(m_folder.filePath(name)); }
    [[nodiscard]] const MemorySearch& search() const { return *m_search; }
    [[nodiscard]] SearchReport files() const { return valueOf(m_search->inFolder(m_folder.path().toStdString())); }

    /// What of key and passphrase is seen in a process. Everything in it was read, or the test ends.
    [[nodiscard]] std::string secretsIn(pid_t process) const
    {
        SearchReport report = valueOf(m_search->inProcess(process));
        CG_ENSURES(report.unreadBytes == 0 && report.sees("mark")); // it does see what is there
        std::erase_if(report.sightings, [](const auto& sighting) { return sighting.name.starts_with("mark"); });
        return report.text();
    }
    /// The same in the files and on a terminal.
    [[nodiscard]] std::string secretsBeside(const Terminal& terminal) const
    {
        const std::string screens = m_screens + terminal.screen();
        SearchReport report = files();
        std::erase_if(report.sightings, [](const auto& sighting) { return sighting.name.starts_with("mark"); });
        return report.text() + m_search->inBytes(base::viewOf(screens), "terminal").text();
    }

private:
    std::string m_scheme;
    QTemporaryDir m_folder;
    std::string m_passphrase = testing::randomWord(kLetters);
    std::string m_mark = testing::randomWord(kLetters); ///< what the program has in its environment
    std::string m_screens;
    std::optional<MemorySearch> m_search;
};

pid_t keyHolderOf(const Terminal& terminal)
{
    return static_cast<pid_t>(testing::childNamed(terminal.process(), "ciphergrad-keyholder").value_or(0));
}

/// The number as it lies in memory and as the program writes it.
MemorySearch searchFor(double number, const std::string& digits)
{
    const auto bytes = std::bit_cast<std::array<std::uint8_t, sizeof number>>(number);
    std::vector<testing::Needle> needles{{"number", {bytes.begin(), bytes.end()}}};
    testing::append(needles, testing::textForms("digits", digits));
    return MemorySearch(needles);
}

/// Whether a program that crashes leaves its memory in a file in its folder.
bool areCoreFilesKept()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_CORE, &limit);
    QFile pattern(QStringLiteral("/proc/sys/kernel/core_pattern"));
    const QByteArray name = pattern.open(QFile::ReadOnly) ? pattern.readAll() : QByteArray("|");
    return limit.rlim_max == RLIM_INFINITY && !name.contains('|') && !name.contains('/');
}

} // namespace

class MemorySearchTest : public QObject {
    Q_OBJECT

private:
    static void addSchemes()
    {
        QTest::addColumn<QString>("scheme");
        QTest::newRow("vhe") << QStringLiteral("vhe");
        QTest::newRow("ckks") << QStringLiteral("ckks");
    }

private Q_SLOTS:
    void initTestCase()
    {
#if defined(__SANITIZE_ADDRESS__)
        QSKIP("the sanitizer's own memory is terabytes, which nobody can search");
#endif
    }

    void trainingAndOpeningKeepKeyAndPassphraseInTheKeyHolder_data() { addSchemes(); }
    void trainingAndOpeningKeepKeyAndPassphraseInTheKeyHolder()
    {
        QFETCH(const QString, scheme);
        Place place(scheme);
        Terminal terminal(place.training());
        place.givePassphrase(terminal);
        QVERIFY(terminal.shows(" steps/s"));
        QTRY_VERIFY_WITH_TIMEOUT(place.has("run.cgsession.journal"), kPatience);
        {
            const StoppedProcess stopped(terminal.process());
            QCOMPARE(place.secretsIn(terminal.process()), std::string());
            QCOMPARE(place.secretsBeside(terminal), std::string());
            seeKeyInKeyHolder(place, terminal);
        }
        {
            TracedProcess traced(terminal.process());
            terminal.type("\x03"); // the rest is saved and opened
            QVERIFY(traced.runUntilItHasWrittenTo(STDOUT_FILENO));
            seeNumber(place, terminal, place.report()["final_loss"]);
            QCOMPARE(place.secretsIn(terminal.process()), std::string());
        }
        QVERIFY(terminal.waitForEnd() == kInterrupted);
        QVERIFY(place.has("run.cgsession"));
        QCOMPARE(place.secretsBeside(terminal), std::string());
        openSavedLoss(place);
    }

    void aCrashLeavesNothingOfTheKeyInAFile_data() { addSchemes(); }
    void aCrashLeavesNothingOfTheKeyInAFile()
    {
        QFETCH(const QString, scheme);
        Place place(scheme);
        // First the key holder, which must leave nothing; then the program, which may leave all that it has.
        for (const bool isHolder : {true, false}) {
            Terminal terminal(place.training());
            place.givePassphrase(terminal);
            QVERIFY(terminal.shows(" steps/s"));
            const pid_t keyHolder = keyHolderOf(terminal);
            const trust::ProcessHandle holder(keyHolder);
            ::kill(isHolder ? keyHolder : terminal.process(), SIGABRT);
            const std::optional<int> status = terminal.waitForEnd();
            QCOMPARE(status.has_value(), isHolder);
            QVERIFY(holder.endsWithin(kPatience)); // it writes the ledger
            QCOMPARE(place.secretsBeside(terminal), std::string());
            QCOMPARE(place.files().sees("mark"), !isHolder && areCoreFilesKept());
        }
    }

private:
    /// The same search sees the key where it is, if this user may look into that process.
    static void seeKeyInKeyHolder(const Place& place, const Terminal& terminal)
    {
        const auto report = place.search().inProcess(keyHolderOf(terminal));
        if (!report) {
            qInfo("%s: nothing is said of what the key holder holds", report.error().message.c_str());
            return;
        }
        for (const char* form : {"seed", "secret key as "}) {
            QVERIFY2(report->sees(form), form);
        }
        QVERIFY(!report->sees("passphrase"));
    }

    /// An opened number is in the program's memory, where the key is not.
    static void seeNumber(const Place& place, const Terminal& terminal, const QJsonValue& number)
    {
        QVERIFY(number.isDouble());
        QFile file(QString::fromStdString(place.path("report")));
        QVERIFY(file.open(QFile::ReadOnly));
        const std::string digits =
            QJsonDocument(QJsonArray{number}).toJson(QJsonDocument::Compact).chopped(1).mid(1).toStdString();
        const SearchReport report = valueOf(searchFor(number.toDouble(), digits).inProcess(terminal.process()));
        QVERIFY(report.sees("number"));
        QVERIFY2(report.sees("digits in UTF-8"), digits.c_str());
    }

    /// A session is opened with its key by a program of its own.
    static void openSavedLoss(const Place& place)
    {
        Terminal terminal(place.command({"open", "run.cgsession", "--what", "loss", "--key", "k.cgkey", "--json"}));
        {
            TracedProcess traced(terminal.process());
            place.givePassphrase(terminal);
            QVERIFY(traced.runUntilItHasWrittenTo(STDOUT_FILENO));
            seeNumber(place, terminal, place.report()["values"].toArray().last());
            QCOMPARE(place.secretsIn(terminal.process()), std::string());
        }
        QVERIFY(terminal.waitForEnd() == 0); // and the key holder's, which writes the ledger
        QCOMPARE(place.secretsBeside(terminal), std::string());
    }
};

QTEST_GUILESS_MAIN(MemorySearchTest)
#include "memory_search_test.moc"
