// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/vhe/public_keys.h"
#include "support/child.h"
#include "support/results.h"
#include "train/plan.h"
#include "trust/key_file_header.h"
#include "trust/launcher.h"
#include "trust/messages.h"

#include <QtCore/QDir>
#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

using cg::base::ErrorCode;
using cg::base::SchemeId;
using cg::testing::errorOf;
using cg::testing::messageOf;
using cg::testing::valueOf;
using cg::trust::Client;
using cg::trust::Connection;
using cg::trust::HandOver;
using cg::trust::KeyHolderProcess;
using cg::trust::SocketName;
using cg::trust::Token;
namespace wire = cg::trust::wire;

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CG_SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CG_SANITIZED 1
#endif

namespace {

#ifdef CG_SANITIZED
constexpr bool kSanitized = true; // such a program maps terabytes
#else
constexpr bool kSanitized = false;
#endif
constexpr int kPatienceMilliseconds = 30'000;

QString keyholderProgram()
{
    return qEnvironmentVariable("CG_KEYHOLDER");
}

std::unique_ptr<KeyHolderProcess> started()
{
    return valueOf(KeyHolderProcess::start({.program = keyholderProgram().toStdString()}));
}

HandOver newHandOver()
{
    cg::base::SystemRandom random;
    return {Token::draw(random), SocketName::draw(random)};
}

/// A key holder started with a hand-over that the test knows; it has said that it is ready.
class OwnKeyHolder {
public:
    OwnKeyHolder()
    {
        m_process.start(keyholderProgram(), QStringList());
        const cg::base::Bytes bytes = encode(m_handOver);
        m_process.write(reinterpret_cast<const char*>(bytes.data()), static_cast<qint64>(bytes.size()));
        m_process.closeWriteChannel();
        while (!m_process.canReadLine()) {
            if (!m_process.waitForReadyRead(kPatienceMilliseconds)) {
                qFatal("the key holder did not start");
            }
        }
    }

    ~OwnKeyHolder() { (void)exitStatus(); }

    [[nodiscard]] const HandOver& handOver() const { return m_handOver; }
    [[nodiscard]] Connection connection() const { return valueOf(Connection::connectTo(m_handOver.socket)); }
    [[nodiscard]] std::unique_ptr<Client> client() const
    {
        return valueOf(Client::connect(connection(), m_handOver.token));
    }
    [[nodiscard]] QByteArray procFile(const char* name) const
    {
        QFile file(QStringLiteral("/proc/%1/%2").arg(m_process.processId()).arg(QLatin1String(name)));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    /// The exit status, once it has ended by itself.
    [[nodiscard]] int exitStatus()
    {
        return m_process.waitForFinished(kPatienceMilliseconds) ? m_process.exitCode() : -1;
    }

private:
    HandOver m_handOver = newHandOver();
    QProcess m_process;
};

/// Runs the program with this on its stdin and returns its exit status and what it wrote to stderr.
std::pair<int, QByteArray> runWithInput(const QByteArray& input)
{
    QProcess process;
    process.start(keyholderProgram(), QStringList());
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(kPatienceMilliseconds)) {
        qFatal("the key holder does not end");
    }
    return {process.exitCode(), process.readAllStandardError()};
}

cg::base::Bytes noNeeds()
{
    cg::base::ByteWriter writer;
    encode(cg::he::CircuitNeeds{}, writer);
    return std::move(writer).take();
}

/// Whether the bytes occur anywhere in the writable memory of the process; nothing if this user may not look.
std::optional<bool> memoryHolds(pid_t process, const QByteArray& wanted)
{
    QFile maps(QStringLiteral("/proc/%1/maps").arg(process));
    QFile memory(QStringLiteral("/proc/%1/mem").arg(process));
    if (kSanitized || !maps.open(QIODevice::ReadOnly) || !memory.open(QIODevice::ReadOnly | QIODevice::Unbuffered)) {
        return std::nullopt;
    }
    bool looked = false;
    const QList<QByteArray> lines = maps.readAll().split('\n');
    for (const QByteArray& line : lines) {
        const QList<QByteArray> words = line.split(' ');
        if (words.size() < 2 || !words[1].startsWith("rw")) {
            continue;
        }
        const QList<QByteArray> range = words[0].split('-');
        const qint64 begin = range[0].toLongLong(nullptr, 16);
        memory.seek(begin);
        const QByteArray content = memory.read(range[1].toLongLong(nullptr, 16) - begin);
        looked = looked || !content.isEmpty();
        if (content.contains(wanted)) {
            return true;
        }
    }
    return looked ? std::optional<bool>(false) : std::nullopt;
}

/// A program of two lines that stands in for the key holder.
std::string standIn(const QTemporaryDir& folder, const QByteArray& command)
{
    QFile script(folder.filePath(QStringLiteral("stand-in")));
    if (!script.open(QIODevice::WriteOnly)) {
        qFatal("no script");
    }
    script.write("#!/bin/sh\n" + command + "\n");
    script.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    return script.fileName().toStdString();
}

} // namespace

class KeyholderProcessTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aStartedKeyHolderMakesKeys()
    {
        const auto process = started();
        const auto key = valueOf(process->keyHolder().createSessionKey(SchemeId::Vhe));
        const cg::base::Bytes bytes = valueOf(process->keyHolder().publicKeys(noNeeds()));
        cg::base::ByteReader reader(bytes);
        QVERIFY(valueOf(cg::he::vhe::decodePublicKeys(reader)).id() == key.id);
    }

    void aKeyHolderIsArmedAndUnlockedOverTheWire()
    {
        const auto process = started();
        QCOMPARE(errorOf(process->keyHolder().setAccess(cg::trust::Access::Open)), ErrorCode::NoKey);
        QVERIFY(process->keyHolder().createSessionKey(SchemeId::Vhe).hasValue());
        QCOMPARE(errorOf(process->keyHolder().open(cg::trust::OpenPurpose::Loss, {})), ErrorCode::Refused);
        QVERIFY(process->keyHolder().setAccess(cg::trust::Access::Open).hasValue());
        QVERIFY(process->keyHolder().open(cg::trust::OpenPurpose::Loss, {}).hasValue());
    }

    void aKeyHolderThatIsKilledIsNoticedByTheNextCall()
    {
        const auto process = started();
        QVERIFY(process->keyHolder().createSessionKey(SchemeId::Vhe).hasValue());
        QCOMPARE(kill(process->processId(), SIGKILL), 0);
        const auto outcome = process->keyHolder().publicKeys(noNeeds());
        QCOMPARE(errorOf(outcome), ErrorCode::KeyHolderLost);
        QVERIFY(!messageOf(outcome).empty());
        QCOMPARE(errorOf(process->keyHolder().peakMemory()), ErrorCode::KeyHolderLost);
        QCOMPARE(errorOf(process->connect()), ErrorCode::KeyHolderLost);
    }

    void interruptsTerminationsAndHangUpsLeaveItAlive()
    {
        const auto process = started();
        QVERIFY(process->keyHolder().createSessionKey(SchemeId::Vhe).hasValue());
        for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) {
            QCOMPARE(kill(process->processId(), signal), 0);
            QVERIFY(process->keyHolder().publicKeys(noNeeds()).hasValue());
        }
    }

    void noProcessAndNoZombieIsLeft()
    {
        pid_t process = 0;
        {
            const auto running = started();
            process = running->processId();
            QCOMPARE(kill(process, 0), 0);
        }
        QCOMPARE(kill(process, 0), -1);
        QCOMPARE(errno, ESRCH);
        QCOMPARE(waitpid(process, nullptr, WNOHANG), -1);
        QCOMPARE(errno, ECHILD);
    }

    void aKilledKeyHolderLeavesNoZombieEither()
    {
        pid_t process = 0;
        {
            const auto running = started();
            process = running->processId();
            kill(process, SIGKILL);
        }
        QCOMPARE(waitpid(process, nullptr, WNOHANG), -1);
        QCOMPARE(errno, ECHILD);
    }

    void severalClientsShareOneKeyHolder()
    {
        const auto process = started();
        const auto second = valueOf(process->connect());
        const auto key = valueOf(process->keyHolder().createSessionKey(SchemeId::Vhe));
        const cg::base::Bytes bytes = valueOf(second->publicKeys(noNeeds()));
        cg::base::ByteReader reader(bytes);
        QVERIFY(valueOf(cg::he::vhe::decodePublicKeys(reader)).id() == key.id);
    }

    void itEndsWithItsLastClientAndNotBefore()
    {
        OwnKeyHolder holder;
        auto first = holder.client();
        auto second = holder.client();
        QVERIFY(first->createSessionKey(SchemeId::Vhe).hasValue());
        first.reset();
        QVERIFY(second->publicKeys(noNeeds()).hasValue());
        second.reset();
        QCOMPARE(holder.exitStatus(), 0);
        QCOMPARE(errorOf(Connection::connectTo(holder.handOver().socket)), ErrorCode::KeyHolderLost);
    }

    void onlyTheTokenOpensTheDoor()
    {
        OwnKeyHolder holder;
        const auto client = holder.client();
        Token wrong = holder.handOver().token;
        wrong.bytes[31] ^= 1;
        QCOMPARE(errorOf(Client::connect(holder.connection(), wrong)), ErrorCode::KeyHolderLost);
        QCOMPARE(errorOf(Client::connect(holder.connection(), Token{})), ErrorCode::KeyHolderLost);
        QVERIFY(holder.client()->peakMemory().hasValue());
    }

    void aRequestBeforeTheTokenEndsTheConnection()
    {
        OwnKeyHolder holder;
        const auto client = holder.client();
        Connection stranger = holder.connection();
        const auto bound = cg::trust::within(std::chrono::milliseconds(kPatienceMilliseconds));
        QVERIFY(stranger.send(wire::toFrame(wire::PeakMemory{}), bound).hasValue());
        QCOMPARE(errorOf(stranger.receive(bound)), ErrorCode::KeyHolderLost);
        QVERIFY(client->peakMemory().hasValue());
    }

    void bytesThatAreNoMessageEndOneConnectionAndNoOther()
    {
        OwnKeyHolder holder;
        const auto client = holder.client();
        const auto bound = cg::trust::within(std::chrono::milliseconds(kPatienceMilliseconds));
        const QByteArray noise(64, 'x');
        Connection foreign = holder.connection();
        QCOMPARE(write(foreign.descriptor(), noise.constData(), 64), ssize_t{64});
        const auto refused = valueOf(wire::fromFrame<wire::Failure>(valueOf(foreign.receive(bound))));
        QVERIFY(refused.error.code == ErrorCode::ProtocolViolation);
        QCOMPARE(errorOf(foreign.receive(bound)), ErrorCode::KeyHolderLost);

        Connection known = holder.connection();
        QVERIFY(known.send(wire::toFrame(wire::Hello{cg::trust::kProtocolVersion, holder.handOver().token}), bound));
        QVERIFY(known.receive(bound).hasValue());
        QVERIFY(known.send({cg::trust::MessageType::CreateDemoKey, {1, 2, 3}}, bound).hasValue());
        QVERIFY(valueOf(known.receive(bound)).type == cg::trust::MessageType::Failure);
        QCOMPARE(errorOf(known.receive(bound)), ErrorCode::KeyHolderLost);
        QVERIFY(client->peakMemory().hasValue());
    }

    void aClientOfAnotherVersionIsToldAndSentAway()
    {
        OwnKeyHolder holder;
        const auto client = holder.client();
        const auto bound = cg::trust::within(std::chrono::milliseconds(kPatienceMilliseconds));
        Connection newer = holder.connection();
        const wire::Hello hello{cg::trust::kProtocolVersion + 1, holder.handOver().token};
        QVERIFY(newer.send(wire::toFrame(hello), bound).hasValue());
        const auto welcome = valueOf(wire::fromFrame<wire::Welcome>(valueOf(newer.receive(bound))));
        QCOMPARE(welcome.version, cg::trust::kProtocolVersion);
        QCOMPARE(errorOf(newer.receive(bound)), ErrorCode::KeyHolderLost);
    }

    void aSecondKeyHolderCannotTakeTheSocket()
    {
        const OwnKeyHolder holder;
        const auto client = holder.client();
        const cg::base::Bytes bytes = encode(holder.handOver());
        const auto [status, message] =
            runWithInput({reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size())});
        QCOMPARE(status, 7);
        QVERIFY(message.contains("cannot listen"));
    }

    void byHandItSaysWhoStartsItAndStops()
    {
        const cg::base::Bytes bytes = encode(newHandOver());
        const QByteArray valid(reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size()));
        for (const QByteArray& input : {QByteArray(), QByteArray("hello\n"), valid.chopped(1), valid + 'x'}) {
            const auto [status, message] = runWithInput(input);
            QCOMPARE(status, 2);
            QCOMPARE(message.count('\n'), 1);
            QVERIFY(message.contains("not by hand"));
        }
    }

    void aProgramThatIsMissingIsNamed()
    {
        const auto outcome = KeyHolderProcess::start({.program = "/no/such/ciphergrad-keyholder"});
        QCOMPARE(errorOf(outcome), ErrorCode::KeyHolderLost);
        QVERIFY(messageOf(outcome).find("there is no program /no/such/ciphergrad-keyholder") != std::string::npos);
        const auto beside = KeyHolderProcess::start(); // there is none beside this test
        QCOMPARE(errorOf(beside), ErrorCode::KeyHolderLost);
        const std::string expected = QCoreApplication::applicationDirPath().toStdString() + "/ciphergrad-keyholder";
        QVERIFY(messageOf(beside).find(expected) != std::string::npos);
    }

    void aProgramThatIsNoKeyHolderIsRecognised()
    {
        const QTemporaryDir folder;
        const auto messageFor = [&](const QByteArray& command, int milliseconds) {
            return messageOf(
                KeyHolderProcess::start({standIn(folder, command), std::chrono::milliseconds(milliseconds)}));
        };
        QVERIFY(messageFor("exit 0", kPatienceMilliseconds).find("ended at once") != std::string::npos);
        QVERIFY(messageFor("echo hello; exec cat", kPatienceMilliseconds).find("protocol") != std::string::npos);
        QVERIFY(messageFor("exec tail -f /dev/null", 1).find("did not answer within 1 ms") != std::string::npos);
        QVERIFY(messageFor("echo ready", kPatienceMilliseconds).find("cannot be reached") != std::string::npos);
    }

    void theTokenIsNeitherInTheArgumentsNorInTheEnvironment()
    {
        OwnKeyHolder holder;
        const auto client = holder.client();
        const QByteArray arguments = holder.procFile("cmdline");
        QCOMPARE(arguments.count('\0'), 1); // the program's name and nothing else
        const HandOver& handOver = holder.handOver();
        const QByteArray token(reinterpret_cast<const char*>(handOver.token.bytes.data()), 32);
        const QByteArray environment = holder.procFile("environ");
        for (const QByteArray& secret : {token, token.toHex(), QByteArray::fromStdString(handOver.socket.text())}) {
            QVERIFY(!arguments.contains(secret));
            QVERIFY(!environment.contains(secret));
        }
    }

    void noOpenFileOfTheParentIsInherited()
    {
        const QTemporaryDir folder;
        const QByteArray path = QFile::encodeName(folder.filePath(QStringLiteral("open")));
        const cg::base::FileDescriptor inherited(open(path.constData(), O_RDWR | O_CREAT, 0600)); // without O_CLOEXEC
        QVERIFY(inherited.isOpen());
        const auto process = started();
        const QDir descriptors(QStringLiteral("/proc/%1/fd").arg(process->processId()));
        const QStringList names =
            descriptors.entryList(QDir::System | QDir::Files | QDir::AllEntries | QDir::NoDotAndDotDot);
        if (names.isEmpty()) {
            QSKIP("this user may not look into the key holder");
        }
        for (const QString& name : names) {
            QVERIFY(QFile::symLinkTarget(descriptors.filePath(name)).toUtf8() != path);
        }
        QVERIFY(names.size() <= 4); // stderr, the listening socket, the client
    }

    void noCoreFileCanBeWrittenAndOtherProcessesOfTheUserMayNotLookInside()
    {
        const auto outcome = cg::testing::runInChild([] {
            cg::testing::dropPrivileges();
            if (access(keyholderProgram().toLocal8Bit().constData(), X_OK) != 0) {
                return 77;
            }
            const auto process = started();
            const std::string folder = "/proc/" + std::to_string(process->processId());
            struct stat state{};
            QFile limits(QString::fromStdString(folder + "/limits"));
            // The files of a process that may be looked into belong to its user.
            const bool closed = stat((folder + "/mem").c_str(), &state) == 0 && state.st_uid == 0;
            const bool limited =
                limits.open(QIODevice::ReadOnly) && limits.readAll().simplified().contains("Max core file size 0 0 ");
            return (closed ? 0 : 1) + (limited ? 0 : 2);
        });
        if (outcome.exitStatus == 77) {
            QSKIP("the build folder is closed to other users");
        }
        QCOMPARE(outcome.exitStatus.value_or(-1), 0);
    }

    void aPassphraseDoesNotStayInMemory()
    {
        const QTemporaryDir folder;
        const QByteArray passphrase("correct horse battery staple");
        QFile file(folder.filePath(QStringLiteral("passphrase")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(passphrase) > 0);
        file.close();
        const auto process = started();
        const std::string key = folder.filePath(QStringLiteral("k.cgkey")).toStdString();
        const cg::trust::PassphraseSource source{file.fileName().toStdString()};
        QVERIFY(process->keyHolder().createKeyFile(SchemeId::Vhe, key, source).hasValue());
        QVERIFY(process->keyHolder().loadKeyFile(key, source).hasValue());
        // What was in a message is public and shows that the search finds something.
        const auto path = memoryHolds(process->processId(), "ciphergrad-keyholder");
        if (!path) {
            QSKIP("the memory of the key holder cannot be looked at");
        }
        QVERIFY(*path);
        QCOMPARE(memoryHolds(process->processId(), passphrase), std::optional(false));
    }

    void initialWeightsDoNotStayInMemory()
    {
        cg::train::TrainingPlan plan;
        plan.network.inputs = 2;
        plan.network.layers = {{4, cg::model::Activation::sqx(), true}, {1, cg::model::Activation::identity(), true}};
        plan.data = {"xor", 2, 1, {0, 0, 0, 1, 1, 0, 1, 1}, {0, 1, 1, 0}};
        cg::base::ByteWriter writer;
        encode(plan, writer);
        const auto seed = cg::base::seedFromNumber(3, "known start");
        const auto process = started();
        QVERIFY(process->keyHolder().createSessionKey(SchemeId::Vhe).hasValue());
        QVERIFY(process->keyHolder().sealStart(writer.bytes(), {seed}).hasValue());
        cg::base::SeededRandom random(seed, {cg::base::Purpose::InitialWeights});
        for (const auto& layer : cg::model::drawWeights(plan.network, random)) {
            for (const std::vector<double>& unit : layer.weights) {
                for (const double weight : unit) {
                    const QByteArray bytes(reinterpret_cast<const char*>(&weight), sizeof weight);
                    const auto held = memoryHolds(process->processId(), bytes);
                    if (!held) {
                        QSKIP("the memory of the key holder cannot be looked at");
                    }
                    QVERIFY(!*held);
                }
            }
        }
    }

    void theKeyHolderStaysSmall()
    {
        if (kSanitized) {
            QSKIP("a sanitizer needs memory of its own");
        }
        const auto process = started();
        QVERIFY(process->keyHolder().createSessionKey(SchemeId::Vhe).hasValue());
        cg::he::CircuitNeeds needs;
        needs.products = true;
        needs.remasking = true;
        cg::base::ByteWriter writer;
        encode(needs, writer);
        QVERIFY(process->keyHolder().publicKeys(writer.bytes()).hasValue());
        const std::uint64_t bytes = valueOf(process->keyHolder().peakMemory());
        QVERIFY(bytes > 1 << 20);
        QVERIFY2(bytes < 40 << 20, std::to_string(bytes).c_str());
    }
};

QTEST_GUILESS_MAIN(KeyholderProcessTest)
#include "keyholder_process_test.moc"
