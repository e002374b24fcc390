// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/calculator/needs.h"

#include "session/calculator/evaluator_inl.h"

#include <set>

namespace cg::session {

namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

/// A backend whose ciphertexts are empty: it writes down which evaluation keys its operations would use.
class NeedsRecorder {
public:
    struct Ciphertext {};
    struct Prepared {};

    explicit NeedsRecorder(std::size_t slotCount) : m_slotCount(slotCount) {}

    [[nodiscard]] he::CircuitNeeds needs() const
    {
        he::CircuitNeeds needs;
        needs.products = m_products;
        needs.remasking = m_remasking;
        needs.sums.assign(m_sums.begin(), m_sums.end());
        needs.rotations.assign(m_rotations.begin(), m_rotations.end());
        needs.maps.assign(m_maps.begin(), m_maps.end());
        return needs;
    }

    [[nodiscard]] std::size_t slotCount() const { return m_slotCount; }
    [[nodiscard]] static base::SchemeId scheme() { return base::SchemeId::Plain; }
    [[nodiscard]] static he::CircuitTraits traits() { return {}; }
    Result<Ciphertext> encrypt(std::span<const double>, base::StreamAddress) { return Ciphertext{}; }
    Result<Prepared> prepare(std::span<const double>, base::StreamAddress) { return Prepared{}; }
    Result<Ciphertext> add(const Ciphertext&, const Ciphertext&) { return Ciphertext{}; }
    Result<Ciphertext> subtract(const Ciphertext&, const Ciphertext&) { return Ciphertext{}; }
    Result<Ciphertext> negate(const Ciphertext&) { return Ciphertext{}; }
    Result<Ciphertext> addPlain(const Ciphertext&, std::span<const double>) { return Ciphertext{}; }
    Result<Ciphertext> multiplyScalar(const Ciphertext&, double) { return Ciphertext{}; }
    Result<Ciphertext> absorb(const Ciphertext&, double) { return Ciphertext{}; }
    Result<Ciphertext> multiply(const Ciphertext&, const Ciphertext&) { return product(); }
    Result<Ciphertext> multiplyPlain(const Ciphertext&, const Prepared&) { return product(); }
    Result<Ciphertext> multiplyAccumulate(std::span<const Ciphertext* const>, std::span<const Ciphertext* const>)
    {
        return product();
    }
    Result<Ciphertext> multiplyPlainAccumulate(std::span<const Ciphertext* const>, std::span<const Prepared* const>)
    {
        return product();
    }
    Result<Ciphertext> sumBlocks(const Ciphertext&, const he::BlockSum& sum)
    {
        m_sums.insert(sum);
        return Ciphertext{};
    }
    Result<Ciphertext> rotate(const Ciphertext&, int steps)
    {
        m_rotations.insert(steps);
        return Ciphertext{};
    }
    Result<Ciphertext> linearMap(const Ciphertext&, const he::LinearMap& map)
    {
        m_maps.insert(map);
        if (m_maps.size() > kMaxMatrixBlocks) {
            return Error{ErrorCode::InvalidArgument,
                         "the matrices up to here take more than " + std::to_string(kMaxMatrixBlocks) +
                             " evaluation keys, one for each block of " + std::to_string(m_slotCount) + " × " +
                             std::to_string(m_slotCount)};
        }
        return Ciphertext{};
    }
    Result<Ciphertext> remask(const Ciphertext&)
    {
        m_remasking = true;
        return Ciphertext{};
    }
    /// None, so that every re-masking that may turn out to be necessary is written down.
    [[nodiscard]] static int room(const Ciphertext&) { return 0; }
    [[nodiscard]] static he::CiphertextInfo info(const Ciphertext&) { return {}; }
    [[nodiscard]] static Ciphertext declareRange(const Ciphertext&, he::MessageRange) { return {}; }
    [[nodiscard]] static Ciphertext declareReference(const Ciphertext&, he::MessageRange) { return {}; }

private:
    Result<Ciphertext> product()
    {
        m_products = true;
        return Ciphertext{};
    }

    std::size_t m_slotCount;
    bool m_products = false;
    bool m_remasking = false;
    std::set<he::BlockSum> m_sums;
    std::set<int> m_rotations;
    std::set<he::LinearMap> m_maps;
};

static_assert(he::HeBackend<NeedsRecorder>);

} // namespace

Result<he::CircuitNeeds> needsOf(const Program& program, std::size_t slotCount)
{
    using Recorded = std::vector<NeedsRecorder::Ciphertext>;
    NeedsRecorder recorder(slotCount);
    Evaluator<NeedsRecorder> evaluator(recorder, [](const Recorded& tiles) { return Result<Recorded>(tiles); });
    std::size_t ciphertexts = 0;
    for (const Statement& statement : program.statements) {
        CG_TRY(const auto value, evaluator.evaluate(statement));
        if (const auto* vector = std::get_if<EncryptedVector<NeedsRecorder::Ciphertext>>(&value)) {
            ciphertexts += vector->tiles.size();
        }
        if (ciphertexts > kMaxResultCiphertexts) {
            return errorAt(statement.nodes.back().position, ErrorCode::InvalidArgument,
                           "the results up to here consist of " + std::to_string(ciphertexts) +
                               " ciphertexts, more than " + std::to_string(kMaxResultCiphertexts));
        }
    }
    return recorder.needs();
}

} // namespace cg::session
