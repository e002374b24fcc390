// SPDX-License-Identifier: GPL-3.0-or-later
// Every operation either gives the right message or refuses with NoiseOverflow: never a wrapped number.
#include "support/vhe_subject.h"

#include <QtTest/QTest>

#include <cmath>
#include <functional>
#include <optional>

using namespace cg;
using base::ErrorCode;
using testing::errorOf;
using Ciphertext = he::vhe::Ciphertext;

namespace {

he::CircuitNeeds allNeeds()
{
    he::CircuitNeeds needs;
    needs.products = true;
    needs.remasking = true;
    needs.sums = {{{4, 4, 4}, he::SumAxis::OverRows}};
    needs.rotations = {1};
    needs.maps = {{1, 1, {0.5}}};
    return needs;
}

/// An operation on one ciphertext whose slots are all equal, and what it makes of the number.
struct Operation {
    const char* name;
    std::function<base::Result<Ciphertext>(he::vhe::Backend&, const Ciphertext&)> apply;
    std::function<double(double)> expected;
};

const std::vector<Operation> kOperations{
    {"add", [](auto& b, const auto& a) { return b.add(a, a); }, [](double x) { return 2 * x; }},
    {"subtract", [](auto& b, const auto& a) { return b.subtract(a, *b.negate(a)); }, [](double x) { return 2 * x; }},
    {"scalar", [](auto& b, const auto& a) { return b.multiplyScalar(a, -3.5); }, [](double x) { return -3.5 * x; }},
    {"sum", [](auto& b, const auto& a) { return b.sumBlocks(a, {{4, 4, 4}, he::SumAxis::OverRows}); },
     [](double x) { return 4 * x; }},
    {"rotate", [](auto& b, const auto& a) { return b.rotate(a, 1); }, [](double x) { return x; }},
    {"remask", [](auto& b, const auto& a) { return b.remask(a); }, [](double x) { return x; }},
    {"map", [](auto& b, const auto& a) { return b.linearMap(a, {1, 1, {0.5}}); }, [](double x) { return x / 2; }},
    {"multiply", [](auto& b, const auto& a) { return b.multiply(a, a); }, [](double x) { return x * x; }},
};

/// Whether slot 0 is the number, within 2^-9 of its size or the claimed bound.
bool isRight(testing::VheSubject& subject, const Ciphertext& ciphertext, double expected)
{
    const double error = std::abs(subject.open(ciphertext)[0] - expected);
    return error <= std::max({std::abs(expected), 1.0}) * 0x1p-9;
}

} // namespace

class VheOverflowTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// The same ciphertext with its integers (and its number) 2, 4, 8 … times as large: each operation is right up to
    /// some size and refuses from there on.
    void growingIntegersAreRightUntilTheyAreRefused()
    {
        testing::VheSubject subject(allNeeds(), 5);
        for (const Operation& operation : kOperations) {
            Ciphertext grown =
                testing::valueOf(subject.backend().encrypt(std::vector<double>(16, 0.75), {base::Purpose::Encrypt}));
            double number = 0.75;
            bool refused = false;
            while (true) {
                const auto result = operation.apply(subject.backend(), grown);
                if (!result) {
                    QCOMPARE(errorOf(result), ErrorCode::NoiseOverflow);
                    refused = true;
                } else {
                    QVERIFY2(!refused, operation.name);
                    QVERIFY2(isRight(subject, *result, operation.expected(number)), operation.name);
                }
                auto doubled = subject.backend().add(grown, grown);
                if (!doubled) {
                    QCOMPARE(errorOf(doubled), ErrorCode::NoiseOverflow);
                    break;
                }
                grown = std::move(*doubled);
                number *= 2;
            }
            // Eight digits of eight bits cover every 64-bit integer: plain key switches never have to refuse.
            const std::string name = operation.name;
            QCOMPARE(refused, name != "sum" && name != "rotate" && name != "remask");
        }
    }

    void largePublicNumbersAreRefused()
    {
        testing::VheSubject subject(allNeeds(), 5);
        const auto one =
            testing::valueOf(subject.backend().encrypt(std::vector<double>{1.0}, {base::Purpose::Encrypt}));
        for (const double huge : {1e300, -1e300, 0x1p33}) {
            QCOMPARE(errorOf(subject.backend().addPlain(one, std::vector<double>{huge})), ErrorCode::NoiseOverflow);
            QCOMPARE(errorOf(subject.backend().multiplyScalar(one, huge)), ErrorCode::NoiseOverflow);
        }
        QCOMPARE(errorOf(subject.backend().addPlain(one, std::vector<double>{std::nan("")})), ErrorCode::NoiseOverflow);
        for (const double huge : {64.5, -64.5, 1e300, std::nan("")}) {
            QCOMPARE(errorOf(subject.backend().encrypt(std::vector<double>{huge}, {base::Purpose::Encrypt})),
                     ErrorCode::InvalidArgument);
        }
    }

    void tinyFactorsRoundToNought()
    {
        testing::VheSubject subject(allNeeds(), 5);
        const auto one =
            testing::valueOf(subject.backend().encrypt(std::vector<double>{1.0}, {base::Purpose::Encrypt}));
        for (const double factor : {0.0, 1e-300, 0x1p-100}) {
            const auto result = testing::valueOf(subject.backend().multiplyScalar(one, factor));
            QVERIFY(std::abs(subject.open(result)[0]) < 0x1p-20);
        }
    }

    void roomEndsBeforeProductsAreRefused()
    {
        testing::VheSubject subject(allNeeds(), 5);
        Ciphertext grown =
            testing::valueOf(subject.backend().encrypt(std::vector<double>(16, 0.5), {base::Purpose::Encrypt}));
        QCOMPARE(subject.backend().room(grown), he::kUnlimitedRoom);
        while (subject.backend().room(grown) > 0) {
            QVERIFY(subject.backend().multiply(grown, grown).hasValue());
            grown = testing::valueOf(subject.backend().add(grown, grown));
        }
        const auto small = testing::valueOf(subject.backend().remask(grown));
        QCOMPARE(subject.backend().room(small), he::kUnlimitedRoom);
        QVERIFY(std::abs(subject.open(small)[0] - subject.open(grown)[0]) < 0x1p-12);
    }
};

QTEST_APPLESS_MAIN(VheOverflowTest)
#include "vhe_overflow_test.moc"
