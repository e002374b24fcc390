// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"
#include "session/calculator/needs.h"
#include "session/calculator/program.h"
#include "support/results.h"

#include <QtTest/QTest>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

using cg::base::ErrorCode;
using cg::base::Result;
using cg::base::SeededRandom;
using cg::session::needsOf;
using cg::session::parseProgram;
using cg::session::Program;
using cg::session::Statement;
using cg::session::SyntaxKind;
using cg::session::SyntaxNode;
using cg::testing::errorOf;
using cg::testing::messageOf;
using cg::testing::valueOf;

namespace {

constexpr std::size_t kSlots = 16;
constexpr std::uint64_t kFuzzSeed = 20'250'301;

struct Refusal {
    std::string program;
    std::string message;
    ErrorCode code = ErrorCode::Syntax;
};

std::string wordOf(const SyntaxNode& node)
{
    switch (node.kind) {
    case SyntaxKind::Number:
        return QByteArray::number(node.number).toStdString();
    case SyntaxKind::Name:
        return "$" + std::to_string(node.statement);
    case SyntaxKind::Negate:
        return "neg";
    case SyntaxKind::Add:
        return "+";
    case SyntaxKind::Subtract:
        return "-";
    case SyntaxKind::Multiply:
        return "*";
    case SyntaxKind::Divide:
        return "/";
    case SyntaxKind::List:
        return "list" + std::to_string(node.operands);
    case SyntaxKind::Call:
        return std::string(signatureOf(node.function).name);
    }
    return "?";
}

/// The tree in post-order; $n is the value of statement n.
std::string postOrder(const Statement& statement)
{
    std::string text;
    for (const SyntaxNode& node : statement.nodes) {
        text += (text.empty() ? "" : " ") + wordOf(node);
    }
    return text;
}

std::string postOrderOfLast(const std::string& program)
{
    return postOrder(valueOf(parseProgram(program)).statements.back());
}

std::vector<std::string> texts(const Program& program)
{
    std::vector<std::string> all;
    for (const Statement& statement : program.statements) {
        all.push_back(statement.text);
    }
    return all;
}

void compareRefusals(const std::vector<Refusal>& refusals, Result<void> (*attempt)(const std::string&))
{
    for (const Refusal& refusal : refusals) {
        const Result<void> result = attempt(refusal.program);
        QCOMPARE(messageOf(result), refusal.message);
        QCOMPARE(errorOf(result), refusal.code);
    }
}

Result<void> parsed(const std::string& program)
{
    CG_CHECK(parseProgram(program));
    return {};
}

Result<void> checked(const std::string& text)
{
    const Program program = valueOf(parseProgram(text));
    CG_CHECK(needsOf(program, kSlots));
    return {};
}

std::string repeated(const std::string& text, std::size_t times)
{
    std::string all;
    for (std::size_t i = 0; i < times; ++i) {
        all += text;
    }
    return all;
}

std::string listOf(std::size_t numbers)
{
    return "[" + repeated("1, ", numbers - 1) + "1]";
}

/// What is wrong with the answer to a program of random words, or nothing.
std::string complaint(const std::string& text)
{
    const auto program = parseProgram(text);
    const Result<void> result = program ? checked(text) : Result<void>(program.error());
    if (result || result.error().message.starts_with("line ")) {
        return {};
    }
    return "'" + text + "' gives '" + result.error().message + "'";
}

} // namespace

class CalculatorParserTest : public QObject {
    Q_OBJECT

private slots:
    void operatorsBindAsInArithmetic()
    {
        QCOMPARE(postOrderOfLast("1 + 2 * 3 - 4 / 5"), std::string("1 2 3 * + 4 5 / -"));
        QCOMPARE(postOrderOfLast("(1 + 2) * 3"), std::string("1 2 + 3 *"));
        QCOMPARE(postOrderOfLast("1 - 2 - 3"), std::string("1 2 - 3 -"));
        QCOMPARE(postOrderOfLast("8 / 4 / 2"), std::string("8 4 / 2 /"));
        QCOMPARE(postOrderOfLast("-1 * --2 - -3"), std::string("1 neg 2 neg neg * 3 neg -"));
        QCOMPARE(postOrderOfLast("-(1 + .5e1)"), std::string("1 5 + neg"));
    }

