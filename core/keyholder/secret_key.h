#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CG_SECRET_SIDE
#error "core/keyholder is the secret side: only the key-holder program and its tests may include it"
#endif
#include "base/random.h"
#include "base/result.h"
#include "base/secure_memory.h"
#include "he/vhe/params.h"

#include <cstdint>
#include <span>

namespace cg::keyholder {

/// The 32 bytes that a whole key set is made from: the secret key, the public key and every evaluation key are
/// functions of them, by addressed streams. Move-only, wiped, neither printable nor comparable.
class SecretSeed {
public:
    static constexpr std::size_t kBytes = std::tuple_size_v<base::Seed>;

    [[nodiscard]] static SecretSeed draw(base::RandomSource& random);
    /// The seed of demo key `number`: everybody can compute it, so it hides nothing.
    [[nodiscard]] static SecretSeed ofDemoKey(std::uint64_t number);

    /// The stream of randomness at an address under this seed.
    [[nodiscard]] base::SeededRandom stream(base::StreamAddress address) const;
    [[nodiscard]] base::MemoryLock lock() const { return m_bytes.lock(); }

private:
    friend class Vault;
    /// Requires kBytes bytes.
    explicit SecretSeed(base::SecureBuffer bytes);

    base::SecureBuffer m_bytes;
};

/// The secret key S = [I, T] of VHE, docs/vhe.md. Move-only, wiped, neither printable nor comparable, and not
/// serialisable: the vault keeps the seed, which determines it.
///
/// Invariant: T holds slots() · secretColumns() entries in [−secretBound, secretBound].
class SecretKey {
public:
    /// The key that the seed determines.
    SecretKey(const he::vhe::Params& params, const SecretSeed& seed);

    [[nodiscard]] const he::vhe::Params& params() const { return m_params; }
    /// T row by row: slots() rows of secretColumns().
    [[nodiscard]] std::span<const std::int64_t> columns() const { return m_columns.integers(); }
    [[nodiscard]] base::MemoryLock lock() const { return m_columns.lock(); }

private:
    he::vhe::Params m_params;
    base::SecureBuffer m_columns;
};

} // namespace cg::keyholder
