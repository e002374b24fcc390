// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/activation.h"
#include "support/results.h"
#include "vectors/approximations.h"

#include <QtTest/QTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>

using namespace cg::model;
using cg::base::ByteReader;
using cg::base::Bytes;
using cg::base::ByteWriter;
using cg::base::ErrorCode;
using cg::testing::errorOf;
using cg::testing::messageOf;
using cg::testing::valueOf;

namespace cg::resources {

extern const unsigned char poly_table[];
extern const std::size_t poly_table_size;

} // namespace cg::resources

namespace {

constexpr std::array kRadii{1.0, 4.0, 8.0};
constexpr std::array kApproximated{Function::Sigmoid, Function::Tanh, Function::Exp};
constexpr std::array kMethods{Approximation::Taylor, Approximation::LeastSquares, Approximation::Chebyshev,
                              Approximation::Minimax};

/// The table's minimax polynomials alternate to this part of their coefficients; ours, to rounding.
constexpr double kTableLevelling = 2e-8;

std::string textFor(std::string_view function, Approximation approximation, int degree, double radius)
{
    return std::string(function) + ":" + std::string(nameOf(approximation)) + ":" + std::to_string(degree) + "@" +
           std::to_string(static_cast<int>(radius));
}

Bytes encoded(const Activation& activation)
{
    ByteWriter writer;
    encode(activation, writer);
    return std::move(writer).take();
}

cg::base::Result<Activation> decoded(const Bytes& bytes)
{
    ByteReader reader(bytes, "the activation");
    return decodeActivation(reader);
}

Bytes rawActivation(std::uint8_t function, std::uint8_t approximation, std::uint8_t degree, double radius)
{
    ByteWriter writer;
    writer.u8(function);
    writer.u8(approximation);
    writer.u8(degree);
    writer.f64(radius);
    return std::move(writer).take();
}

/// The number of points at which the error reaches its largest size to within half a percent, with alternating sign.
/// By the theorem of de la Vallée Poussin, degree + 2 of them prove that no polynomial of the degree is better by more
/// than that half percent.
int alternations(const Activation& activation)
{
    constexpr int kPoints = 200'000;
    const double bound = 0.995 * activation.maxError();
    int count = 0;
    double lastSign = 0.0;
    for (int i = 0; i <= kPoints; ++i) {
        const double x = activation.radius() * (2.0 * i / kPoints - 1.0);
        const double error = activation.polynomial()(x) - evaluate(activation.function(), x);
        const double sign = std::copysign(1.0, error);
        if (std::abs(error) >= bound && sign != lastSign) {
            ++count;
            lastSign = sign;
        }
    }
    return count;
}

} // namespace

