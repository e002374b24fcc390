// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/demo_key_dialog.h"
#include "ui/panels/keys/key_actions.h"
#include "ui/panels/keys/key_name.h"
#include "ui/panels/keys/keys_page.h"
#include "ui/support/grab.h"
#include "ui/support/sample_states.h"

#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <set>

using namespace cg;
using namespace cg::ui;
using namespace cg::ui::tests;

namespace {

SessionState stateOf(KeyState key, RunPhase run)
{
    SessionState state;
    state.key = key;
    state.run = run;
    state.snapshot = std::make_shared<const session::TrainingSnapshot>();
    if (key == KeyState::Locked) {
        state.hasPassphrase = true;
        state.keyFile = QStringLiteral("k.cgkey");
    }
    return state;
}

/// Whether the phase leaves the run's keys alone.
bool isCalm(RunPhase run)
{
    return run == RunPhase::Ready || run == RunPhase::Paused || run == RunPhase::Finished || run == RunPhase::Failed;
}

void show(KeysPage& page, const SessionState& state)
{
    page.resize(1000, 520);
    page.showState(state);
    page.show();
    QVERIFY(QTest::qWaitForWindowExposed(&page));
}

} // namespace

class KeysPageTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        wear(Appearance::Light);
        failOnWarnings();
    }

    void everyKeyStateInEveryPhaseAllowsWhatTheTableSays()
    {
        // By key state: what is allowed in calm phases, and what in all of them.
        const KeyActions newKey = KeyActions(KeyAction::MakeSessionKey) | KeyAction::CreateFile | KeyAction::DemoKey;
        const std::map<KeyState, std::pair<KeyActions, KeyActions>> table{
            {KeyState::None, {newKey | KeyAction::Load, {}}},
            {KeyState::PublicOnly, {newKey | KeyAction::Load, {}}},
            {KeyState::Locked, {newKey | KeyAction::Load | KeyAction::Unlock, KeyAction::ChangePassphrase}},
            {KeyState::Armed, {newKey | KeyAction::Keep, KeyAction::Unlock}},
            {KeyState::Open, {newKey | KeyAction::Keep, KeyAction::Lock}},
            {KeyState::Wrong, {newKey | KeyAction::Load, {}}}};
        for (const KeyState key : samples::kKeyStates) {
            for (const RunPhase run : samples::kRunPhases) {
                const auto& [calm, always] = table.at(key);
                const KeyActions wanted = isCalm(run) ? calm | always : always;
                QVERIFY2(allowedKeyActions(stateOf(key, run)) == wanted,
                         qPrintable(QStringLiteral("key %1, run %2").arg(int(key)).arg(int(run))));
            }
        }
    }

    void aKeyOfNoRunGivesWayToAnotherFile()
    {
        SessionState state = stateOf(KeyState::Armed, RunPhase::Ready);
        QVERIFY(!allowedKeyActions(state).testFlag(KeyAction::Load));
        state.snapshot = nullptr;
        QVERIFY(allowedKeyActions(state).testFlag(KeyAction::Load));
    }

    void aKeyThatNeedNotBeKeptIsNotOffered()
    {
        SessionState state = stateOf(KeyState::Armed, RunPhase::Ready);
        QVERIFY(allowedKeyActions(state).testFlag(KeyAction::Keep));
        state.isDemoKey = true;
        QVERIFY(!allowedKeyActions(state).testFlag(KeyAction::Keep));
        state.isDemoKey = false;
        state.hasPassphrase = true;
        QVERIFY(!allowedKeyActions(state).testFlag(KeyAction::Keep));
    }

    void theControlRunHasNoKeyActions()
    {
        for (const KeyState key : samples::kKeyStates) {
            SessionState state = stateOf(key, RunPhase::Ready);
            state.choice.scheme = base::SchemeId::Plain;
            QCOMPARE(allowedKeyActions(state), KeyActions());
        }
    }

    void buttonsFollowTheActionsAndSayWhyNot()
    {
        KeysPage page;
        for (const KeyState key : samples::kKeyStates) {
            for (const RunPhase run : samples::kRunPhases) {
                const SessionState state = stateOf(key, run);
                page.showState(state);
                const KeyActions allowed = allowedKeyActions(state);
                QCOMPARE(find<QPushButton>(page, "unlockKey").isEnabled(), allowed.testFlag(KeyAction::Unlock));
                QCOMPARE(find<QPushButton>(page, "loadKey").isEnabled(), allowed.testFlag(KeyAction::Load));
                QCOMPARE(find<QPushButton>(page, "demoKey").isEnabled(), allowed.testFlag(KeyAction::DemoKey));
                for (const QPushButton* button : page.findChildren<QPushButton*>()) {
                    QVERIFY2(!button->toolTip().isEmpty(), qPrintable(button->objectName()));
                }
            }
        }
    }

    void everyButtonAsksForItsAction()
    {
        const QList<std::tuple<const char*, KeyState, void (KeysPage::*)()>> table{
            {"makeSessionKey", KeyState::None, &KeysPage::sessionKeyRequested},
            {"createKeyFile", KeyState::None, &KeysPage::keyFileRequested},
            {"loadKey", KeyState::None, &KeysPage::loadRequested},
            {"unlockKey", KeyState::Armed, &KeysPage::unlockRequested},
            {"keepKey", KeyState::Armed, &KeysPage::keepRequested},
            {"changePassphrase", KeyState::Locked, &KeysPage::passphraseChangeRequested},
            {"lockKey", KeyState::Open, &KeysPage::lockRequested}};
        for (const auto& [name, key, signal] : table) {
            KeysPage page;
            const QSignalSpy spy(&page, signal);
            show(page, stateOf(key, RunPhase::Ready));
            QTest::mouseClick(&find<QPushButton>(page, name), Qt::LeftButton);
            QTest::keyClick(&find<QPushButton>(page, name), Qt::Key_Space);
            QVERIFY2(spy.count() == 2, name);
        }
    }

    void aDemoKeyIsAskedForByNumber()
    {
        KeysPage page;
        const QSignalSpy spy(&page, &KeysPage::demoKeyRequested);
        show(page, stateOf(KeyState::None, RunPhase::Ready));
        QTest::mouseClick(&find<QPushButton>(page, "demoKey"), Qt::LeftButton);
        auto* const dialog = page.findChild<DemoKeyDialog*>();
        QVERIFY(dialog != nullptr);
        auto& number = find<QLineEdit>(*dialog, "demoNumber");
        number.selectAll();
        QTest::keyClicks(&number, QStringLiteral("41"));
        QTest::keyClick(&number, Qt::Key_Return);
        QCOMPARE(spy.count(), 1);
        QCOMPARE(spy.first().first().toULongLong(), 41ULL);
    }

    void theCardsSayWhereTheKeyIsAndWhatCrossed()
    {
        KeysPage page;
        page.showState(samples::lockedXor());
        const QString armed = shownTexts(page);
        QVERIFY(armed.contains(QStringLiteral("Session key: random")));
        QVERIFY(armed.contains(QStringLiteral("1.35 MB crossed the wall")));
        QVERIFY(armed.contains(QStringLiteral("The public key and 6 evaluation keys take 24.4 MB of its memory.")));
        QVERIFY(armed.contains(QStringLiteral("tide-lamp-olive-fox")));
        QVERIFY(armed.contains(QStringLiteral("BROKEN: ")));
        QVERIFY(!armed.contains(QStringLiteral("secure"), Qt::CaseInsensitive));
        SessionState demo = samples::lockedXor();
        demo.isDemoKey = true;
        page.showState(demo);
        QVERIFY(shownTexts(page).contains(QStringLiteral("DEMO KEY · KNOWN START")));
        page.showState({});
        QVERIFY(shownTexts(page).contains(QStringLiteral("No secret key on this computer.")));
        QVERIFY(!shownTexts(page).contains(QStringLiteral("tide-lamp")));
    }

    void onlyAKeyThatIsHereIsAmber()
    {
        for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
            wear(appearance);
            const QColor amber = Theme::of(appearance).color(Role::Opened);
            for (const KeyState key : samples::kKeyStates) {
                KeysPage page;
                show(page, samples::state(key));
                const QImage image = page.grab().toImage();
                const bool isHere = key == KeyState::Locked || key == KeyState::Armed || key == KeyState::Open;
                QCOMPARE(pixelsOf(image, amber) > 0, isHere);
                QCOMPARE(pixelsOf(image.copy(0, 0, image.width() / 2, image.height()), amber), 0);
            }
        }
    }

    void namesComeFromTheFirstBytesAndDiffer()
    {
        base::KeyId key;
        QCOMPARE(keyName(key), QStringLiteral("acorn-acorn-acorn-acorn"));
        std::set<QString> names;
        for (int byte = 0; byte < 256; ++byte) {
            key.bytes[2] = static_cast<std::uint8_t>(byte);
            names.insert(keyName(key));
        }
        QCOMPARE(names.size(), std::size_t{256});
        const QString before = keyName(key);
        key.bytes[15] = 9;
        QCOMPARE(keyName(key), before);
    }

    void shapesAreSymmetricAndTellNamesApart()
    {
        const KeyShape shape = keyShape(QStringLiteral("tide-lamp-olive-fox"));
        QVERIFY(shape == keyShape(QStringLiteral("tide-lamp-olive-fox")));
        QVERIFY(!(shape == keyShape(QStringLiteral("tide-lamp-olive-owl"))));
        for (std::size_t row = 0; row < KeyShape::kSide; ++row) {
            QCOMPARE(shape.cells[row * KeyShape::kSide], shape.cells[row * KeyShape::kSide + 4]);
            QCOMPARE(shape.cells[row * KeyShape::kSide + 1], shape.cells[row * KeyShape::kSide + 3]);
        }
    }
};

QTEST_MAIN(KeysPageTest)
#include "keys_page_test.moc"
