#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
// Secret side: only for tests that define CG_SECRET_SIDE and link cg::keyholder.
#include "he/vhe/backend.h"
#include "keyholder/decryptor.h"
#include "keyholder/key_set.h"
#include "support/results.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace cg::testing {

/// A demo key set of VHE with a backend on its public keys.
class VheSubject {
public:
    using Backend = he::vhe::Backend;
    static constexpr std::size_t kSlots = 16;
    static constexpr bool kHasKeys = true;

    VheSubject(const he::CircuitNeeds& needs, std::uint64_t number)
        : VheSubject(he::vhe::Params::standard(), needs, number)
    {}
    VheSubject(const he::vhe::Params& params, const he::CircuitNeeds& needs, std::uint64_t number)
        : m_keys(keyholder::KeySet::ofDemoKey(params, number)),
          m_backend(std::make_shared<const he::vhe::PublicKeys>(valueOf(m_keys.publicKeys(needs))),
                    base::seedFromNumber(number, "test encryptions"))
    {}

    Backend& backend() { return m_backend; }
    [[nodiscard]] std::vector<double> open(const he::vhe::Ciphertext& ciphertext) const
    {
        return keyholder::decrypt(m_keys.secret(), ciphertext);
    }

private:
    keyholder::KeySet m_keys;
    Backend m_backend;
};

} // namespace cg::testing
