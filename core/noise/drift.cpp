// SPDX-License-Identifier: GPL-3.0-or-later
#include "noise/drift.h"

#include "base/log2_codec.h"

namespace cg::noise {

void NoiseDrift::add(base::Log2 stepTypical)
{
    m_sigma = rootSumSquare(m_sigma, stepTypical);
    ++m_steps;
}

base::Log2 NoiseDrift::expected(base::Log2 stepTypical, std::uint64_t steps)
{
    return stepTypical * base::Log2::ofMagnitude(static_cast<double>(steps)).squareRoot();
}

void NoiseDrift::encode(base::ByteWriter& writer) const
{
    writer.u64(m_steps);
    base::encode(m_sigma, writer);
}

base::Result<NoiseDrift> NoiseDrift::decode(base::ByteReader& reader)
{
    NoiseDrift drift;
    CG_TRY(drift.m_steps, reader.u64());
    CG_TRY(drift.m_sigma, base::decodeLog2(reader));
    return drift;
}

} // namespace cg::noise
