// SPDX-License-Identifier: GPL-3.0-or-later
// The transforms against a scalar one in 64-bit integers. The unit is a quarter of the time of that one, of the same
// degree, on the same core and in the same run: the rounds of both take turns, and the shortest of each counts.
#include "math/ntt.h"
#include "math/primes.h"
#include "math/simd.h"
#include "support/harvey_ntt.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

namespace {

using namespace cg;

constexpr int kRounds = 1000;

/// The times of all rounds of one operation, in microseconds.
class Timings {
public:
    void measure(const std::function<void()>& operation)
    {
        const auto begin = std::chrono::steady_clock::now();
        operation();
        m_times.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count());
    }
    [[nodiscard]] double shortest() const { return *std::min_element(m_times.begin(), m_times.end()); }
    [[nodiscard]] double median() const
    {
        std::vector<double> sorted = m_times;
        std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2), sorted.end());
        return sorted[sorted.size() / 2];
    }

private:
    std::vector<double> m_times;
};

std::string machineName()
{
    std::ifstream info("/proc/cpuinfo");
    for (std::string line; std::getline(info, line);) {
        if (line.starts_with("model name")) {
            return line.substr(line.find(':') + 2);
        }
    }
    return "unknown processor";
}

void printRow(const char* name, const Timings& timings, double unit)
{
    std::printf("  %-16s min %7.1f µs  median %7.1f µs  %5.2f units\n", name, timings.shortest(), timings.median(),
                timings.shortest() / unit);
}

void compare(std::size_t degree, double target)
{
    const auto prime = math::nttPrimeNearest(target, degree, {}).value();
    const auto modulus = math::Modulus::create(prime).value();
    const auto tables = math::NttTables::create(modulus, degree).value();
    const testing::HarveyNtt harvey(prime, degree, modulus.toUnsigned(tables.root()));
    std::vector<double> values(degree);
    std::vector<std::uint64_t> integers(degree);
    for (std::size_t i = 0; i < degree; ++i) {
        integers[i] = i * i * 0x9E3779B97F4A7C15 % prime;
        values[i] = modulus.fromUnsigned(integers[i]);
    }
    Timings reference;
    Timings forward;
    Timings inverse;
    for (int round = 0; round < kRounds; ++round) {
        reference.measure([&] { harvey.forward(integers); });
        forward.measure([&] { math::forwardNtt(tables, values); });
        inverse.measure([&] { math::inverseNtt(tables, values); });
    }
    const double unit = reference.shortest() / 4;
    std::printf("degree %zu, prime of %.1f bits, unit %.1f µs\n", degree, std::log2(modulus.asDouble()), unit);
    printRow("64-bit, scalar", reference, unit);
    printRow("forward", forward, unit);
    printRow("inverse", inverse, unit);
}

} // namespace

int main()
{
    std::printf("%s, path %s, %d rounds\n", machineName().c_str(), math::simdTarget().data(), kRounds);
    for (const std::size_t degree : {8192U, 16384U, 32768U}) {
        for (const double target : {0x1p34, 0x1p42, 0x1p49, 0x1p50 - 1}) {
            compare(degree, target);
        }
    }
}
