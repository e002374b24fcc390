#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"
#include "base/key_id.h"
#include "he/estimate.h"
#include "he/vhe/params.h"

#include <cstdint>
#include <span>
#include <vector>

namespace cg::he::vhe {

/// m + k integers c with S·c = scale·x + e.
///
/// Invariant: scale, estimate and range describe the integers and are written only by the operation that made them
/// (Backend); the key id names the key set under which S is the secret key.
class Ciphertext {
public:
    [[nodiscard]] std::span<const std::int64_t> entries() const { return m_entries; }
    /// The fixed-point factor, Δ except after `absorb`.
    [[nodiscard]] double scale() const { return m_scale; }
    [[nodiscard]] const NoiseEstimate& noise() const { return m_noise; }
    [[nodiscard]] const MessageRange& range() const { return m_range; }
    [[nodiscard]] const base::KeyId& keyId() const { return m_keyId; }

private:
    friend class Backend;
    friend class CiphertextMaker;
    friend void encode(const Ciphertext& ciphertext, base::ByteWriter& writer);
    friend base::Result<Ciphertext> decodeCiphertext(base::ByteReader& reader, const Params& params);
    Ciphertext(std::vector<std::int64_t> entries, double scale, NoiseEstimate noise, MessageRange range,
               const base::KeyId& keyId)
        : m_entries(std::move(entries)), m_scale(scale), m_noise(noise), m_range(range), m_keyId(keyId)
    {}

    std::vector<std::int64_t> m_entries;
    double m_scale;
    NoiseEstimate m_noise;
    MessageRange m_range;
    base::KeyId m_keyId;
};

/// Byte form. Decoding checks the length against the parameters, that scale and estimates are finite and in range.
void encode(const Ciphertext& ciphertext, base::ByteWriter& writer);
[[nodiscard]] base::Result<Ciphertext> decodeCiphertext(base::ByteReader& reader, const Params& params);

} // namespace cg::he::vhe