    void callsAndListsAreNested()
    {
        QCOMPARE(postOrderOfLast("a = enc([1, 2.5, -3]); dot(a, a * 2) + 1"), std::string("$0 $0 2 * dot 1 +"));
        QCOMPARE(postOrderOfLast("a = enc([1, 2]); linear([[1, 2], [3, 4/2]], a)"),
                 std::string("1 2 list2 3 4 2 / list2 list2 $0 linear"));
        QCOMPARE(postOrderOfLast("sigmoid(enc([-1]), 1 + 2)"), std::string("1 neg list1 enc 1 2 + sigmoid"));
    }

    void aNameMeansItsLastValue()
    {
        QCOMPARE(postOrderOfLast("a = 1; b = 2; a = a + b; a + b"), std::string("$2 $1 +"));
    }

    void statementsEndAtSemicolonsAndLines()
    {
        const Program program =
            valueOf(parseProgram("\r\n ;; a = enc([1,\n 2]) # first\n# nothing here\na+a;raw( a );\n"));
        QCOMPARE(texts(program), (std::vector<std::string>{"a = enc([1,\n 2])", "a+a", "raw( a )"}));
        QCOMPARE(program.statements[0].name, std::optional<std::string>("a"));
        QCOMPARE(program.statements[1].name, std::optional<std::string>());
        QCOMPARE(program.statements[2].nodes.back().position, (cg::session::TextPosition{5, 5}));
    }

    void columnsCountCharacters()
    {
        QCOMPARE(messageOf(parseProgram("# größer\n1 + ö")),
                 std::string("line 2, column 5: 'ö' has no meaning here; the operators are + - * / and ="));
    }

    void whatCannotBeReadIsRefusedWithItsPlace()
    {
        compareRefusals(
            {
                {"enc([1,2]) +",
                 "line 1, column 13: expected a number, a name or '(' after '+', not the end of the statement"},
                {"a = enc([1]) + * 2", "line 1, column 16: expected a number, a name or '(' after '+', not '*'"},
                {"", "line 1, column 1: expected a statement such as a = enc([1, 2])"},
                {" ;\n# only this\n", "line 1, column 1: expected a statement such as a = enc([1, 2])"},
                {"1\n * 2",
                 "line 2, column 2: expected a number, a name or '(' at the beginning of a statement, not '*'"},
                {"a =  # nothing\n1",
                 "line 1, column 4: expected a number, a name or '(' after '=', not the end of the statement"},
                {"1 2", "line 1, column 3: expected an operator, ';' or the end of the line after '1', not '2'"},
                {"1.2.3", "line 1, column 4: expected an operator, ';' or the end of the line after '1.2', not '.3'"},
                {"1)", "line 1, column 2: expected an operator, ';' or the end of the line after '1', not ')'"},
                {"1 = 2", "line 1, column 3: expected an operator, ';' or the end of the line after '1', not '='"},
                {"(1 + 2", "line 1, column 7: expected ')' after '2', not the end of the statement"},
                {"(1; 2)", "line 1, column 3: expected ')' after '1', not the end of the statement"},
                {"()", "line 1, column 2: expected a number, a name or '(' after '(', not ')'"},
                {"enc([1 2])", "line 1, column 8: expected ',' or ']' after '1', not '2'"},
                {"enc([1,])", "line 1, column 8: expected a number, a name or '(' after ',', not ']'"},
                {"enc([])", "line 1, column 6: expected a number, a name or '(' after '[', not ']'"},
                {"enc([1)", "line 1, column 7: expected ',' or ']' after '1', not ')'"},
                {"enc([1]", "line 1, column 8: expected ',' or ')' after ']', not the end of the statement"},
                {"enc([1] + 1)", "line 1, column 9: expected ',' or ')' after ']', not '+'"},
                {"enc 1", "line 1, column 5: expected '(' after 'enc', not '1'"},
                {"[1, 2]", "line 1, column 1: a list may stand only in the arguments of a function, as in enc([1, 2])"},
                {"1 + [2]",
                 "line 1, column 5: a list may stand only in the arguments of a function, as in enc([1, 2])"},
                {"1; b + 1", "line 1, column 4: there is no value 'b'; give it one first, as in b = enc([1, 2])"},
                {"a = a", "line 1, column 5: there is no value 'a'; give it one first, as in a = enc([1, 2])"},
                {"a = b = 1", "line 1, column 5: there is no value 'b'; give it one first, as in b = enc([1, 2])"},
                {"  sin(1)", "line 1, column 3: there is no function 'sin'; the functions are enc, dot, linear, sum, "
                             "sigmoid, tanh, exp, refresh, raw"},
                {"sum = 1", "line 1, column 1: 'sum' is a function and cannot be the name of a value"},
                {"sigmoid(1)", "line 1, column 1: sigmoid is called as sigmoid(a, 3), and not with 1 argument"},
                {"sum(1, 2, 3)", "line 1, column 1: sum is called as sum(a), and not with 3 arguments"},
                {"2 ^ 3", "line 1, column 3: '^' has no meaning here; the operators are + - * / and ="},
                {"1 + \x01", "line 1, column 5: '\\x01' has no meaning here; the operators are + - * / and ="},
                {"\xff\xfe", "line 1, column 1: '\\xff' has no meaning here; the operators are + - * / and ="},
                {"1 + .", "line 1, column 5: '.' has no meaning here; the operators are + - * / and ="},
            },
            parsed);
    }

