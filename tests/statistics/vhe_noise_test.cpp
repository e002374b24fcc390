// SPDX-License-Identifier: GPL-3.0-or-later
// The noise model against measurement, at several parameter points: the worst case is never exceeded, and the typical
// standard deviation is met within kTolerance.
#include "support/vhe_subject.h"

#include <QtTest/QTest>

#include <cmath>
#include <functional>
#include <string>

using namespace cg;
using Ciphertext = he::vhe::Ciphertext;

namespace {

constexpr int kSamples = 60; // times 16 slots: the standard deviation is known to about 2.5 %
// In bits. Linear operations come within 0.15; products take the mean square of the factors for each slot's square, and
// a key's 128 ternary entries make its own rows a little longer or shorter than the mean.
constexpr double kTolerance = 0.5;

struct Point {
    const char* name;
    he::vhe::ParamsLiteral literal;
};

std::vector<Point> points()
{
    std::vector<Point> points{
        {"standard", {}}, {"large digits", {}}, {"more noise, larger scale", {}}, {"few columns", {}}};
    points[1].literal.digitBits = 10;
    points[1].literal.valueBits = 60;
    points[2].literal.noiseBound = 50;
    points[2].literal.scaleBits = 32;
    points[2].literal.maskBits = 31;
    points[3].literal.secretColumns = 3;
    points[3].literal.maskBits = 31;
    return points;
}

struct Sample {
    std::vector<double> x;
    std::vector<double> y;
    Ciphertext a;
    Ciphertext b;
};

struct Operation {
    const char* name;
    std::function<base::Result<Ciphertext>(he::vhe::Backend&, const Sample&)> apply;
    std::function<std::vector<double>(const Sample&)> expected;
};

std::vector<double> bySlot(const Sample& sample, const std::function<double(double, double)>& function)
{
    std::vector<double> result;
    for (std::size_t i = 0; i < sample.x.size(); ++i) {
        result.push_back(function(sample.x[i], sample.y[i]));
    }
    return result;
}

std::vector<double> columnSums(const Sample& sample)
{
    std::vector<double> sums(16, 0.0);
    for (std::size_t slot = 0; slot < 16; ++slot) {
        for (std::size_t row = 0; row < 4; ++row) {
            sums[slot] += sample.x[row * 4 + slot % 4];
        }
    }
    return sums;
}

const he::BlockSum kSum{{4, 4, 4}, he::SumAxis::OverRows};
const he::LinearMap kMap{16, 16, [] {
                             std::vector<double> entries(256);
                             for (std::size_t i = 0; i < entries.size(); ++i) {
                                 entries[i] = std::sin(static_cast<double>(i)) / 4;
                             }
                             return entries;
                         }()};

std::vector<double> mapped(const Sample& sample)
{
    std::vector<double> result(16, 0.0);
    for (std::size_t row = 0; row < 16; ++row) {
        for (std::size_t column = 0; column < 16; ++column) {
            result[row] += kMap.entries[row * 16 + column] * sample.x[column];
        }
    }
    return result;
}

const std::vector<Operation> kOperations{
    {"encrypt", [](auto&, const Sample& s) { return base::Result<Ciphertext>(s.a); },
     [](const Sample& s) { return s.x; }},
    {"add", [](auto& b, const Sample& s) { return b.add(s.a, s.b); },
     [](const Sample& s) { return bySlot(s, std::plus<>()); }},
    {"multiply scalar", [](auto& b, const Sample& s) { return b.multiplyScalar(s.a, 0.37); },
     [](const Sample& s) { return bySlot(s, [](double x, double) { return 0.37 * x; }); }},
    {"absorb and add", [](auto& b, const Sample& s) { return b.add(*b.absorb(s.a, 0.3), s.b); },
     [](const Sample& s) { return bySlot(s, [](double x, double y) { return 0.3 * x + y; }); }},
    {"multiply", [](auto& b, const Sample& s) { return b.multiply(s.a, s.b); },
     [](const Sample& s) { return bySlot(s, std::multiplies<>()); }},
    {"sum blocks", [](auto& b, const Sample& s) { return b.sumBlocks(s.a, kSum); }, columnSums},
    {"linear map", [](auto& b, const Sample& s) { return b.linearMap(s.a, kMap); }, mapped},
    {"remask", [](auto& b, const Sample& s) { return b.remask(s.a); }, [](const Sample& s) { return s.x; }},
};

struct Measured {
    double largest = 0.0;
    double squares = 0.0;
    double predictedSquares = 0.0;
    bool exceeded = false;
    int count = 0;
};

/// Keys are drawn anew every ten samples, so that the spread of one key does not pass for the scheme's.
Measured measure(const Point& point, const Operation& operation)
{
    he::CircuitNeeds needs;
    needs.products = true;
    needs.remasking = true;
    needs.sums = {kSum};
    needs.maps = {kMap};
    const auto params = testing::valueOf(he::vhe::Params::create(point.literal));
    Measured measured;
    for (std::uint64_t key = 0; key < kSamples / 10; ++key) {
        testing::VheSubject subject(params, needs, 1000 + key);
        base::SeededRandom random(base::seedFromNumber(key, "noise test"), {base::Purpose::Encrypt});
        for (std::uint64_t i = 0; i < 10; ++i) {
            std::vector<double> x(16);
            std::vector<double> y(16);
            for (std::size_t slot = 0; slot < 16; ++slot) {
                x[slot] = 4 * random.uniform() - 2;
                y[slot] = 4 * random.uniform() - 2;
            }
            const Sample sample{x, y, testing::valueOf(subject.backend().encrypt(x, {base::Purpose::Encrypt, i, 0})),
                                testing::valueOf(subject.backend().encrypt(y, {base::Purpose::Encrypt, i, 1}))};
            const Ciphertext result = testing::valueOf(operation.apply(subject.backend(), sample));
            const std::vector<double> expected = operation.expected(sample);
            const std::vector<double> opened = subject.open(result);
            for (std::size_t slot = 0; slot < expected.size(); ++slot) {
                const double error = std::abs(opened[slot] - expected[slot]);
                measured.largest = std::max(measured.largest, error);
                measured.squares += error * error;
                measured.exceeded = measured.exceeded || error > result.noise().worst.magnitude();
                ++measured.count;
            }
            measured.predictedSquares += 16 * std::pow(result.noise().typical.magnitude(), 2);
        }
    }
    return measured;
}

} // namespace

class VheNoiseTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theWorstCaseIsNeverExceededAndTheTypicalOneIsMet()
    {
        for (const Point& point : points()) {
            for (const Operation& operation : kOperations) {
                const Measured measured = measure(point, operation);
                const double ratio = std::log2(measured.squares / measured.predictedSquares) / 2;
                const std::string text = std::string(point.name) + ", " + operation.name +
                                         ": measured deviation is 2^" + std::to_string(ratio) +
                                         " times the predicted one";
                QVERIFY2(!measured.exceeded, text.c_str());
                QVERIFY2(std::abs(ratio) < kTolerance, text.c_str());
            }
        }
    }
};

QTEST_APPLESS_MAIN(VheNoiseTest)
#include "vhe_noise_test.moc"
