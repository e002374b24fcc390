// SPDX-License-Identifier: GPL-3.0-or-later
#include "conformance/backend_suite.h"
#include "he/simulated/backend.h"
#include "support/ckks_subject.h"

#include <QtTest/QTest>

namespace {

using namespace cg;

constexpr std::uint64_t kSeed = 20'261'124;

/// A short chain of levels of three kinds, so that circuits come to its end.
struct ShortChain {
    static constexpr std::size_t kDegree = 64;

    static he::ckks::ParamsLiteral literal()
    {
        return {"twin", kDegree, {{45}, {32}, {32}, {32}, {32}, {24}}, {49}, 32, {1, 1, 1, 1, 1, 1}, 0};
    }
};

/// The same operations on the scheme and on its simulation, side by side.
class Twins {
public:
    using Real = he::ckks::Backend;
    using Simulated = he::simulated::Backend<he::ckks::NoiseModel>;
    struct Pair {
        Real::Ciphertext real;
        Simulated::Ciphertext simulated;
    };

    explicit Twins(std::uint64_t number)
        : m_needs(testing::suiteNeedsOf<testing::CkksSubject<ShortChain>>()),
          m_subject(m_needs, number),
          m_simulated(he::ckks::NoiseModel(m_subject.backend().params()), base::SchemeId::Ckks),
          m_random(base::seedFromNumber(number, "twins"), {base::Purpose::Encrypt})
    {}

    /// An empty text, or the first operation after which they differ.
    std::string randomCircuit(int length);
    /// Operations that both refused.
    [[nodiscard]] int refusals() const { return m_refusals; }

private:
    static constexpr std::size_t kSlots = ShortChain::kDegree / 2;

    template <typename Operation>
    std::string both(const std::string& name, Operation operation)
    {
        const auto real = operation(m_subject.backend(), [](const Pair& pair) -> const auto& { return pair.real; });
        const auto simulated = operation(m_simulated, [](const Pair& pair) -> const auto& { return pair.simulated; });
        if (!real || !simulated) {
            ++m_refusals;
            const bool alike = !real && !simulated && real.error().message == simulated.error().message;
            return alike ? std::string() : name + ": only one of them refuses";
        }
        m_pool.push_back({*real, *simulated});
        return compare(name);
    }
    [[nodiscard]] std::string compare(const std::string& name)
    {
        const he::CiphertextInfo real = m_subject.backend().info(m_pool.back().real);
        const he::CiphertextInfo simulated = m_simulated.info(m_pool.back().simulated);
        const bool alike = real.level == simulated.level && real.scale == simulated.scale &&
                           real.noise == simulated.noise && real.range == simulated.range;
        return alike ? std::string() : name + ": level, scale, noise or range differ";
    }
    std::string fresh();
    std::string randomOperation();
    std::string randomProduct(const Pair& a, const Pair& b, std::uint64_t kind);
    [[nodiscard]] Pair pick() { return m_pool[m_random.below(m_pool.size())]; }

    he::CircuitNeeds m_needs;
    testing::CkksSubject<ShortChain> m_subject;
    Simulated m_simulated;
    base::SeededRandom m_random;
    std::vector<Pair> m_pool;
    std::uint64_t m_address = 0;
    int m_refusals = 0;
};

std::string Twins::fresh()
{
    const std::vector<double> slots = testing::randomSlots(m_random, kSlots);
    const base::StreamAddress address{base::Purpose::Encrypt, 0, m_address++};
    return both("encrypt", [&](auto& backend, auto) { return backend.encrypt(slots, address); });
}

std::string Twins::randomProduct(const Pair& a, const Pair& b, std::uint64_t kind)
{
    const std::vector<double> slots = testing::randomSlots(m_random, kSlots);
    const base::StreamAddress address{base::Purpose::Prepare, 0, m_address++};
    if (kind == 0) {
        return both("multiply", [&](auto& backend, auto of) { return backend.multiply(of(a), of(b)); });
    }
    if (kind == 1) {
        return both("multiplyAccumulate", [&](auto& backend, auto of) {
            const std::array as{&of(a), &of(b), &of(a)};
            const std::array bs{&of(b), &of(b), &of(a)};
            return backend.multiplyAccumulate(as, bs);
        });
    }
    return both("multiplyPlainAccumulate", [&](auto& backend, auto of) {
        const auto plain = testing::valueOf(backend.prepare(slots, address));
        const std::array as{&of(a), &of(b)};
        const std::array ps{&plain, &plain};
        return backend.multiplyPlainAccumulate(as, ps);
    });
}

std::string Twins::randomOperation()
{
    const Pair a = pick();
    const Pair b = pick();
    const double factor = std::ldexp(m_random.uniform() - 0.5, static_cast<int>(m_random.below(6)));
    const std::vector<double> slots = testing::randomSlots(m_random, kSlots);
    switch (m_random.below(12)) {
    case 0:
        return both("add", [&](auto& backend, auto of) { return backend.add(of(a), of(b)); });
    case 1:
        return both("subtract", [&](auto& backend, auto of) { return backend.subtract(of(a), of(b)); });
    case 2:
        return both("negate", [&](auto& backend, auto of) { return backend.negate(of(a)); });
    case 3:
        return both("addPlain", [&](auto& backend, auto of) { return backend.addPlain(of(a), slots); });
    case 4:
        return both("multiplyScalar", [&](auto& backend, auto of) { return backend.multiplyScalar(of(a), factor); });
    case 5:
        return both("absorb", [&](auto& backend, auto of) { return backend.absorb(of(a), factor); });
    case 6: {
        const he::BlockSum& sum = m_needs.sums[m_random.below(m_needs.sums.size())];
        return both("sumBlocks", [&](auto& backend, auto of) { return backend.sumBlocks(of(a), sum); });
    }
    case 7: {
        const int steps = m_needs.rotations[m_random.below(m_needs.rotations.size())];
        return both("rotate", [&](auto& backend, auto of) { return backend.rotate(of(a), steps); });
    }
    case 8: {
        const he::LinearMap& map = m_needs.maps[m_random.below(m_needs.maps.size())];
        return both("linearMap", [&](auto& backend, auto of) { return backend.linearMap(of(a), map); });
    }
    default:
        return randomProduct(a, b, m_random.below(3));
    }
}

std::string Twins::randomCircuit(int length)
{
    m_pool.clear();
    for (int i = 0; i < length; ++i) {
        const std::string failure = i % 50 == 0 ? fresh() : randomOperation();
        if (!failure.empty()) {
            return "operation " + std::to_string(i + 1) + ", " + failure;
        }
    }
    return {};
}

} // namespace

class CkksForecastTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theSimulationSaysWhatTheSchemeDoesAfterEveryOperation()
    {
        qInfo("seeds from %llu", static_cast<unsigned long long>(kSeed));
        int refusals = 0;
        for (std::uint64_t number = kSeed; number < kSeed + 10; ++number) {
            Twins twins(number);
            const std::string failure = twins.randomCircuit(150);
            QVERIFY2(failure.empty(), ("seed " + std::to_string(number) + ", " + failure).c_str());
            refusals += twins.refusals();
        }
        // The chain ends in these circuits, and it does so for both.
        QVERIFY(refusals > 20);
    }
};

QTEST_APPLESS_MAIN(CkksForecastTest)
#include "ckks_forecast_test.moc"
