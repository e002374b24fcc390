#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
// Secret side: only for tests that define CG_SECRET_SIDE and link cg::keyholder.
#include "he/ckks/backend.h"
#include "he/ckks/named_sets.h"
#include "he/ckks/slot_sums.h"
#include "keyholder/ckks/decryptor.h"
#include "keyholder/ckks/key_generator.h"
#include "support/results.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace cg::testing {

/// A demo key of CKKS with a backend on its public keys, which can conjugate as well.
class CkksKeys {
public:
    using Backend = he::ckks::Backend;

    CkksKeys(const he::ckks::Params& params, const he::CircuitNeeds& needs, std::uint64_t number)
        : m_seed(keyholder::SecretSeed::ofDemoKey(number)),
          m_secret(std::make_shared<const he::ckks::Context>(params), m_seed),
          m_backend(publicKeys(needs), base::seedFromNumber(number, "test encryptions"))
    {}

    Backend& backend() { return m_backend; }
    [[nodiscard]] const keyholder::ckks::SecretKey& secret() const { return m_secret; }
    [[nodiscard]] std::vector<double> open(const he::ckks::Ciphertext& ciphertext) const
    {
        return keyholder::ckks::decrypt(m_secret, ciphertext);
    }

private:
    [[nodiscard]] std::shared_ptr<const he::ckks::PublicKeys> publicKeys(const he::CircuitNeeds& needs) const
    {
        const keyholder::ckks::KeyGenerator generator(m_seed, m_secret);
        return std::make_shared<const he::ckks::PublicKeys>(
            valueOf(generator.withEvaluationKeys(generator.publicKey(), needs, keyholder::ckks::Conjugation::Needed)));
    }

    keyholder::SecretSeed m_seed;
    keyholder::ckks::SecretKey m_secret;
    Backend m_backend;
};

/// What the conformance suite needs, on a ring of its own that claims nothing.
template <typename Set>
class CkksSubject : public CkksKeys {
public:
    static constexpr std::size_t kSlots = Set::kDegree / 2;
    static constexpr bool kHasKeys = true;
    static constexpr bool kFreesSlotsOutsideTables = true;
    static constexpr bool kRemasksWithoutKey = true;

    CkksSubject(const he::CircuitNeeds& needs, std::uint64_t number)
        : CkksKeys(valueOf(he::ckks::Params::create(Set::literal())), needs, number)
    {}
    [[nodiscard]] static bool supports(const he::BlockSum& sum) { return he::ckks::sumSteps(sum, kSlots).hasValue(); }
};

} // namespace cg::testing
