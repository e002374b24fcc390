// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/csv_reader.h"
#include "data/line_reader.h"
#include "data/quote.h"
#include "support/results.h"

#include <QTemporaryDir>
#include <QtTest/QTest>

#include <fstream>
#include <random>

using namespace cg::data;
using cg::base::ErrorCode;
using cg::base::Result;
using cg::testing::errorOf;
using cg::testing::messageOf;
using cg::testing::valueOf;

class CsvReaderTest : public QObject {
    Q_OBJECT

private:
    std::string pathOf(const std::string& name) const { return m_folder.filePath(name.c_str()).toStdString(); }

    Result<Dataset> readText(const std::string& text, std::size_t targetCount = 1) const
    {
        std::ofstream(pathOf("table.csv"), std::ios::binary) << text;
        return readCsv(pathOf("table.csv"), targetCount);
    }

    /// The message for this text without the file's name in front, or "accepted".
    QString complaint(const std::string& text) const
    {
        const auto result = readText(text);
        if (errorOf(result) != ErrorCode::BadData) {
            return result ? "accepted" : "another code: " + QString::fromStdString(messageOf(result));
        }
        const QString message = QString::fromStdString(messageOf(result));
        const QString path = QString::fromStdString(pathOf("table.csv"));
        return message.startsWith(path) ? message.sliced(path.size()) : "no file name: " + message;
    }

    QTemporaryDir m_folder;

private slots:
    void initTestCase() { QVERIFY(m_folder.isValid()); }

    void readsHeaderInputsAndLabel()
    {
        const Dataset data = valueOf(readText("x1,x2,label\n1,2.5,0\n-3e-2,+4,1\n"));
        QCOMPARE(data, (Dataset{"table", 2, 1, {1.0, 2.5, -0.03, 4.0}, {0.0, 1.0}}));
    }

    void theLastColumnsAreTheTargets()
    {
        const Dataset data = valueOf(readText("x,a,b\n1,2,3\n4,5,6\n", 2));
        QCOMPARE(data, (Dataset{"table", 1, 2, {1.0, 4.0}, {2.0, 3.0, 5.0, 6.0}}));
    }

    void whatSpreadsheetsWriteIsAccepted_data()
    {
        QTest::addColumn<QByteArray>("text");
        const auto add = [](const char* name, const QByteArray& text) { QTest::newRow(name) << text; };
        add("no line end at the end", "x,y\n1,2\n3,4");
        add("carriage returns", "x,y\r\n1,2\r\n3,4\r\n");
        add("carriage return at the very end", "x,y\r\n1,2\r\n3,4\r");
        add("UTF-8 mark", "\xef\xbb\xbfx,y\n1,2\n3,4\n");
        add("UTF-8 mark before a quoted name", "\xef\xbb\xbf\"x\",y\n1,2\n3,4\n");
        add("blank lines at the end", "x,y\n1,2\n3,4\n\n \t\r\n\n");
        add("quoted cells", "\"x\",\"y\"\n\"1\",\"2\"\n\" 3 \",4\n");
        add("a comma in a quoted name", "\"x, in metres\",y\n1,2\n3,4\n");
        add("a quotation mark in a quoted name", "\"the \"\"x\"\"\",y\n1,2\n3,4\n");
        add("spaces around numbers", "x,y\n 1 ,\t2\n3, 4\n");
        add("other ways to write them", "x,y\n1.0e0,2.\n.3e1,+4\n");
        add("no names", ",y\n1,2\n3,4\n");
    }

    void whatSpreadsheetsWriteIsAccepted()
    {
        QFETCH(QByteArray, text);
        const Dataset data = valueOf(readText(text.toStdString()));
        QCOMPARE(data, (Dataset{"table", 1, 1, {1.0, 3.0}, {2.0, 4.0}}));
    }

