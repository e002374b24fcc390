// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/results.h"
#include "trust/client.h"
#include "trust/messages.h"
#include "trust/transport.h"

#include <QtTest/QTest>

#include <sys/socket.h>
#include <unistd.h>

#include <array>

using cg::base::Bytes;
using cg::base::ErrorCode;
using cg::base::FileDescriptor;
using cg::testing::errorOf;
using cg::testing::messageOf;
using cg::testing::valueOf;
using cg::trust::Client;
using cg::trust::Connection;
using cg::trust::Frame;
using cg::trust::Listener;
using cg::trust::MessageType;
using cg::trust::SocketName;
using cg::trust::Token;
using cg::trust::within;
namespace wire = cg::trust::wire;

namespace {

constexpr std::chrono::milliseconds kNow{0};
constexpr std::chrono::minutes kLong{5};

struct Ends {
    Connection near;
    FileDescriptor far;
};

/// A connection and the bare socket at its other end.
Ends connectedPair(std::size_t maxPayloadBytes = cg::trust::kMaxPayloadBytes)
{
    std::array<int, 2> sockets{};
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, sockets.data()) != 0) {
        qFatal("no socket pair");
    }
    return {Connection(FileDescriptor(sockets[0]), maxPayloadBytes), FileDescriptor(sockets[1])};
}

void put(const FileDescriptor& socket, const Bytes& bytes)
{
    if (write(socket.get(), bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) {
        qFatal("the bytes do not fit into the socket");
    }
}

void put(const FileDescriptor& socket, const Frame& frame)
{
    const auto header = cg::trust::frameHeader(frame.type, frame.payload.size());
    put(socket, Bytes(header.begin(), header.end()));
    put(socket, frame.payload);
}

SocketName newName()
{
    cg::base::SystemRandom random;
    return SocketName::draw(random);
}

/// A client whose peer has already written its answers: the welcome, then `answers`.
std::unique_ptr<Client> scriptedClient(Ends& ends, const std::vector<Frame>& answers)
{
    put(ends.far, wire::toFrame(wire::Welcome{}));
    for (const Frame& answer : answers) {
        put(ends.far, answer);
    }
    return valueOf(Client::connect(std::move(ends.near), Token{}));
}

} // namespace

class TransportTest : public QObject {
    Q_OBJECT

private slots:
    void framesCrossALocalSocketInBothDirections()
    {
        const SocketName name = newName();
        Listener listener = valueOf(Listener::listenOn(name));
        QVERIFY(!listener.accept(100).has_value());
        Connection client = valueOf(Connection::connectTo(name));
        std::optional<Connection> server = listener.accept(100);
        QVERIFY(server.has_value());

        QVERIFY(client.send({MessageType::Open, {1, 2, 3}}, within(kLong)).hasValue());
        const Frame request = valueOf(server->receive(within(kLong)));
        QVERIFY(request.type == MessageType::Open && request.payload == Bytes({1, 2, 3}));
        QVERIFY(server->send({MessageType::Bit, {}}, within(kLong)).hasValue());
        QVERIFY(valueOf(client.receive(within(kLong))).type == MessageType::Bit);
    }

    void theKernelTellsWhoIsAtTheOtherEnd()
    {
        const SocketName name = newName();
        Listener listener = valueOf(Listener::listenOn(name));
        Connection client = valueOf(Connection::connectTo(name));
        const std::optional<Connection> server = listener.accept(100);
        QCOMPARE(server->peer().process, getpid());
        QCOMPARE(server->peer().user, geteuid());
        QCOMPARE(client.peer().process, getpid());
    }

    void aNameCannotBeListenedOnTwiceAndIsFreeAgainAfterwards()
    {
        const SocketName name = newName();
        {
            const Listener first = valueOf(Listener::listenOn(name));
            QCOMPARE(errorOf(Listener::listenOn(name)), ErrorCode::KeyHolderLost);
        }
        QVERIFY(Listener::listenOn(name).hasValue());
    }

    void connectingToANameThatNobodyListensOnFailsAtOnce()
    {
        QCOMPARE(errorOf(Connection::connectTo(newName())), ErrorCode::KeyHolderLost);
    }

    void aPeerThatHasGoneIsNoticedWhileWaiting()
    {
        Ends ends = connectedPair();
        ends.far.close();
        QCOMPARE(errorOf(ends.near.receive({})), ErrorCode::KeyHolderLost);
        QCOMPARE(errorOf(ends.near.send({MessageType::Bit, {1}}, {})), ErrorCode::KeyHolderLost);
    }

    void aPeerThatGoesInTheMiddleOfAFrameIsNoticed()
    {
        Ends ends = connectedPair();
        const auto header = cg::trust::frameHeader(MessageType::Opened, 1000);
        put(ends.far, Bytes(header.begin(), header.end()));
        put(ends.far, Bytes(999));
        QVERIFY(!valueOf(ends.near.receiveAvailable()).has_value());
        ends.far.close();
        QCOMPARE(errorOf(ends.near.receive({})), ErrorCode::KeyHolderLost);
    }

    void whatWasSentBeforeThePeerWentIsStillRead()
    {
        Ends ends = connectedPair();
        put(ends.far, Frame{MessageType::Bit, {1}});
        ends.far.close();
        QVERIFY(ends.near.receive({}).hasValue());
        QCOMPARE(errorOf(ends.near.receive({})), ErrorCode::KeyHolderLost);
    }

