#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file_descriptor.h"
#include "base/result.h"
#include "trust/protocol.h"

#include <sys/types.h>

#include <chrono>
#include <optional>

namespace cg::trust {

/// Until when an operation may wait; nothing: as long as it takes.
using Deadline = std::optional<std::chrono::steady_clock::time_point>;

/// The deadline `bound` from now.
[[nodiscard]] Deadline within(std::chrono::milliseconds bound);
/// The time left as poll() wants it, in milliseconds rounded up: −1 without a deadline, 0 when it has passed.
[[nodiscard]] int pollTimeout(Deadline deadline);

/// Who is at the other end of a local socket, as the kernel knows it.
struct Peer {
    pid_t process = 0;
    uid_t user = 0;
};

/// One end of a connected local stream socket that carries frames. Move-only; no signal is ever raised by it.
class Connection {
public:
    /// Takes over a connected socket and makes it non-blocking. Payloads of up to `maxPayloadBytes` are accepted.
    explicit Connection(base::FileDescriptor socket, std::size_t maxPayloadBytes = kMaxPayloadBytes);

    /// Connects to a listener and checks that it belongs to this user. KeyHolderLost otherwise.
    [[nodiscard]] static base::Result<Connection> connectTo(const SocketName& name);

    /// Sends a whole frame. KeyHolderLost if the peer has gone or does not read until the deadline; InvalidArgument
    /// for a payload that is too long, of which nothing is sent.
    base::Result<void> send(const Frame& frame, Deadline deadline);
    /// Waits for the next frame. KeyHolderLost at once when the peer has gone, or after the deadline;
    /// ProtocolViolation for bytes that are no frame.
    base::Result<Frame> receive(Deadline deadline);
    /// Takes what has arrived without waiting: a frame, or nothing yet. The errors of receive().
    base::Result<std::optional<Frame>> receiveAvailable();

    void setMaxPayloadBytes(std::size_t bytes) { m_assembler.setMaxPayloadBytes(bytes); }
    [[nodiscard]] Peer peer() const;
    [[nodiscard]] int descriptor() const { return m_socket.get(); }

private:
    enum class Direction { Reading, Writing };

    base::Result<void> sendAll(base::ByteView bytes, Deadline deadline);
    base::Result<void> waitFor(Direction direction, Deadline deadline) const;

    base::FileDescriptor m_socket;
    FrameAssembler m_assembler;
};

/// A listening socket in the abstract namespace that accepts connections of this user only.
class Listener {
public:
    /// KeyHolderLost with the system's reason if the name is taken or sockets cannot be had.
    [[nodiscard]] static base::Result<Listener> listenOn(const SocketName& name);

    /// The next waiting connection, without waiting for one. A connection of another user is closed and forgotten.
    [[nodiscard]] std::optional<Connection> accept(std::size_t maxPayloadBytes);
    [[nodiscard]] int descriptor() const { return m_socket.get(); }

private:
    explicit Listener(base::FileDescriptor socket) : m_socket(std::move(socket)) {}

    base::FileDescriptor m_socket;
};

} // namespace cg::trust
