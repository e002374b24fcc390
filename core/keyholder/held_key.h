#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CG_SECRET_SIDE
#error "core/keyholder is the secret side: only the key-holder program and its tests may include it"
#endif
#include "base/log2.h"
#include "base/random.h"
#include "he/circuit.h"
#include "keyholder/secret_key.h"
#include "keyholder/start_sealer.h"
#include "trust/key_holder.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cg::keyholder {

/// A secret key with what can be done under it: the virtual seam between the service and the schemes. No answer depends
/// on the key but fresh encryptions and what `decrypted` and `measureNoise` give, which only the Discloser may let out.
class HeldKey {
public:
    HeldKey() = default;
    HeldKey(const HeldKey&) = delete;
    HeldKey& operator=(const HeldKey&) = delete;
    virtual ~HeldKey() = default;

    [[nodiscard]] virtual trust::KeyDescription description() const = 0;
    [[nodiscard]] virtual const SecretSeed& seed() const = 0;
    /// The number of a demo key.
    [[nodiscard]] virtual std::optional<std::uint64_t> demoNumber() const = 0;
    /// From now on the key is one that lies in a file.
    virtual void noteFile() = 0;

    /// The public key with the evaluation keys for `needs`, in the scheme's byte form.
    [[nodiscard]] virtual base::Result<base::Bytes> publicKeys(const he::CircuitNeeds& needs) const = 0;
    [[nodiscard]] virtual SlotRoom room() const = 0;
    /// The standard deviation of a weight's error after `steps` updates, by the static estimate of the scheme: nothing
    /// of the key is in it. The errors of train::forecastStep.
    [[nodiscard]] virtual base::Result<base::Log2> weightNoise(const train::TrainingPlan& plan,
                                                               std::uint64_t steps) const = 0;
    /// What starts are drawn with.
    [[nodiscard]] StartKey startKey() const { return {seed(), demoNumber(), room()}; }
    /// Encryptions of the slots of a network's state. With `repeating` they are the ones that this seed determines.
    virtual base::Result<std::vector<base::Bytes>> seal(const std::vector<std::vector<double>>& slots,
                                                        const std::optional<base::Seed>& repeating) = 0;
    /// All slots; `name` is that of the ciphertext in messages.
    [[nodiscard]] virtual base::Result<std::vector<double>> decrypted(const base::Bytes& ciphertext,
                                                                      const std::string& name) const = 0;
    /// What a refresh of ciphertexts as they came takes.
    [[nodiscard]] virtual trust::Access refreshAccess() const = 0;
    /// As in trust::KeyHolder, here and below.
    virtual base::Result<std::vector<base::Bytes>> refresh(const std::vector<base::Bytes>& ciphertexts,
                                                           double range) = 0;
    virtual base::Result<trust::RefreshedNetwork> refreshNetwork(const base::Bytes& plan,
                                                                 const trust::NetworkRefresh& network) = 0;
    [[nodiscard]] virtual base::Result<std::vector<double>>
    measureNoise(const trust::MeasureRequest& request) const = 0;
};

/// A random key of a kind, and the one that `demoNumber` determines. Unsupported for a scheme without keys,
/// InvalidArgument for an unknown parameter set.
[[nodiscard]] base::Result<std::unique_ptr<HeldKey>> drawKey(const trust::KeyKind& kind, trust::KeyOrigin origin);
[[nodiscard]] base::Result<std::unique_ptr<HeldKey>> demoKey(const trust::KeyKind& kind, std::uint64_t demoNumber);
/// Whether the parameters of a key file can be used, before anybody types a passphrase.
[[nodiscard]] base::Result<void> checkParameters(base::SchemeId scheme, const base::Bytes& parameters,
                                                 const std::string& path);
/// The key of a key file. Requires parameters that were checked.
[[nodiscard]] base::Result<std::unique_ptr<HeldKey>> fileKey(base::SchemeId scheme, const base::Bytes& parameters,
                                                             SecretSeed seed, const std::string& path);

} // namespace cg::keyholder
