#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/backend.h"

#include <vector>

namespace cg::he::plain {

/// The slots themselves, in doubles: nothing is hidden. The reference that every scheme is compared with.
struct Ciphertext {
    std::vector<double> slots;
};

/// The contract in ordinary arithmetic. It needs no key and knows no noise.
class Backend {
public:
    using Ciphertext = plain::Ciphertext;
    using Prepared = plain::Ciphertext;

    explicit Backend(std::size_t slotCount);

    [[nodiscard]] std::size_t slotCount() const { return m_slotCount; }
    [[nodiscard]] static base::SchemeId scheme() { return base::SchemeId::Plain; }
    [[nodiscard]] static CircuitTraits traits() { return {}; }

    base::Result<Ciphertext> encrypt(std::span<const double> slots, base::StreamAddress address);
    base::Result<Prepared> prepare(std::span<const double> slots, base::StreamAddress address);
    base::Result<Ciphertext> add(const Ciphertext& a, const Ciphertext& b);
    base::Result<Ciphertext> subtract(const Ciphertext& a, const Ciphertext& b);
    base::Result<Ciphertext> negate(const Ciphertext& a);
    base::Result<Ciphertext> addPlain(const Ciphertext& a, std::span<const double> slots);
    base::Result<Ciphertext> multiplyScalar(const Ciphertext& a, double factor);
    base::Result<Ciphertext> absorb(const Ciphertext& a, double factor);
    base::Result<Ciphertext> multiply(const Ciphertext& a, const Ciphertext& b);
    base::Result<Ciphertext> multiplyPlain(const Ciphertext& a, const Prepared& p);
    base::Result<Ciphertext> multiplyAccumulate(std::span<const Ciphertext* const> as,
                                                std::span<const Ciphertext* const> bs);
    base::Result<Ciphertext> multiplyPlainAccumulate(std::span<const Ciphertext* const> as,
                                                     std::span<const Prepared* const> ps);
    base::Result<Ciphertext> sumBlocks(const Ciphertext& a, const BlockSum& sum);
    base::Result<Ciphertext> rotate(const Ciphertext& a, int steps);
    base::Result<Ciphertext> linearMap(const Ciphertext& a, const LinearMap& map);
    base::Result<Ciphertext> remask(const Ciphertext& a);

    [[nodiscard]] int room(const Ciphertext& a) const;
    [[nodiscard]] CiphertextInfo info(const Ciphertext& a) const;
    [[nodiscard]] Ciphertext declareRange(const Ciphertext& a, MessageRange range) const;
    [[nodiscard]] Ciphertext declareReference(const Ciphertext& a, MessageRange range) const;

    void encode(const Ciphertext& a, base::ByteWriter& writer) const;
    [[nodiscard]] base::Result<Ciphertext> decode(base::ByteReader& reader) const;

private:
    std::size_t m_slotCount;
};

static_assert(StorableBackend<Backend>);

} // namespace cg::he::plain
