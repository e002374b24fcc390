// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/exit_codes.h"
#include "cli/option_values.h"
#include "cli/progress.h"
#include "cli/text.h"
#include "support/results.h"

#include <QTest>

#include <cmath>

using namespace cg::cli;
using cg::base::Error;
using cg::base::ErrorCode;
using cg::base::Log2;
using cg::testing::errorOf;
using cg::testing::valueOf;

/// Numbers, tables, progress lines and option values, as people read and write them.
class CliTextTest : public QObject {
    Q_OBJECT

private slots:
    void durationsChangeTheirUnit_data();
    void durationsChangeTheirUnit();
    void sizesChangeTheirUnit_data();
    void sizesChangeTheirUnit();
    void numbersAreShort();
    void tableColumnsAreAligned();
    void factsStandInOneColumn();
    void progressTellsWhatIsLeft();
    void progressBarNeverExceedsTheWidth();
    void optionValuesAreReadWhole();
    void everyErrorHasAnExitCode();
};

void CliTextTest::durationsChangeTheirUnit_data()
{
    QTest::addColumn<double>("seconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("nought") << 0.0 << "0 ms";
    QTest::newRow("negative") << -1.0 << "0 ms";
    QTest::newRow("milliseconds") << 0.0123 << "12.3 ms";
    QTest::newRow("almost a second") << 0.9999 << "1 s";
    QTest::newRow("seconds") << 12.34 << "12.3 s";
    QTest::newRow("almost a hundred") << 99.99 << "1 min 40 s";
    QTest::newRow("rounded up to an hour") << 3599.9 << "1 h 00 min";
    QTest::newRow("hours") << 12'300.0 << "3 h 25 min";
    QTest::newRow("for ever") << 1e300 << "more than 100 days";
    QTest::newRow("infinite") << std::numeric_limits<double>::infinity() << "more than 100 days";
}

void CliTextTest::durationsChangeTheirUnit()
{
    QFETCH(const double, seconds);
    QFETCH(const QString, text);
    QCOMPARE(QString::fromStdString(durationText(std::chrono::duration<double>(seconds))), text);
}

void CliTextTest::sizesChangeTheirUnit_data()
{
    QTest::addColumn<quint64>("bytes");
    QTest::addColumn<QString>("text");
    QTest::newRow("nought") << quint64{0} << "0 bytes";
    QTest::newRow("bytes") << quint64{1023} << "1023 bytes";
    QTest::newRow("KiB") << quint64{1024} << "1.0 KiB";
    QTest::newRow("rounded up") << quint64{1024 * 1024 - 1} << "1.0 MiB";
    QTest::newRow("largest") << ~quint64{0} << "16777216.0 TiB";
}

void CliTextTest::sizesChangeTheirUnit()
{
    QFETCH(const quint64, bytes);
    QFETCH(const QString, text);
    QCOMPARE(QString::fromStdString(bytesText(bytes)), text);
}

void CliTextTest::numbersAreShort()
{
    QCOMPARE(numberText(0.1), std::string("0.1"));
    QCOMPARE(numberText(-1e-5), std::string("-1e-05"));
    QCOMPARE(numberText(1.0 / 3), std::string("0.333333"));
    QCOMPARE(numberText(1e300), std::string("1e+300"));
    QCOMPARE(rateText(8.2134), std::string("8.21"));
    QCOMPARE(rateText(8213.7), std::string("8214"));
    QCOMPARE(rateText(1e18), std::string("1000000000000000000"));
    QCOMPARE(bitsText(Log2::ofBits(-12.34)), std::string("2^-12.3"));
    QCOMPARE(bitsText(Log2()), std::string("exact"));
}

void CliTextTest::tableColumnsAreAligned()
{
    Table table({"row", "value"});
    table.addRow({"0", "1.5"});
    table.addRow({"größer", "-10.25"});
    table.addRow({"and 3 more", ""});
    QCOMPARE(table.text(), std::string("row          value\n"
                                       "0              1.5\n"
                                       "größer      -10.25\n"
                                       "and 3 more\n"));
}

void CliTextTest::factsStandInOneColumn()
{
    FactList facts;
    facts.add("a", "1");
    facts.add("long", "2");
    QCOMPARE(facts.text(), std::string("a     1\nlong  2\n"));
}

void CliTextTest::progressTellsWhatIsLeft()
{
    QCOMPARE(progressSentence({0, 100, 0.0}), std::string("training: 0 of 100 steps"));
    QCOMPARE(progressSentence({50, 100, 10.0}), std::string("training: 50 of 100 steps, 10 steps/s, 5 s left"));
    QCOMPARE(progressSentence({100, 100, 10.0}), std::string("training: 100 of 100 steps, 10 steps/s"));
    QCOMPARE(progressSentence({7, std::nullopt, 10.0}), std::string("training: 7 steps, 10 steps/s"));
}

void CliTextTest::progressBarNeverExceedsTheWidth()
{
    const ProgressState half{50, 100, 10.0};
    QCOMPARE(progressBar(half, 100),
             std::string("[###############...............] training: 50 of 100 steps, 10 steps/s, 5 s left"));
    for (std::size_t width = 1; width < 120; ++width) {
        QVERIFY(progressBar(half, width).size() <= width);
        QVERIFY(progressBar({0, 0, 0.0}, width).size() <= width);
    }
}

void CliTextTest::optionValuesAreReadWhole()
{
    QCOMPARE(valueOf(parseCount("18446744073709551615")), ~std::uint64_t{0});
    for (const char* bad : {"", " 1", "1 ", "+1", "-1", "1.5", "0x10", "1e3", "18446744073709551616"}) {
        QVERIFY2(errorOf(parseCount(bad)) == ErrorCode::InvalidArgument, bad);
    }
    QCOMPARE(errorOf(parsePositiveCount("0")), ErrorCode::InvalidArgument);
    QCOMPARE(valueOf(parsePositiveNumber("1e-3")), 0.001);
    for (const char* bad : {"", "0", "-1", "inf", "nan", "1e999", "0,5", "1x"}) {
        QVERIFY2(errorOf(parsePositiveNumber(bad)) == ErrorCode::InvalidArgument, bad);
    }
    QCOMPARE(valueOf(parseFraction("0")), 0.0);
    QCOMPARE(errorOf(parseFraction("1")), ErrorCode::InvalidArgument);
    QCOMPARE(errorOf(parseFraction("nan")), ErrorCode::InvalidArgument);
    QCOMPARE(valueOf(parseUnits("8,4")), (std::vector<std::size_t>{8, 4}));
    for (const char* bad : {"", ",", "4,", ",4", "4;4", "0"}) {
        QVERIFY2(errorOf(parseUnits(bad)) == ErrorCode::InvalidArgument, bad);
    }
    QCOMPARE(valueOf(parseOpenTarget("prediction:12")).row, std::size_t{12});
    for (const char* bad : {"", "Loss", "prediction", "prediction:", "prediction:-1", "prediction:1x"}) {
        QVERIFY2(errorOf(parseOpenTarget(bad)) == ErrorCode::InvalidArgument, bad);
    }
    QVERIFY(valueOf(parseScheme("ckks")) == cg::base::SchemeId::Ckks);
    QCOMPARE(valueOf(parseSecurity("192")), 192);
    QCOMPARE(errorOf(parseSecurity("100")), ErrorCode::InvalidArgument);
    QCOMPARE(errorOf(parseScheme("VHE")), ErrorCode::InvalidArgument);
}

void CliTextTest::everyErrorHasAnExitCode()
{
    const auto isA = [](ExitCode expected, std::initializer_list<ErrorCode> codes) {
        return std::all_of(codes.begin(), codes.end(), [&](ErrorCode code) { return exitCodeOf(code) == expected; });
    };
    using enum ErrorCode;
    QVERIFY(isA(ExitCode::Usage, {InvalidArgument, InvalidParameters, Syntax, MissingEvaluationKey, Unsupported}));
    QVERIFY(isA(ExitCode::File, {BadData, FileMissing, FileUnreadable, FileNotWritable, FileExists, FileDamaged,
                                 FileForeign, FileNewer, FileInUse}));
    QVERIFY(isA(ExitCode::Noise, {NoiseOverflow, LevelsExhausted, Diverged}));
    QVERIFY(isA(ExitCode::Key, {NoKey, WrongKey, WrongPassphrase, Refused}));
    QVERIFY(isA(ExitCode::Interrupted, {Cancelled}));
    QVERIFY(isA(ExitCode::KeyHolderLost, {KeyHolderLost, ProtocolViolation}));
    QCOMPARE(static_cast<int>(ExitCode::KeyHolderLost), 7);
}

QTEST_APPLESS_MAIN(CliTextTest)
#include "cli_text_test.moc"
