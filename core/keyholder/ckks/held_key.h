#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CG_SECRET_SIDE
#error "core/keyholder is the secret side: only the key-holder program and its tests may include it"
#endif
#include "he/ckks/backend.h"
#include "keyholder/ckks/secret_key.h"
#include "keyholder/held_key.h"

namespace cg::keyholder::ckks {

/// A key of CKKS and what is done under it.
class HeldRingKey final : public HeldKey {
public:
    /// The key that the seed determines.
    HeldRingKey(const he::ckks::Params& params, SecretSeed seed, trust::KeyOrigin origin,
                std::optional<std::uint64_t> demoNumber);

    [[nodiscard]] trust::KeyDescription description() const override;
    [[nodiscard]] const SecretSeed& seed() const override { return m_seed; }
    [[nodiscard]] std::optional<std::uint64_t> demoNumber() const override { return m_demoNumber; }
    void noteFile() override { m_origin = trust::KeyOrigin::File; }

    [[nodiscard]] base::Result<base::Bytes> publicKeys(const he::CircuitNeeds& needs) const override;
    [[nodiscard]] SlotRoom room() const override;
    [[nodiscard]] base::Result<base::Log2> weightNoise(const train::TrainingPlan& plan,
                                                       std::uint64_t steps) const override;
    base::Result<std::vector<base::Bytes>> seal(const std::vector<std::vector<double>>& slots,
                                                const std::optional<base::Seed>& repeating) override;
    [[nodiscard]] base::Result<std::vector<double>> decrypted(const base::Bytes& ciphertext,
                                                              const std::string& name) const override;
    /// Unsupported: no slot vector is encrypted again as it came.
    [[nodiscard]] trust::Access refreshAccess() const override { return trust::Access::Open; }
    base::Result<std::vector<base::Bytes>> refresh(const std::vector<base::Bytes>& ciphertexts, double range) override;
    /// Under a demo key the same request gives the same bytes.
    base::Result<trust::RefreshedNetwork> refreshNetwork(const base::Bytes& plan,
                                                         const trust::NetworkRefresh& network) override;
    [[nodiscard]] base::Result<std::vector<double>> measureNoise(const trust::MeasureRequest& request) const override;

private:
    SecretSeed m_seed;
    SecretKey m_secret;
    he::ckks::Backend m_backend; ///< of the public key; encrypts nothing
    trust::KeyOrigin m_origin;
    std::optional<std::uint64_t> m_demoNumber;
};

} // namespace cg::keyholder::ckks
