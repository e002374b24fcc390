// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/circuit.h"
#include "support/results.h"

#include <QtTest/QTest>

#include <limits>

using namespace cg;
using base::ErrorCode;
using testing::errorOf;

namespace {

he::CircuitNeeds someNeeds()
{
    he::CircuitNeeds needs;
    needs.products = true;
    needs.sums = {{{4, 4, 4}, he::SumAxis::OverRows}, {{2, 3, 6}, he::SumAxis::OverColumns}};
    needs.rotations = {1, 15};
    needs.maps = {{2, 3, {1, 2, 3, 4.5, -5, 6}}};
    return needs;
}

base::Bytes encoded(const he::CircuitNeeds& needs)
{
    base::ByteWriter writer;
    he::encode(needs, writer);
    return std::move(writer).take();
}

} // namespace

class CircuitTest : public QObject {
    Q_OBJECT

private slots:
    void needsComeBackAsTheyWere()
    {
        const base::Bytes bytes = encoded(someNeeds());
        base::ByteReader reader(bytes);
        const auto needs = testing::valueOf(he::decodeNeeds(reader));
        QVERIFY(reader.finish().hasValue());
        QCOMPARE(needs.products, true);
        QCOMPARE(needs.remasking, false);
        QVERIFY(needs.sums == someNeeds().sums && needs.rotations == someNeeds().rotations);
        QVERIFY(needs.maps == someNeeds().maps);
    }

    void everyShorterEncodingIsRefused()
    {
        const base::Bytes bytes = encoded(someNeeds());
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            base::ByteReader reader(base::ByteView(bytes).first(size));
            QCOMPARE(errorOf(he::decodeNeeds(reader)), ErrorCode::FileDamaged);
        }
    }

    void rowsThatOverlapAndNumbersThatAreNoneAreRefused()
    {
        he::CircuitNeeds overlapping;
        overlapping.sums = {{{2, 4, 3}, he::SumAxis::OverRows}};
        he::CircuitNeeds empty;
        empty.sums = {{{0, 4, 4}, he::SumAxis::OverRows}};
        he::CircuitNeeds infinite;
        infinite.maps = {{1, 1, {std::numeric_limits<double>::infinity()}}};
        he::CircuitNeeds ragged;
        ragged.maps = {{2, 2, {1, 2, 3}}};
        for (const he::CircuitNeeds& needs : {overlapping, empty, infinite, ragged}) {
            const base::Bytes bytes = encoded(needs);
            base::ByteReader reader(bytes);
            QCOMPARE(errorOf(he::decodeNeeds(reader)), ErrorCode::FileDamaged);
        }
    }

    void needsMustFitTheSlots()
    {
        QVERIFY(he::checkNeeds(someNeeds(), 16).hasValue());
        QCOMPARE(errorOf(he::checkNeeds(someNeeds(), 15)), ErrorCode::InvalidArgument);
        he::CircuitNeeds rotation;
        rotation.rotations = {16};
        QCOMPARE(errorOf(he::checkNeeds(rotation, 16)), ErrorCode::InvalidArgument);
        he::CircuitNeeds map;
        map.maps = {{17, 1, std::vector<double>(17, 1.0)}};
        QCOMPARE(errorOf(he::checkNeeds(map, 16)), ErrorCode::InvalidArgument);
    }
};

QTEST_APPLESS_MAIN(CircuitTest)
#include "circuit_test.moc"
