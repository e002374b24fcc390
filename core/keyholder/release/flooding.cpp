// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/release/flooding.h"

#include "base/contract.h"
#include "base/random.h"
#include "base/secure_memory.h"

#include <cmath>

namespace cg::keyholder {

namespace {

/// The seed of the noise of one answer.
base::Seed noiseSeed(const SecretSeed& seed, base::ByteView question)
{
    base::Seed key = seed.stream({base::Purpose::ReleaseNoise}).seed();
    base::ByteWriter writer;
    writer.raw(key);
    writer.raw(base::hashOf(question));
    base::wipe(key);
    return base::hashOf(writer.bytes());
}

double clamped(double number, double largest)
{
    return std::isnan(number) ? 0.0 : std::fmin(std::fmax(number, -largest), largest);
}

} // namespace

std::vector<double> flooded(const std::vector<double>& numbers, const trust::ReleasePolicy& policy,
                            const trust::ReleasePrecision& precision, const SecretSeed& seed, base::ByteView question)
{
    CG_EXPECTS(precision.isAnythingLeft());
    const double deviation = precision.floodingNoise().magnitude();
    const double step = std::exp2(-precision.digits);
    base::Seed answer = noiseSeed(seed, question);
    base::SeededRandom random(answer, {base::Purpose::ReleaseNoise});
    base::wipe(answer);
    std::vector<double> released;
    released.reserve(numbers.size());
    for (const double number : numbers) {
        // The gaps between doubles do not show: they are far below the step of the grid.
        const double noisy = clamped(number, policy.largest) + deviation * random.normal();
        released.push_back(std::nearbyint(noisy / step) * step + 0.0); // never −0.0
    }
    return released;
}

} // namespace cg::keyholder
