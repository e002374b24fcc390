#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"
#include "base/result.h"
#include "base/scheme.h"
#include "he/circuit.h"
#include "he/estimate.h"

#include <concepts>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

namespace cg::he {

/// The operations of the contract, as the ledger names them.
enum class OpKind : std::uint8_t {
    Encrypt,
    Prepare,
    Add,
    Subtract,
    Negate,
    AddPlain,
    MultiplyScalar,
    MultiplyPlain,
    Multiply,
    Absorb,
    SumBlocks,
    Rotate,
    LinearMap,
    Remask,
};
inline constexpr std::size_t kOpKinds = 14;

[[nodiscard]] std::string_view nameOf(OpKind kind);

/// `room` of a ciphertext that may be multiplied as often as one likes.
inline constexpr int kUnlimitedRoom = std::numeric_limits<int>::max();

/// The contract between a scheme and everything above it (docs/architecture.md, "The contract").
///
/// A `Ciphertext` holds slotCount() real numbers; every operation acts slot by slot unless it says otherwise. A
/// `Prepared` is a plaintext operand made ready once and multiplied often: under VHE it is a public-key encryption.
/// Both are values: copyable, and an operation never changes its operands. An operation returns `NoiseOverflow`
/// where an integer would no longer fit, `LevelsExhausted` where no multiplication is left,
/// `MissingEvaluationKey` where the key set lacks what it needs and `WrongKey` for operands of two key sets.
///
/// - encrypt(slots, address)       public-key encryption of at most slotCount() numbers (the rest is zero); its
///                                 randomness is the stream at `address` under the backend's seed. `OutOfRange`
///                                 values are refused as InvalidArgument.
/// - prepare(slots, address)       the same for an operand of multiplyPlain
/// - add, subtract, negate         operands of different scales are equalised first
/// - addPlain(a, slots)            public numbers; exact up to their rounding
/// - multiplyScalar(a, f)          one public constant for all slots, through the integers
/// - absorb(a, f)                  the same through the scale alone: no noise, no level. f ≠ 0
/// - multiply(a, b), multiplyPlain(a, p)
/// - multiplyAccumulate(as, bs)    Σ aᵢ·bᵢ with one key switch at the end; spans of equal, non-zero length
/// - multiplyPlainAccumulate(as, ps)
/// - sumBlocks(a, s)               sums along one axis of a table of slots, replicated. Under CKKS slots outside the
///                                 table are unspecified after it (zero elsewhere), and the table needs a gap behind
///                                 the axis: `Unsupported` without one
/// - rotate(a, k)                  slot i becomes slot i − k, cyclically over slotCount()
/// - linearMap(a, m)               a public matrix
/// - remask(a)                     the same message, with integers as small as after one key switch
/// - room(a)                       how many more multiplications are safe
/// - info(a)                       what anybody may know of a
/// - declareRange(a, r)            from here on the message of a is taken to lie in r (a narrower declaration of the
///                                 circuit, such as an activation's interval); values are not touched
/// - declareReference(a, r)        the same, and from here on noise is counted from the value that a decrypts to now
template <typename B>
concept HeBackend =
    requires(B& backend, const B& view, const typename B::Ciphertext& a, const typename B::Prepared& p,
             std::span<const double> slots, std::span<const typename B::Ciphertext* const> as,
             std::span<const typename B::Prepared* const> ps, double factor, int steps, base::StreamAddress address,
             const BlockSum& sum, const LinearMap& map, MessageRange range) {
        requires std::copyable<typename B::Ciphertext>;
        requires std::copyable<typename B::Prepared>;
        { view.slotCount() } -> std::same_as<std::size_t>;
        { view.scheme() } -> std::same_as<base::SchemeId>;
        { view.traits() } -> std::same_as<CircuitTraits>;
        { backend.encrypt(slots, address) } -> std::same_as<base::Result<typename B::Ciphertext>>;
        { backend.prepare(slots, address) } -> std::same_as<base::Result<typename B::Prepared>>;
        { backend.add(a, a) } -> std::same_as<base::Result<typename B::Ciphertext>>;
        { backend.subtract(a, a) } -> std::same_as<base::Result<typename B::Ciphertext>>;
        { backend.negate(a) } -> std::same_as<base::Result<typename B::Ciphertext>>;
        { backend.addPlain(a, slots) } -> std::same_as<base::Result<typename B::Ciphertext>>;
        { backend.multiplyScalar(a, factor) } -> std::same_as<base::Result<typename B::Ciphertext>>;
        { backend.absorb(a, factor) } -> std::same_as<base::Result<typename B::Ciphertext>>;
        { backend.multiply(a, a) } -> std::same_as<base::Result<typename B::Ciphertext>>;
        { backend.multiplyPlain(a, p) } -> std::same_as<base::Result<typename B::Ciphertext>>;
        { backend.multiplyAccumulate(as, as) } -> std::same_as<base::Result<typename B::Ciphertext>>;
        { backend.multiplyPlainAccumulate(as, ps) } -> std::same_as<base::Result<typename B::Ciphertext>>;
        { backend.sumBlocks(a, sum) } -> std::same_as<base::Result<typename B::Ciphertext>>;
        { backend.rotate(a, steps) } -> std::same_as<base::Result<typename B::Ciphertext>>;
        { backend.linearMap(a, map) } -> std::same_as<base::Result<typename B::Ciphertext>>;
        { backend.remask(a) } -> std::same_as<base::Result<typename B::Ciphertext>>;
        { view.room(a) } -> std::same_as<int>;
        { view.info(a) } -> std::same_as<CiphertextInfo>;
        { view.declareRange(a, range) } -> std::same_as<typename B::Ciphertext>;
        { view.declareReference(a, range) } -> std::same_as<typename B::Ciphertext>;
    };

/// A backend whose ciphertexts can be written to a file or sent to the key holder (the simulated one cannot).
/// `decode` checks everything, and that the ciphertext belongs to this backend's key set.
template <typename B>
concept StorableBackend = HeBackend<B> && requires(const B& view, const typename B::Ciphertext& a,
                                                   base::ByteWriter& writer, base::ByteReader& reader) {
    view.encode(a, writer);
    { view.decode(reader) } -> std::same_as<base::Result<typename B::Ciphertext>>;
};

} // namespace cg::he
