// SPDX-License-Identifier: GPL-3.0-or-later
// When the window locks itself, by a clock that the test sets.
#include "ui/support/fake_controller.h"
#include "ui/support/grab.h"
#include "ui/widgets/key_chip.h"
#include "ui/window/auto_lock.h"

#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace cg;
using namespace cg::ui;
using namespace std::chrono_literals;
using tests::FakeController;

namespace {

/// A key that is open at noon, and a clock.
class Bench {
public:
    Bench() : m_lock(m_controller, m_window, [this] { return m_now; })
    {
        QObject::connect(&m_lock, &AutoLock::remainingChanged,
                         [this](std::optional<std::chrono::seconds> remaining) { told = remaining; });
        setKey(KeyState::Open);
    }

    void setKey(KeyState key)
    {
        m_controller.picture.key = key;
        Q_EMIT m_controller.stateChanged();
    }
    void pass(std::chrono::seconds time)
    {
        m_now += time;
        m_lock.look();
    }
    [[nodiscard]] AutoLock& lock() { return m_lock; }
    [[nodiscard]] QWidget& window() { return m_window; }
    [[nodiscard]] bool isLocked() const { return m_controller.calls.contains(QStringLiteral("lock")); }
    void stateChanged() { Q_EMIT m_controller.stateChanged(); }

    std::optional<std::chrono::seconds> told;

private:
    FakeController m_controller;
    QWidget m_window;
    AutoLock::Clock::time_point m_now;
    AutoLock m_lock;
};

} // namespace

class AutoLockTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { tests::failOnWarnings(); }

    void anUnusedKeyIsLockedAfterFiveMinutes()
    {
        Bench bench;
        bench.pass(299s);
        QVERIFY(!bench.isLocked());
        bench.pass(1s);
        QVERIFY(bench.isLocked());
    }

    void eachUseBeginsTheFiveMinutesAnew()
    {
        Bench bench;
        for (int i = 0; i < 3; ++i) {
            bench.pass(299s);
            bench.lock().noteUse();
        }
        bench.pass(299s);
        QVERIFY(!bench.isLocked());
        bench.pass(1s);
        QVERIFY(bench.isLocked());
    }

    /// States come by the dozen while the training runs.
    void aNewStateIsNoUse()
    {
        Bench bench;
        bench.pass(200s);
        bench.stateChanged();
        bench.pass(100s);
        QVERIFY(bench.isLocked());
    }

    void theLastMinuteIsCountedDown()
    {
        Bench bench;
        bench.pass(239s);
        QVERIFY(!bench.told);
        bench.pass(1s);
        QCOMPARE(bench.told, std::optional(60s));
        bench.pass(18s);
        QCOMPARE(bench.told, std::optional(42s));
        bench.lock().noteUse();
        QVERIFY(!bench.told);
        bench.pass(250s);
        QVERIFY(bench.told);
        bench.setKey(KeyState::Armed);
        QVERIFY(!bench.told);
    }

    void aLockedKeyIsNotLockedAgain()
    {
        Bench bench;
        bench.setKey(KeyState::Armed);
        bench.pass(600s);
        QVERIFY(!bench.isLocked());
        bench.setKey(KeyState::Open); // from now on
        bench.pass(299s);
        QVERIFY(!bench.isLocked());
    }

    void whatTheCalculatorOpenedIsLockedToo()
    {
        Bench bench;
        bench.setKey(KeyState::Armed);
        bench.lock().noteOtherOpened(true);
        bench.pass(299s);
        QVERIFY(!bench.isLocked());
        bench.lock().noteOtherOpened(true); // it opened something else
        bench.pass(299s);
        QVERIFY(!bench.isLocked());
        bench.pass(1s);
        QVERIFY(bench.isLocked());
    }

    void inputOnTheKeyHoldersSideIsAUse_data()
    {
        QTest::addColumn<bool>("isKeyHolders");
        QTest::addColumn<bool>("isLocked");
        QTest::newRow("on the key holder's side") << true << false;
        QTest::newRow("on the trainer's side") << false << true;
    }
    void inputOnTheKeyHoldersSideIsAUse()
    {
        QFETCH(bool, isKeyHolders);
        QFETCH(bool, isLocked);
        Bench bench;
        auto* const side = new QWidget(&bench.window());
        auto* const button = new QPushButton(isKeyHolders ? side : &bench.window());
        bench.lock().watchSide(*side);
        bench.window().show();
        bench.pass(200s);
        QTest::mouseClick(button, Qt::LeftButton);
        bench.pass(200s);
        QCOMPARE(bench.isLocked(), isLocked);
        if (!isLocked) {
            QTest::keyClick(button, Qt::Key_Space);
            bench.pass(200s);
            QVERIFY(!bench.isLocked());
        }
    }

    void theChipCountsDown()
    {
        SessionState open;
        open.key = KeyState::Open;
        open.opened = 7;
        KeyChip chip;
        chip.showState(open);
        chip.showRemaining(42s);
        QCOMPARE(chip.text(), QStringLiteral("KEY UNLOCKED, 7 opened · 0:42"));
        QVERIFY(chip.toolTip().contains(QStringLiteral("Locks in 42 s")));
        QVERIFY(chip.accessibleDescription().contains(QStringLiteral("Locks in 42 s")));
        chip.showState(open); // as the training goes on
        QVERIFY(chip.text().endsWith(QStringLiteral("0:42")));
        chip.showRemaining(60s);
        QVERIFY(chip.text().endsWith(QStringLiteral("1:00")));
        chip.showRemaining(std::nullopt);
        QCOMPARE(chip.text(), QStringLiteral("KEY UNLOCKED, 7 opened"));
        chip.showRemaining(5s);
        open.key = KeyState::Armed;
        chip.showState(open);
        QVERIFY(!chip.text().contains(QLatin1Char(':')));
        QVERIFY(!chip.toolTip().contains(QStringLiteral("Locks in")));
    }
};

QTEST_MAIN(AutoLockTest)
#include "auto_lock_test.moc"