    void numbersBeyondADoubleAreRefused()
    {
        compareRefusals(
            {
                {"enc([1e999])", "line 1, column 6: the number 1e999 is too large or too small for a double",
                 ErrorCode::InvalidArgument},
                {"\n -1e-999", "line 2, column 3: the number 1e-999 is too large or too small for a double",
                 ErrorCode::InvalidArgument},
            },
            parsed);
    }

    void valuesThatDoNotGoTogetherAreRefused()
    {
        const auto code = ErrorCode::InvalidArgument;
        compareRefusals(
            {
                {"a = enc([1]); b = enc([1, 2]); a + b",
                 "line 1, column 34: the two vectors must be of equal length, and not of 1 and 2", code},
                {"dot(enc([1]), enc([1, 2]))",
                 "line 1, column 1: the two vectors must be of equal length, and not of 1 and 2", code},
                {"1 / enc([1])",
                 "line 1, column 3: what is encrypted can be divided by a plain number, but nothing by what is "
                 "encrypted",
                 code},
                {"enc([1]) / enc([1])",
                 "line 1, column 10: what is encrypted can be divided by a plain number, but nothing by what is "
                 "encrypted",
                 code},
                {"enc([1]) / (1 - 1)", "line 1, column 10: a division by zero", code},
                {"1 / 0", "line 1, column 3: a division by zero", code},
                {"enc([1]) / 1e-320", "line 1, column 10: the result is too large for a double", code},
                {"1e300 * 1e300", "line 1, column 7: the result is too large for a double", code},
                {"enc(1)", "line 1, column 1: enc takes a list of plain numbers, as in enc([1, 2.5, -3])", code},
                {"enc([[1]])", "line 1, column 1: enc takes a list of plain numbers, as in enc([1, 2.5, -3])", code},
                {"enc([enc([1])])",
                 "line 1, column 5: a list holds plain numbers, or lists of plain numbers as the rows of a matrix",
                 code},
                {"enc([1, [2]])",
                 "line 1, column 5: a list holds plain numbers, or lists of plain numbers as the rows of a matrix",
                 code},
                {"enc([[1], 2])",
                 "line 1, column 5: a list holds plain numbers, or lists of plain numbers as the rows of a matrix",
                 code},
                {"linear([[[1]]], enc([1]))",
                 "line 1, column 8: a list holds plain numbers, or lists of plain numbers as the rows of a matrix",
                 code},
                {"linear([[1, 2], [3]], enc([1]))",
                 "line 1, column 8: the rows of a matrix must be of equal length, and here one has 2 numbers and "
                 "another "
                 "1",
                 code},
                {"linear([1, 2], enc([1, 2]))",
                 "line 1, column 1: linear takes a matrix of plain numbers first, as in linear([[1, 2], [3, 4]], a)",
                 code},
                {"linear([[1, 2]], enc([1]))",
                 "line 1, column 1: a matrix with 2 columns cannot be applied to a vector of length 1", code},
                {"linear([[1]], 1)",
                 "line 1, column 1: linear takes what is encrypted, as in linear([[1, 2], [3, 4]], a), and not a plain "
                 "number",
                 code},
                {"sum([1])", "line 1, column 1: sum takes what is encrypted, as in sum(a), and not a list", code},
                {"raw(1)", "line 1, column 1: raw takes what is encrypted, as in raw(a), and not a plain number", code},
            },
            checked);
    }

