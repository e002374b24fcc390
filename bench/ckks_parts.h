#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/ckks/ciphertext.h"
#include "he/ckks/key_switch.h"
#include "keyholder/ckks/secret_key.h"

namespace cg::bench {

// The parts of the backend's products and of a decryption, each alone, as other libraries offer and measure them. The
// backend itself never does them alone: it relinearises and rescales in one division.

/// c0·p and c1·p, without rescaling.
[[nodiscard]] he::ckks::SwitchedPair timesPlain(const he::ckks::Context& context, const he::ckks::Ciphertext& a,
                                                const math::EvaluationPoly& plain);

/// A product of two ciphertexts at one level as a polynomial in s: d0 + d1·s + d2·s².
struct Tensor {
    math::EvaluationPoly d0;
    math::EvaluationPoly d1;
    math::EvaluationPoly d2;
};
[[nodiscard]] Tensor tensorOf(const he::ckks::Context& context, const he::ckks::Ciphertext& a,
                              const he::ckks::Ciphertext& b);

/// The same product as d0 + d1·s at the same level.
[[nodiscard]] he::ckks::SwitchedPair relinearised(const he::ckks::Context& context, const Tensor& tensor,
                                                  const he::ckks::SwitchKey& key, int level);

/// Divides by the primes that leave with the level.
void rescale(const he::ckks::Context& context, he::ckks::SwitchedPair& pair, int level);

/// c0 + c1·s in evaluation form, modulo all primes of the level, in wiped memory.
[[nodiscard]] math::EvaluationPoly opened(const keyholder::ckks::SecretKey& key, const he::ckks::Ciphertext& a);

} // namespace cg::bench