    void waitingEndsAtTheDeadline()
    {
        Ends ends = connectedPair();
        const auto outcome = ends.near.receive(within(kNow));
        QCOMPARE(errorOf(outcome), ErrorCode::KeyHolderLost);
        QCOMPARE(messageOf(outcome), std::string("the key holder does not answer"));
        const Bytes tooMuchForTheBuffer(std::size_t{64} << 20);
        QCOMPARE(errorOf(ends.near.send({MessageType::Opened, tooMuchForTheBuffer}, within(kNow))),
                 ErrorCode::KeyHolderLost);
    }

    void foreignBytesAndLongFramesAreViolations()
    {
        Ends foreign = connectedPair();
        put(foreign.far, Bytes(12, 'x'));
        QCOMPARE(errorOf(foreign.near.receive({})), ErrorCode::ProtocolViolation);
        Ends tooLong = connectedPair(64);
        put(tooLong.far, Frame{MessageType::Hello, Bytes(65)});
        QCOMPARE(errorOf(tooLong.near.receive({})), ErrorCode::ProtocolViolation);
    }

    void theClientShowsItsTokenFirst()
    {
        Ends ends = connectedPair();
        put(ends.far, wire::toFrame(wire::Welcome{}));
        Token token;
        token.bytes.fill(0x5a);
        Connection far(FileDescriptor(dup(ends.far.get())));
        const auto client = valueOf(Client::connect(std::move(ends.near), token));
        const auto hello = valueOf(wire::fromFrame<wire::Hello>(valueOf(far.receive(within(kNow)))));
        QVERIFY(hello.token.matches(token));
        QCOMPARE(hello.version, cg::trust::kProtocolVersion);
    }

    void theClientRefusesAnotherVersion()
    {
        Ends ends = connectedPair();
        put(ends.far, wire::toFrame(wire::Welcome{cg::trust::kProtocolVersion + 1}));
        QCOMPARE(errorOf(Client::connect(std::move(ends.near), Token{})), ErrorCode::ProtocolViolation);
    }

    void aFailureOfTheKeyHolderKeepsItsCodeAndTheConnection()
    {
        Ends ends = connectedPair();
        const auto client = scriptedClient(
            ends, {wire::toFrame(wire::Failure{{ErrorCode::NoKey, "no key yet"}}), wire::toFrame(wire::Memory{77})});
        const auto refused = client->publicKeys({});
        QCOMPARE(errorOf(refused), ErrorCode::NoKey);
        QCOMPARE(messageOf(refused), std::string("no key yet"));
        QCOMPARE(valueOf(client->peakMemory()), std::uint64_t{77});
    }

    void anAnswerThatDoesNotBelongToTheRequestEndsTheConnection()
    {
        Ends ends = connectedPair();
        const auto client = scriptedClient(ends, {wire::toFrame(wire::Bit{true}), wire::toFrame(wire::Memory{77})});
        QCOMPARE(errorOf(client->peakMemory()), ErrorCode::ProtocolViolation);
        QCOMPARE(errorOf(client->peakMemory()), ErrorCode::KeyHolderLost);
    }

    void aDamagedAnswerEndsTheConnection()
    {
        Ends ends = connectedPair();
        const auto client = scriptedClient(ends, {Frame{MessageType::Memory, {1, 2, 3}}});
        QCOMPARE(errorOf(client->peakMemory()), ErrorCode::ProtocolViolation);
        QCOMPARE(errorOf(client->peakMemory()), ErrorCode::KeyHolderLost);
    }

    void aClientWhoseKeyHolderHasGoneSaysSoAtEveryCall()
    {
        Ends ends = connectedPair();
        const auto client = scriptedClient(ends, {});
        ends.far.close();
        QCOMPARE(errorOf(client->createSessionKey(cg::base::SchemeId::Vhe)), ErrorCode::KeyHolderLost);
        QCOMPARE(errorOf(client->lossBelow({}, 0.5)), ErrorCode::KeyHolderLost);
    }

    void pathsAreSentAsAnotherProcessCanOpenThem()
    {
        const auto sentFor = [](const std::string& path, const std::string& passphrase) {
            Ends ends = connectedPair();
            Connection far(FileDescriptor(dup(ends.far.get())));
            const auto client = scriptedClient(ends, {wire::toFrame(wire::Failure{{ErrorCode::NoKey, ""}})});
            const auto refused = client->loadKeyFile(path, {passphrase});
            (void)far.receive(within(kNow));
            return valueOf(wire::fromFrame<wire::LoadKeyFile>(valueOf(far.receive(within(kNow)))));
        };
        const std::string own = "/proc/" + std::to_string(getpid()) + "/fd/";
        const auto absolute = sentFor("/a/k.cgkey", "/dev/fd/63");
        QCOMPARE(absolute.path, std::string("/a/k.cgkey"));
        QCOMPARE(*absolute.passphrase.file, own + "63");
        const auto relative = sentFor("k.cgkey", "/dev/stdin");
        QVERIFY(relative.path.starts_with('/') && relative.path.ends_with("/k.cgkey"));
        QCOMPARE(*relative.passphrase.file, own + "0");
    }

    void aPathThatNoMessageCanHoldIsRefusedWithoutLosingTheKeyHolder()
    {
        Ends ends = connectedPair();
        const auto client = scriptedClient(ends, {wire::toFrame(wire::Memory{77})});
        QCOMPARE(errorOf(client->loadKeyFile("", {"p"})), ErrorCode::InvalidArgument);
        QCOMPARE(errorOf(client->loadKeyFile(std::string(5000, 'x'), {"p"})), ErrorCode::InvalidArgument);
        QCOMPARE(errorOf(client->loadKeyFile("k", {std::string("a\0b", 3)})), ErrorCode::InvalidArgument);
        QVERIFY(client->peakMemory().hasValue());
    }
};

QTEST_APPLESS_MAIN(TransportTest)
#include "transport_test.moc"
