// SPDX-License-Identifier: GPL-3.0-or-later
#include "ckks_parts.h"

#include "base/task_pool.h"

#include <array>

namespace cg::bench {

using he::ckks::Ciphertext;
using he::ckks::Context;
using he::ckks::SwitchedPair;
using math::EvaluationPoly;

SwitchedPair timesPlain(const Context& context, const Ciphertext& a, const EvaluationPoly& plain)
{
    const std::size_t limbs = a.c0().limbs();
    SwitchedPair product{EvaluationPoly(context.pool(), plain.degree(), limbs),
                         EvaluationPoly(context.pool(), plain.degree(), limbs)};
    base::TaskPool::shared().forEach(limbs, [&](std::size_t i) {
        const math::Modulus& modulus = context.basis().modulus(i);
        math::multiply(a.c0().limb(i), plain.limb(i), modulus, product.first.limb(i));
        math::multiply(a.c1().limb(i), plain.limb(i), modulus, product.second.limb(i));
    });
    return product;
}

Tensor tensorOf(const Context& context, const Ciphertext& a, const Ciphertext& b)
{
    const std::size_t degree = a.c0().degree();
    const std::size_t limbs = a.c0().limbs();
    Tensor tensor{EvaluationPoly(context.pool(), degree, limbs), EvaluationPoly(context.pool(), degree, limbs),
                  EvaluationPoly(context.pool(), degree, limbs)};
    base::TaskPool::shared().forEach(limbs, [&](std::size_t i) {
        const math::Modulus& modulus = context.basis().modulus(i);
        const std::array<math::Residues, 2> as{a.c0().limb(i), a.c1().limb(i)};
        const std::array<math::Residues, 2> bs{b.c1().limb(i), b.c0().limb(i)};
        math::multiply(as[0], bs[1], modulus, tensor.d0.limb(i));
        math::accumulateProducts(as, bs, modulus, tensor.d1.limb(i));
        math::multiply(as[1], bs[0], modulus, tensor.d2.limb(i));
    });
    return tensor;
}

SwitchedPair relinearised(const Context& context, const Tensor& tensor, const he::ckks::SwitchKey& key, int level)
{
    SwitchedPair pair = applyKey(context, he::ckks::Digits(context, tensor.d2, level), key);
    divideBySpecial(context, pair, level);
    base::TaskPool::shared().forEach(pair.first.limbs(), [&](std::size_t i) {
        const math::Modulus& modulus = context.basis().modulus(i);
        math::add(pair.first.limb(i), tensor.d0.limb(i), modulus, pair.first.limb(i));
        math::add(pair.second.limb(i), tensor.d1.limb(i), modulus, pair.second.limb(i));
    });
    return pair;
}

void rescale(const Context& context, SwitchedPair& pair, int level)
{
    divideRounded(pair.first, pair.second, context.params().limbs(level - 1), context.fromGroup(level),
                  context.basis());
}

EvaluationPoly opened(const keyholder::ckks::SecretKey& key, const Ciphertext& a)
{
    EvaluationPoly values(key.pool(), a.c0().degree(), a.c0().limbs());
    for (std::size_t i = 0; i < values.limbs(); ++i) {
        const math::Modulus& modulus = key.context().basis().modulus(i);
        math::multiply(a.c1().limb(i), key.values().limb(i), modulus, values.limb(i));
        math::add(values.limb(i), a.c0().limb(i), modulus, values.limb(i));
    }
    return values;
}

} // namespace cg::bench
