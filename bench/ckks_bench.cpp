// SPDX-License-Identifier: GPL-3.0-or-later
// The operations of CKKS on the set bench-8192: N = 8192, three data primes (49, 38, 38 bits) and a special one of 49.
// The transform at the same degree is timed beside them: what it takes bounds everything else.
#include "he/ckks/encoder.h"
#include "he/ckks/named_sets.h"
#include "keyholder/ckks/decryptor.h"
#include "keyholder/ckks/encryptor.h"
#include "keyholder/ckks/key_generator.h"

#include <benchmark/benchmark.h>

#include <vector>

namespace {

using namespace cg;
using he::ckks::Ciphertext;

/// A key set for products and four rotations, made once for all benchmarks.
struct Keys {
    keyholder::SecretSeed seed = keyholder::SecretSeed::ofDemoKey(1);
    std::shared_ptr<const he::ckks::Context> context =
        std::make_shared<const he::ckks::Context>(he::ckks::namedParams("bench-8192").value());
    keyholder::ckks::SecretKey secret{context, seed};
    keyholder::ckks::KeyGenerator generator{seed, secret};
    he::ckks::PublicKeys publicKey = generator.publicKey();

    [[nodiscard]] he::ckks::PublicKeys evaluationKeys() const
    {
        he::CircuitNeeds needs;
        needs.products = true;
        needs.rotations = {1, 2, 4, 8};
        return generator.withEvaluationKeys(publicKey, needs).value();
    }
};

Keys& keys()
{
    static Keys keys;
    return keys;
}

class Ckks : public benchmark::Fixture {
public:
    Ckks() : backend(sharedKeys(), base::Seed{}), slots(backend.slotCount(), 0.5) {}

    [[nodiscard]] Ciphertext ciphertext(std::uint64_t index)
    {
        return backend.encrypt(slots, {base::Purpose::Encrypt, 0, index}).value();
    }

    he::ckks::Backend backend;
    std::vector<double> slots;

private:
    static std::shared_ptr<const he::ckks::PublicKeys> sharedKeys()
    {
        static const auto shared = std::make_shared<const he::ckks::PublicKeys>(keys().evaluationKeys());
        return shared;
    }
};

BENCHMARK_F(Ckks, transform)(benchmark::State& state)
{
    math::CoefficientPoly poly(keys().context->pool(), keys().context->params().degree(), 1);
    poly.setZero();
    for ([[maybe_unused]] auto _ : state) {
        math::forwardNtt(keys().context->basis().tables(1), poly.limb(0));
    }
}

BENCHMARK_F(Ckks, multiplyRelinearizeRescale)(benchmark::State& state)
{
    const Ciphertext a = ciphertext(1);
    const Ciphertext b = ciphertext(2);
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(backend.multiply(a, b));
    }
}

BENCHMARK_F(Ckks, multiplyPlainRescale)(benchmark::State& state)
{
    const Ciphertext a = ciphertext(1);
    const he::ckks::Prepared p = backend.prepare(slots, {base::Purpose::Prepare}).value();
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(backend.multiplyPlain(a, p));
    }
}

BENCHMARK_F(Ckks, rotate)(benchmark::State& state)
{
    const Ciphertext a = ciphertext(1);
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(backend.rotate(a, 1));
    }
}

/// Four at once; the time is for one.
BENCHMARK_F(Ckks, rotateHoisted)(benchmark::State& state)
{
    const Ciphertext a = ciphertext(1);
    const std::vector<int> steps{1, 2, 4, 8};
    while (state.KeepRunningBatch(static_cast<benchmark::IterationCount>(steps.size()))) {
        benchmark::DoNotOptimize(backend.rotateMany(a, steps));
    }
}

BENCHMARK_F(Ckks, add)(benchmark::State& state)
{
    const Ciphertext a = ciphertext(1);
    const Ciphertext b = ciphertext(2);
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(backend.add(a, b));
    }
}

BENCHMARK_F(Ckks, encode)(benchmark::State& state)
{
    const he::ckks::Params& params = backend.params();
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(he::ckks::encode(*keys().context, slots, params.topLevel(), params.scale()));
    }
}

BENCHMARK_F(Ckks, encryptPublic)(benchmark::State& state)
{
    std::uint64_t index = 0;
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(ciphertext(++index));
    }
}

BENCHMARK_F(Ckks, encryptSecret)(benchmark::State& state)
{
    base::SeededRandom random(base::Seed{}, {base::Purpose::Refresh});
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(keyholder::ckks::encryptWithSecret(keys().secret, backend, slots, {0.5, 0.5},
                                                                    backend.params().topLevel(), random));
    }
}

BENCHMARK_F(Ckks, decrypt)(benchmark::State& state)
{
    const Ciphertext a = ciphertext(1);
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(keyholder::ckks::decrypt(keys().secret, a));
    }
}

/// Five evaluation keys of three digits.
void makeKeys(benchmark::State& state)
{
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(keys().evaluationKeys());
    }
}
BENCHMARK(makeKeys)->Unit(benchmark::kMillisecond);

} // namespace
