// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/vhe/noise_model.h"
#include "keyholder/service.h"
#include "session/calculator/calculator.h"
#include "support/results.h"
#include "unit/random_program.h"

#include <QtTest/QTest>

#include <cmath>
#include <set>

using cg::base::Bytes;
using cg::base::ErrorCode;
using cg::base::Result;
using cg::base::SchemeId;
using cg::base::Seed;
using cg::base::seedFromNumber;
using cg::keyholder::KeyHolderService;
using cg::session::CalculatorSetup;
using cg::session::parseProgram;
using cg::session::StatementResult;
using cg::testing::errorOf;
using cg::testing::messageOf;
using cg::testing::valueOf;
namespace trust = cg::trust;

namespace {

using Numbers = std::vector<double>;

constexpr std::uint64_t kSeed = 20'250'302;
const Seed kEncryptions = seedFromNumber(kSeed, "calculator_test");

/// A key holder that hands everything on to another one; tests change what they need.
class ForwardingHolder : public trust::KeyHolder {
public:
    explicit ForwardingHolder(trust::KeyHolder& inner) : m_inner(inner) {}

    Result<trust::KeyDescription> createSessionKey(const trust::KeyKind& kind) override
    {
        return m_inner.createSessionKey(kind);
    }
    Result<trust::KeyDescription> createDemoKey(const trust::KeyKind& kind, std::uint64_t number) override
    {
        return m_inner.createDemoKey(kind, number);
    }
    Result<trust::KeyDescription> createKeyFile(const trust::KeyKind& kind, const std::string& path,
                                                const trust::PassphraseSource& passphrase) override
    {
        return m_inner.createKeyFile(kind, path, passphrase);
    }
    Result<trust::KeyDescription> loadKeyFile(const std::string& path,
                                              const trust::PassphraseSource& passphrase) override
    {
        return m_inner.loadKeyFile(path, passphrase);
    }
    Result<trust::KeyDescription> keepKey(const std::string& path, const trust::PassphraseSource& passphrase) override
    {
        return m_inner.keepKey(path, passphrase);
    }
    Result<trust::Disclosed<std::vector<Bytes>>> handOver(const trust::NetworkHandOver& network) override
    {
        return m_inner.handOver(network);
    }
    Result<trust::ReleaseOutlook> foretellRelease(const Bytes& plan, std::uint64_t steps) override
    {
        return m_inner.foretellRelease(plan, steps);
    }
    Result<trust::Disclosed<trust::Release>> release(const trust::ReleaseRequest& request) override
    {
        return m_inner.release(request);
    }
    Result<void> setPolicy(const trust::ReleasePolicy& policy) override { return m_inner.setPolicy(policy); }
    Result<trust::AccountReport> account() override { return m_inner.account(); }
    Result<trust::KeyDescription> changePassphrase(const std::string& path, const trust::PassphraseSource& present,
                                                   const trust::PassphraseSource& fresh) override
    {
        return m_inner.changePassphrase(path, present, fresh);
    }
    Result<void> setAccess(trust::Access access) override { return m_inner.setAccess(access); }
    Result<Bytes> publicKeys(const Bytes& needs) override
    {
        ++keyRequests;
        return m_inner.publicKeys(needs);
    }
    Result<std::vector<Bytes>> sealStart(const Bytes& plan, const trust::StartSource& start) override
    {
        return m_inner.sealStart(plan, start);
    }
    Result<std::vector<Bytes>> refresh(const std::vector<Bytes>& ciphertexts, double range) override
    {
        return m_inner.refresh(ciphertexts, range);
    }
    Result<trust::Disclosed<std::vector<Numbers>>> open(trust::OpenPurpose purpose,
                                                        const std::vector<trust::OpenItem>& items) override
    {
        ++openRequests;
        return m_inner.open(purpose, items);
    }
    Result<trust::RefreshedNetwork> refreshNetwork(const Bytes& plan, const trust::NetworkRefresh& network) override
    {
        return m_inner.refreshNetwork(plan, network);
    }
    Result<trust::Disclosed<bool>> ownLossBelow(const trust::TrainingRun& run, double threshold) override
    {
        return m_inner.ownLossBelow(run, threshold);
    }
    Result<trust::Disclosed<bool>> lossBelow(const trust::OpenItem& loss, double threshold) override
    {
        return m_inner.lossBelow(loss, threshold);
    }
    Result<trust::Disclosed<Numbers>> measureNoise(const trust::MeasureRequest& request) override
    {
        return m_inner.measureNoise(request);
    }
    Result<std::uint64_t> peakMemory() override { return m_inner.peakMemory(); }