    void badTablesAreRefusedWithThePlace_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("message");
        const auto add = [](const char* name, const QByteArray& text, const char* message) {
            QTest::newRow(name) << text << message;
        };
        add("empty file", "", " is empty; a header line and rows were expected");
        add("header only", "x,y\n", ", line 1: there are no rows below the header");
        add("header and blank lines", "x,y\n\n\n", ", line 3: there are no rows below the header");
        add("word", "x1,x2,label\n1,2,0\n1,2,0\n1,zebra,0\n", ", line 4, column x2: \"zebra\" is not a number");
        add("word with carriage returns", "x1,x2,label\r\n1,2,0\r\n1,zebra,0\r\n",
            ", line 3, column x2: \"zebra\" is not a number");
        add("word as label", "x,species\n1,setosa\n", ", line 2, column species: \"setosa\" is not a number");
        add("word in a column without a name", "x,,y\n1,b,2\n", ", line 2, column 2: \"b\" is not a number");
        add("number and more", "x,y\n1,2 3\n", ", line 2, column y: \"2 3\" is not a number");
        add("hexadecimal", "x,y\n0x10,2\n", ", line 2, column x: \"0x10\" is not a number");
        add("two signs", "x,y\n+-1,2\n", ", line 2, column x: \"+-1\" is not a number");
        add("empty cell", "x,y\n1,\n", ", line 2, column y: the cell is empty");
        add("blank quoted cell", "x,y\n\" \",1\n", ", line 2, column x: the cell is empty");
        add("infinity", "x,y\n1,inf\n", ", line 2, column y: \"inf\" is not a finite number");
        add("not a number", "x,y\nNaN,1\n", ", line 2, column x: \"NaN\" is not a finite number");
        add("too large", "x,y\n1e400,1\n",
            ", line 2, column x: \"1e400\" is outside the range of double-precision numbers");
        add("too few cells", "x,y,z\n1,2,3\n1,2\n", ", line 3: 2 cells where the header names 3 columns");
        add("one cell", "x,y,z\n1\n", ", line 2: 1 cell where the header names 3 columns");
        add("too many cells", "x,y\n1,2,3\n", ", line 2: 3 cells where the header names 2 columns");
        add("blank line inside", "x,y\n1,2\n\n \n3,4\n", ", line 3: the line is blank, but rows follow it");
        add("open quotation mark", "x,y\n1,\"2\n3,4\n", ", line 2: a quotation mark is not closed");
        add("open quotation mark in the header", "x,\"y\n1,2\n",
            ", line 1: a quotation mark in the header is not closed");
        add("semicolons", "x;y\n1;2\n",
            ", line 1: the header names 1 of at least 2 columns (inputs, then 1 for the label, separated by commas)");
        add("no header", "1,2\n3,4\n",
            ", line 1: there are numbers where a header that names the columns was expected");
        add("old line ends", "x,y\r1,2\r",
            ", line 1: the header holds the control character \\x0d; this is no table of text");
        add("UTF-16", QByteArray("\xff\xfex\0,\0y\0\n\0", 10),
            ", line 1: the header holds the control character \\x00; this is no table of text");
        add("binary cell", QByteArray("x,y\n\x1b[2J\0\xff,1\n", 14),
            ", line 2, column x: \"\\x1b[2J\\x00\\xff\" is not a number");
        add("long cell", "x,y\n" + QByteArray(50, 'z') + ",1\n",
            ", line 2, column x: \"zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz…\" is not a number");
    }

    void badTablesAreRefusedWithThePlace()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, message);
        QCOMPARE(complaint(text.toStdString()), message);
    }

    void everyRandomFileIsRefusedOrATable()
    {
        constexpr unsigned kSeed = 20'240'501;
        std::mt19937 random(kSeed);
        constexpr std::string_view kAlphabet = "0123456789.,,,-+eE \"\n\n\r\tx\xef\xbb\xbf\0\xff";
        for (int round = 0; round < 3'000; ++round) {
            std::string text = random() % 2 == 0 ? "x,y\n" : "";
            for (std::size_t size = random() % 40; size > 0; --size) {
                text += kAlphabet[random() % kAlphabet.size()];
            }
            const auto result = readText(text);
            const QString place = QString("seed %1, round %2").arg(kSeed).arg(round);
            QVERIFY2(result ? result->check().hasValue() : errorOf(result) == ErrorCode::BadData, qPrintable(place));
        }
    }

    void moreRowsThanAllowedAreRefusedAndAsManyAreRead()
    {
        std::string text = "x,y\n";
        for (std::size_t row = 0; row < kMaxRows; ++row) {
            text += "1,0\n";
        }
        const Dataset data = valueOf(readText(text));
        QCOMPARE(data.rows(), kMaxRows);
        QCOMPARE(complaint(text + "1,0\n"), QString(", line 1000002: the table has more than 1000000 rows"));
    }

    void moreColumnsThanAllowedAreRefusedAndAsManyAreRead()
    {
        std::string header = "label";
        std::string row = "-1.2345678901234567e-100";
        for (std::size_t column = 1; column < kMaxColumns; ++column) {
            header = "x," + header;
            row += ",-1.2345678901234567e-100";
        }
        QCOMPARE(valueOf(readText(header + "\n" + row)).inputCount, kMaxColumns - 1);
        QCOMPARE(complaint("x," + header + "\n" + row + ",1"),
                 QString(", line 1: the header names 4097 columns where at most 4096 may stand"));
    }

    void aLineWithoutEndIsRefusedWithBoundedMemory()
    {
        QCOMPARE(complaint("x,y\n" + std::string(kMaxLineBytes + 100'000, '1')),
                 QString(", line 2: the line has more than 1048576 bytes; this is no table"));
    }

    void linesThatCrossTheBlocksOfTheReaderAreWhole()
    {
        // Lines of 13 bytes and blocks of 65,536 have no common factor: every split occurs.
        std::string text = "x,y\n";
        std::vector<double> numbers;
        for (int i = 100'000; i < 140'000; ++i) {
            text += std::to_string(i) + ".25,1\r\n";
            numbers.push_back(i + 0.25);
        }
        const Dataset data = valueOf(readText(text));
        QCOMPARE(data.inputs, numbers);
        // Room for a quarter more at most, so that growing never needs more than 2¼ times the numbers.
        QVERIFY(data.inputs.capacity() <= data.inputs.size() + data.inputs.size() / 4);
    }

    void filesThatCannotBeReadAreToldApart()
    {
        const auto missing = readCsv(pathOf("missing.csv"));
        QCOMPARE(errorOf(missing), ErrorCode::FileMissing);
        QCOMPARE(messageOf(missing), "there is no file " + pathOf("missing.csv"));
        QCOMPARE(errorOf(readCsv("")), ErrorCode::FileMissing);
        const auto folder = readCsv(m_folder.path().toStdString());
        QCOMPARE(errorOf(folder), ErrorCode::FileUnreadable);
        QVERIFY(QString::fromStdString(messageOf(folder)).endsWith("it is a folder; a file was expected"));
        QCOMPARE(errorOf(readCsv("/dev/null")), ErrorCode::FileUnreadable);
        (void)readText("x,y\n1,2\n");
        QCOMPARE(errorOf(readCsv(pathOf("table.csv") + "/below")), ErrorCode::FileMissing);
    }

    void targetCountsThatLeaveNoInputAreRefused()
    {
        QCOMPARE(errorOf(readText("x,y\n1,2\n", 0)), ErrorCode::InvalidArgument);
        QCOMPARE(errorOf(readText("x,y\n1,2\n", kMaxColumns)), ErrorCode::InvalidArgument);
        QCOMPARE(errorOf(readText("x,y\n1,2\n", 2)), ErrorCode::BadData);
    }

    void textFromOutsideIsShownWithoutControlCharacters()
    {
        QCOMPARE(shown("zébra €"), std::string("zébra €"));
        QCOMPARE(shown("a\\b\n\x7f"), std::string("a\\x5cb\\x0a\\x7f"));
        QCOMPARE(shown("\xff\xc3"), std::string("\\xff\\xc3"));
        QCOMPARE(shown("\xe2\x82"), std::string("\\xe2\\x82"));          // cut in two
        QCOMPARE(shown("\xc0\xaf"), std::string("\\xc0\\xaf"));          // overlong
        QCOMPARE(shown("\xed\xa0\x80"), std::string("\\xed\\xa0\\x80")); // surrogate
        QCOMPARE(shown("\xc2\x9b"), std::string("\\xc2\\x9b"));          // a control character of C1
        QCOMPARE(shown("\xe0\x9f\xbf\xf0\x8f\xbf\xbf"), std::string("\\xe0\\x9f\\xbf\\xf0\\x8f\\xbf\\xbf"));
        QCOMPARE(shown("\xf4\x90\x80\x80"), std::string("\\xf4\\x90\\x80\\x80")); // beyond Unicode
        QCOMPARE(shown("\xe2\x80\xae"), std::string("\\xe2\\x80\\xae"));          // would turn what follows around
        QCOMPARE(shown("\xf0\x9f\x90\x8e"), std::string("🐎"));
        QCOMPARE(shown(std::string(40, 'a')), std::string(40, 'a'));
        QCOMPARE(shown("ééééé", 3), std::string("ééé…"));
    }
};

QTEST_APPLESS_MAIN(CsvReaderTest)
#include "csv_reader_test.moc"
