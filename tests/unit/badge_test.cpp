// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/badge.h"

#include <QtTest/QTest>

using namespace cg;
using security::Badge;

class BadgeTest : public QObject {
    Q_OBJECT

private slots:
    void vheIsBrokenAndClaimsNoBits()
    {
        QCOMPARE(security::badgeOf(base::SchemeId::Vhe), Badge::Broken);
        QCOMPARE(security::securityBits(Badge::Broken), 0);
        QCOMPARE(security::nameOf(Badge::Broken), std::string_view("BROKEN"));
    }

    void plainIsPlain()
    {
        QCOMPARE(security::badgeOf(base::SchemeId::Plain), Badge::Plain);
        QCOMPARE(security::nameOf(Badge::Plain), std::string_view("PLAIN"));
    }

    void standardBadgesClaimWhatTheyAreCalled()
    {
        QCOMPARE(security::nameOf(Badge::Standard128), std::string_view("STANDARD-128"));
        QCOMPARE(security::securityBits(Badge::Standard128), 128);
        QCOMPARE(security::securityBits(Badge::Standard192), 192);
        QCOMPARE(security::securityBits(Badge::Standard256), 256);
    }

    void noBadgeSaysSecure()
    {
        for (int i = 0; i <= static_cast<int>(Badge::Standard256); ++i) {
            const auto badge = static_cast<Badge>(i);
            QVERIFY(security::nameOf(badge).find("SECURE") == std::string_view::npos);
            QVERIFY(security::reasonFor(badge).find("secure ") == std::string_view::npos);
            QVERIFY(!security::reasonFor(badge).empty());
        }
    }
};

QTEST_APPLESS_MAIN(BadgeTest)
#include "badge_test.moc"
