// SPDX-License-Identifier: GPL-3.0-or-later
// The operations of CKKS on the toy ring, where every rotation can be tried, and the precision of the named sets.
#include "he/ckks/limb_codec.h"
#include "support/ckks_subject.h"

#include <QtTest/QTest>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string>

using namespace cg;
using he::ckks::Backend;
using he::ckks::Ciphertext;
using testing::CkksKeys;
using testing::errorOf;
using testing::valueOf;

namespace {

constexpr std::uint64_t kSeed = 20'261'123;

std::vector<double> randomSlots(std::uint64_t number, std::size_t count)
{
    base::SeededRandom random(base::seedFromNumber(kSeed + number, "ckks backend test"), {base::Purpose::Encrypt});
    std::vector<double> slots(count);
    std::ranges::generate(slots, [&] { return 2 * random.uniform() - 1; });
    return slots;
}

Ciphertext encrypted(Backend& backend, const std::vector<double>& slots, std::uint64_t index)
{
    return valueOf(backend.encrypt(slots, {base::Purpose::Encrypt, 0, index}));
}

/// Empty, or what is wrong with the slots of a ciphertext: an error above the bound that it claims.
std::string compare(const CkksKeys& keys, const Ciphertext& ciphertext, const std::vector<double>& expected)
{
    const std::vector<double> slots = keys.open(ciphertext);
    const double bound = ciphertext.noise().worst.magnitude();
    for (std::size_t i = 0; i < slots.size(); ++i) {
        if (!(std::abs(slots[i] - expected[i]) <= bound)) {
            return "slot " + std::to_string(i) + " is " + std::to_string(slots[i]) + " instead of " +
                   std::to_string(expected[i]) + ", the bound is " + std::to_string(bound);
        }
    }
    return {};
}

/// Both polynomials times X^(N/2), which is i in every slot or −i in every slot.
Ciphertext timesImaginaryUnit(const CkksKeys& keys, const Ciphertext& ciphertext)
{
    const he::ckks::Context& context = keys.secret().context();
    const math::LimbSet set = context.levelSet(ciphertext.level());
    math::CoefficientPoly monomial(context.pool(), context.params().degree(), set.size());
    for (std::size_t i = 0; i < monomial.limbs(); ++i) {
        std::ranges::fill(monomial.limb(i), 0.0);
        monomial.limb(i)[monomial.degree() / 2] = 1.0;
    }
    const math::EvaluationPoly unit = math::toEvaluation(std::move(monomial), context.basis());
    base::ByteWriter writer;
    he::ckks::encode(context, ciphertext, writer);
    const std::size_t header = writer.bytes().size() - 2 * he::ckks::packedBytes(context.params(), set);
    base::ByteWriter changed;
    changed.raw(base::ByteView(writer.bytes()).first(header));
    for (const math::EvaluationPoly* part : {&ciphertext.c0(), &ciphertext.c1()}) {
        math::EvaluationPoly product(context.pool(), unit.degree(), unit.limbs());
        for (std::size_t i = 0; i < unit.limbs(); ++i) {
            math::multiply(part->limb(i), unit.limb(i), context.basis().modulus(i), product.limb(i));
        }
        he::ckks::packLimbs(context, set, product, changed);
    }
    base::ByteReader reader(changed.bytes(), "a product with i");
    return valueOf(he::ckks::decodeCiphertext(context, reader));
}

double largestError(const std::vector<double>& slots, const std::vector<double>& expected)
{
    double largest = 0.0;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        largest = std::max(largest, std::abs(slots[i] - expected[i]));
    }
    return largest;
}

std::vector<double> rotated(const std::vector<double>& slots, std::size_t steps)
{
    std::vector<double> result(slots.size());
    std::ranges::rotate_copy(slots, slots.begin() + static_cast<std::ptrdiff_t>(steps % slots.size()), result.begin());
    return result;
}

std::vector<double> combined(const std::vector<double>& a, const std::vector<double>& b,
                             const std::function<double(double, double)>& function)
{
    std::vector<double> result(a.size());
    std::ranges::transform(a, b, result.begin(), function);
    return result;
}

he::CircuitNeeds needsForAllRotations(std::size_t slots)
{
    he::CircuitNeeds needs;
    needs.products = true;
    for (std::size_t steps = 1; steps < slots; ++steps) {
        needs.rotations.push_back(static_cast<int>(steps));
    }
    return needs;
}

CkksKeys toyKeys(std::uint64_t number = 1)
{
    const he::ckks::Params params = valueOf(he::ckks::namedParams("toy-32"));
    return {params, needsForAllRotations(params.slotCount()), number};
}

} // namespace

