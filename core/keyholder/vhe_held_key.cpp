// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/vhe_held_key.h"

#include "he/vhe/noise_model.h"
#include "keyholder/decryptor.h"
#include "keyholder/noise_meter.h"
#include "keyholder/release/expected_noise.h"
#include "train/state.h"

#include <algorithm>
#include <string>

namespace cg::keyholder {

namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

base::Seed encryptionSeed(const KeySet& keys)
{
    base::SystemRandom random;
    return keys.demoNumber() ? base::seedFromNumber(*keys.demoNumber(), "demo key's encryptions") : random.seed();
}

base::Bytes encoded(const he::vhe::Backend& backend, const he::vhe::Ciphertext& ciphertext)
{
    base::ByteWriter writer;
    backend.encode(ciphertext, writer);
    return std::move(writer).take();
}

/// Encryptions of the slots of a network, number `number` of its kind. An encryption notes how large its numbers are; a
/// sealed weight says what is declared of all weights instead.
Result<std::vector<base::Bytes>> sealedBy(he::vhe::Backend& backend, const std::vector<std::vector<double>>& slots,
                                          std::uint64_t number)
{
    std::vector<base::Bytes> ciphertexts;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        CG_TRY(const he::vhe::Ciphertext fresh, backend.encryptDeclared(slots[i], train::DeclaredRanges{}.weight,
                                                                        {base::Purpose::SealStart, number, i}));
        ciphertexts.push_back(encoded(backend, fresh));
    }
    return ciphertexts;
}

} // namespace

VheHeldKey::VheHeldKey(KeySet keys) : m_keys(std::move(keys)), m_backend(m_keys.publicKey(), encryptionSeed(m_keys)) {}

Result<base::Bytes> VheHeldKey::publicKeys(const he::CircuitNeeds& needs) const
{
    CG_TRY(const he::vhe::PublicKeys made, m_keys.publicKeys(needs));
    base::ByteWriter writer;
    he::vhe::encode(made, writer);
    return std::move(writer).take();
}

SlotRoom VheHeldKey::room() const
{
    const he::vhe::Params& params = m_keys.publicKey()->params();
    return {params.slots(), params.largestMessage(), he::vhe::Backend::traits()};
}

Result<base::Log2> VheHeldKey::weightNoise(const train::TrainingPlan& plan, std::uint64_t steps) const
{
    return expectedWeightNoise(he::vhe::NoiseModel(m_keys.publicKey()->params()), he::vhe::Backend::traits(),
                               base::SchemeId::Vhe, plan, steps);
}

Result<std::vector<base::Bytes>> VheHeldKey::seal(const std::vector<std::vector<double>>& slots,
                                                  const std::optional<base::Seed>& repeating)
{
    if (repeating) {
        he::vhe::Backend backend(m_keys.publicKey(), *repeating);
        return sealedBy(backend, slots, 0);
    }
    return sealedBy(m_backend, slots, m_seals++);
}

Result<std::vector<double>> VheHeldKey::decrypted(const base::Bytes& ciphertext, const std::string& name) const
{
    base::ByteReader reader(ciphertext, name);
    CG_TRY(const he::vhe::Ciphertext decoded, m_backend.decode(reader));
    CG_CHECK(reader.finish());
    return decrypt(m_keys.secret(), decoded);
}

Result<std::vector<base::Bytes>> VheHeldKey::refresh(const std::vector<base::Bytes>& ciphertexts, double range)
{
    const double largest = m_keys.publicKey()->params().largestMessage();
    if (!(range > 0.0 && range <= largest)) {
        return Error{ErrorCode::InvalidArgument, "the range of a refresh must be above 0 and at most " +
                                                     std::to_string(static_cast<long long>(largest))};
    }
    const std::uint64_t number = m_refreshes++;
    std::vector<base::Bytes> fresh;
    for (std::size_t i = 0; i < ciphertexts.size(); ++i) {
        CG_TRY(std::vector<double> slots, decrypted(ciphertexts[i], "ciphertext " + std::to_string(i + 1)));
        for (double& slot : slots) {
            slot = std::max(-range, std::min(range, slot));
        }
        // Range and noise of whatever may be in there, for what is in there nobody may know.
        CG_TRY(const he::vhe::Ciphertext again,
               m_backend.encryptDeclared(slots, {range, range}, {base::Purpose::Refresh, number, i}));
        fresh.push_back(encoded(m_backend, again));
    }
    return fresh;
}

Result<trust::RefreshedNetwork> VheHeldKey::refreshNetwork(const base::Bytes&, const trust::NetworkRefresh&)
{
    return Error{ErrorCode::Unsupported, "a network under VHE has no levels that could run out"};
}

Result<std::vector<double>> VheHeldKey::measureNoise(const trust::MeasureRequest& request) const
{
    return keyholder::measureNoise(m_keys.secret(), m_backend, request);
}

} // namespace cg::keyholder
