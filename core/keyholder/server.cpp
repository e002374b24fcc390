// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/server.h"

#include "base/secure_memory.h"
#include "keyholder/dispatch.h"
#include "trust/messages.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <new>
#include <string>

namespace cg::keyholder {

namespace {

namespace wire = trust::wire;

constexpr std::size_t kMaxSessions = 16;

bool hasPassed(trust::Deadline deadline)
{
    return deadline && *deadline <= std::chrono::steady_clock::now();
}

bool isEarlier(trust::Deadline a, trust::Deadline b)
{
    return a && (!b || *a < *b);
}

std::string tooLarge(std::size_t bytes)
{
    return "the answer would take " + std::to_string(bytes >> 20) + " MiB, and one message holds at most " +
           std::to_string(trust::kMaxPayloadBytes >> 20) + "; ask for less at once";
}

/// Overwrites the stack that calls from here have used: decrypted numbers may lie in it.
[[gnu::noinline]] void wipeDeadStack()
{
    std::array<std::uint8_t, std::size_t{128} << 10> dead;
    base::wipe(dead);
}

} // namespace

Server::Server(trust::Listener listener, const trust::Token& token, trust::KeyHolder& holder)
    : m_listener(std::move(listener)), m_token(token), m_holder(holder)
{}

bool Server::hasClient() const
{
    return std::ranges::any_of(m_sessions, [](const Session& session) { return !session.helloUntil; });
}

void Server::run(std::chrono::milliseconds arrivalBound)
{
    trust::Deadline arrivalUntil = trust::within(arrivalBound);
    while (hasClient() || (arrivalUntil && !hasPassed(arrivalUntil))) {
        const std::vector<bool> readable = awaitReadable(arrivalUntil);
        std::vector<Session> kept;
        for (std::size_t i = 0; i < m_sessions.size(); ++i) {
            const bool ended =
                readable[i + 1] ? serve(m_sessions[i]) == Verdict::End : hasPassed(m_sessions[i].helloUntil);
            if (!ended) {
                kept.push_back(std::move(m_sessions[i]));
            }
        }
        m_sessions = std::move(kept);
        if (readable[0]) {
            acceptNewcomer();
        }
        if (hasClient()) {
            arrivalUntil.reset(); // from now on the last client decides
        }
    }
    m_sessions.clear();
}

std::vector<bool> Server::awaitReadable(trust::Deadline arrivalUntil) const
{
    std::vector<pollfd> entries{{m_listener.descriptor(), POLLIN, 0}};
    trust::Deadline next = arrivalUntil;
    for (const Session& session : m_sessions) {
        entries.push_back({session.connection.descriptor(), POLLIN, 0});
        next = isEarlier(session.helloUntil, next) ? session.helloUntil : next;
    }
    const int ready = poll(entries.data(), entries.size(), trust::pollTimeout(next));
    std::vector<bool> readable;
    readable.reserve(entries.size());
    for (const pollfd& entry : entries) {
        readable.push_back(ready > 0 && entry.revents != 0);
    }
    return readable;
}

void Server::acceptNewcomer()
{
    if (auto connection = m_listener.accept(trust::kMaxHelloBytes); connection && m_sessions.size() < kMaxSessions) {
        m_sessions.push_back({std::move(*connection), trust::within(kPeerPatience)});
    }
}

Server::Verdict Server::serve(Session& session)
{
    try {
        return serveFrame(session);
    } catch (const std::bad_alloc&) {
        return Verdict::End; // the other sessions, and the key, live on
    }
}

Server::Verdict Server::serveFrame(Session& session)
{
    auto frame = session.connection.receiveAvailable();
    if (!frame) {
        if (frame.error().code == base::ErrorCode::ProtocolViolation) {
            (void)session.connection.send(wire::toFrame(wire::Failure{frame.error()}), trust::within(kPeerPatience));
        }
        return Verdict::End;
    }
    if (!*frame) {
        return Verdict::Keep;
    }
    return session.helloUntil ? welcome(session, **frame) : answer(session, **frame);
}

Server::Verdict Server::welcome(Session& session, const trust::Frame& frame)
{
    const auto hello = wire::fromFrame<wire::Hello>(frame);
    if (!hello || !hello->token.matches(m_token)) {
        return Verdict::End;
    }
    // The version goes back even if it is another one: the client can tell its user what is wrong.
    if (!session.connection.send(wire::toFrame(wire::Welcome{}), trust::within(kPeerPatience)) ||
        hello->version != trust::kProtocolVersion) {
        return Verdict::End;
    }
    session.helloUntil.reset();
    session.connection.setMaxPayloadBytes(trust::kMaxPayloadBytes);
    return Verdict::Keep;
}

Server::Verdict Server::answer(Session& session, const trust::Frame& frame)
{
    auto answered = answerTo(frame, m_holder);
    wipeDeadStack();
    trust::Frame reply = answered ? std::move(*answered) : wire::toFrame(wire::Failure{answered.error()});
    if (reply.payload.size() > trust::kMaxPayloadBytes) {
        reply = wire::toFrame(wire::Failure{{base::ErrorCode::InvalidArgument, tooLarge(reply.payload.size())}});
    }
    const auto sent = session.connection.send(reply, trust::within(kPeerPatience));
    return answered && sent ? Verdict::Keep : Verdict::End;
}

} // namespace cg::keyholder
