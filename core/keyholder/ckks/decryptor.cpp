// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/ckks/decryptor.h"

#include "he/ckks/encoder.h"
#include "math/crt.h"

#include <algorithm>
#include <cmath>

namespace cg::keyholder::ckks {

namespace {

constexpr double kSlotBits = 30.0;
constexpr double kSignAndSlack = 2;

/// How many primes, from q0 up, hold every slot below 2^kSlotBits, and those that are declared to be larger.
std::size_t limbsFor(const he::ckks::Params& params, const he::ckks::Ciphertext& ciphertext)
{
    const double declared = std::log2(std::max(ciphertext.range().bound, 1.0));
    const double wanted = std::log2(ciphertext.scale()) + std::max(kSlotBits, declared) + kSignAndSlack;
    std::size_t count = 1;
    while (count < ciphertext.c0().limbs() && params.log2Of({0, count}) < wanted) {
        ++count;
    }
    return count;
}

} // namespace

std::vector<double> decrypt(const SecretKey& key, const he::ckks::Ciphertext& ciphertext)
{
    const he::ckks::Context& context = key.context();
    const std::size_t degree = context.params().degree();
    CG_EXPECTS(ciphertext.c0().degree() == degree);
    const std::size_t count = limbsFor(context.params(), ciphertext);
    math::EvaluationPoly values(key.pool(), degree, count);
    for (std::size_t i = 0; i < count; ++i) {
        const math::Modulus& modulus = context.basis().modulus(i);
        math::multiply(ciphertext.c1().limb(i), key.values().limb(i), modulus, values.limb(i));
        math::add(values.limb(i), ciphertext.c0().limb(i), modulus, values.limb(i));
    }
    const math::CoefficientPoly coefficients = math::toCoefficients(std::move(values), context.basis());
    std::vector<const double*> limbs;
    limbs.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        limbs.push_back(coefficients.limb(i).data());
    }
    const math::CrtReconstruction crt(std::span(context.params().primes()).first(count));
    math::CoefficientPoly integers(key.pool(), degree, 1);
    crt.reconstruct(limbs, integers.limb(0));
    return he::ckks::decode(context, integers.limb(0), ciphertext.scale());
}

} // namespace cg::keyholder::ckks
