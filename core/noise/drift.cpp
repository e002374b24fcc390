// SPDX-License-Identifier: GPL-3.0-or-later
#include "noise/drift.h"

#include <cmath>

namespace cg::noise {

namespace {

constexpr double kLargestBits = 1000.0;

} // namespace

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
    writer.u8(m_sigma.isZero() ? 0 : 1);
    writer.f64(m_sigma.isZero() ? 0.0 : m_sigma.bits());
}

base::Result<NoiseDrift> NoiseDrift::decode(base::ByteReader& reader)
{
    NoiseDrift drift;
    CG_TRY(drift.m_steps, reader.u64());
    CG_TRY(const std::uint8_t present, reader.choice(1));
    CG_TRY(const double bits, reader.finite());
    if (std::abs(bits) > kLargestBits) {
        return reader.damaged("an expected noise of 2^" + std::to_string(bits));
    }
    drift.m_sigma = present == 0 ? base::Log2() : base::Log2::ofBits(bits);
    return drift;
}

} // namespace cg::noise
