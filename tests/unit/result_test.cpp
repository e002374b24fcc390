// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "support/results.h"

#include <QtTest/QTest>

#include <memory>

using cg::base::Error;
using cg::base::ErrorCode;
using cg::base::Result;
using cg::testing::errorOf;
using cg::testing::messageOf;
using cg::testing::valueOf;

namespace {

Result<int> half(int number)
{
    if (number % 2 != 0) {
        return Error{ErrorCode::InvalidArgument, std::to_string(number) + " is odd"};
    }
    return number / 2;
}

Result<int> quarter(int number)
{
    CG_TRY(const int once, half(number));
    CG_TRY(const int twice, half(once));
    return twice;
}

Result<void> requireMultipleOfFour(int number)
{
    CG_CHECK(quarter(number));
    return {};
}

Result<std::unique_ptr<int>> boxed(int number)
{
    CG_TRY(const int value, half(number));
    return std::make_unique<int>(value);
}

Result<int> unboxed(int number)
{
    CG_TRY(const auto box, boxed(number));
    return *box;
}

} // namespace

class ResultTest : public QObject {
    Q_OBJECT

private slots:
    void holdsTheValueItWasGiven()
    {
        const Result<int> result = 5;
        QVERIFY(result.hasValue());
        QVERIFY(static_cast<bool>(result));
        QCOMPARE(result.value(), 5);
        QCOMPARE(*result, 5);
    }

    void holdsTheErrorItWasGiven()
    {
        const Result<int> result = Error{ErrorCode::FileMissing, "there is no file"};
        QVERIFY(!result.hasValue());
        QCOMPARE(errorOf(result), ErrorCode::FileMissing);
        QCOMPARE(messageOf(result), std::string("there is no file"));
    }

    void theValueCanBeChangedInPlaceAndMovedOut()
    {
        Result<std::string> result = std::string("a");
        *result += "b";
        result->push_back('c');
        const std::string moved = std::move(result).value();
        QCOMPARE(moved, std::string("abc"));
    }

    void tryReturnsTheFirstErrorAndOtherwiseGoesOn()
    {
        QCOMPARE(valueOf(quarter(12)), 3);
        QCOMPARE(messageOf(quarter(7)), std::string("7 is odd"));
        QCOMPARE(messageOf(quarter(6)), std::string("3 is odd"));
    }

    void tryWorksForTypesThatCanOnlyBeMoved()
    {
        QCOMPARE(valueOf(unboxed(8)), 4);
        QCOMPARE(errorOf(unboxed(9)), ErrorCode::InvalidArgument);
    }

    void checkPassesTheErrorOnAndDropsTheValue()
    {
        QVERIFY(requireMultipleOfFour(8).hasValue());
        QCOMPARE(messageOf(requireMultipleOfFour(10)), std::string("5 is odd"));
    }

    void contextIsPutInFrontOfTheMessageAndKeepsTheCode()
    {
        const Error inner{ErrorCode::Diverged, "a weight is not finite"};
        const Error outer = inner.within("layer 2").within("epoch 3");
        QCOMPARE(outer.message, std::string("epoch 3: layer 2: a weight is not finite"));
        QCOMPARE(outer.code, ErrorCode::Diverged);
    }
};

QTEST_APPLESS_MAIN(ResultTest)
#include "result_test.moc"
