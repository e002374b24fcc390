// SPDX-License-Identifier: GPL-3.0-or-later
#include "trust/transport.h"

#include "base/contract.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <system_error>

namespace cg::trust {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kReadBytes = std::size_t{64} << 10;
constexpr int kBacklog = 16;

base::Error lost(const std::string& what)
{
    return {base::ErrorCode::KeyHolderLost, what};
}

base::Error lostWithReason(const std::string& what, int number)
{
    return lost(what + ": " + std::generic_category().message(number));
}

base::Error peerGone()
{
    return lost("the other end of the key holder's connection has gone");
}

/// A local address in the abstract namespace: a zero byte, then the name, without a terminator.
struct Address {
    sockaddr_un value{};
    socklen_t length = 0;

    explicit Address(const SocketName& name)
    {
        const std::string text = name.text();
        CG_EXPECTS(text.size() < sizeof value.sun_path);
        value.sun_family = AF_UNIX;
        std::ranges::copy(text, value.sun_path + 1);
        length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + text.size());
    }
    [[nodiscard]] const sockaddr* get() const { return static_cast<const sockaddr*>(static_cast<const void*>(&value)); }
};

base::FileDescriptor newSocket()
{
    return base::FileDescriptor(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

void makeNonBlocking(int descriptor)
{
    const int flags = fcntl(descriptor, F_GETFL);
    CG_ENSURES(flags >= 0 && fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0);
}

bool wouldWait(int number)
{
    return number == EAGAIN || number == EWOULDBLOCK;
}

} // namespace

Deadline within(std::chrono::milliseconds bound)
{
    return Clock::now() + bound;
}

int pollTimeout(Deadline deadline)
{
    constexpr std::int64_t kLongest = 3'600'000;
    if (!deadline) {
        return -1;
    }
    const std::int64_t left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - Clock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, kLongest));
}

Connection::Connection(base::FileDescriptor socket, std::size_t maxPayloadBytes)
    : m_socket(std::move(socket)), m_assembler(maxPayloadBytes)
{
    CG_EXPECTS(m_socket.isOpen());
    makeNonBlocking(m_socket.get());
}

base::Result<Connection> Connection::connectTo(const SocketName& name)
{
    base::FileDescriptor socket = newSocket();
    if (!socket.isOpen()) {
        return lostWithReason("no socket to the key holder can be made", errno);
    }
    const Address address(name);
    int outcome = 0;
    do {
        outcome = ::connect(socket.get(), address.get(), address.length);
    } while (outcome != 0 && errno == EINTR);
    if (outcome != 0) {
        return lostWithReason("the key holder cannot be reached", errno);
    }
    Connection connection(std::move(socket));
    if (connection.peer().user != geteuid()) {
        return lost("the key holder's socket belongs to another user");
    }
    return connection;
}

base::Result<void> Connection::send(const Frame& frame, Deadline deadline)
{
    if (frame.payload.size() > kMaxPayloadBytes) {
        return base::Error{base::ErrorCode::InvalidArgument,
                           "a message of " + std::to_string(frame.payload.size()) +
                               " bytes is too large for the key holder, which takes at most " +
                               std::to_string(kMaxPayloadBytes)};
    }
    CG_CHECK(sendAll(frameHeader(frame.type, frame.payload.size()), deadline));
    return sendAll(frame.payload, deadline);
}

base::Result<void> Connection::sendAll(base::ByteView bytes, Deadline deadline)
{
    while (!bytes.empty()) {
        const ssize_t sent = ::send(m_socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent >= 0) {
            bytes = bytes.subspan(static_cast<std::size_t>(sent));
        } else if (wouldWait(errno)) {
            CG_CHECK(waitFor(Direction::Writing, deadline));
        } else if (errno != EINTR) {
            return peerGone();
        }
    }
    return {};
}

base::Result<Frame> Connection::receive(Deadline deadline)
{
    for (;;) {
        CG_TRY(std::optional<Frame> frame, receiveAvailable());
        if (frame) {
            return std::move(*frame);
        }
        CG_CHECK(waitFor(Direction::Reading, deadline));
    }
}

base::Result<std::optional<Frame>> Connection::receiveAvailable()
{
    std::array<std::uint8_t, kReadBytes> buffer;
    for (;;) {
        const std::size_t wanted = std::min(buffer.size(), m_assembler.missing());
        const ssize_t got = recv(m_socket.get(), buffer.data(), wanted, 0);
        if (got > 0) {
            CG_TRY(std::optional<Frame> frame, m_assembler.feed({buffer.data(), static_cast<std::size_t>(got)}));
            if (frame) {
                return frame;
            }
        } else if (got < 0 && wouldWait(errno)) {
            return std::optional<Frame>();
        } else if (got == 0 || errno != EINTR) {
            return peerGone();
        }
    }
}

base::Result<void> Connection::waitFor(Direction direction, Deadline deadline) const
{
    pollfd entry{m_socket.get(), static_cast<short>(direction == Direction::Reading ? POLLIN : POLLOUT), 0};
    for (;;) {
        const int timeout = pollTimeout(deadline);
        const int ready = poll(&entry, 1, timeout);
        if (ready > 0) {
            return {};
        }
        if (ready == 0 && pollTimeout(deadline) == 0) {
            return lost("the key holder does not answer");
        }
        if (ready < 0 && errno != EINTR) {
            return lostWithReason("waiting for the key holder failed", errno);
        }
    }
}

Peer Connection::peer() const
{
    ucred credentials{};
    socklen_t length = sizeof credentials;
    CG_ENSURES(getsockopt(m_socket.get(), SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0);
    return {credentials.pid, credentials.uid};
}

base::Result<Listener> Listener::listenOn(const SocketName& name)
{
    base::FileDescriptor socket = newSocket();
    const Address address(name);
    if (!socket.isOpen() || bind(socket.get(), address.get(), address.length) != 0 ||
        listen(socket.get(), kBacklog) != 0) {
        return lostWithReason("the key holder cannot listen on its socket", errno);
    }
    makeNonBlocking(socket.get());
    return Listener(std::move(socket));
}

std::optional<Connection> Listener::accept(std::size_t maxPayloadBytes)
{
    base::FileDescriptor socket(accept4(m_socket.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!socket.isOpen()) {
        return std::nullopt;
    }
    Connection connection(std::move(socket), maxPayloadBytes);
    if (connection.peer().user != geteuid()) {
        return std::nullopt;
    }
    return connection;
}

} // namespace cg::trust