    int keyRequests = 0;
    int openRequests = 0;

private:
    trust::KeyHolder& m_inner;
};

/// Gives back fewer ciphertexts, or opens fewer of them, than it was asked for.
class ForgetfulHolder final : public ForwardingHolder {
public:
    using ForwardingHolder::ForwardingHolder;

    Result<std::vector<Bytes>> refresh(const std::vector<Bytes>& ciphertexts, double range) override
    {
        return ForwardingHolder::refresh({ciphertexts.begin() + 1, ciphertexts.end()}, range);
    }
    Result<trust::Disclosed<std::vector<Numbers>>> open(trust::OpenPurpose purpose,
                                                        const std::vector<trust::OpenItem>& items) override
    {
        return ForwardingHolder::open(purpose, {items.begin() + 1, items.end()});
    }
};

Result<std::vector<StatementResult>> calculated(const std::string& text, const CalculatorSetup& setup)
{
    CG_TRY(const cg::session::Program program, parseProgram(text));
    return calculate(program, setup);
}

CalculatorSetup plainSetup()
{
    CalculatorSetup setup;
    setup.scheme = SchemeId::Plain;
    return setup;
}

CalculatorSetup vheSetup(trust::KeyHolder& holder)
{
    CalculatorSetup setup;
    setup.seed = kEncryptions;
    setup.holder = &holder;
    return setup;
}

void takeDemoKey(KeyHolderService& holder, std::uint64_t number)
{
    QVERIFY(holder.createDemoKey(SchemeId::Vhe, number));
    QVERIFY(holder.setAccess(trust::Access::Open));
}

/// What a program gives in ordinary arithmetic.
std::vector<StatementResult> inTheClear(const std::string& text)
{
    return valueOf(calculated(text, plainSetup()));
}

/// The public keys of demo key 1 for what `text` needs.
Bytes publicKeysFor(const std::string& text)
{
    KeyHolderService holder;
    takeDemoKey(holder, 1);
    cg::base::ByteWriter writer;
    cg::he::encode(valueOf(needsOf(valueOf(parseProgram(text)), 16)), writer);
    return valueOf(holder.publicKeys(writer.bytes()));
}

double largestDifference(const Numbers& a, const Numbers& b)
{
    double largest = a.size() == b.size() ? 0.0 : HUGE_VAL;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        const double difference = std::abs(a[i] - b[i]);
        largest = difference <= largest ? largest : difference;
    }
    return largest;
}

/// What is wrong with the results of `text` under VHE, or nothing: each within `tolerance` of ordinary arithmetic, the
/// measured error as it is, and below the bound.
std::string deviation(const std::string& text, std::uint64_t demoKey, double tolerance)
{
    KeyHolderService holder;
    takeDemoKey(holder, demoKey);
    const auto encrypted = valueOf(calculated(text, vheSetup(holder)));
    const auto plain = inTheClear(text);
    for (std::size_t i = 0; i < plain.size(); ++i) {
        const double difference = largestDifference(encrypted[i].opened.value(), plain[i].opened.value());
        const bool measured = std::abs(encrypted[i].measured.value().magnitude() - difference) <= 1e-12;
        const bool bounded = encrypted[i].measured.value() <= encrypted[i].noise.worst;
        if (!(difference <= tolerance && measured && bounded)) {
            return "demo key " + std::to_string(demoKey) + ", " + plain[i].text + ": off by " +
                   std::to_string(difference) + ", measured " + std::to_string(encrypted[i].measured->bits()) +
                   " bits, bound " + std::to_string(encrypted[i].noise.worst.bits()) + " bits";
        }
    }
    return {};
}

