// SPDX-License-Identifier: GPL-3.0-or-later
// The operations of CKKS on the set bench-8192 (N = 8192, three data primes of 49, 38 and 38 bits and a special one of
// 49), then whole training steps and refreshes. All take turns with the scalar transform that the unit comes from.
#include "base/task_pool.h"
#include "he/ckks/encoder.h"
#include "keyholder/ckks/encryptor.h"
#include "math/simd.h"
#include "support/ckks_training.h"
#include "timings.h"

#include <functional>
#include <string>
#include <utility>

namespace {

using namespace cg;
using bench::Timings;
using he::ckks::Ciphertext;

constexpr int kRounds = 200;
constexpr int kStepRounds = 25;

/// What an operation gave lives until the next round, so that no call can be left out.
struct Operation {
    std::string name;
    std::function<void()> run;
    double share = 1.0;
    Timings timings = {};
};

void measureAll(std::size_t degree, std::uint64_t prime, int rounds, std::vector<Operation>& operations)
{
    bench::Reference reference(degree, prime);
    for (int round = 0; round < rounds; ++round) {
        reference.measureRound();
        for (Operation& operation : operations) {
            operation.timings.measure(operation.run);
        }
    }
    std::printf("  unit %.1f µs\n", reference.unit());
    for (const Operation& operation : operations) {
        bench::printRow(operation.name.c_str(), operation.timings, reference.unit(), operation.share);
    }
}

void measureOperations()
{
    std::printf("bench-8192, %d rounds\n", kRounds);
    he::CircuitNeeds needs;
    needs.products = true;
    needs.rotations = {1, 2, 4, 8};
    const he::ckks::Params params = he::ckks::namedParams("bench-8192").value();
    testing::CkksKeys keys(params, needs, 1);
    he::ckks::Backend& backend = keys.backend();
    const he::ckks::Context& context = keys.secret().context();
    const std::vector<double> slots(backend.slotCount(), 0.5);
    const Ciphertext a = backend.encrypt(slots, {base::Purpose::Encrypt, 0, 1}).value();
    const Ciphertext b = backend.encrypt(slots, {base::Purpose::Encrypt, 0, 2}).value();
    const he::ckks::Prepared plain = backend.prepare(slots, {base::Purpose::Prepare}).value();
    base::SeededRandom random(base::Seed{}, {base::Purpose::Refresh});
    math::CoefficientPoly poly(context.pool(), params.degree(), 1);
    poly.setZero();
    Ciphertext result = a;
    std::vector<Ciphertext> results;
    std::vector<double> opened;
    std::uint64_t index = 2;
    std::vector<Operation> operations{
        {"transform", [&] { math::forwardNtt(context.basis().tables(1), poly.limb(0)); }},
        {"multiply, relinearise, rescale", [&] { result = backend.multiply(a, b).value(); }},
        {"rotate", [&] { result = backend.rotate(a, 1).value(); }},
        {"one of four hoisted rotations",
         [&] { results = backend.rotateMany(a, std::vector<int>{1, 2, 4, 8}).value(); }, 4.0},
        {"multiply by a plaintext, rescale", [&] { result = backend.multiplyPlain(a, plain).value(); }},
        {"add", [&] { result = backend.add(a, b).value(); }},
        {"encode", [&] { (void)he::ckks::encode(context, slots, params.topLevel(), params.scale()).value(); }},
        {"encrypt, public key", [&] { result = backend.encrypt(slots, {base::Purpose::Encrypt, 0, ++index}).value(); }},
        {"encrypt, secret key",
         [&] {
             result = keyholder::ckks::encryptWithSecret(keys.secret(), backend, slots, {0.5, 0.5}, params.topLevel(),
                                                         random);
         }},
        {"decrypt, to slots", [&] { opened = keys.open(a); }},
        {"evaluation keys, five", [&] { const testing::CkksKeys made(params, needs, 2); }},
    };
    measureAll(params.degree(), params.primes()[1], kRounds, operations);
}

/// One update of a full batch by the trainer, and the key holder's refresh with all bytes packed and unpacked.
void measureSteps(const char* preset, const char* set)
{
    const he::ckks::Params params = he::ckks::namedParams(set).value();
    testing::CkksTraining run(params, testing::planOf(model::findPreset(preset).value()), 1);
    std::printf("%s on %s, %llu steps a refresh, %d rounds\n", preset, set,
                static_cast<unsigned long long>(run.stepsBetweenRefreshes()), kStepRounds);
    run.train(run.stepsBetweenRefreshes()); // warm, and fresh again
    std::uint64_t step = 1;
    std::vector<Operation> operations{
        {"a step of the trainer", [&] { (void)run.trainer().step(run.state(), step++).value(); }},
        {"a refresh", [&] { run.refresh(); }},
    };
    measureAll(params.degree(), params.primes()[1], kStepRounds, operations);
}

} // namespace

int main()
{
    std::printf("%s, path %s, %zu threads\n", bench::machineName().c_str(), math::simdTarget().data(),
                base::TaskPool::shared().threads());
    measureOperations();
    measureSteps("xor", "train-8192");
    measureSteps("xor", "train-16384-192");
    measureSteps("xor", "train-16384-1");
    measureSteps("circles", "train-8192");
}
