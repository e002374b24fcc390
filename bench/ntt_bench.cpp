// SPDX-License-Identifier: GPL-3.0-or-later
// The transforms against a scalar one in 64-bit integers, of the same degree, on the same core and in the same run: the
// rounds of both take turns, and the shortest of each counts.
#include "math/simd.h"
#include "timings.h"

#include <cmath>

namespace {

using namespace cg;

constexpr int kRounds = 1000;

void compare(std::size_t degree, double target)
{
    const auto prime = math::nttPrimeNearest(target, degree, {}).value();
    const auto modulus = math::Modulus::create(prime).value();
    const auto tables = math::NttTables::create(modulus, degree).value();
    std::vector<double> values(degree);
    for (std::size_t i = 0; i < degree; ++i) {
        values[i] = modulus.fromUnsigned(i * i * 0x9E3779B97F4A7C15 % prime);
    }
    bench::Reference reference(degree, prime);
    bench::Timings forward;
    bench::Timings inverse;
    for (int round = 0; round < kRounds; ++round) {
        reference.measureRound();
        forward.measure([&] { math::forwardNtt(tables, values); });
        inverse.measure([&] { math::inverseNtt(tables, values); });
    }
    const double unit = reference.unit();
    std::printf("degree %zu, prime of %.1f bits, unit %.1f µs\n", degree, std::log2(modulus.asDouble()), unit);
    bench::printRow("64-bit, scalar", reference.timings(), unit);
    bench::printRow("forward", forward, unit);
    bench::printRow("inverse", inverse, unit);
}

} // namespace

int main()
{
    std::printf("%s, path %s, %d rounds\n", bench::machineName().c_str(), math::simdTarget().data(), kRounds);
    for (const std::size_t degree : {8192U, 16384U, 32768U}) {
        for (const double target : {0x1p34, 0x1p42, 0x1p49, 0x1p50 - 1}) {
            compare(degree, target);
        }
    }
}
