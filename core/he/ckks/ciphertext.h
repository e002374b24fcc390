#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"
#include "base/key_id.h"
#include "base/random.h"
#include "he/ckks/context.h"
#include "he/ckks/noise_model.h"
#include "he/estimate.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace cg::he::ckks {

/// Two polynomials (c0, c1) in evaluation form modulo the primes of a level, with c0 + c1·s = scale·m + e, where m is
/// the polynomial whose slots are the message.
///
/// Invariant: scale, level, estimate and range describe the polynomials and are written only by the operation that
/// made them (Backend); the key id names the key set under which s is the secret key.
class Ciphertext {
public:
    [[nodiscard]] const math::EvaluationPoly& c0() const { return m_c0; }
    [[nodiscard]] const math::EvaluationPoly& c1() const { return m_c1; }
    /// The seed that c1 was expanded from, where it was made with the secret key.
    [[nodiscard]] const std::optional<base::Seed>& seed() const { return m_seed; }
    [[nodiscard]] int level() const { return m_term.level; }
    [[nodiscard]] double scale() const { return m_term.scale; }
    [[nodiscard]] const NoiseEstimate& noise() const { return m_term.noise; }
    [[nodiscard]] const MessageRange& range() const { return m_term.range; }
    [[nodiscard]] const base::KeyId& keyId() const { return m_keyId; }
    /// In memory.
    [[nodiscard]] std::size_t bytes() const { return 2 * m_c0.degree() * m_c0.limbs() * sizeof(double); }

private:
    friend class Backend;
    friend void encode(const Context& context, const Ciphertext& ciphertext, base::ByteWriter& writer);
    friend base::Result<Ciphertext> decodeCiphertext(const Context& context, base::ByteReader& reader);
    Ciphertext(math::EvaluationPoly c0, math::EvaluationPoly c1, const Term& term, const base::KeyId& keyId)
        : m_c0(std::move(c0)), m_c1(std::move(c1)), m_term(term), m_keyId(keyId)
    {}

    math::EvaluationPoly m_c0;
    math::EvaluationPoly m_c1;
    std::optional<base::Seed> m_seed;
    Term m_term;
    base::KeyId m_keyId;
};

/// The residues of c0 modulo q0: what people are shown of a ciphertext.
[[nodiscard]] std::vector<std::int64_t> firstResidues(const Ciphertext& ciphertext);

/// Byte form: the limbs of the level alone, and a seed in the place of a c1 that came from one. Decoding checks that
/// level, scale and estimates are in range and every residue is below its prime.
void encode(const Context& context, const Ciphertext& ciphertext, base::ByteWriter& writer);
[[nodiscard]] base::Result<Ciphertext> decodeCiphertext(const Context& context, base::ByteReader& reader);

} // namespace cg::he::ckks
