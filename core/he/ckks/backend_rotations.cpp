// SPDX-License-Identifier: GPL-3.0-or-later
// What the CKKS backend does by automorphisms: rotations, conjugation, sums over slots, linear maps.
#include "base/contract.h"
#include "base/scratch.h"
#include "base/task_pool.h"
#include "he/ckks/backend.h"
#include "he/ckks/encoder.h"
#include "he/ckks/slot_sums.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>

namespace cg::he::ckks {

using base::Error;
using base::ErrorCode;

base::Result<const GaloisKey*> Backend::rotationKey(int steps) const
{
    const auto count = static_cast<int>(slotCount());
    const int normal = (steps % count + count) % count;
    if (normal == 0) {
        return static_cast<const GaloisKey*>(nullptr);
    }
    const GaloisKey* key = m_keys->rotation(static_cast<std::size_t>(normal));
    if (key == nullptr) {
        return Error{ErrorCode::MissingEvaluationKey, "the key set holds no evaluation key for a rotation by " +
                                                          std::to_string(normal) +
                                                          " slots; have the key holder make one for the circuit"};
    }
    return key;
}

Backend::Pair Backend::applyGalois(const Ciphertext& a, const Digits& digits, const GaloisKey& key) const
{
    Pair switched = applyKey(context(), digits, key.key);
    divideBySpecial(context(), switched, digits.level());
    Pair result{math::EvaluationPoly(context().pool(), params().degree(), switched.first.limbs()),
                math::EvaluationPoly(context().pool(), params().degree(), switched.first.limbs())};
    base::TaskPool::shared().forEach(result.first.limbs(), [&](std::size_t i) {
        math::add(switched.first.limb(i), a.m_c0.limb(i), context().basis().modulus(i), switched.first.limb(i));
        math::permute(switched.first.limb(i), key.permutation, result.first.limb(i));
        math::permute(switched.second.limb(i), key.permutation, result.second.limb(i));
    });
    return result;
}

base::Result<std::vector<Ciphertext>> Backend::rotateMany(const Ciphertext& a, std::span<const int> steps)
{
    CG_CHECK(sameKeys(a));
    CG_TRY(const Term term, m_model.rotate(termOf(a)));
    base::Scratch scratch;
    auto keys = scratch.list<const GaloisKey*>(steps.size());
    for (std::size_t i = 0; i < steps.size(); ++i) {
        CG_TRY(keys[i], rotationKey(steps[i]));
    }
    std::optional<Digits> digits;
    if (std::ranges::any_of(keys, [](const GaloisKey* key) { return key != nullptr; })) {
        digits.emplace(context(), a.m_c1, a.level());
    }
    std::vector<Ciphertext> rotated;
    rotated.reserve(keys.size());
    for (const GaloisKey* key : keys) {
        rotated.push_back(key == nullptr ? a : made(applyGalois(a, *digits, *key), term));
    }
    return rotated;
}

base::Result<Ciphertext> Backend::rotate(const Ciphertext& a, int steps)
{
    CG_CHECK(sameKeys(a));
    CG_TRY(const Term term, m_model.rotate(termOf(a)));
    CG_TRY(const GaloisKey* key, rotationKey(steps));
    if (key == nullptr) {
        return a;
    }
    return made(applyGalois(a, Digits(context(), a.m_c1, a.level()), *key), term);
}

base::Result<Ciphertext> Backend::conjugate(const Ciphertext& a)
{
    CG_CHECK(sameKeys(a));
    const GaloisKey* key = m_keys->conjugation();
    if (key == nullptr) {
        return Error{ErrorCode::MissingEvaluationKey,
                     "the key set holds no evaluation key for conjugation; have the key holder make one"};
    }
    CG_TRY(const Term term, m_model.rotate(termOf(a)));
    return made(applyGalois(a, Digits(context(), a.m_c1, a.level()), *key), term);
}

base::Result<Ciphertext> Backend::sumBlocks(const Ciphertext& a, const BlockSum& sum)
{
    CG_CHECK(sameKeys(a));
    CG_CHECK(checkSum(sum, slotCount()));
    CG_TRY(const SumSteps steps, sumSteps(sum, slotCount()));
    CG_TRY(const Term term, m_model.sumBlocks(termOf(a), sum));
    Ciphertext total = a;
    for (const SumStep& step : steps) {
        CG_TRY(const Ciphertext rotated, rotate(total, step.rotation));
        CG_TRY(total, add(step.addsInput ? a : total, rotated));
    }
    total.m_term = term;
    return total;
}

base::Result<Ciphertext> Backend::linearMap(const Ciphertext& a, const LinearMap& map)
{
    CG_CHECK(sameKeys(a));
    CircuitNeeds need;
    need.maps = {map};
    CG_CHECK(checkNeeds(need, slotCount()));
    CG_TRY(const Term term, m_model.linearMap(termOf(a), map));
    std::vector<int> rotations;
    std::vector<math::EvaluationPoly> diagonals;
    for (const auto& [rotation, diagonal] : diagonalsOf(map, slotCount())) {
        rotations.push_back(rotation);
        CG_TRY(math::EvaluationPoly plain,
               ckks::encode(context(), diagonal, a.level(), params().plainScale(a.level())));
        diagonals.push_back(std::move(plain));
    }
    if (rotations.empty()) {
        CG_TRY(Ciphertext zero, multiplyScalar(a, 0.0));
        zero.m_term = term;
        return zero;
    }
    CG_TRY(const std::vector<Ciphertext> rotated, rotateMany(a, rotations));
    std::vector<const Ciphertext*> operands;
    std::ranges::transform(rotated, std::back_inserter(operands), [](const auto& ciphertext) { return &ciphertext; });
    std::vector<const math::EvaluationPoly*> plains;
    std::ranges::transform(diagonals, std::back_inserter(plains), [](const auto& plain) { return &plain; });
    return made(weighted(operands, plains, a.level()), term);
}

} // namespace cg::he::ckks
