// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/key_id.h"
#include "base/scheme.h"
#include "base/strong.h"

#include <QtTest/QTest>

using cg::base::KeyId;
using cg::base::nameOf;
using cg::base::SchemeId;
using cg::base::schemeNamed;

class NamesTest : public QObject {
    Q_OBJECT

private slots:
    void everySchemeIsFoundUnderItsName()
    {
        for (const SchemeId scheme : {SchemeId::Plain, SchemeId::Vhe, SchemeId::Ckks}) {
            QCOMPARE(schemeNamed(nameOf(scheme)), std::optional(scheme));
        }
    }

    void otherNamesAreNoSchemes()
    {
        for (const char* name : {"", "VHE", "vhe ", "ckks2", "plain\n"}) {
            QVERIFY(!schemeNamed(name));
        }
    }

    /// The numbers are written to files.
    void theNumbersOfTheSchemesAreFrozen()
    {
        QCOMPARE(int{static_cast<std::uint8_t>(SchemeId::Plain)}, 0);
        QCOMPARE(int{static_cast<std::uint8_t>(SchemeId::Vhe)}, 1);
        QCOMPARE(int{static_cast<std::uint8_t>(SchemeId::Ckks)}, 2);
    }

    void aKeyIdIsShownAs32HexadecimalDigits()
    {
        KeyId id;
        id.bytes = {0x00, 0x01, 0x0F, 0x10, 0xAB, 0xFF};
        QCOMPARE(id.text(), std::string("00010f10abff00000000000000000000"));
    }

    void keyIdsAreEqualInAllBytesOnly()
    {
        KeyId first;
        KeyId second;
        QCOMPARE(first, second);
        second.bytes[15] = 1;
        QVERIFY(first != second);
        QVERIFY(first < second);
    }

    void strongValuesCompareAsTheirRepresentation()
    {
        struct SlotsTag;
        using Slots = cg::base::Strong<int, SlotsTag>;
        QVERIFY(Slots(2) < Slots(3));
        QCOMPARE(Slots(2), Slots(2));
        QCOMPARE(Slots().value(), 0);
        static_assert(!std::is_convertible_v<int, Slots> && !std::is_convertible_v<Slots, int>);
    }
};

QTEST_APPLESS_MAIN(NamesTest)
#include "names_test.moc"
