#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CG_SECRET_SIDE
#error "core/keyholder is the secret side: only the key-holder program and its tests may include it"
#endif
#include "trust/key_holder.h"
#include "trust/transport.h"

#include <chrono>
#include <vector>

namespace cg::keyholder {

/// Serves the clients of one socket, one request at a time. A connection must show the token within a few seconds and
/// may send no more than that before; bytes that are no valid request end it, and so does an answer that nobody reads.
class Server {
public:
    /// How long a peer may take: for its hello, and for reading an answer.
    static constexpr std::chrono::seconds kPeerPatience{10};

    /// `holder` must outlive the server.
    Server(trust::Listener listener, const trust::Token& token, trust::KeyHolder& holder);

    /// Returns when the last client has gone, or if none has come within `arrivalBound`.
    void run(std::chrono::milliseconds arrivalBound);

private:
    struct Session {
        trust::Connection connection;
        trust::Deadline helloUntil; ///< nothing once the token has been shown
    };
    enum class Verdict { Keep, End };

    void acceptNewcomer();
    /// Waits until one of the descriptors has something to read, or for the next deadline.
    [[nodiscard]] std::vector<bool> awaitReadable(trust::Deadline arrivalUntil) const;
    [[nodiscard]] Verdict serve(Session& session);
    [[nodiscard]] Verdict serveFrame(Session& session);
    [[nodiscard]] Verdict welcome(Session& session, const trust::Frame& frame);
    [[nodiscard]] Verdict answer(Session& session, const trust::Frame& frame);
    [[nodiscard]] bool hasClient() const;

    trust::Listener m_listener;
    trust::Token m_token;
    trust::KeyHolder& m_holder;
    std::vector<Session> m_sessions;
};

} // namespace cg::keyholder