constexpr const char* kEveryOperation =
    "a = enc([1.25, -0.5, 0.75, 1]); b = enc([-1.5, 0.25, 1.125, 0.3])\n"
    "a + b; a - b; 2.5 * a; a * b; dot(a, b); a * a * b; -a; a / 4; a * 3; 1 - a\n"
    "linear([[1, 2, -2, 0], [0, 1, 1, -1]], a); linear([[0.5, 0.25, -1.5, 2]], b)\n"
    "sigmoid(a, 3); sigmoid(a, 9); tanh(b, 5); exp(b, 9); exp(a, 4); sum(a) + 1\n"
    "dot(a, b) * sum(b); sum(sum(a)); dot(sum(a), dot(b, b)); linear([[3]], sum(b))\n"
    "a * 1000 * b / 1000; dot(500 * a, b * 500) / 250000; exp(a * 1000 / 1000, 5)\n"
    "linear([[1, 2, 3, 4]], 3000 * a) / 3000";

} // namespace

class CalculatorTest : public QObject {
    Q_OBJECT

private slots:
    void plainProgramsGiveWhatArithmeticGives()
    {
        qInfo("seed %llu", static_cast<unsigned long long>(kSeed));
        for (std::uint64_t round = 0; round < 400; ++round) {
            cg::testing::RandomProgram random(kSeed, round);
            const std::string text = random.text();
            const auto results = inTheClear(text);
            QCOMPARE(results.size(), random.expected().size());
            for (std::size_t i = 0; i < results.size(); ++i) {
                const Numbers& expected = random.expected()[i];
                const double tolerance = 1e-10 * std::max(1.0, cg::he::MessageRange::of(expected).bound);
                const double difference = largestDifference(results[i].opened.value(), expected);
                QVERIFY2(difference <= tolerance, (std::to_string(difference) + " in " + text).c_str());
            }
        }
    }

    void vheAgreesWithPlainOnEveryOperation()
    {
        for (std::uint64_t demoKey = 1; demoKey <= 5; ++demoKey) {
            const std::string wrong = deviation(kEveryOperation, demoKey, std::exp2(-9));
            QVERIFY2(wrong.empty(), wrong.c_str());
        }
    }

    void vectorsLongerThanACiphertextAreTiled()
    {
        std::string list;
        std::string matrix;
        for (int i = 0; i < 40; ++i) {
            list += (i == 0 ? "" : ", ") + std::to_string(0.05 * i - 0.9);
        }
        for (int row = 0; row < 20; ++row) {
            matrix += row == 0 ? "[" : ", [";
            for (int column = 0; column < 40; ++column) {
                matrix += (column == 0 ? "" : ", ") + std::to_string((3 * row + column) % 5 - 2);
            }
            matrix += "]";
        }
        const std::string text = "a = enc([" + list +
                                 "]); b = 1 - a; a * b; dot(a, b); sum(a); tanh(a, 3); refresh(b)\n" + "c = linear([" +
                                 matrix + "], a); sum(c + 1)";
        const auto plain = inTheClear(text);
        QCOMPARE(plain[0].opened->size(), std::size_t{40});
        QCOMPARE(plain[0].numbers.size(), std::size_t{48});
        QCOMPARE(plain[7].opened->size(), std::size_t{20});
        KeyHolderService holder;
        takeDemoKey(holder, 3);
        const auto encrypted = valueOf(calculated(text, vheSetup(holder)));
        for (std::size_t i = 0; i < plain.size(); ++i) {
            QVERIFY2(largestDifference(*encrypted[i].opened, *plain[i].opened) < std::exp2(-9), plain[i].text.c_str());
        }
        QCOMPARE(encrypted[0].integers.size(), std::size_t{3 * 24});
    }

