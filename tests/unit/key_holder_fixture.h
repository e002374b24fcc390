#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
// Secret side: only for tests that define CG_SECRET_SIDE and link cg::keyholder.
#include "he/vhe/backend.h"
#include "keyholder/service.h"
#include "support/results.h"
#include "train/plan.h"

#include <memory>
#include <string>
#include <vector>

namespace cg::testing {

template <typename Value>
[[nodiscard]] base::Bytes encodedBytes(const Value& value)
{
    base::ByteWriter writer;
    encode(value, writer);
    return std::move(writer).take();
}

/// XOR with a hidden layer of four units: small enough for every test.
[[nodiscard]] inline train::TrainingPlan xorPlan()
{
    train::TrainingPlan plan;
    plan.network.inputs = 2;
    plan.network.layers = {{4, model::Activation::sqx(), true}, {1, model::Activation::identity(), true}};
    plan.data = {"xor", 2, 1, {0, 0, 0, 1, 1, 0, 1, 1}, {0, 1, 1, 0}};
    return plan;
}

/// A key holder's service with a demo key, and what the trainer's side has of it.
class KeyHolderFixture {
public:
    explicit KeyHolderFixture(const he::CircuitNeeds& needs = {}, std::uint64_t demoNumber = 5)
        : m_description(valueOf(m_service.createDemoKey(base::SchemeId::Vhe, demoNumber))),
          m_keys(readKeys(m_service, needs)),
          m_backend(m_keys, base::seedFromNumber(demoNumber, "trainer"))
    {
        CG_ENSURES(m_service.setAccess(trust::Access::Open).hasValue());
    }

    [[nodiscard]] keyholder::KeyHolderService& service() { return m_service; }
    [[nodiscard]] const trust::KeyDescription& description() const { return m_description; }
    [[nodiscard]] he::vhe::Backend& backend() { return m_backend; }

    [[nodiscard]] base::Bytes encrypted(const std::vector<double>& slots)
    {
        return bytesOf(valueOf(m_backend.encrypt(slots, {base::Purpose::Encrypt, ++m_encryptions})));
    }
    [[nodiscard]] base::Bytes bytesOf(const he::vhe::Ciphertext& ciphertext) const
    {
        base::ByteWriter writer;
        m_backend.encode(ciphertext, writer);
        return std::move(writer).take();
    }
    [[nodiscard]] he::vhe::Ciphertext ciphertextIn(const base::Bytes& bytes) const
    {
        base::ByteReader reader(bytes);
        return valueOf(m_backend.decode(reader));
    }
    /// All 16 slots, opened by the service.
    [[nodiscard]] std::vector<double> opened(const base::Bytes& ciphertext)
    {
        std::vector<std::uint32_t> slots(m_backend.slotCount());
        for (std::uint32_t slot = 0; slot < slots.size(); ++slot) {
            slots[slot] = slot;
        }
        return valueOf(m_service.open(trust::OpenPurpose::Calculator, {{ciphertext, slots}})).value().front();
    }

    [[nodiscard]] static std::shared_ptr<const he::vhe::PublicKeys> readKeys(trust::KeyHolder& holder,
                                                                             const he::CircuitNeeds& needs)
    {
        const base::Bytes bytes = valueOf(holder.publicKeys(encodedBytes(needs)));
        base::ByteReader reader(bytes);
        auto keys = std::make_shared<const he::vhe::PublicKeys>(valueOf(he::vhe::decodePublicKeys(reader)));
        CG_ENSURES(reader.finish().hasValue());
        return keys;
    }

private:
    keyholder::KeyHolderService m_service{trust::kSmallestPassphraseCost};
    trust::KeyDescription m_description;
    std::shared_ptr<const he::vhe::PublicKeys> m_keys;
    he::vhe::Backend m_backend;
    std::uint64_t m_encryptions = 0;
};

} // namespace cg::testing