    void degreesOutOfRangeAreRefused()
    {
        for (const std::string degree : {"0", "10", "2.5", "-1", "1e300", "[3]", "enc([3])"}) {
            const Result<void> result = checked("tanh(enc([1]), " + degree + ")");
            QCOMPARE(messageOf(result),
                     std::string("line 1, column 1: the degree of tanh must be a whole number from 1 to 9, as in "
                                 "tanh(a, 3)"));
            QCOMPARE(errorOf(result), ErrorCode::InvalidArgument);
        }
        QVERIFY(checked("tanh(enc([1]), 9); exp(enc([1]), 1)"));
    }

    void sizesAreBounded()
    {
        QVERIFY(checked("enc(" + listOf(4096) + ")"));
        QCOMPARE(messageOf(checked("enc(" + listOf(4097) + ")")),
                 std::string("line 1, column 1: a vector of 4097 numbers is longer than 4096"));
        QVERIFY(checked("a" + repeated("b", 63) + " = 1"));
        QCOMPARE(messageOf(parsed("a" + repeated("b", 64) + " = 1")),
                 std::string("line 1, column 1: a name of 65 characters is longer than 64"));
        const std::string matrices = repeated("linear([[1], [2], [3]], enc([1]));", 1000);
        QVERIFY(checked(matrices)); // one key for all
        std::string different = "a = enc([1]);";
        for (int i = 0; i < 256; ++i) {
            different += "linear([[" + std::to_string(i) + "]], a);";
        }
        QVERIFY(checked(different));
        QCOMPARE(errorOf(checked(different + "linear([[256]], a)")), ErrorCode::InvalidArgument);
        QCOMPARE(errorOf(checked("a = enc(" + listOf(4096) + ")" + repeated("; a", 256))), ErrorCode::InvalidArgument);
    }

