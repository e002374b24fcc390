#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CG_SECRET_SIDE
#error "core/keyholder is the secret side: only the key-holder program and its tests may include it"
#endif
#include "base/random.h"
#include "base/result.h"
#include "he/circuit.h"
#include "he/vhe/public_keys.h"
#include "keyholder/secret_key.h"

namespace cg::keyholder {

/// Makes what the key holder publishes, docs/vhe.md. Every key is a function of the seed and of what it is for: the
/// same need gives the same bytes, whatever was made before.
///
/// A key switch from a source key R (m × N) to S has one column for each digit d and source entry j, at d·N + j:
///
///     top (m)     2^(b·d)·R_j − T·a + e      e: noise in [−eB, eB]
///     bottom (k)  a                          a: mask, uniform in [−2^(w−1), 2^(w−1)]
///
/// so that S times the column is 2^(b·d)·R_j + e. The mask has w = maskBits + fractionBits bits.
class KeyGenerator {
public:
    /// Both must outlive the generator, and `secret` must be the key that `seed` determines.
    KeyGenerator(const SecretSeed& seed, const SecretKey& secret) : m_seed(seed), m_secret(secret) {}

    /// The public key, without any evaluation key.
    [[nodiscard]] he::vhe::PublicKeys publicKey() const;
    /// `publicKey` and the evaluation keys for `needs`. InvalidArgument if the key has too few slots for one of them,
    /// if they would take more than 128 MiB, or if the entries of a linear map are too large.
    [[nodiscard]] base::Result<he::vhe::PublicKeys> withEvaluationKeys(const he::vhe::PublicKeys& publicKey,
                                                                       const he::CircuitNeeds& needs) const;

private:
    [[nodiscard]] const he::vhe::Params& params() const { return m_secret.params(); }
    /// The m × N numbers that a key switch starts from, row by row, and a public bound of their magnitudes.
    struct SourceKey {
        base::SecureBuffer rows;
        std::int64_t bound;
    };
    [[nodiscard]] SourceKey identity() const;
    [[nodiscard]] SourceKey tensorRows() const;
    /// G·S for an integer matrix G (m × m, row by row).
    [[nodiscard]] SourceKey mappedKey(std::span<const std::int64_t> map) const;

    [[nodiscard]] base::Result<he::vhe::SwitchMatrix>
    switchFrom(const SourceKey& source, const he::vhe::SwitchShape& shape, base::RandomSource& random) const;
    [[nodiscard]] base::Result<he::vhe::SwitchMatrix>
    evaluationKey(const he::CircuitNeeds& oneNeed, const SourceKey& source, const he::vhe::SwitchShape& shape) const;
    [[nodiscard]] std::vector<std::int64_t> encryptionsOfZero() const;
    base::Result<void> addSums(he::vhe::PublicKeys& keys, const he::CircuitNeeds& needs) const;
    base::Result<void> addRotations(he::vhe::PublicKeys& keys, const he::CircuitNeeds& needs) const;
    base::Result<void> addMaps(he::vhe::PublicKeys& keys, const he::CircuitNeeds& needs) const;

    const SecretSeed& m_seed;
    const SecretKey& m_secret;
};

} // namespace cg::keyholder
