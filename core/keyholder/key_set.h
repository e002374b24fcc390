#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CG_SECRET_SIDE
#error "core/keyholder is the secret side: only the key-holder program and its tests may include it"
#endif
#include "base/random.h"
#include "he/circuit.h"
#include "he/vhe/public_keys.h"
#include "keyholder/secret_key.h"
#include "trust/key_holder.h"

#include <cstdint>
#include <memory>
#include <optional>

namespace cg::keyholder {

/// A secret key with what belongs to it. Move-only.
///
/// Invariant: the secret and the public key are the ones that the seed determines.
class KeySet {
public:
    /// Makes secret and public key from the seed: milliseconds.
    KeySet(const he::vhe::Params& params, SecretSeed seed, trust::KeyOrigin origin);
    /// The key set that `number` determines.
    [[nodiscard]] static KeySet ofDemoKey(const he::vhe::Params& params, std::uint64_t number);

    [[nodiscard]] const SecretSeed& seed() const { return m_seed; }
    [[nodiscard]] const SecretKey& secret() const { return m_secret; }
    /// Without evaluation keys.
    [[nodiscard]] const std::shared_ptr<const he::vhe::PublicKeys>& publicKey() const { return m_publicKey; }
    /// The public key with the evaluation keys for `needs`. The errors of KeyGenerator.
    [[nodiscard]] base::Result<he::vhe::PublicKeys> publicKeys(const he::CircuitNeeds& needs) const;
    [[nodiscard]] trust::KeyDescription description() const;
    /// From now on the key is one that lies in a file.
    void noteFile() { m_origin = trust::KeyOrigin::File; }
    /// The number of a demo key.
    [[nodiscard]] std::optional<std::uint64_t> demoNumber() const { return m_demoNumber; }

private:
    SecretSeed m_seed;
    SecretKey m_secret;
    std::shared_ptr<const he::vhe::PublicKeys> m_publicKey;
    trust::KeyOrigin m_origin;
    std::optional<std::uint64_t> m_demoNumber;
};

} // namespace cg::keyholder
