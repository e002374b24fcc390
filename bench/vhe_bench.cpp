// SPDX-License-Identifier: GPL-3.0-or-later
// The operations of VHE at the standard sizes (m = 16, k = 8), and the integer kernel below them.
#include "he/vhe/backend.h"
#include "keyholder/key_generator.h"
#include "math/digit_matrix.h"

#include <benchmark/benchmark.h>

#include <vector>

namespace {

using namespace cg;

/// Public keys for products, one sum and re-masking.
std::shared_ptr<const he::vhe::PublicKeys> makeKeys()
{
    const auto seed = keyholder::SecretSeed::ofDemoKey(1);
    const keyholder::SecretKey secret(he::vhe::Params::standard(), seed);
    const keyholder::KeyGenerator generator(seed, secret);
    he::CircuitNeeds needs;
    needs.products = true;
    needs.remasking = true;
    needs.sums.push_back({{4, 4, 4}, he::SumAxis::OverRows});
    return std::make_shared<const he::vhe::PublicKeys>(
        generator.withEvaluationKeys(generator.publicKey(), needs).value());
}

class Vhe : public benchmark::Fixture {
public:
    Vhe() : backend(makeKeys(), base::Seed{}) {}

    [[nodiscard]] he::vhe::Ciphertext ciphertext(std::uint64_t index)
    {
        const std::vector<double> slots(16, 0.5);
        return backend.encrypt(slots, {base::Purpose::Encrypt, 0, index}).value();
    }

    he::vhe::Backend backend;
};

BENCHMARK_F(Vhe, encrypt)(benchmark::State& state)
{
    std::uint64_t index = 0;
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(ciphertext(++index));
    }
}

BENCHMARK_F(Vhe, multiply)(benchmark::State& state)
{
    const auto a = ciphertext(1);
    const auto b = ciphertext(2);
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(backend.multiply(a, b));
    }
}

BENCHMARK_F(Vhe, sumBlocks)(benchmark::State& state)
{
    const auto a = ciphertext(1);
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(backend.sumBlocks(a, {{4, 4, 4}, he::SumAxis::OverRows}));
    }
}

BENCHMARK_F(Vhe, add)(benchmark::State& state)
{
    const auto a = ciphertext(1);
    const auto b = ciphertext(2);
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(backend.add(a, b));
    }
}

void makeAllKeys(benchmark::State& state)
{
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(makeKeys());
    }
}
BENCHMARK(makeAllKeys)->Unit(benchmark::kMillisecond);

/// 24 rows, as many columns as the tensor key has for 56-bit products.
void digitMatrix(benchmark::State& state)
{
    constexpr std::size_t kRows = 24;
    constexpr std::size_t kColumns = 1260;
    base::SeededRandom random({}, {base::Purpose::Encrypt});
    std::vector<std::int64_t> entries(kRows * kColumns);
    for (std::int64_t& entry : entries) {
        entry = random.between(-(std::int64_t{1} << 48), std::int64_t{1} << 48);
    }
    std::vector<std::int32_t> digits(kColumns);
    for (std::int32_t& digit : digits) {
        digit = static_cast<std::int32_t>(random.between(-128, 127));
    }
    const math::DigitMatrix matrix(kRows, kColumns, entries);
    std::vector<std::int64_t> result(kRows);
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(matrix.multiply(digits, result));
    }
    state.SetLabel(std::string(math::digitMatrixTarget()));
}
BENCHMARK(digitMatrix);

} // namespace
