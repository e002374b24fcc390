#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/key_id.h"
#include "base/random.h"
#include "he/ckks/context.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace cg::he::ckks {

/// b = −a·s + e modulo Q, and the uniform a that a seed stands for.
struct EncryptionKey {
    base::Seed seed;
    math::EvaluationPoly b;
    math::EvaluationPoly a;
};

/// A key switch from s' to s by digits [HK20]: for digit j, b_j = −a_j·s + e_j + P·T_j·s' modulo Q·P,
/// where T_j is 1 modulo the primes of the digit and 0 modulo the other data primes. The same key serves every level.
/// Limbs: the data primes, then those of P.
struct SwitchKey {
    base::Seed seed{}; ///< a_j is its uniform polynomial number j
    std::vector<math::EvaluationPoly> b;
    std::vector<math::EvaluationPoly> a;

    [[nodiscard]] std::size_t bytes() const;
};

/// The key of the automorphism X → X^g: it switches from s to s(X^(1/g)), so that the permutation comes last and acts
/// on two polynomials instead of every digit.
struct GaloisKey {
    SwitchKey key;
    std::vector<std::uint32_t> permutation; ///< of the evaluation form, by X → X^g
};

/// Everything that the key holder publishes for a circuit. Nothing of the data is in it. That keys which encrypt
/// functions of s under s itself (s², s(X^(1/g))) give nothing away is the usual assumption of circular security.
class PublicKeys {
public:
    PublicKeys(std::shared_ptr<const Context> context, EncryptionKey encryption);

    [[nodiscard]] const Context& context() const { return *m_context; }
    [[nodiscard]] const std::shared_ptr<const Context>& sharedContext() const { return m_context; }
    [[nodiscard]] const Params& params() const { return m_context->params(); }
    /// BLAKE2b of the byte form of parameters and encryption key.
    [[nodiscard]] const base::KeyId& id() const { return m_id; }
    [[nodiscard]] const EncryptionKey& encryption() const { return m_encryption; }

    /// From s² to s.
    std::optional<SwitchKey> relinearisation;
    /// By the element g.
    std::map<std::uint64_t, GaloisKey> galois;

    /// nullptr where there is no such key. Requires 0 < steps < slotCount.
    [[nodiscard]] const GaloisKey* rotation(std::size_t steps) const;
    [[nodiscard]] const GaloisKey* conjugation() const;
    void insertGalois(std::uint64_t element, SwitchKey key);

    /// In memory.
    [[nodiscard]] std::size_t bytes() const;
    [[nodiscard]] std::size_t evaluationKeys() const { return (relinearisation ? 1U : 0U) + galois.size(); }

private:
    [[nodiscard]] const GaloisKey* galoisKey(std::uint64_t element) const;

    std::shared_ptr<const Context> m_context;
    EncryptionKey m_encryption;
    base::KeyId m_id;
};

/// Byte form: seeds in the place of uniform polynomials, residues packed.
void encode(const PublicKeys& keys, base::ByteWriter& writer);
/// Checks every count against the parameters, and that the bytes are there, before anything is allocated for them.
[[nodiscard]] base::Result<PublicKeys> decodePublicKeys(base::ByteReader& reader);

} // namespace cg::he::ckks
