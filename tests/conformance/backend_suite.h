#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"
#include "conformance/direct_backend.h"
#include "he/backend.h"
#include "support/results.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cg::testing {

/// What the suite needs of a scheme: a key set (made from needs and a number, so that runs repeat) with a backend on
/// its public keys and a way to open ciphertexts. kSlots: slots of every ciphertext. kHasKeys: whether there are keys,
/// so that missing and foreign ones must be refused.
template <typename S>
concept ConformanceSubject =
    std::constructible_from<S, const he::CircuitNeeds&, std::uint64_t> && he::HeBackend<typename S::Backend> &&
    requires(S& subject, const typename S::Backend::Ciphertext& ciphertext) {
        { S::kSlots } -> std::convertible_to<std::size_t>;
        { S::kHasKeys } -> std::convertible_to<bool>;
        { subject.backend() } -> std::same_as<typename S::Backend&>;
        { subject.open(ciphertext) } -> std::same_as<std::vector<double>>;
    };

/// The freedoms that the contract leaves to a scheme, each taken by a subject that says so:
/// - kFreesSlotsOutsideTables: after a sum, slots outside its table are unspecified
/// - kRemasksWithoutKey: re-masking needs no evaluation key
/// - supports(sum): whether a sum is supported at all
template <typename S>
inline constexpr bool kFreesSlotsOutsideTables = requires { requires S::kFreesSlotsOutsideTables; };
template <typename S>
inline constexpr bool kRemasksWithoutKey = requires { requires S::kRemasksWithoutKey; };
template <typename S>
[[nodiscard]] bool supportsSum(const he::BlockSum& sum)
{
    if constexpr (requires { S::supports(sum); }) {
        return S::supports(sum);
    }
    return true;
}

/// The evaluation keys that the suite uses: sums on several grids along both axes, some of them with a gap behind each
/// row; rotations by all powers of two and by the largest step; integer and real maps. `slots` must be at least 8.
[[nodiscard]] he::CircuitNeeds suiteNeeds(std::size_t slots);
/// Those that a subject supports.
template <typename S>
[[nodiscard]] he::CircuitNeeds suiteNeedsOf()
{
    he::CircuitNeeds needs = suiteNeeds(S::kSlots);
    std::erase_if(needs.sums, [](const he::BlockSum& sum) { return !supportsSum<S>(sum); });
    return needs;
}

/// `count` numbers in [−1, 1].
[[nodiscard]] std::vector<double> randomSlots(base::RandomSource& random, std::size_t count);

/// The circuits that every backend must pass: each operation of the contract on the subject beside the same operation
/// on the direct reference, compared slot by slot after every step, within the noise bound that the subject claims.
///
/// A method returns an empty text, or one that names the first diverging operation.
template <ConformanceSubject Subject>
class BackendSuite {
public:
    using Backend = typename Subject::Backend;
    using Sealed = typename Backend::Ciphertext;

    explicit BackendSuite(std::uint64_t seed)
        : m_seed(seed),
          m_needs(suiteNeedsOf<Subject>()),
          m_subject(m_needs, seed),
          m_reference(Subject::kSlots),
          m_random(base::seedFromNumber(seed, "conformance"), {base::Purpose::Encrypt})
    {}

    /// Random circuits of all operations: `count` circuits of `length` operations each.
    std::string randomCircuits(int count, int length);
    /// Every sum, rotation and map of the needs, on fresh ciphertexts.
    std::string everyLinearOperation();
    /// absorb and multiplyScalar with factors of both signs, then sums and products of operands of different scales.
    std::string scalesAreEqualised();
    /// Sums of 1, 2, 5 and 16 products.
    std::string accumulatedProducts();
    /// Declarations change what is said of a ciphertext and not what it holds.
    std::string declarationsLeaveTheValues();
    /// The same operations at the same addresses give the same ciphertexts; other addresses other ones, if hidden.
    std::string replayGivesTheSame();
    /// An operation leaves its operands as they were.
    std::string operandsStayAsTheyWere();
    /// decode(encode(a)) is a; every shorter encoding is refused.
    std::string byteFormIsExact()
        requires he::StorableBackend<typename Subject::Backend>;
    /// Without an evaluation key: MissingEvaluationKey. With a ciphertext of another key set: WrongKey.
    std::string keysAreChecked();

private:
    struct Pair {
        Sealed sealed;
        DirectBackend::Ciphertext clear;
    };
    using Outcome = std::optional<std::string>;

    /// Applies the same operation to subject and reference and compares the results.
    template <typename Operation>
    std::string both(const std::string& name, Operation operation, std::optional<Pair>& result);
    std::string fresh(std::optional<Pair>& result, std::size_t count = Subject::kSlots);
    std::string compare(const std::string& name, const Pair& pair);
    std::string randomOperation(const std::vector<Pair>& pool, std::optional<Pair>& result);
    std::string randomProductSum(const std::vector<Pair>& pool, std::size_t terms, std::optional<Pair>& result);
    std::string randomSum(const Pair& a, const he::BlockSum& sum, std::optional<Pair>& result);
    /// Whether a result may be used again: small numbers, and a noise bound that still says something.
    [[nodiscard]] bool isReusable(const Pair& pair);
    [[nodiscard]] base::StreamAddress nextAddress() { return {base::Purpose::Encrypt, m_seed, m_nextIndex++}; }
    [[nodiscard]] const Pair& pick(const std::vector<Pair>& pool) { return pool[m_random.below(pool.size())]; }
    [[nodiscard]] double pickFactor();
    /// What opening shows, and the bytes where there are some.
    [[nodiscard]] std::vector<double> seen(const Sealed& sealed) { return m_subject.open(sealed); }

    std::uint64_t m_seed;
    he::CircuitNeeds m_needs;
    Subject m_subject;
    DirectBackend m_reference;
    base::SeededRandom m_random;
    std::uint64_t m_nextIndex = 0;
    int m_operations = 0;
    double m_scaleBits = 0.0; ///< of a fresh ciphertext
};

} // namespace cg::testing

#include "conformance/backend_suite_inl.h"