class ActivationTest : public QObject {
    Q_OBJECT

private slots:
    void largestErrorIsThePublishedOne_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<double>("published");
        QTest::addColumn<double>("tolerance");
        constexpr double kPrinted = 5e-5; // five digits
        for (const auto& row : cg::vectors::kApproximationErrors) {
            for (std::size_t i = 0; i < kRadii.size(); ++i) {
                const auto add = [&](Approximation approximation, double published, double tolerance) {
                    const std::string text = textFor(row.function, approximation, row.degree, kRadii[i]);
                    QTest::newRow(text.c_str()) << QString::fromStdString(text) << published << tolerance + kPrinted;
                };
                // The grid's share of the error, as the source states it.
                add(Approximation::Taylor, row.taylor[i], 0.002);
                add(Approximation::LeastSquares, row.leastSquares[i], 0.002);
                add(Approximation::Chebyshev, row.chebyshev[i], 0.002);
                add(Approximation::Minimax, row.minimax[i], 0.005);
            }
        }
    }

    void largestErrorIsThePublishedOne()
    {
        QFETCH(QString, text);
        QFETCH(double, published);
        QFETCH(double, tolerance);
        const double error = valueOf(Activation::parse(text.toStdString())).maxError();
        QVERIFY2(std::abs(error - published) <= tolerance * published, qPrintable(QString::number(error)));
    }

    void coefficientsAreThePublishedOnes()
    {
        for (const auto& row : cg::vectors::kApproximationCoefficients) {
            const Activation activation = valueOf(Activation::parse(row.activation));
            const auto& p = activation.polynomial();
            QCOMPARE(p[0], activation.function() == Function::Sigmoid ? 0.5 : 0.0);
            int odd = 1;
            for (const auto& [value, unit] : row.odd) {
                const bool isMinimax = activation.approximation() == Approximation::Minimax;
                const double tolerance = std::max((isMinimax ? kTableLevelling : 1e-9) * std::abs(value), 0.51 * unit);
                QVERIFY2(std::abs(p[odd] - value) <= tolerance,
                         qPrintable(
                             QString("%1, power %2: %3").arg(row.activation.data()).arg(odd).arg(p[odd], 0, 'g', 12)));
                QCOMPARE(p[odd + 1], 0.0);
                odd += 2;
            }
        }
    }

    void allCoefficientsAgreeWithTheTable()
    {
        const auto* begin = cg::resources::poly_table;
        const auto table = nlohmann::json::parse(begin, begin + cg::resources::poly_table_size);
        constexpr std::array kFields{"taylor_c", "ls_c", "cheb_c", "minimax_c"};
        int compared = 0;
        for (const auto& entry : table) {
            for (std::size_t method = 0; method < kMethods.size(); ++method) {
                const auto radius = entry["R"].get<double>();
                const auto degree = entry["deg"].get<int>();
                const std::string text = textFor(entry["f"].get<std::string>(), kMethods[method], degree, radius);
                const auto activation = Activation::parse(text);
                if (!activation) {
                    continue;
                }
                const auto expected = entry[kFields[method]].get<std::vector<double>>();
                double scale = 0.0;
                for (int power = 0; power <= degree; ++power) {
                    scale = std::max(scale, std::abs(expected[std::size_t(power)]) * std::pow(radius, power));
                }
                const double tolerance = kMethods[method] == Approximation::Minimax ? kTableLevelling : 1e-10;
                for (int power = 0; power <= degree; ++power) {
                    const double difference = activation->polynomial()[power] - expected[std::size_t(power)];
                    QVERIFY2(std::abs(difference) * std::pow(radius, power) <= tolerance * scale,
                             qPrintable(QString("%1, power %2").arg(text.c_str()).arg(power)));
                }
                ++compared;
            }
        }
        QCOMPARE(compared, 3 * 9 * 3 * 4);
    }

    void minimaxErrorsEquioscillate()
    {
        for (const Function function : kApproximated) {
            for (const double radius : kRadii) {
                for (int degree = 1; degree <= kMaxActivationDegree; ++degree) {
                    const Activation activation =
                        valueOf(Activation::create(function, Approximation::Minimax, degree, radius));
                    QVERIFY2(alternations(activation) >= degree + 2, activation.text().c_str());
                }
            }
        }
    }

    void noMethodBeatsMinimax()
    {
        for (const Function function : kApproximated) {
            const double best = valueOf(Activation::create(function, Approximation::Minimax, 5, 4.0)).maxError();
            for (const Approximation method :
                 {Approximation::Taylor, Approximation::LeastSquares, Approximation::Chebyshev}) {
                QVERIFY(valueOf(Activation::create(function, method, 5, 4.0)).maxError() > best);
            }
        }
    }

    void exactActivationsArePolynomialsWithoutError()
    {
        const Activation identity = Activation::identity();
        QVERIFY(identity.isIdentity());
        QCOMPARE(identity.polynomial()(3.5), 3.5);
        QCOMPARE(identity.derivative()(3.5), 1.0);
        const Activation sqx = Activation::sqx();
        QVERIFY(!sqx.isIdentity());
        QCOMPARE(sqx.degree(), 2);
        for (const Activation& activation : {identity, sqx}) {
            QCOMPARE(activation.maxError(), 0.0);
            QVERIFY(std::isinf(activation.radius()));
            for (const double x : {-3.0, -0.5, 0.0, 1.0, 100.0}) {
                QCOMPARE(activation.polynomial()(x), evaluate(activation.function(), x));
            }
        }
        QCOMPARE(sqx.derivative()(3.0), 2.0); // (1 + z)/2
    }

    void theDerivativeIsThatOfThePolynomialAndNotOfTheFunction()
    {
        constexpr double kStep = 1e-4;
        for (const Function function : kApproximated) {
            for (const Approximation method : kMethods) {
                const Activation activation = valueOf(Activation::create(function, method, 7, 4.0));
                const auto& p = activation.polynomial();
                for (double x = -4.0; x <= 4.0; x += 0.25) {
                    const double difference = (p(x + kStep) - p(x - kStep)) / (2.0 * kStep);
                    // kStep² times the third derivative, at most about 210·4^4 · 1e-8 for these.
                    QVERIFY2(std::abs(activation.derivative()(x) - difference) < 2e-6 * (1.0 + std::abs(p(x))),
                             activation.text().c_str());
                }
            }
        }
    }

    void evenDegreesOfOddFunctionsCostNoMoreThanOddOnes()
    {
        const Activation taylor = valueOf(Activation::parse("sigmoid:taylor:2@4"));
        QCOMPARE(taylor.degree(), 1);
        QCOMPARE(taylor.requestedDegree(), 2);
        QCOMPARE(taylor.text(), std::string("sigmoid:taylor:2@4"));
        for (const Approximation method : kMethods) {
            QCOMPARE(valueOf(Activation::create(Function::Tanh, method, 4, 4.0)).degree(), 3);
            QCOMPARE(valueOf(Activation::create(Function::Exp, method, 4, 4.0)).degree(), 4);
        }
        // Interpolation of even degree is another polynomial than that of the odd degree below: the text must tell.
        const Activation second = valueOf(Activation::parse("sigmoid:chebyshev:2@4"));
        QVERIFY(second != valueOf(Activation::parse("sigmoid:chebyshev:1@4")));
        QVERIFY(valueOf(Activation::parse(second.text())) == second);
    }

    void textIsReadBack_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text : {"identity", "sqx", "sigmoid:taylor:3@4", "tanh:least-squares:5@2.5",
                                 "exp:chebyshev:9@0.125", "sigmoid:minimax:7@8", "tanh:taylor:1@64"}) {
            QTest::newRow(text) << text;
        }
    }

    void textIsReadBack()
    {
        QFETCH(QString, text);
        const Activation activation = valueOf(Activation::parse(text.toStdString()));
        QCOMPARE(QString::fromStdString(activation.text()), text);
        QVERIFY(valueOf(decoded(encoded(activation))) == activation);
    }

    void badTextIsASyntaxError_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text : {"",
                                 "relu",
                                 "Identity",
                                 "identity ",
                                 " sqx",

                                 "sigmoid",
                                 "sigmoid:taylor",
                                 "sigmoid:taylor:3",
                                 "sigmoid:taylor@3",
                                 "sigmoid:taylor:3@",
                                 "sigmoid:taylor:@4",
                                 "sigmoid:taylor:3.5@4",
                                 "sigmoid:taylor:3@4x",
                                 "sigmoid:taylor:+3@4",
                                 "sigmoid:taylor: 3@4",
                                 "sigmoid:padé:3@4",
                                 "relu:taylor:3@4",
                                 "sigmoid:taylor:99999999999999999999@4",
                                 "sigmoid:taylor:3@1e999",
                                 ":::@",
                                 "::@"}) {
            QTest::newRow(*text == '\0' ? "(empty)" : text) << text;
        }
    }

    void badTextIsASyntaxError()
    {
        QFETCH(QString, text);
        const auto result = Activation::parse(text.toStdString());
        QCOMPARE(errorOf(result), ErrorCode::Syntax);
        QVERIFY(QString::fromStdString(messageOf(result)).contains("sigmoid:taylor:3@4"));
    }

    void whatCannotBeMadeIsRefused_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text :
             {"sigmoid:taylor:0@4", "sigmoid:taylor:10@4", "sigmoid:taylor:-1@4", "sigmoid:taylor:3@0",
              "sigmoid:taylor:3@-4", "sigmoid:taylor:3@0.1", "sigmoid:taylor:3@64.5", "sigmoid:taylor:3@nan",
              "sigmoid:taylor:3@inf", "sigmoid:exact:3@4", "identity:taylor:1@1", "sqx:exact:2@1"}) {
            QTest::newRow(text) << text;
        }
    }

    void whatCannotBeMadeIsRefused()
    {
        QFETCH(QString, text);
        QCOMPARE(errorOf(Activation::parse(text.toStdString())), ErrorCode::InvalidParameters);
    }

    void everyActivationSurvivesItsBytes()
    {
        for (const Function function : kApproximated) {
            for (const Approximation method : kMethods) {
                for (int degree = 1; degree <= kMaxActivationDegree; ++degree) {
                    const Activation activation = valueOf(Activation::create(function, method, degree, 8.0));
                    QVERIFY2(valueOf(decoded(encoded(activation))) == activation, activation.text().c_str());
                }
            }
        }
    }

    void theBytesAreFrozen()
    {
        // Sessions on disk hold these bytes: whoever changes them must change the version of the file format.
        QCOMPARE(encoded(Activation::identity()), Bytes({0}));
        QCOMPARE(encoded(Activation::sqx()), Bytes({1}));
        QCOMPARE(encoded(valueOf(Activation::parse("sigmoid:taylor:3@4"))),
                 Bytes({2, 1, 3, 0, 0, 0, 0, 0, 0, 0x10, 0x40}));
        QCOMPARE(encoded(valueOf(Activation::parse("exp:minimax:9@8"))),
                 Bytes({4, 4, 9, 0, 0, 0, 0, 0, 0, 0x20, 0x40}));
    }

    void everyTruncationIsRefused()
    {
        const Bytes whole = encoded(valueOf(Activation::parse("sigmoid:taylor:3@4")));
        for (std::size_t size = 0; size < whole.size(); ++size) {
            const Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
            QCOMPARE(errorOf(decoded(part)), ErrorCode::FileDamaged);
        }
    }

    void bytesThatCreateWouldRefuseAreRefused()
    {
        constexpr double kInfinity = std::numeric_limits<double>::infinity();
        QVERIFY(decoded(rawActivation(2, 1, 3, 4.0)).hasValue());
        for (const Bytes& bytes :
             {rawActivation(5, 1, 3, 4.0), rawActivation(255, 1, 3, 4.0), rawActivation(2, 5, 3, 4.0),
              rawActivation(2, 0, 3, 4.0), rawActivation(2, 1, 0, 4.0), rawActivation(2, 1, 10, 4.0),
              rawActivation(2, 1, 255, 4.0), rawActivation(2, 1, 3, 0.0), rawActivation(2, 1, 3, -4.0),
              rawActivation(2, 1, 3, kInfinity), rawActivation(2, 1, 3, std::nan("")), rawActivation(2, 1, 3, 1e-300),
              rawActivation(2, 1, 3, 1e300)}) {
            QCOMPARE(errorOf(decoded(bytes)), ErrorCode::FileDamaged);
        }
    }
};

QTEST_APPLESS_MAIN(ActivationTest)
#include "activation_test.moc"
