#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CG_SECRET_SIDE
#error "core/keyholder is the secret side: only the key-holder program and its tests may include it"
#endif
#include "he/vhe/backend.h"
#include "keyholder/held_key.h"
#include "keyholder/key_set.h"

namespace cg::keyholder {

/// A key set of VHE and what is done under it.
class VheHeldKey final : public HeldKey {
public:
    explicit VheHeldKey(KeySet keys);

    [[nodiscard]] trust::KeyDescription description() const override { return m_keys.description(); }
    [[nodiscard]] const SecretSeed& seed() const override { return m_keys.seed(); }
    [[nodiscard]] std::optional<std::uint64_t> demoNumber() const override { return m_keys.demoNumber(); }
    void noteFile() override { m_keys.noteFile(); }

    [[nodiscard]] base::Result<base::Bytes> publicKeys(const he::CircuitNeeds& needs) const override;
    [[nodiscard]] SlotRoom room() const override;
    [[nodiscard]] base::Result<base::Log2> weightNoise(const train::TrainingPlan& plan,
                                                       std::uint64_t steps) const override;
    base::Result<std::vector<base::Bytes>> seal(const std::vector<std::vector<double>>& slots,
                                                const std::optional<base::Seed>& repeating) override;
    [[nodiscard]] base::Result<std::vector<double>> decrypted(const base::Bytes& ciphertext,
                                                              const std::string& name) const override;
    [[nodiscard]] trust::Access refreshAccess() const override { return trust::Access::Armed; }
    base::Result<std::vector<base::Bytes>> refresh(const std::vector<base::Bytes>& ciphertexts, double range) override;
    base::Result<trust::RefreshedNetwork> refreshNetwork(const base::Bytes& plan,
                                                         const trust::NetworkRefresh& network) override;
    [[nodiscard]] base::Result<std::vector<double>> measureNoise(const trust::MeasureRequest& request) const override;

private:
    KeySet m_keys;
    he::vhe::Backend m_backend; ///< of the public key; encrypts with randomness that nobody else has
    std::uint64_t m_seals = 0;  ///< how often each was done: no address of that randomness is used twice
    std::uint64_t m_refreshes = 0;
};

} // namespace cg::keyholder
