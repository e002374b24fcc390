#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CG_SECRET_SIDE
#error "core/keyholder is the secret side: only the key-holder program and its tests may include it"
#endif
#include "base/secure_memory.h"
#include "he/ckks/context.h"
#include "keyholder/secret_key.h"

#include <cstdint>
#include <memory>
#include <span>

namespace cg::keyholder::ckks {

/// The secret key s of CKKS: N coefficients, uniform in {−1, 0, 1}, docs/ckks-scheme.md. Move-only, wiped, neither
/// printable nor comparable, and not serialisable: the vault keeps the seed, which determines it.
///
/// Nothing here branches on a coefficient or uses one as an address.
class SecretKey {
public:
    /// The key that the seed determines.
    SecretKey(std::shared_ptr<const he::ckks::Context> context, const SecretSeed& seed);
    SecretKey(SecretKey&&) noexcept = default;
    SecretKey& operator=(SecretKey&&) noexcept = default;
    SecretKey(const SecretKey&) = delete;
    SecretKey& operator=(const SecretKey&) = delete;
    ~SecretKey() = default;

    [[nodiscard]] const he::ckks::Context& context() const { return *m_context; }
    [[nodiscard]] const std::shared_ptr<const he::ckks::Context>& sharedContext() const { return m_context; }
    /// Buffers for what depends on the key: locked where the system allows it, wiped when they are given back.
    [[nodiscard]] const std::shared_ptr<math::PolyPool>& pool() const { return m_pool; }
    /// s in evaluation form, modulo all primes of the context.
    [[nodiscard]] const math::EvaluationPoly& values() const { return m_values; }
    /// s(X^element) in evaluation form, modulo all primes, in wiped memory.
    [[nodiscard]] math::EvaluationPoly image(std::uint64_t element) const;
    /// Whether the key, and all that was computed from it so far, could be locked into RAM.
    [[nodiscard]] base::MemoryLock lock() const
    {
        return m_coefficients.lock() == base::MemoryLock::Locked ? m_pool->lock() : base::MemoryLock::Failed;
    }

private:
    std::shared_ptr<const he::ckks::Context> m_context;
    std::shared_ptr<math::PolyPool> m_pool;
    base::SecureBuffer m_coefficients; ///< one byte each
    math::EvaluationPoly m_values;
};

/// The evaluation form of small coefficients, of the secret or of an error, modulo the primes of `set`.
[[nodiscard]] math::EvaluationPoly smallPoly(const he::ckks::Context& context,
                                             const std::shared_ptr<math::PolyPool>& pool, const math::LimbSet& set,
                                             std::span<const std::int8_t> coefficients);

} // namespace cg::keyholder::ckks
