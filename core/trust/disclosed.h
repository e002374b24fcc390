#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <utility>

namespace cg::keyholder {
class Discloser;
}

namespace cg::trust {

class Client;

/// A value that was computed with the secret key and left the key holder. Only the key holder makes one (through
/// keyholder::Discloser, which writes the ledger); the client restores one from the wire. Nothing on the trainer's
/// side can call a number of its own "opened".
template <typename T>
class Disclosed {
public:
    [[nodiscard]] const T& value() const& { return m_value; }
    [[nodiscard]] T value() && { return std::move(m_value); }

private:
    friend class cg::keyholder::Discloser;
    friend class Client;
    explicit Disclosed(T value) : m_value(std::move(value)) {}

    T m_value;
};

} // namespace cg::trust