    void theLongestVectorsMayBeMultiplied()
    {
        std::string list;
        for (int i = 0; i < 4096; ++i) {
            list += (i == 0 ? "" : ", ") + std::to_string(0.0005 * (i % 4000) - 1);
        }
        // Σ of 4,096 errors, the worst of them all of one sign.
        const std::string wrong =
            deviation("a = enc([" + list + "]); dot(2 * a, 2 * a) / 4; sum(a); sigmoid(a, 3)", 2, 0.1);
        QVERIFY2(wrong.empty(), wrong.c_str());
    }

    void nestedFunctionsDoNotUseUpTheRoomForIntegers()
    {
        const std::string wrong =
            deviation("a = enc([0.5, -1]); b = sigmoid(a, 3); c = b * b; d = c * c; e = d * d; e * e\n"
                      "sigmoid(sigmoid(sigmoid(sigmoid(a, 9), 9), 9), 9); tanh(tanh(tanh(tanh(a, 7), 7), 7), 7)",
                      1, std::exp2(-9));
        QVERIFY2(wrong.empty(), wrong.c_str());
    }

    void everyStatementHasItsResult()
    {
        KeyHolderService holder;
        takeDemoKey(holder, 1);
        const auto results = valueOf(calculated("x = 3 / 4; a =  enc([1, x]) # comment\n raw( a )", vheSetup(holder)));
        QCOMPARE(results.size(), std::size_t{3});
        QCOMPARE(results[0].text, std::string("x = 3 / 4"));
        QCOMPARE(results[0].name, std::optional<std::string>("x"));
        QCOMPARE(results[0].opened, std::optional(Numbers{0.75}));
        QVERIFY(results[0].integers.empty());
        QCOMPARE(results[0].noise.worst.bits(), -200.0);
        QCOMPARE(results[0].measured.value().bits(), -200.0);
        QCOMPARE(results[1].text, std::string("a =  enc([1, x])"));
        QCOMPARE(results[1].opened->size(), std::size_t{2});
        QCOMPARE(results[1].integers.size(), std::size_t{24});
        QVERIFY(results[1].numbers.empty());
        QVERIFY(results[1].noise.typical < results[1].noise.worst);
        QCOMPARE(results[2].text, std::string("raw( a )"));
        QVERIFY(!results[2].name);
        QCOMPARE(results[2].integers, results[1].integers);
    }

    void plainResultsAreExactAndShowTheirNumbers()
    {
        const auto results = inTheClear("a = enc([1e300, -2]); refresh(a); -0");
        QCOMPARE(results[1].opened, std::optional(Numbers{1e300, -2}));
        QCOMPARE(results[1].measured.value().bits(), -200.0);
        QCOMPARE(results[1].numbers.size(), std::size_t{16});
        QVERIFY(results[1].integers.empty());
        QVERIFY(!std::signbit(results[2].opened->front()));
        const auto tooLarge = calculated("a = enc([1e300])\na * a", plainSetup());
        QCOMPARE(errorOf(tooLarge), ErrorCode::NoiseOverflow);
        QCOMPARE(messageOf(tooLarge), std::string("line 2, column 3: the result is too large for a double"));
    }

    void equalMessagesHaveDifferentCiphertextsAndEqualSeedsRepeatThem()
    {
        KeyHolderService holder;
        takeDemoKey(holder, 1);
        const std::string text = "enc([1]) + 0 * enc([1]); enc([1]); enc([1])";
        const auto results = valueOf(calculated(text, vheSetup(holder)));
        QVERIFY(results[1].integers != results[2].integers);
        const auto again = valueOf(calculated(text, vheSetup(holder)));
        QCOMPARE(again[1].integers, results[1].integers);
        CalculatorSetup other = vheSetup(holder);
        other.seed = seedFromNumber(kSeed + 1, "calculator_test");
        QVERIFY(valueOf(calculated(text, other))[1].integers != results[1].integers);
    }

