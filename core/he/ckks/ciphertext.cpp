// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/ckks/ciphertext.h"

#include "base/log2_codec.h"
#include "he/ckks/limb_codec.h"

#include <algorithm>

namespace cg::he::ckks {

namespace {

constexpr std::size_t kMostHeadBytes = 128; // of all but the limbs

base::Result<double> decodeMagnitude(base::ByteReader& reader)
{
    CG_TRY(const double value, reader.finite());
    if (value < 0) {
        return reader.damaged("a negative magnitude");
    }
    return value;
}

base::Result<Term> decodeTerm(const Params& params, base::ByteReader& reader)
{
    Term term{};
    CG_TRY(const std::uint8_t level, reader.choice(static_cast<std::uint8_t>(params.topLevel())));
    term.level = level;
    CG_TRY(term.scale, reader.finite());
    if (!isAdmissibleScale(params, term.scale)) {
        return reader.damaged("a ciphertext with a scale out of range");
    }
    CG_TRY(term.noise.worst, base::decodeLog2(reader));
    CG_TRY(term.noise.typical, base::decodeLog2(reader));
    CG_TRY(term.range.bound, decodeMagnitude(reader));
    CG_TRY(term.range.rms, decodeMagnitude(reader));
    return term;
}

} // namespace

std::vector<std::int64_t> firstResidues(const Ciphertext& ciphertext)
{
    const auto residues = ciphertext.c0().limb(0);
    return {residues.begin(), residues.end()};
}

void encode(const Context& context, const Ciphertext& ciphertext, base::ByteWriter& writer)
{
    const Term& term = ciphertext.m_term;
    const math::LimbSet set = context.levelSet(term.level);
    writer.reserve(kMostHeadBytes + (ciphertext.m_seed ? 1 : 2) * packedBytes(context.params(), set));
    writer.raw(ciphertext.m_keyId.bytes);
    writer.u8(static_cast<std::uint8_t>(term.level));
    writer.f64(term.scale);
    base::encode(term.noise.worst, writer);
    base::encode(term.noise.typical, writer);
    writer.f64(term.range.bound);
    writer.f64(term.range.rms);
    writer.u8(ciphertext.m_seed ? 1 : 0);
    packLimbs(context, set, ciphertext.m_c0, writer);
    if (ciphertext.m_seed) {
        writer.raw(*ciphertext.m_seed);
    } else {
        packLimbs(context, set, ciphertext.m_c1, writer);
    }
}

base::Result<Ciphertext> decodeCiphertext(const Context& context, base::ByteReader& reader)
{
    base::KeyId id;
    CG_TRY(id.bytes, reader.array<16>());
    CG_TRY(const Term term, decodeTerm(context.params(), reader));
    CG_TRY(const std::uint8_t seeded, reader.choice(1));
    const math::LimbSet set = context.levelSet(term.level);
    CG_TRY(math::EvaluationPoly c0, unpackLimbs(context, set, reader));
    if (seeded == 0) {
        CG_TRY(math::EvaluationPoly c1, unpackLimbs(context, set, reader));
        return Ciphertext(std::move(c0), std::move(c1), term, id);
    }
    CG_TRY(const base::Seed seed, reader.array<32>());
    Ciphertext ciphertext(std::move(c0), expandSeed(context, set, seed, 0), term, id);
    ciphertext.m_seed = seed;
    return ciphertext;
}

} // namespace cg::he::ckks
