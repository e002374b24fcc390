// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/ckks/held_key.h"

#include "he/ckks/encoder.h"
#include "he/ckks/noise_model.h"
#include "keyholder/ckks/decryptor.h"
#include "keyholder/ckks/encryptor.h"
#include "keyholder/ckks/key_generator.h"
#include "keyholder/ckks/noise_meter.h"
#include "keyholder/ckks/refresher.h"
#include "keyholder/release/expected_noise.h"
#include "train/declared_numbers.h"

#include <algorithm>
#include <string>

namespace cg::keyholder::ckks {

namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

base::Seed refreshSeed(std::uint64_t demoNumber, const base::Bytes& plan, const trust::NetworkRefresh& network)
{
    base::ByteWriter writer;
    writer.text("ciphergrad demo refresh");
    writer.u64(demoNumber);
    writer.blob(plan);
    for (const auto* part : {&network.state, &network.losses}) {
        writer.u32(static_cast<std::uint32_t>(part->size()));
        for (const base::Bytes& ciphertext : *part) {
            writer.blob(ciphertext);
        }
    }
    writer.u32(network.packedCount);
    writer.blob(network.packed);
    return base::hashOf(writer.bytes());
}

std::shared_ptr<const he::ckks::PublicKeys> publicKeyOf(const SecretSeed& seed, const SecretKey& secret)
{
    return std::make_shared<const he::ckks::PublicKeys>(KeyGenerator(seed, secret).publicKey());
}

} // namespace

HeldRingKey::HeldRingKey(const he::ckks::Params& params, SecretSeed seed, trust::KeyOrigin origin,
                         std::optional<std::uint64_t> demoNumber)
    : m_seed(std::move(seed)),
      m_secret(std::make_shared<const he::ckks::Context>(params), m_seed),
      m_backend(publicKeyOf(m_seed, m_secret), base::SystemRandom().seed()),
      m_origin(origin),
      m_demoNumber(demoNumber)
{}

trust::KeyDescription HeldRingKey::description() const
{
    trust::KeyDescription description;
    description.id = m_backend.keys().id();
    description.scheme = base::SchemeId::Ckks;
    base::ByteWriter parameters;
    he::ckks::encode(m_backend.params(), parameters);
    description.parameters = std::move(parameters).take();
    description.origin = m_origin;
    description.publicBytes = m_backend.keys().bytes();
    description.memoryLocked = m_seed.lock() == base::MemoryLock::Locked && m_secret.lock() == base::MemoryLock::Locked;
    return description;
}

Result<base::Bytes> HeldRingKey::publicKeys(const he::CircuitNeeds& needs) const
{
    CG_TRY(const he::ckks::PublicKeys made, KeyGenerator(m_seed, m_secret).withEvaluationKeys(m_backend.keys(), needs));
    base::ByteWriter writer;
    he::ckks::encode(made, writer);
    return std::move(writer).take();
}

SlotRoom HeldRingKey::room() const
{
    return {m_backend.slotCount(), train::DeclaredRanges{}.weight.bound, he::ckks::Backend::traits()};
}

Result<base::Log2> HeldRingKey::weightNoise(const train::TrainingPlan& plan, std::uint64_t steps) const
{
    return expectedWeightNoise(he::ckks::NoiseModel(m_backend.params()), he::ckks::Backend::traits(),
                               base::SchemeId::Ckks, plan, steps);
}

Result<std::vector<base::Bytes>> HeldRingKey::seal(const std::vector<std::vector<double>>& slots,
                                                   const std::optional<base::Seed>& repeating)
{
    base::SystemRandom system;
    std::vector<base::Bytes> sealed;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        std::optional<base::SeededRandom> repeated;
        if (repeating) {
            repeated.emplace(*repeating, base::StreamAddress{base::Purpose::SealStart, 0, i});
        }
        base::RandomSource& random = repeated ? static_cast<base::RandomSource&>(*repeated) : system;
        const he::ckks::Ciphertext fresh = encryptWithSecret(
            m_secret, m_backend, slots[i], train::DeclaredRanges{}.weight, m_backend.params().topLevel(), random);
        base::ByteWriter writer;
        m_backend.encode(fresh, writer);
        sealed.push_back(std::move(writer).take());
    }
    return sealed;
}

Result<std::vector<double>> HeldRingKey::decrypted(const base::Bytes& ciphertext, const std::string& name) const
{
    base::ByteReader reader(ciphertext, name);
    CG_TRY(const he::ckks::Ciphertext decoded, m_backend.decode(reader));
    CG_CHECK(reader.finish());
    return decrypt(m_secret, decoded);
}

Result<std::vector<base::Bytes>> HeldRingKey::refresh(const std::vector<base::Bytes>& ciphertexts, double range)
{
    const he::ckks::Params& params = m_backend.params();
    const double largest = he::ckks::widestRange(params, params.topLevel());
    if (!(range > 0.0 && range <= largest)) {
        return Error{ErrorCode::InvalidArgument,
                     "the range of a refresh must be above 0 and at most " + std::to_string(largest)};
    }
    base::SystemRandom system;
    std::optional<base::SeededRandom> repeating;
    if (m_demoNumber) {
        repeating.emplace(refreshSeed(*m_demoNumber, {}, {ciphertexts, {}, 0, {}}),
                          base::StreamAddress{base::Purpose::Refresh});
    }
    base::RandomSource& random = repeating ? static_cast<base::RandomSource&>(*repeating) : system;
    std::vector<base::Bytes> fresh;
    for (std::size_t i = 0; i < ciphertexts.size(); ++i) {
        CG_TRY(std::vector<double> slots, decrypted(ciphertexts[i], "ciphertext " + std::to_string(i + 1)));
        std::ranges::transform(slots, slots.begin(), [range](double slot) { return train::clamped(slot, range); });
        // Declared is what anybody may know, whatever lies in the slots.
        const he::ckks::Ciphertext again =
            encryptWithSecret(m_secret, m_backend, slots, {range, range}, params.topLevel(), random);
        base::ByteWriter writer;
        m_backend.encode(again, writer);
        fresh.push_back(std::move(writer).take());
    }
    return fresh;
}

Result<trust::RefreshedNetwork> HeldRingKey::refreshNetwork(const base::Bytes& plan,
                                                            const trust::NetworkRefresh& network)
{
    CG_TRY(const train::TrainingPlan decoded, decodedPlan(plan));
    const train::RefreshRequest request{network.state, network.losses, {network.packedCount, network.packed}};
    const Refresher refresher(m_secret, m_backend);
    base::SystemRandom system;
    std::optional<base::SeededRandom> repeating;
    if (m_demoNumber) {
        repeating.emplace(refreshSeed(*m_demoNumber, plan, network), base::StreamAddress{base::Purpose::Refresh});
    }
    base::RandomSource& random = repeating ? static_cast<base::RandomSource&>(*repeating) : system;
    CG_TRY(train::RefreshAnswer fresh, refresher.refresh(decoded, request, random));
    return trust::RefreshedNetwork{std::move(fresh.state), fresh.packed.count, std::move(fresh.packed.ciphertext)};
}

Result<std::vector<double>> HeldRingKey::measureNoise(const trust::MeasureRequest& request) const
{
    return ckks::measureNoise(m_secret, m_backend, request);
}

} // namespace cg::keyholder::ckks
