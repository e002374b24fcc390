#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/int128.h"
#include "he/backend.h"
#include "he/vhe/ciphertext.h"
#include "he/vhe/noise_model.h"
#include "he/vhe/public_keys.h"

#include <memory>
#include <vector>

namespace cg::he::vhe {

/// The contract on integer vectors (docs/vhe.md), from public keys alone.
///
/// BROKEN as encryption: there is no modulus, so the public key gives the secret one away by least squares
/// (ePrint 2016/775; Asiacrypt 2018 "LWE without modular reduction"). It teaches, it does not protect.
class Backend {
public:
    using Ciphertext = vhe::Ciphertext;
    using Prepared = vhe::Ciphertext;

    /// `seed` determines the randomness of encryptions, addressed by the caller.
    Backend(std::shared_ptr<const PublicKeys> keys, const base::Seed& seed);

    [[nodiscard]] std::size_t slotCount() const { return m_params.slots(); }
    [[nodiscard]] static base::SchemeId scheme() { return base::SchemeId::Vhe; }
    [[nodiscard]] static CircuitTraits traits() { return {}; }
    [[nodiscard]] const PublicKeys& keys() const { return *m_keys; }

    base::Result<Ciphertext> encrypt(std::span<const double> slots, base::StreamAddress address);
    /// The same with the range of the message as declared, and the noise of any message in that range: all that the
    /// ciphertext says of itself is public, whatever the slots are.
    base::Result<Ciphertext> encryptDeclared(std::span<const double> slots, MessageRange range,
                                             base::StreamAddress address);
    base::Result<Prepared> prepare(std::span<const double> slots, base::StreamAddress address);
    base::Result<Ciphertext> add(const Ciphertext& a, const Ciphertext& b);
    base::Result<Ciphertext> subtract(const Ciphertext& a, const Ciphertext& b);
    base::Result<Ciphertext> negate(const Ciphertext& a);
    base::Result<Ciphertext> addPlain(const Ciphertext& a, std::span<const double> slots);
    base::Result<Ciphertext> multiplyScalar(const Ciphertext& a, double factor);
    base::Result<Ciphertext> absorb(const Ciphertext& a, double factor);
    base::Result<Ciphertext> multiply(const Ciphertext& a, const Ciphertext& b);
    base::Result<Ciphertext> multiplyPlain(const Ciphertext& a, const Prepared& p);
    base::Result<Ciphertext> multiplyAccumulate(std::span<const Ciphertext* const> as,
                                                std::span<const Ciphertext* const> bs);
    base::Result<Ciphertext> multiplyPlainAccumulate(std::span<const Ciphertext* const> as,
                                                     std::span<const Prepared* const> ps);
    base::Result<Ciphertext> sumBlocks(const Ciphertext& a, const BlockSum& sum);
    base::Result<Ciphertext> rotate(const Ciphertext& a, int steps);
    base::Result<Ciphertext> linearMap(const Ciphertext& a, const LinearMap& map);
    base::Result<Ciphertext> remask(const Ciphertext& a);

    [[nodiscard]] int room(const Ciphertext& a) const;
    [[nodiscard]] CiphertextInfo info(const Ciphertext& a) const;
    [[nodiscard]] Ciphertext declareRange(const Ciphertext& a, MessageRange range) const;
    [[nodiscard]] Ciphertext declareReference(const Ciphertext& a, MessageRange range) const;

    void encode(const Ciphertext& a, base::ByteWriter& writer) const;
    /// As the contract says; WrongKey if the ciphertext belongs to another key set.
    [[nodiscard]] base::Result<Ciphertext> decode(base::ByteReader& reader) const;

private:
    [[nodiscard]] static Term termOf(const Ciphertext& a) { return {a.noise(), a.range(), a.scale()}; }
    [[nodiscard]] Ciphertext made(std::vector<std::int64_t> entries, const Term& term) const;
    [[nodiscard]] base::Result<void> sameKeys(const Ciphertext& a) const;
    /// `a` with its integers multiplied so that its scale becomes `scale`.
    [[nodiscard]] base::Result<Ciphertext> atScale(const Ciphertext& a, double scale) const;
    template <typename Combine>
    base::Result<Ciphertext> combine(const Ciphertext& a, const Ciphertext& b, Combine combine) const;
    /// How many of the products may be added up before they no longer fit into the digits of one key switch: a power of
    /// two, from the (public) integers.
    [[nodiscard]] std::size_t productsPerSwitch(std::span<const Ciphertext* const> as,
                                                std::span<const Ciphertext* const> bs) const;
    /// Σ aᵢ·bᵢ with one key switch.
    [[nodiscard]] base::Result<Ciphertext> multiplyTogether(std::span<const Ciphertext* const> as,
                                                            std::span<const Ciphertext* const> bs) const;
    /// Adds the symmetrised products of a and b to `sums`, in the order of the tensor key.
    void addTensor(const Ciphertext& a, const Ciphertext& b, std::span<base::Int128> sums) const;
    [[nodiscard]] base::Result<std::vector<std::int64_t>> shifted(std::span<const base::Int128> sums, int bits) const;

    std::shared_ptr<const PublicKeys> m_keys;
    Params m_params;
    NoiseModel m_model;
    base::Seed m_seed;
};

static_assert(StorableBackend<Backend>);

} // namespace cg::he::vhe
