#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/ntt.h"
#include "math/primes.h"
#include "support/harvey_ntt.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

namespace cg::bench {

/// The times of all rounds of one operation, in microseconds.
class Timings {
public:
    template <typename Operation>
    void measure(const Operation& operation)
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

inline std::string machineName()
{
    std::ifstream info("/proc/cpuinfo");
    for (std::string line; std::getline(info, line);) {
        if (line.starts_with("model name")) {
            return line.substr(line.find(':') + 2);
        }
    }
    return "unknown processor";
}

/// `share`: how many of the operation one measured round does.
inline void printRow(const char* name, const Timings& timings, double unit, double share = 1.0)
{
    std::printf("  %-34s min %9.1f µs  median %9.1f µs  %7.2f units\n", name, timings.shortest() / share,
                timings.median() / share, timings.shortest() / share / unit);
}

/// The measure of speed: the scalar transform in 64-bit integers, a round of which is to be measured in turn with what
/// is compared with it. One unit is a quarter of its shortest round.
class Reference {
public:
    explicit Reference(std::size_t degree, std::uint64_t prime)
        : m_harvey(prime, degree, rootOf(degree, prime)), m_values(degree)
    {
        for (std::size_t i = 0; i < degree; ++i) {
            m_values[i] = i * i * 0x9E3779B97F4A7C15 % prime;
        }
    }
    void measureRound()
    {
        m_timings.measure([&] { m_harvey.forward(m_values); });
    }
    [[nodiscard]] const Timings& timings() const { return m_timings; }
    [[nodiscard]] double unit() const { return m_timings.shortest() / 4; }

private:
    static std::uint64_t rootOf(std::size_t degree, std::uint64_t prime)
    {
        const math::Modulus modulus = math::Modulus::create(prime).value();
        return modulus.toUnsigned(math::NttTables::create(modulus, degree).value().root());
    }

    testing::HarveyNtt m_harvey;
    std::vector<std::uint64_t> m_values;
    Timings m_timings;
};

} // namespace cg::bench
