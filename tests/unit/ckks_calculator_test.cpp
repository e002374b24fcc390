// SPDX-License-Identifier: GPL-3.0-or-later
// The calculator under CKKS, with a key holder in the same process.
#include "keyholder/service.h"
#include "session/calculator/calculator.h"
#include "session/experiment.h"
#include "support/results.h"

#include <QtTest/QTest>

#include <cmath>
#include <string>

using namespace cg;
using base::ErrorCode;
using base::SchemeId;
using session::CalculatorSetup;
using session::StatementResult;
using testing::errorOf;
using testing::valueOf;

namespace {

using Results = base::Result<std::vector<StatementResult>>;

constexpr std::uint64_t kNumber = 4;

/// A holder with an open demo key of the calculator's kind.
class Bench {
public:
    explicit Bench(int securityBits = 128) : Bench(valueOf(session::calculatorKeyKind(SchemeId::Ckks, securityBits))) {}
    explicit Bench(const trust::KeyKind& kind) : m_key(valueOf(m_holder.createDemoKey(kind, kNumber)))
    {
        CG_ENSURES(m_holder.setAccess(trust::Access::Open).hasValue());
    }

    [[nodiscard]] Results calculate(const std::string& text)
    {
        CalculatorSetup setup;
        setup.scheme = SchemeId::Ckks;
        setup.seed = base::seedFromNumber(kNumber, "calculator");
        setup.holder = &m_holder;
        setup.parameters = m_key.parameters;
        return session::calculate(valueOf(session::parseProgram(text)), setup);
    }

private:
    keyholder::KeyHolderService m_holder;
    trust::KeyDescription m_key;
};

Results inTheClear(const std::string& text)
{
    CalculatorSetup setup;
    setup.scheme = SchemeId::Plain;
    return session::calculate(valueOf(session::parseProgram(text)), setup);
}

double largestDifference(const std::vector<double>& a, const std::vector<double>& b)
{
    double largest = a.size() == b.size() ? 0.0 : INFINITY;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        largest = std::max(largest, std::abs(a[i] - b[i]));
    }
    return largest;
}

/// Empty if every statement opens to what ordinary arithmetic gives, within `tolerance` and, where no refresh hides
/// what noise did before it, within its bound.
std::string problemOf(const Results& encrypted, const std::string& text, double tolerance)
{
    if (!encrypted) {
        return encrypted.error().message;
    }
    const auto plain = valueOf(inTheClear(text));
    for (std::size_t i = 0; i < plain.size(); ++i) {
        const StatementResult& result = (*encrypted)[i];
        const double difference = largestDifference(result.opened.value(), plain[i].opened.value());
        const bool isBounded = result.isSinceRefresh || result.measured.value() <= result.noise.worst;
        if (!(difference <= tolerance && isBounded)) {
            return result.text + ": off by " + std::to_string(difference) + ", bound " +
                   std::to_string(result.noise.worst.bits()) + " bits";
        }
    }
    return {};
}

} // namespace

class CkksCalculatorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyOperationAtEverySecurity_data()
    {
        QTest::addColumn<int>("bits");
        for (const int bits : {128, 192, 256}) {
            QTest::addRow("%d bits", bits) << bits;
        }
    }

    void everyOperationAtEverySecurity()
    {
        QFETCH(const int, bits);
        Bench bench(bits);
        const std::string text = "a = enc([1, 2.5, -3]); b = enc([0.5, -1, 2]); a + b; a - 2 * b; -a / 4; a * b; "
                                 "dot(a, b); sum(a * a); linear([[1, 2, 3], [-1, 0.5, 0]], a); sigmoid(b, 3); "
                                 "refresh(a * b * b) * a";
        const std::string problem = problemOf(bench.calculate(text), text, 1e-5);
        QVERIFY2(problem.empty(), problem.c_str());
    }

    void aRefreshGivesTheLevelsBack()
    {
        Bench bench;
        const std::string spent = "a = enc([1.5, -2]); b = a * a * a * a; b * b * b";
        const auto failed = bench.calculate(spent);
        QCOMPARE(errorOf(failed), ErrorCode::LevelsExhausted);
        QVERIFY(failed.error().message.starts_with("line 1, column "));
        const std::string refreshed = "a = enc([1.5, -2]); b = refresh(a * a * a * a); c = refresh(b * b); c * b";
        const std::string problem = problemOf(bench.calculate(refreshed), refreshed, 1e-2);
        QVERIFY2(problem.empty(), problem.c_str());
    }

    void aLongChainNeedsNoRefresh()
    {
        Bench bench(trust::KeyKind(SchemeId::Ckks, "calc-32768"));
        const std::string text = "a = enc([1.02, -0.5, 0.9]); b = a * a * a * a; c = b * b * b * b; d = c * c * c * c; "
                                 "e = d * a * a * a * a; sum(e)";
        const std::string problem = problemOf(bench.calculate(text), text, 1e-4);
        QVERIFY2(problem.empty(), problem.c_str());
    }

    void aRefreshSaysOfTheNumbersWhatWasKnownBefore()
    {
        Bench bench;
        // The error of b * b grows with what is known of b, not with all that a fresh encryption can hold.
        const auto bound = [&](const std::string& number) {
            const std::string program = "a = enc([" + number + "]); b = refresh(a * a); b * b";
            return valueOf(bench.calculate(program)).back().noise.worst.bits();
        };
        const double difference = bound("30") - bound("3");
        QVERIFY2(difference > 4 && difference < 8, qPrintable(QString::number(difference)));
    }

    void whatIsTooLargeIsRefusedAndNeverWrong()
    {
        Bench bench;
        // Few large numbers among many zeros: the usual size of the vector tells nothing of them.
        std::string zeros;
        for (int i = 0; i < 300; ++i) {
            zeros += ", 0";
        }
        const auto sparse = bench.calculate("a = enc([80" + zeros + "]); b = a * a; c = b * a; c * a");
        QCOMPARE(errorOf(sparse), ErrorCode::NoiseOverflow);
        QVERIFY(sparse.error().message.starts_with("line 1, column "));
        const auto large = valueOf(bench.calculate("enc([1e15, -3e17])"));
        QVERIFY(largestDifference(*large[0].opened, {1e15, -3e17}) < 1e6);
    }

    void statementsKnowWhetherARefreshWentIntoThem()
    {
        const auto program = valueOf(session::parseProgram("a = enc([1]); b = refresh(a); a * a; b + a; c = 2"));
        QVERIFY(session::refreshedStatements(program) == std::vector<bool>({false, true, false, true, false}));
    }

    void setsAreChosenBySecurity()
    {
        QCOMPARE(valueOf(session::calculatorKeyKind(SchemeId::Vhe, 7)).set, std::string());
        QCOMPARE(valueOf(session::calculatorKeyKind(SchemeId::Ckks, 128)).set, std::string("calc-8192"));
        QCOMPARE(errorOf(session::calculatorKeyKind(SchemeId::Ckks, 100)), ErrorCode::InvalidArgument);
    }
};

QTEST_GUILESS_MAIN(CkksCalculatorTest)
#include "ckks_calculator_test.moc"