    void tilesAndOperandsOfOneStatementHaveRandomnessOfTheirOwn()
    {
        KeyHolderService holder;
        takeDemoKey(holder, 1);
        const auto zero = valueOf(calculated("enc([1]) - enc([1]); dot(enc([1]), enc([1]))", vheSetup(holder)));
        QVERIFY(std::ranges::any_of(zero[0].integers, [](std::int64_t entry) { return entry != 0; }));
        std::string ones = "1";
        for (int i = 1; i < 64; ++i) {
            ones += ", 1";
        }
        const auto tiled = valueOf(calculated("enc([" + ones + "])", vheSetup(holder)));
        const std::vector<std::int64_t>& entries = tiled[0].integers;
        QCOMPARE(std::set(entries.begin(), entries.end()).size(), std::size_t{4 * 24});
    }

    void oneRequestOpensAWholeProgram()
    {
        KeyHolderService service;
        takeDemoKey(service, 1);
        ForwardingHolder holder(service);
        QVERIFY(calculated(kEveryOperation, vheSetup(holder)));
        QCOMPARE(holder.keyRequests, 1);
        QCOMPARE(holder.openRequests, 1);
        QVERIFY(calculated("1 + 2", vheSetup(holder)));
        QCOMPARE(holder.openRequests, 1);
    }

    void nothingIsAskedOfTheKeyHolderForAProgramWithATypeError()
    {
        KeyHolderService service;
        takeDemoKey(service, 1);
        ForwardingHolder holder(service);
        QCOMPARE(errorOf(calculated("enc([1]); enc([1]) + enc([1, 2])", vheSetup(holder))), ErrorCode::InvalidArgument);
        QCOMPARE(holder.keyRequests, 0);
    }

    void numbersBeyondTheMasksAreRefusedUnderVhe()
    {
        KeyHolderService holder;
        takeDemoKey(holder, 1);
        for (const std::string program : {"enc([1, 1e300])", "enc([65])"}) {
            const auto result = calculated(program, vheSetup(holder));
            QCOMPARE(errorOf(result), ErrorCode::InvalidArgument);
            QVERIFY(messageOf(result).starts_with("line 1, column 1: "));
        }
        QVERIFY(calculated("enc([64, -64])", vheSetup(holder)));
    }

    void integersThatOutgrowTheirWordsAreAnError()
    {
        KeyHolderService holder;
        takeDemoKey(holder, 1);
        const auto result = calculated("a = enc([60]); b = a * a * a\nb * b * b * b", vheSetup(holder));
        QCOMPARE(errorOf(result), ErrorCode::NoiseOverflow);
        QVERIFY(messageOf(result).starts_with("line 2, column "));
    }

    void refreshGivesFreshEncryptionsAndClamps()
    {
        KeyHolderService holder;
        takeDemoKey(holder, 1);
        const auto results = valueOf(
            calculated("a = enc([1.5, -2]); b = refresh(a * a); b * b; refresh(enc([10]) * enc([10])); b * b * b",
                       vheSetup(holder)));
        QCOMPARE(results.size(), std::size_t{5});
        QVERIFY(largestDifference(*results[1].opened, {2.25, 4}) < std::exp2(-12));
        QVERIFY(largestDifference(*results[2].opened, {5.0625, 16}) < std::exp2(-9));
        QVERIFY(largestDifference(*results[3].opened, {64}) < std::exp2(-9));
        QVERIFY(std::abs(results[3].measured.value().magnitude() - 36) < 0.01);
        // Of the numbers, the key holder says no more than that they are within ±64.
        const auto fresh = cg::he::vhe::NoiseModel(cg::he::vhe::Params::standard()).fresh({64, 64}).noise;
        QVERIFY(results[1].noise == fresh && results[3].noise == fresh);
        QVERIFY(results[1].measured.value() <= fresh.worst);
        // The error of b * b times |b| ≤ 4, as is known of a * a; the key holder says no more than |b| ≤ 64.
        const double growth = results[4].noise.worst.bits() - results[2].noise.worst.bits();
        QVERIFY2(growth > 1 && growth < 3, std::to_string(growth).c_str());
    }

