// SPDX-License-Identifier: GPL-3.0-or-later
// What encoding, decoding and the making of keys cost besides the arithmetic of the ring, by ring degree.
#include "math/canonical_embedding.h"
#include "math/crt.h"
#include "math/residue_kernels.h"
#include "math/sampling.h"

#include <benchmark/benchmark.h>

#include <array>
#include <cmath>
#include <complex>
#include <vector>

namespace {

using namespace cg;

constexpr std::uint64_t kPrime = 1125899906826241; // 2^50 − 16383
constexpr std::array<std::uint64_t, 5> kModuli{kPrime, 1099510054913, 17179672577, 17179410433, 17176854529};

base::SeededRandom randomSource()
{
    return base::SeededRandom({}, {base::Purpose::Encrypt});
}

std::size_t degreeOf(const benchmark::State& state)
{
    return static_cast<std::size_t>(state.range(0));
}

std::vector<double> uniform(std::size_t count, std::uint64_t prime)
{
    auto random = randomSource();
    std::vector<double> values(count);
    math::sampleUniform(random, prime, values);
    return values;
}

void slotsToCoefficients(benchmark::State& state)
{
    const math::CanonicalEmbedding embedding(degreeOf(state));
    const std::vector<std::complex<double>> slots(embedding.slotCount(), {0.5, 0.25});
    std::vector<double> coefficients(embedding.degree());
    for ([[maybe_unused]] auto _ : state) {
        embedding.toCoefficients(slots, coefficients);
        benchmark::ClobberMemory();
    }
}

void coefficientsToSlots(benchmark::State& state)
{
    const math::CanonicalEmbedding embedding(degreeOf(state));
    const std::vector<double> coefficients = uniform(embedding.degree(), kPrime);
    std::vector<std::complex<double>> slots(embedding.slotCount());
    for ([[maybe_unused]] auto _ : state) {
        embedding.toSlots(coefficients, slots);
        benchmark::ClobberMemory();
    }
}

/// Integers of 50 bits times 2^shift.
template <int kShift>
void residuesOfOneLimb(benchmark::State& state)
{
    std::vector<double> integers = uniform(degreeOf(state), kPrime);
    for (double& integer : integers) {
        integer = std::ldexp(integer, kShift);
    }
    const auto modulus = math::Modulus::create(kModuli[1]).value();
    const auto reduce = kShift == 0 ? math::reduceInto : math::reduceWideInto;
    std::vector<double> residues(integers.size());
    for ([[maybe_unused]] auto _ : state) {
        reduce(integers, modulus, residues);
        benchmark::ClobberMemory();
    }
}

void reconstruct(benchmark::State& state)
{
    const auto count = static_cast<std::size_t>(state.range(1));
    const auto primes = std::span(kModuli).first(count);
    std::vector<std::vector<double>> residues;
    std::vector<const double*> limbs;
    for (const std::uint64_t prime : primes) {
        residues.push_back(uniform(degreeOf(state), prime));
        limbs.push_back(residues.back().data());
    }
    const math::CrtReconstruction crt(primes);
    std::vector<double> values(degreeOf(state));
    for ([[maybe_unused]] auto _ : state) {
        crt.reconstruct(limbs, values);
        benchmark::ClobberMemory();
    }
}

void uniformLimb(benchmark::State& state)
{
    auto random = randomSource();
    std::vector<double> residues(degreeOf(state));
    for ([[maybe_unused]] auto _ : state) {
        math::sampleUniform(random, kPrime, residues);
        benchmark::ClobberMemory();
    }
    state.SetBytesProcessed(state.iterations() * state.range(0) * 8);
}

template <auto kSample>
void smallCoefficients(benchmark::State& state)
{
    auto random = randomSource();
    std::vector<std::int8_t> values(degreeOf(state));
    for ([[maybe_unused]] auto _ : state) {
        kSample(random, values);
        benchmark::ClobberMemory();
    }
}

/// The stream alone, in requests as the sampling makes them: what the sampling is measured against.
void stream(benchmark::State& state)
{
    auto random = randomSource();
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(state.range(0)));
    for ([[maybe_unused]] auto _ : state) {
        random.fill(bytes);
        benchmark::ClobberMemory();
    }
    state.SetBytesProcessed(state.iterations() * state.range(0));
}

void degrees(benchmark::internal::Benchmark* benchmark)
{
    benchmark->Arg(8192)->Arg(16384)->Arg(32768)->Unit(benchmark::kMicrosecond);
}

BENCHMARK(slotsToCoefficients)->Apply(degrees);
BENCHMARK(coefficientsToSlots)->Apply(degrees);
BENCHMARK_TEMPLATE(residuesOfOneLimb, 0)->Apply(degrees);
BENCHMARK_TEMPLATE(residuesOfOneLimb, 40)->Apply(degrees);
BENCHMARK(reconstruct)->Args({8192, 1})->Args({8192, 3})->Args({8192, 5})->Unit(benchmark::kMicrosecond);
BENCHMARK(uniformLimb)->Apply(degrees);
BENCHMARK_TEMPLATE(smallCoefficients, &math::sampleTernary)->Apply(degrees);
BENCHMARK_TEMPLATE(smallCoefficients, &math::sampleCenteredBinomial)->Apply(degrees);
BENCHMARK(stream)->Arg(8)->Arg(1024)->Arg(4096)->Arg(65536);

} // namespace
