#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CG_SECRET_SIDE
#error "core/keyholder is the secret side: only the key-holder program and its tests may include it"
#endif
#include "he/circuit.h"
#include "he/ckks/public_keys.h"
#include "keyholder/ckks/secret_key.h"

#include <cstdint>

namespace cg::keyholder::ckks {

/// Whether a circuit conjugates slots, which CircuitNeeds does not say.
enum class Conjugation { NotNeeded, Needed };

/// Makes what the key holder publishes, docs/ckks-scheme.md. Every key is a function of the seed and of what it is
/// for: the same need gives the same bytes, whatever was made before. Errors are centred binomial, σ = √10.5.
class KeyGenerator {
public:
    /// Both must outlive the generator, and `secret` must be the key that `seed` determines.
    KeyGenerator(const SecretSeed& seed, const SecretKey& secret) : m_seed(seed), m_secret(secret) {}

    /// The public key, without any evaluation key.
    [[nodiscard]] he::ckks::PublicKeys publicKey() const;
    /// `publicKey` and the evaluation keys for `needs`: products and the rotations that sums, rotations and maps come
    /// down to. Re-masking needs none. InvalidArgument where a need does not fit the slots or the keys would take more
    /// than 2 GiB; Unsupported for a sum over a table without a gap.
    [[nodiscard]] base::Result<he::ckks::PublicKeys>
    withEvaluationKeys(const he::ckks::PublicKeys& publicKey, const he::CircuitNeeds& needs,
                       Conjugation conjugation = Conjugation::NotNeeded) const;

private:
    [[nodiscard]] const he::ckks::Context& context() const { return m_secret.context(); }
    /// The key from `source` to `target` (both modulo all primes). `element` is what it is for: g for an automorphism,
    /// 0 for products.
    [[nodiscard]] he::ckks::SwitchKey switchKey(const math::EvaluationPoly& source, const math::EvaluationPoly& target,
                                                std::uint64_t element) const;
    [[nodiscard]] he::ckks::SwitchKey relinearisationKey() const;
    [[nodiscard]] he::ckks::SwitchKey galoisKey(std::uint64_t element) const;

    const SecretSeed& m_seed;
    const SecretKey& m_secret;
};

} // namespace cg::keyholder::ckks