    void publicKeysAloneCalculateWithoutOpening()
    {
        CalculatorSetup setup;
        setup.seed = kEncryptions;
        setup.publicKeys = publicKeysFor("enc([1]) * enc([1])");
        const auto results = valueOf(calculated("a = enc([1, 2]); a * a + 1; 2 + 3", setup));
        QVERIFY(!results[1].opened && !results[1].measured);
        QCOMPARE(results[1].integers.size(), std::size_t{24});
        QCOMPARE(results[2].opened, std::optional(Numbers{5}));
        const auto sum = calculated("a = enc([1, 2])\n1 + sum(a)", setup);
        QCOMPARE(errorOf(sum), ErrorCode::MissingEvaluationKey);
        QCOMPARE(
            messageOf(sum),
            std::string("line 2, column 5: the key set holds no evaluation key for a sum over 1 rows of 16 slots"));
        QCOMPARE(errorOf(calculated("linear([[1, 2]], enc([1, 2]))", setup)), ErrorCode::MissingEvaluationKey);
        QCOMPARE(errorOf(calculated("enc([1]) + enc([1, 2])", setup)), ErrorCode::InvalidArgument);
        QCOMPARE(errorOf(calculated("refresh(enc([1]))", setup)), ErrorCode::NoKey);
        setup.publicKeys = publicKeysFor("enc([1])");
        QCOMPARE(errorOf(calculated("enc([1]) * enc([1])", setup)), ErrorCode::MissingEvaluationKey);
        // What is wrong with the program comes before what is missing.
        QCOMPARE(errorOf(calculated("enc([1]) * enc([1]); enc([1]) + enc([1, 2])", setup)), ErrorCode::InvalidArgument);
    }

    void withoutAKeyThereIsNoVhe()
    {
        QCOMPARE(errorOf(calculated("enc([1])", CalculatorSetup())), ErrorCode::NoKey);
        KeyHolderService holder;
        QCOMPARE(errorOf(calculated("enc([1])", vheSetup(holder))), ErrorCode::NoKey);
    }

    void damagedPublicKeysAreRefused()
    {
        CalculatorSetup setup;
        setup.publicKeys = publicKeysFor("enc([1])");
        setup.publicKeys.push_back(0);
        QCOMPARE(errorOf(calculated("enc([1])", setup)), ErrorCode::FileDamaged);
        setup.publicKeys.resize(setup.publicKeys.size() / 2);
        QCOMPARE(errorOf(calculated("enc([1])", setup)), ErrorCode::FileDamaged);
    }

    void aKeyHolderThatAnswersSomethingElseIsRefused()
    {
        KeyHolderService service;
        takeDemoKey(service, 1);
        ForgetfulHolder holder(service);
        QCOMPARE(errorOf(calculated("enc([1])", vheSetup(holder))), ErrorCode::ProtocolViolation);
        QCOMPARE(errorOf(calculated("refresh(enc([1]))", vheSetup(holder))), ErrorCode::ProtocolViolation);
    }

    void aStopEndsTheCalculation()
    {
        std::stop_source source;
        CalculatorSetup setup = plainSetup();
        setup.stop = source.get_token();
        QVERIFY(calculated("enc([1])", setup));
        source.request_stop();
        QCOMPARE(errorOf(calculated("enc([1])", setup)), ErrorCode::Cancelled);
    }
};

QTEST_APPLESS_MAIN(CalculatorTest)
#include "calculator_test.moc"
