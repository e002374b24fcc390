// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/vhe/ciphertext.h"

#include "base/log2_codec.h"

#include <cmath>

namespace cg::he::vhe {

namespace {

constexpr double kLargestScaleDrift = 64.0; // bits between the scale of a ciphertext and Δ; training stays within 50

base::Result<double> decodeMagnitude(base::ByteReader& reader)
{
    CG_TRY(const double value, reader.finite());
    if (value < 0) {
        return reader.damaged("a negative magnitude");
    }
    return value;
}

} // namespace

void encode(const Ciphertext& ciphertext, base::ByteWriter& writer)
{
    writer.raw(ciphertext.m_keyId.bytes);
    writer.f64(ciphertext.m_scale);
    encode(ciphertext.m_noise.worst, writer);
    encode(ciphertext.m_noise.typical, writer);
    writer.f64(ciphertext.m_range.bound);
    writer.f64(ciphertext.m_range.rms);
    writer.integers(ciphertext.m_entries);
}

base::Result<Ciphertext> decodeCiphertext(base::ByteReader& reader, const Params& params)
{
    base::KeyId id;
    CG_TRY(id.bytes, reader.array<16>());
    CG_TRY(const double scale, reader.finite());
    if (!(scale > 0.0 && std::abs(std::log2(scale) - params.scaleBits()) <= kLargestScaleDrift)) {
        return reader.damaged("a ciphertext with a scale out of range");
    }
    NoiseEstimate noise;
    CG_TRY(noise.worst, base::decodeLog2(reader));
    CG_TRY(noise.typical, base::decodeLog2(reader));
    MessageRange range;
    CG_TRY(range.bound, decodeMagnitude(reader));
    CG_TRY(range.rms, decodeMagnitude(reader));
    CG_TRY(std::vector<std::int64_t> entries, reader.integers(params.ciphertextLength()));
    if (entries.size() != params.ciphertextLength()) {
        return reader.damaged("a ciphertext of " + std::to_string(entries.size()) + " integers instead of " +
                              std::to_string(params.ciphertextLength()));
    }
    return Ciphertext(std::move(entries), scale, noise, range, id);
}

} // namespace cg::he::vhe
