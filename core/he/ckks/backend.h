#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/backend.h"
#include "he/ckks/alignment.h"
#include "he/ckks/ciphertext.h"
#include "he/ckks/key_switch.h"
#include "he/ckks/noise_model.h"
#include "he/ckks/prepared.h"
#include "he/ckks/public_keys.h"

#include <memory>
#include <memory_resource>
#include <vector>

namespace cg::he::ckks {

/// The contract on RNS-CKKS (docs/ckks-scheme.md), from public keys alone [CKKS17, CHKKS18].
///
/// Products, constants and maps take one level each; at level 0 they are LevelsExhausted. Sums of operands at one level
/// whose scales differ by no whole number take one as well. Slots outside the table are unspecified after sumBlocks.
class Backend {
public:
    using Ciphertext = ckks::Ciphertext;
    using Prepared = ckks::Prepared;

    /// `seed` determines the randomness of encryptions, addressed by the caller.
    Backend(std::shared_ptr<const PublicKeys> keys, const base::Seed& seed);

    [[nodiscard]] std::size_t slotCount() const { return params().slotCount(); }
    [[nodiscard]] static base::SchemeId scheme() { return base::SchemeId::Ckks; }
    [[nodiscard]] static CircuitTraits traits() { return NoiseModel::traits(); }
    [[nodiscard]] const PublicKeys& keys() const { return *m_keys; }
    [[nodiscard]] const Params& params() const { return m_keys->params(); }

    base::Result<Ciphertext> encrypt(std::span<const double> slots, base::StreamAddress address);
    /// The same with the range of the message as declared: all that the ciphertext says of itself is public, whatever
    /// the slots are.
    base::Result<Ciphertext> encryptDeclared(std::span<const double> slots, MessageRange range,
                                             base::StreamAddress address);
    /// A ciphertext at a level and its scale that the key holder made with the secret key: c1 is the uniform polynomial
    /// of the seed (`expandSeed`, number 0), c0 = −c1·s + m + e with the errors of `sampleCenteredBinomial`.
    [[nodiscard]] Ciphertext adoptFresh(math::EvaluationPoly c0, math::EvaluationPoly c1, const base::Seed& seed,
                                        MessageRange range, int level) const;
    base::Result<Prepared> prepare(std::span<const double> slots, base::StreamAddress address);

    base::Result<Ciphertext> add(const Ciphertext& a, const Ciphertext& b);
    base::Result<Ciphertext> subtract(const Ciphertext& a, const Ciphertext& b);
    base::Result<Ciphertext> negate(const Ciphertext& a);
    base::Result<Ciphertext> addPlain(const Ciphertext& a, std::span<const double> slots);
    base::Result<Ciphertext> multiplyScalar(const Ciphertext& a, double factor);
    /// Whether the level holds every message in the range: the estimates go by its usual size, which vectors of few
    /// large numbers exceed.
    [[nodiscard]] bool holdsWholeRange(const Ciphertext& a) const;
    base::Result<Ciphertext> absorb(const Ciphertext& a, double factor);
    base::Result<Ciphertext> multiply(const Ciphertext& a, const Ciphertext& b);
    base::Result<Ciphertext> multiplyPlain(const Ciphertext& a, const Prepared& p);
    base::Result<Ciphertext> multiplyAccumulate(std::span<const Ciphertext* const> as,
                                                std::span<const Ciphertext* const> bs);
    base::Result<Ciphertext> multiplyPlainAccumulate(std::span<const Ciphertext* const> as,
                                                     std::span<const Prepared* const> ps);
    base::Result<Ciphertext> sumBlocks(const Ciphertext& a, const BlockSum& sum);
    base::Result<Ciphertext> rotate(const Ciphertext& a, int steps);
    /// Several rotations of one ciphertext, which share the decomposition into digits ("hoisting").
    base::Result<std::vector<Ciphertext>> rotateMany(const Ciphertext& a, std::span<const int> steps);
    /// Every slot to its complex conjugate: real messages stay, the imaginary part of their errors goes.
    base::Result<Ciphertext> conjugate(const Ciphertext& a);
    base::Result<Ciphertext> linearMap(const Ciphertext& a, const LinearMap& map);
    /// A copy: coefficients are residues and do not grow.
    base::Result<Ciphertext> remask(const Ciphertext& a);
    /// The same message with fewer levels left, as it would be after products: smaller and faster. LevelsExhausted
    /// where `level` is above that of a.
    base::Result<Ciphertext> dropLevel(const Ciphertext& a, int level);

    /// Levels left.
    [[nodiscard]] int room(const Ciphertext& a) const { return a.level(); }
    [[nodiscard]] CiphertextInfo info(const Ciphertext& a) const;
    [[nodiscard]] Ciphertext declareRange(const Ciphertext& a, MessageRange range) const;
    [[nodiscard]] Ciphertext declareReference(const Ciphertext& a, MessageRange range) const;

    void encode(const Ciphertext& a, base::ByteWriter& writer) const;
    /// As the contract says; WrongKey if the ciphertext belongs to another key set.
    [[nodiscard]] base::Result<Ciphertext> decode(base::ByteReader& reader) const;

private:
    using Pair = SwitchedPair; ///< two polynomials that are to be a ciphertext

    [[nodiscard]] const Context& context() const { return m_keys->context(); }
    [[nodiscard]] static const Term& termOf(const Ciphertext& a) { return a.m_term; }
    [[nodiscard]] Ciphertext made(Pair pair, const Term& term) const;
    [[nodiscard]] base::Result<void> sameKeys(const Ciphertext& a) const;
    [[nodiscard]] base::Result<Ciphertext> adjusted(const Ciphertext& a, Position to) const;
    /// `a` itself where its first limbs are what is wanted, else a copy at that position, in `own`, which must have
    /// room for it.
    [[nodiscard]] base::Result<const Ciphertext*> broughtTo(const Ciphertext& a, Position to,
                                                            std::pmr::vector<Ciphertext>& own) const;
    /// The kernel on every limb of both, brought together first.
    template <typename Kernel>
    base::Result<Ciphertext> combine(const Ciphertext& a, const Ciphertext& b, Kernel kernel) const;
    /// Both polynomials times a whole number, modulo the first primes.
    [[nodiscard]] Pair timesWhole(const Ciphertext& a, double factor, int level) const;
    /// Σ aᵢ·bᵢ of ciphertexts that lie where the plan says, relinearised and rescaled.
    [[nodiscard]] Pair multiplyPlanned(std::span<const Ciphertext* const> as, std::span<const Ciphertext* const> bs,
                                       int level) const;
    /// The same for a plaintext's encoding.
    [[nodiscard]] base::Result<const math::EvaluationPoly*>
    encodedAt(const Prepared& p, int level, double scale, std::pmr::vector<math::EvaluationPoly>& own) const;
    /// The key for a rotation by any number of slots; nullptr for one that moves none.
    [[nodiscard]] base::Result<const GaloisKey*> rotationKey(int steps) const;
    [[nodiscard]] Pair applyGalois(const Ciphertext& a, const Digits& digits, const GaloisKey& key) const;
    /// Σ aᵢ·pᵢ with plaintexts in evaluation form, rescaled.
    [[nodiscard]] Pair weighted(std::span<const Ciphertext* const> ciphertexts,
                                std::span<const math::EvaluationPoly* const> plains, int level) const;

    std::shared_ptr<const PublicKeys> m_keys;
    NoiseModel m_model;
    base::Seed m_seed;
};

static_assert(StorableBackend<Backend>);

} // namespace cg::he::ckks
