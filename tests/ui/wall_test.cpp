// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/support/grab.h"
#include "ui/support/sample_states.h"
#include "ui/text/boundary_text.h"
#include "ui/widgets/badges.h"
#include "ui/widgets/crossing_model.h"
#include "ui/widgets/key_chip.h"
#include "ui/widgets/wall_widget.h"

#include <QAbstractItemModelTester>
#include <QSet>
#include <QSignalSpy>
#include <QtTest/QTest>

using namespace cg;
using namespace cg::ui;
using session::Sight;
using session::Visibility;

namespace {

constexpr std::array kSights = {Sight::Seen, Sight::Hidden, Sight::BelievedHidden};

/// Every table that there could be: three sights for each of six nouns, the start known or not.
std::vector<Visibility> allVisibilities()
{
    std::vector<Visibility> result;
    for (std::size_t number = 0; number < 2 * 729; ++number) {
        std::size_t rest = number / 2;
        Visibility visibility;
        for (Sight Visibility::* noun : {&Visibility::inputs, &Visibility::labels, &Visibility::circuit,
                                         &Visibility::weights, &Visibility::predictions, &Visibility::loss}) {
            visibility.*noun = kSights.at(rest % 3);
            rest /= 3;
        }
        visibility.isStartKnown = number % 2 == 1;
        result.push_back(visibility);
    }
    return result;
}

QStringList sentencesOf(const QString& text)
{
    return text.split(QRegularExpression(QStringLiteral("(?<=[.]) ")), Qt::SkipEmptyParts);
}

void expectShort(const QString& text)
{
    for (const QString& sentence : sentencesOf(text)) {
        QVERIFY2(sentence.split(QLatin1Char(' ')).size() <= 12, qPrintable(sentence));
    }
}

/// The sentence of `text` that begins so; empty if there is none.
QString sentenceWith(const QString& text, const QString& beginning)
{
    for (const QString& sentence : sentencesOf(text)) {
        if (sentence.startsWith(beginning)) {
            return sentence;
        }
    }
    return {};
}

} // namespace

class WallTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { tests::failOnWarnings(); }

    void noSentenceIsLongerThanTwelveWords()
    {
        for (const Visibility& visibility : allVisibilities()) {
            expectShort(trainerSentence(visibility, base::SchemeId::Vhe));
            expectShort(trainerSecondLine(visibility));
            expectShort(trainerMore(visibility));
        }
        for (const KeyState key : samples::kKeyStates) {
            expectShort(keyHolderSentence(key));
        }
        trust::CrossingTotals totals;
        totals.messages = 1'234'567;
        totals.bits = 1'234'567;
        expectShort(keyHolderSecondLine(totals, session::Recorded::FromTheBeginning));
        expectShort(keyHolderSecondLine(totals, session::Recorded::InPart));
    }

    void everyNounStandsInTheSentenceOfItsSight()
    {
        const auto beginnings =
            std::array{QStringLiteral("Sees:"), QStringLiteral("Cannot see:"), QStringLiteral("Believed not to see:")};
        for (const Visibility& visibility : allVisibilities()) {
            const QString text = trainerSentence(visibility, base::SchemeId::Vhe);
            if (isControlRun(visibility)) {
                QCOMPARE(text, QStringLiteral("Sees everything. Nothing is encrypted."));
                continue;
            }
            const auto expectNoun = [&](const QString& noun, Sight sight) {
                for (std::size_t i = 0; i < kSights.size(); ++i) {
                    const bool isNamed = sentenceWith(text, beginnings.at(i)).contains(noun);
                    QCOMPARE(isNamed, kSights.at(i) == sight);
                }
            };
            expectNoun(QStringLiteral("inputs"), visibility.inputs);
            expectNoun(QStringLiteral("labels"), visibility.labels);
            expectNoun(QStringLiteral("circuit"), visibility.circuit);
            expectNoun(QStringLiteral("weights"), visibility.weights);
            expectNoun(QStringLiteral("predictions"), visibility.predictions);
            expectNoun(QStringLiteral("loss"), visibility.loss);
        }
    }

    void aHidingSchemeIsDescribedAsTheDesignSays()
    {
        QCOMPARE(trainerSentence(Visibility{}, base::SchemeId::Vhe),
                 QStringLiteral("Sees: inputs, labels, circuit. Cannot see: weights, predictions, loss."));
    }

    void vheIsSaidToBeBroken()
    {
        const Visibility visibility = session::visibilityOf(security::Badge::Broken, session::StartKind::Sealed);
        QCOMPARE(trainerSentence(visibility, base::SchemeId::Vhe),
                 QStringLiteral("Sees: inputs, labels, circuit. Believed not to see: weights, predictions, loss. "
                                "Actually can: VHE is BROKEN."));
        SchemeBadge badge;
        badge.showScheme(base::SchemeId::Vhe, security::Badge::Broken);
        QVERIFY(badge.text().contains(QStringLiteral("BROKEN")));
        QVERIFY(badge.toolTip().contains(QStringLiteral("least squares")));
    }

    void ckksIsSaidToHide()
    {
        const auto visibility = session::visibilityOf(security::Badge::Standard128, session::StartKind::Sealed);
        QCOMPARE(trainerSentence(visibility, base::SchemeId::Ckks),
                 QStringLiteral("Sees: inputs, labels, circuit. Cannot see: weights, predictions, loss."));
    }

    void aKnownStartIsAdmitted()
    {
        const auto known = session::visibilityOf(security::Badge::Broken, session::StartKind::Known);
        const auto sealed = session::visibilityOf(security::Badge::Broken, session::StartKind::Sealed);
        const QString admission = QStringLiteral("Could compute this run in the clear: the start is known.");
        QCOMPARE(trainerSecondLine(known), admission);
        QVERIFY(trainerSecondLine(sealed) != admission);
        StartBadge badge;
        badge.showStart(session::StartKind::Known);
        QCOMPARE(badge.text(), QStringLiteral("KNOWN START"));
        badge.showStart(session::StartKind::Sealed);
        QCOMPARE(badge.text(), QStringLiteral("SEALED START"));
    }

    void nothingReachesTheTrainerOnlyUntilAMessageDid()
    {
        using session::Recorded;
        const auto line = [](const std::vector<trust::Crossing>& crossings, Recorded recorded) {
            return keyHolderSecondLine(trust::totalsOf(crossings), recorded);
        };
        QCOMPARE(line(samples::crossings(), Recorded::FromTheBeginning),
                 QStringLiteral("Nothing on this side reaches the trainer."));
        QCOMPARE(line(samples::crossingsWithMessages(), Recorded::FromTheBeginning),
                 QStringLiteral("Told the trainer so far: 4 bits."));
        QCOMPARE(line(samples::crossings(), Recorded::InPart),
                 QStringLiteral("Before this file was opened: not recorded."));
        QCOMPARE(line(samples::crossingsWithMessages(), Recorded::InPart),
                 QStringLiteral("Told the trainer at least: 4 bits. Before this file was opened: not recorded."));
    }

    void theCountersShowTheTotals()
    {
        WallWidget wall;
        wall.showCrossings(samples::crossingsWithMessages());
        const auto text = [&wall](const char* name) {
            return wall.findChild<WallCounter*>(QString::fromLatin1(name))->text();
        };
        QCOMPARE(text("wallCiphertexts"), QStringLiteral("ciphertexts 9"));
        QCOMPARE(text("wallPublicKeys"), QStringLiteral("public keys 12"));
        QCOMPARE(text("wallSecretKey"), QStringLiteral("secret key 0"));
        QCOMPARE(text("wallMessages"), QStringLiteral("messages 4 · 4 bits"));
        QVERIFY(wall.textTwin().contains(QStringLiteral("secret key 0")));
    }

    void aClickAndTheSpaceKeyAskForTheLog()
    {
        WallWidget wall;
        wall.show();
        QSignalSpy spy(&wall, &WallWidget::logRequested);
        auto* counter = wall.findChild<WallCounter*>(QStringLiteral("wallMessages"));
        QTest::mouseClick(counter, Qt::LeftButton);
        QCOMPARE(spy.size(), 1);
        QTest::keyClick(counter, Qt::Key_Space);
        QCOMPARE(spy.size(), 2);
    }

    void theLogListsEveryCrossing()
    {
        CrossingModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.show(samples::crossings());
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.show(samples::crossingsWithMessages());
        QCOMPARE(model.rowCount(), 7);
        QCOMPARE(inserted.size(), 1);
        QCOMPARE(reset.size(), 0);
        const auto cell = [&model](int row, int column) { return model.index(row, column).data().toString(); };
        QCOMPARE(cell(0, CrossingModel::Direction), QStringLiteral("to the trainer"));
        QCOMPARE(cell(0, CrossingModel::Bytes), QStringLiteral("1,345,678"));
        QCOMPARE(cell(2, CrossingModel::Direction), QStringLiteral("to the key holder"));
        QCOMPARE(cell(6, CrossingModel::What), QStringLiteral("is the loss below 0.01: no"));
        QCOMPARE(cell(6, CrossingModel::Bits), QStringLiteral("1"));
        model.show({});
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(reset.size(), 1);
    }

    void theChipNamesEveryStateOfTheKey()
    {
        KeyChip chip;
        QSet<QString> texts;
        for (const KeyState key : samples::kKeyStates) {
            chip.showState(samples::state(key));
            texts.insert(chip.text());
            QVERIFY(!chip.toolTip().isEmpty());
            QVERIFY(chip.sizeHint().height() >= 28);
        }
        QCOMPARE(texts.size(), static_cast<qsizetype>(samples::kKeyStates.size()));
        QVERIFY(texts.contains(QStringLiteral("NO KEY LOADED")));
        QVERIFY(texts.contains(QStringLiteral("KEY UNLOCKED, 3 opened")));
        SessionState demo = samples::lockedXor();
        demo.isDemoKey = true;
        chip.showState(demo);
        QVERIFY(chip.accessibleName().contains(QStringLiteral("DEMO KEY")));
    }
};

QTEST_MAIN(WallTest)
#include "wall_test.moc"