    void hostileProgramsNeitherOverflowTheStackNorAreFollowed()
    {
        const std::string deepest = repeated("(", 64) + "1" + repeated(")", 64);
        QVERIFY(parsed(deepest));
        QCOMPARE(messageOf(parsed("(" + deepest + ")")),
                 std::string("line 1, column 65: brackets are nested deeper than 64"));
        QCOMPARE(errorOf(parsed("enc(" + repeated("[", 500'000))), ErrorCode::Syntax);
        QCOMPARE(errorOf(parsed(repeated("sum(", 250'000))), ErrorCode::Syntax);
        QVERIFY(checked(repeated("-", 500'000) + "1"));
        QVERIFY(checked("a = enc([1]); a" + repeated(" + a", 200'000)));
        QCOMPARE(errorOf(parsed(repeated(" ", cg::session::kMaxProgramBytes + 1))), ErrorCode::InvalidArgument);
    }

    void randomWordsGiveAProgramOrAnErrorWithItsPlace()
    {
        constexpr std::array kWords{"enc", "dot", "linear",   "sum", "sigmoid", "tanh",        "exp",   "refresh",
                                    "raw", "a",   "b",        "c",   "1",       "2.5",         "3",     "1e5",
                                    "+",   "-",   "*",        "/",   "(",       ")",           "[",     "]",
                                    ",",   "=",   ";",        "\n",  "#",       "enc([1, 2])", "[[1]]", "(a",
                                    "a)",  "a =", "enc([3])", "%",   ".",       "\xc3",        "sum(a)"};
        qInfo("seed %llu", static_cast<unsigned long long>(kFuzzSeed));
        SeededRandom random(cg::base::seedFromNumber(kFuzzSeed, "calculator_parser_test"),
                            {cg::base::Purpose::Calculator});
        std::size_t accepted = 0;
        for (int round = 0; round < 40'000; ++round) {
            std::string text = random.below(2) == 0 ? "a = enc([1, 2])\nb = 2 * a\n" : "";
            for (std::uint64_t words = random.below(12); words > 0; --words) {
                text += std::string(kWords[random.below(kWords.size())]) + (random.below(3) == 0 ? " " : "");
            }
            const std::string wrong = complaint(text);
            QVERIFY2(wrong.empty(), wrong.c_str());
            accepted += parseProgram(text) ? 1U : 0U;
        }
        QVERIFY(accepted > 1000); // otherwise only refusals were tried
    }

    void randomBytesGiveAProgramOrAnErrorWithItsPlace()
    {
        qInfo("seed %llu", static_cast<unsigned long long>(kFuzzSeed));
        SeededRandom random(cg::base::seedFromNumber(kFuzzSeed, "calculator_parser_test bytes"),
                            {cg::base::Purpose::Calculator});
        const std::string seed = "a = enc([1, 2.5]); dot(a, 2 * a) + 1\nlinear([[1, 2]], a) # done";
        for (int round = 0; round < 20'000; ++round) {
            std::string text = seed.substr(0, random.below(seed.size() + 1));
            for (std::uint64_t changes = random.below(4); changes > 0 && !text.empty(); --changes) {
                text[random.below(text.size())] = static_cast<char>(random.below(256));
            }
            const std::string wrong = complaint(text);
            QVERIFY2(wrong.empty(), wrong.c_str());
        }
    }

    void needsAreWhatTheOperationsUse()
    {
        const auto needs = [](const std::string& text) {
            return valueOf(needsOf(valueOf(parseProgram(text)), kSlots));
        };
        const auto none = needs("a = enc([1, 2]); a + a - 2 * a / 3 + 1; raw(refresh(a)); -a");
        QVERIFY(!none.products && !none.remasking && none.sums.empty() && none.maps.empty() && none.rotations.empty());
        const auto product = needs("enc([1]) * enc([1])");
        QVERIFY(product.products && product.remasking);
        QVERIFY(needs("exp(enc([1]), 2)").products);
        QVERIFY(!needs("sigmoid(enc([1]), 2)").products); // 1/2 + x/4

        const auto sums = needs("a = enc([1, 2]); dot(a, a); sum(a)");
        QVERIFY(sums.products);
        QCOMPARE(sums.sums, (std::vector<cg::he::BlockSum>{{{1, 16, 16}, cg::he::SumAxis::OverColumns}}));
        QVERIFY(needs("sum(sum(enc([1, 2]))); dot(enc([1]), enc([2]))").sums.size() == 1);
        QVERIFY(needs("sum(enc([1]))").sums.empty());

        const auto maps = needs("linear([[1, 2], [3, 4]], enc([1, 2])); linear([[1, 2], [3, 4]], enc([5, 6]))");
        QCOMPARE(maps.maps.size(), std::size_t{1});
        QCOMPARE(maps.maps.front(), (cg::he::LinearMap{2, 2, {1, 2, 3, 4}}));
        const auto blocks = needs("linear([" + listOf(17) + "], enc(" + listOf(17) + "))");
        QCOMPARE(blocks.maps.size(), std::size_t{2});
        QCOMPARE(blocks.maps.front().columns, std::size_t{1});
        QCOMPARE(blocks.maps.back().columns, std::size_t{16});
    }
};

QTEST_APPLESS_MAIN(CalculatorParserTest)
#include "calculator_parser_test.moc"
