// SPDX-License-Identifier: GPL-3.0-or-later
// The operations of CKKS at three ring degrees, then whole training steps and refreshes. All take turns with the scalar
// transform that the unit comes from.
#include "base/task_pool.h"
#include "ckks_parts.h"
#include "he/ckks/backend.h"
#include "he/ckks/encoder.h"
#include "he/ckks/named_sets.h"
#include "keyholder/ckks/decryptor.h"
#include "keyholder/ckks/encryptor.h"
#include "keyholder/ckks/key_generator.h"
#include "math/simd.h"
#include "operations.h"
#include "support/ckks_training.h"

#include <iterator>
#include <optional>
#include <utility>

namespace {

using namespace cg;
using bench::Operation;
using he::ckks::Ciphertext;

constexpr int kStepRounds = 25;
/// The smallest time is then one with warm caches, which is what other libraries' figures are.
constexpr int kRepeats = 3;

/// A key with a backend on its public keys, the operands of every operation and the last results.
class Subject {
public:
    explicit Subject(const he::ckks::Params& params)
        : m_context(std::make_shared<const he::ckks::Context>(params)),
          m_secret(m_context, m_seed),
          m_keys(m_generator.publicKey()),
          m_backend(std::make_shared<const he::ckks::PublicKeys>(keysFor(true, {1, 2, 4, 8})), base::Seed{}),
          m_slots(params.slotCount(), 0.5),
          m_level(params.topLevel()),
          m_a(m_backend.encrypt(m_slots, {base::Purpose::Encrypt, 0, 1}).value()),
          m_b(m_backend.encrypt(m_slots, {base::Purpose::Encrypt, 0, 2}).value()),
          m_plain(he::ckks::encode(*m_context, m_slots, m_level, params.plainScale(m_level)).value()),
          m_prepared(m_backend.prepare(m_slots, {base::Purpose::Prepare}).value()),
          m_tensor(bench::tensorOf(*m_context, m_a, m_b)),
          m_product(bench::timesPlain(*m_context, m_a, m_plain)),
          m_poly(m_context->pool(), params.degree(), 1),
          m_result(m_a)
    {
        m_poly.setZero();
    }

    [[nodiscard]] std::vector<Operation> operations()
    {
        std::vector<Operation> all = parts();
        for (auto group : {products(), secretSide()}) {
            std::ranges::move(group, std::back_inserter(all));
        }
        return all;
    }

private:
    [[nodiscard]] he::ckks::PublicKeys keysFor(bool products, std::vector<int> rotations) const
    {
        he::CircuitNeeds needs;
        needs.products = products;
        needs.rotations = std::move(rotations);
        return m_generator.withEvaluationKeys(m_keys, needs).value();
    }

    [[nodiscard]] std::vector<Operation> parts()
    {
        const he::ckks::Params& params = m_context->params();
        return {
            {"transform", [this] { math::forwardNtt(m_context->basis().tables(1), m_poly.limb(0)); }},
            {"encode",
             [this, &params] { m_plain = he::ckks::encode(*m_context, m_slots, m_level, params.scale()).value(); }},
            {"add", [this] { m_result = m_backend.add(m_a, m_b).value(); }},
            {"multiply by a plaintext", [this] { m_pair = bench::timesPlain(*m_context, m_a, m_plain); }},
            {"multiply", [this] { m_tensor = bench::tensorOf(*m_context, m_a, m_b); }},
            {"relinearise",
             [this] {
                 m_pair = bench::relinearised(*m_context, m_tensor, *m_backend.keys().relinearisation, m_level);
             }},
            {"rescale", [this] { bench::rescale(*m_context, *m_pair, m_level); }, 1.0, [this] { m_pair = m_product; }},
        };
    }

    [[nodiscard]] std::vector<Operation> products()
    {
        return {
            {"multiply, relinearise, rescale", [this] { m_result = m_backend.multiply(m_a, m_b).value(); }},
            {"multiply by a plaintext, rescale",
             [this] { m_result = m_backend.multiplyPlain(m_a, m_prepared).value(); }},
            {"rotate", [this] { m_result = m_backend.rotate(m_a, 1).value(); }},
            {"one of four hoisted rotations",
             [this] { m_results = m_backend.rotateMany(m_a, std::vector<int>{1, 2, 4, 8}).value(); }, 4.0},
            {"encrypt, public key",
             [this] { m_result = m_backend.encrypt(m_slots, {base::Purpose::Encrypt, 0, ++m_index}).value(); }},
        };
    }

    [[nodiscard]] std::vector<Operation> secretSide()
    {
        return {
            {"encrypt, secret key",
             [this] {
                 m_result =
                     keyholder::ckks::encryptWithSecret(m_secret, m_backend, m_slots, {0.5, 0.5}, m_level, m_random);
             }},
            {"decrypt, in evaluation form", [this] { m_plain = bench::opened(m_secret, m_a); }},
            {"decrypt, to slots", [this] { m_opened = keyholder::ckks::decrypt(m_secret, m_a); }},
            {"relinearisation key", [this] { m_made.emplace(keysFor(true, {})); }, 1.0, [this] { m_made.reset(); }},
            {"rotation key", [this] { m_made.emplace(keysFor(false, {1})); }, 1.0, [this] { m_made.reset(); }},
        };
    }

    keyholder::SecretSeed m_seed = keyholder::SecretSeed::ofDemoKey(1);
    std::shared_ptr<const he::ckks::Context> m_context;
    keyholder::ckks::SecretKey m_secret;
    keyholder::ckks::KeyGenerator m_generator{m_seed, m_secret};
    he::ckks::PublicKeys m_keys;
    he::ckks::Backend m_backend;
    base::SeededRandom m_random{base::Seed{}, {base::Purpose::Refresh}};
    std::vector<double> m_slots;
    int m_level;
    Ciphertext m_a;
    Ciphertext m_b;
    math::EvaluationPoly m_plain;
    he::ckks::Prepared m_prepared;
    bench::Tensor m_tensor;
    he::ckks::SwitchedPair m_product;
    math::CoefficientPoly m_poly;
    std::uint64_t m_index = 2; ///< of the last encryption

    Ciphertext m_result;
    std::vector<Ciphertext> m_results;
    std::optional<he::ckks::SwitchedPair> m_pair;
    std::vector<double> m_opened;
    std::optional<he::ckks::PublicKeys> m_made;
};

void measureOperations(const char* set, int rounds)
{
    const he::ckks::Params params = he::ckks::namedParams(set).value();
    std::printf("%s: N = %zu, %zu + %zu primes, %d rounds of %d\n", set, params.degree(), params.dataLimbs(),
                params.specialLimbs(), rounds, kRepeats);
    Subject subject(params);
    std::vector<Operation> operations = subject.operations();
    bench::measureAll(params.degree(), params.primes()[1], rounds, kRepeats, operations);
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
    bench::measureAll(params.degree(), params.primes()[1], kStepRounds, 1, operations);
}

} // namespace

int main()
{
    std::printf("%s, path %s, %zu threads\n", bench::machineName().c_str(), math::simdTarget().data(),
                base::TaskPool::shared().threads());
    measureOperations("bench-8192", 100);
    measureOperations("train-16384-1", 40);
    measureOperations("calc-32768", 20);
    measureSteps("xor", "train-8192");
    measureSteps("xor", "train-16384-192");
    measureSteps("xor", "train-16384-1");
    measureSteps("circles", "train-8192");
}
