#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/plain/backend.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cg::testing {

/// The plain backend as a subject of the suite.
template <std::size_t Slots>
struct PlainSubject {
    using Backend = he::plain::Backend;
    static constexpr std::size_t kSlots = Slots;
    static constexpr bool kHasKeys = false;

    PlainSubject(const he::CircuitNeeds&, std::uint64_t) : m_backend(Slots) {}
    Backend& backend() { return m_backend; }
    static std::vector<double> open(const he::plain::Ciphertext& ciphertext) { return ciphertext.slots; }

private:
    Backend m_backend;
};

/// The plain backend with one operation that is wrong by a little in one slot.
class FaultyBackend {
public:
    using Ciphertext = he::plain::Ciphertext;
    using Prepared = he::plain::Ciphertext;
    using Results = base::Result<Ciphertext>;
    using Operands = std::span<const Ciphertext* const>;

    static inline he::OpKind fault{};

    [[nodiscard]] std::size_t slotCount() const { return m_sound.slotCount(); }
    [[nodiscard]] static base::SchemeId scheme() { return base::SchemeId::Plain; }
    [[nodiscard]] static he::CircuitTraits traits() { return {}; }
    Results encrypt(std::span<const double> slots, base::StreamAddress address)
    {
        return spoiled(he::OpKind::Encrypt, m_sound.encrypt(slots, address));
    }
    Results prepare(std::span<const double> slots, base::StreamAddress address)
    {
        return spoiled(he::OpKind::Prepare, m_sound.prepare(slots, address));
    }
    Results add(const Ciphertext& a, const Ciphertext& b) { return spoiled(he::OpKind::Add, m_sound.add(a, b)); }
    Results subtract(const Ciphertext& a, const Ciphertext& b)
    {
        return spoiled(he::OpKind::Subtract, m_sound.subtract(a, b));
    }
    Results negate(const Ciphertext& a) { return spoiled(he::OpKind::Negate, m_sound.negate(a)); }
    Results addPlain(const Ciphertext& a, std::span<const double> slots)
    {
        return spoiled(he::OpKind::AddPlain, m_sound.addPlain(a, slots));
    }
    Results multiplyScalar(const Ciphertext& a, double factor)
    {
        return spoiled(he::OpKind::MultiplyScalar, m_sound.multiplyScalar(a, factor));
    }
    Results absorb(const Ciphertext& a, double factor)
    {
        return spoiled(he::OpKind::Absorb, m_sound.absorb(a, factor));
    }
    Results multiply(const Ciphertext& a, const Ciphertext& b)
    {
        return spoiled(he::OpKind::Multiply, m_sound.multiply(a, b));
    }
    Results multiplyPlain(const Ciphertext& a, const Prepared& p)
    {
        return spoiled(he::OpKind::MultiplyPlain, m_sound.multiplyPlain(a, p));
    }
    Results multiplyAccumulate(Operands as, Operands bs)
    {
        return spoiled(he::OpKind::Multiply, m_sound.multiplyAccumulate(as, bs));
    }
    Results multiplyPlainAccumulate(Operands as, Operands ps)
    {
        return spoiled(he::OpKind::MultiplyPlain, m_sound.multiplyPlainAccumulate(as, ps));
    }
    Results sumBlocks(const Ciphertext& a, const he::BlockSum& sum)
    {
        return spoiled(he::OpKind::SumBlocks, m_sound.sumBlocks(a, sum));
    }
    Results rotate(const Ciphertext& a, int steps) { return spoiled(he::OpKind::Rotate, m_sound.rotate(a, steps)); }
    Results linearMap(const Ciphertext& a, const he::LinearMap& map)
    {
        return spoiled(he::OpKind::LinearMap, m_sound.linearMap(a, map));
    }
    Results remask(const Ciphertext& a) { return spoiled(he::OpKind::Remask, m_sound.remask(a)); }
    [[nodiscard]] int room(const Ciphertext& a) const { return m_sound.room(a); }
    [[nodiscard]] he::CiphertextInfo info(const Ciphertext& a) const { return m_sound.info(a); }
    [[nodiscard]] Ciphertext declareRange(const Ciphertext& a, he::MessageRange) const { return a; }
    [[nodiscard]] Ciphertext declareReference(const Ciphertext& a, he::MessageRange) const { return a; }

private:
    Results spoiled(he::OpKind kind, Results result) const
    {
        if (kind == fault) {
            result->slots[1] += 1e-9;
        }
        return result;
    }

    he::plain::Backend m_sound{16};
};

struct FaultySubject {
    using Backend = FaultyBackend;
    static constexpr std::size_t kSlots = 16;
    static constexpr bool kHasKeys = false;

    FaultySubject(const he::CircuitNeeds&, std::uint64_t) {}
    Backend& backend() { return m_backend; }
    static std::vector<double> open(const he::plain::Ciphertext& ciphertext) { return ciphertext.slots; }

private:
    Backend m_backend;
};

} // namespace cg::testing