#define CG_VERIFY_SLOTS(...)                                                                                           \
    do {                                                                                                               \
        const std::string failure = compare(__VA_ARGS__);                                                              \
        QVERIFY2(failure.empty(), failure.c_str());                                                                    \
    } while (false)

class CkksBackendTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void encryptionsOpenToTheirSlots()
    {
        CkksKeys keys = toyKeys();
        for (std::uint64_t i = 0; i < 20; ++i) {
            std::vector<double> slots = randomSlots(i, 16);
            CG_VERIFY_SLOTS(keys, encrypted(keys.backend(), slots, i), slots);
            slots.resize(i % 16);
            const Ciphertext shorter = encrypted(keys.backend(), slots, i);
            slots.resize(16, 0.0);
            CG_VERIFY_SLOTS(keys, shorter, slots);
        }
    }

    void sumsAndProductsAreThoseOfTheSlots()
    {
        CkksKeys keys = toyKeys();
        Backend& backend = keys.backend();
        const std::vector<double> x = randomSlots(1, 16);
        const std::vector<double> y = randomSlots(2, 16);
        const Ciphertext a = encrypted(backend, x, 1);
        const Ciphertext b = encrypted(backend, y, 2);
        CG_VERIFY_SLOTS(keys, valueOf(backend.add(a, b)), combined(x, y, std::plus<>()));
        CG_VERIFY_SLOTS(keys, valueOf(backend.subtract(a, b)), combined(x, y, std::minus<>()));
        CG_VERIFY_SLOTS(keys, valueOf(backend.negate(a)), combined(x, y, [](double p, double) { return -p; }));
        CG_VERIFY_SLOTS(keys, valueOf(backend.addPlain(a, y)), combined(x, y, std::plus<>()));
        CG_VERIFY_SLOTS(keys, valueOf(backend.multiplyPlain(a, valueOf(backend.prepare(y, {base::Purpose::Prepare})))),
                        combined(x, y, std::multiplies<>()));
        CG_VERIFY_SLOTS(keys, valueOf(backend.multiplyScalar(a, -0.37)),
                        combined(x, y, [](double p, double) { return -0.37 * p; }));
        CG_VERIFY_SLOTS(keys, valueOf(backend.absorb(a, -0.37)),
                        combined(x, y, [](double p, double) { return -0.37 * p; }));
        const Ciphertext product = valueOf(backend.multiply(a, b));
        CG_VERIFY_SLOTS(keys, product, combined(x, y, std::multiplies<>()));
        CG_VERIFY_SLOTS(keys, valueOf(backend.multiply(product, a)),
                        combined(x, y, [](double p, double q) { return p * p * q; }));
        CG_VERIFY_SLOTS(keys, valueOf(backend.add(product, a)),
                        combined(x, y, [](double p, double q) { return p * q + p; }));
    }

    void everyRotationTurnsTheSlots()
    {
        CkksKeys keys = toyKeys();
        const std::vector<double> x = randomSlots(1, 16);
        const Ciphertext a = encrypted(keys.backend(), x, 1);
        for (int level = a.level(); level >= 0; --level) {
            const Ciphertext lower = valueOf(keys.backend().dropLevel(a, level));
            for (std::size_t steps = 0; steps < 16; ++steps) {
                const int left = static_cast<int>(steps);
                CG_VERIFY_SLOTS(keys, valueOf(keys.backend().rotate(lower, left)), rotated(x, steps));
                CG_VERIFY_SLOTS(keys, valueOf(keys.backend().rotate(lower, left - 16)), rotated(x, steps));
            }
            const std::array<int, 4> steps{3, 0, -1, 8};
            const std::vector<Ciphertext> many = valueOf(keys.backend().rotateMany(lower, steps));
            for (std::size_t i = 0; i < many.size(); ++i) {
                CG_VERIFY_SLOTS(keys, many[i], rotated(x, static_cast<std::size_t>(steps[i] + 16)));
            }
        }
    }

    void conjugationLeavesRealSlotsAndNegatesImaginaryOnes()
    {
        CkksKeys keys = toyKeys();
        const std::vector<double> x = randomSlots(1, 16);
        std::vector<double> negated = x;
        std::ranges::transform(x, negated.begin(), std::negate<>());
        const Ciphertext a = encrypted(keys.backend(), x, 1);
        for (int level = a.level(); level >= 0; --level) {
            const Ciphertext real = valueOf(keys.backend().dropLevel(a, level));
            CG_VERIFY_SLOTS(keys, valueOf(keys.backend().conjugate(real)), x);
            const Ciphertext imaginary = timesImaginaryUnit(keys, real);
            CG_VERIFY_SLOTS(keys, timesImaginaryUnit(keys, imaginary), negated);
            CG_VERIFY_SLOTS(keys, timesImaginaryUnit(keys, valueOf(keys.backend().conjugate(imaginary))), x);
        }
    }

    void namedSetsHaveThePrecisionThatTheyAreFor()
    {
        struct Expected {
            const char* name;
            double freshBits; // log2 of the largest error allowed in a slot
            double productBits;
            double rotationBits;
        };
        for (const Expected& expected : std::initializer_list<Expected>{{"train-8192", -16, -15, -16},
                                                                        {"train-16384-256", -15, -14, -15},
                                                                        {"train-16384-1", -23, -22, -23},
                                                                        {"train-16384-3", -12, -11, -12},
                                                                        {"release-16384", -42, -42, -42},
                                                                        {"calc-8192", -20, -19, -20},
                                                                        {"calc-32768", -22, -21, -22},
                                                                        {"bench-8192", -20, -19, -20}}) {
            he::CircuitNeeds needs;
            needs.products = true;
            needs.rotations = {5};
            CkksKeys keys(valueOf(he::ckks::namedParams(expected.name)), needs, 1);
            const std::vector<double> x = randomSlots(1, keys.backend().slotCount());
            const Ciphertext a = encrypted(keys.backend(), x, 1);
            const auto check = [&](const Ciphertext& result, const std::vector<double>& slots, double bits) {
                const double error = largestError(keys.open(result), slots);
                const std::string text = std::string(expected.name) + ": 2^" + std::to_string(std::log2(error));
                QVERIFY2(error <= std::exp2(bits), text.c_str());
                QVERIFY2(error <= result.noise().worst.magnitude(), text.c_str());
            };
            check(a, x, expected.freshBits);
            check(valueOf(keys.backend().multiply(a, a)), combined(x, x, std::multiplies<>()), expected.productBits);
            check(valueOf(keys.backend().rotate(a, 5)), rotated(x, 5), expected.rotationBits);
        }
    }

    void exhaustedLevelsAndMissingKeysAreRefused()
    {
        CkksKeys keys = toyKeys();
        Backend& backend = keys.backend();
        const Ciphertext a = encrypted(backend, randomSlots(1, 16), 1);
        const Ciphertext bottom = valueOf(backend.dropLevel(a, 0));
        QCOMPARE(errorOf(backend.multiply(bottom, a)), base::ErrorCode::LevelsExhausted);
        QCOMPARE(errorOf(backend.multiplyScalar(bottom, 0.5)), base::ErrorCode::LevelsExhausted);
        QCOMPARE(errorOf(backend.add(bottom, valueOf(backend.absorb(bottom, 0.3)))), base::ErrorCode::LevelsExhausted);
        QCOMPARE(errorOf(backend.dropLevel(bottom, 1)), base::ErrorCode::LevelsExhausted);
        CkksKeys poor(valueOf(he::ckks::namedParams("toy-32")), {}, 1);
        QCOMPARE(errorOf(poor.backend().rotate(a, 3)), base::ErrorCode::MissingEvaluationKey);
        QCOMPARE(errorOf(poor.backend().multiply(a, a)), base::ErrorCode::MissingEvaluationKey);
        CkksKeys other = toyKeys(2);
        QCOMPARE(errorOf(other.backend().add(a, a)), base::ErrorCode::WrongKey);
        QCOMPARE(errorOf(other.backend().rotate(a, 0)), base::ErrorCode::WrongKey);
    }

    void messagesThatDoNotFitAreRefused()
    {
        CkksKeys keys = toyKeys();
        Backend& backend = keys.backend();
        const base::StreamAddress address{base::Purpose::Encrypt};
        for (const double bad :
             {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN(), 0x1p100, -0x1p100}) {
            const std::vector<double> slots{0.5, bad};
            QCOMPARE(errorOf(backend.encrypt(slots, address)), base::ErrorCode::InvalidArgument);
            QCOMPARE(errorOf(backend.prepare(slots, address)), base::ErrorCode::InvalidArgument);
            const Ciphertext a = encrypted(backend, {0.5}, 1);
            QCOMPARE(errorOf(backend.addPlain(a, slots)), base::ErrorCode::InvalidArgument);
            QVERIFY(errorOf(backend.multiplyScalar(a, bad)).has_value());
        }
    }
};

QTEST_APPLESS_MAIN(CkksBackendTest)
#include "ckks_backend_test.moc"
