// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/bench_window.h"

#include <QAction>
#include <QCoreApplication>
#include <QDir>
#include <QEvent>
#include <QEventLoop>
#include <QFile>
#include <QTimer>

#include <unistd.h>

#include <limits>

namespace cg::bench {

namespace {

constexpr std::chrono::minutes kPatience{2};

/// Counts how often a window asks to be painted.
class RepaintCounter : public QObject {
public:
    explicit RepaintCounter(QObject& window) { window.installEventFilter(this); }
    bool eventFilter(QObject* /*watched*/, QEvent* event) override
    {
        m_repaints += event->type() == QEvent::UpdateRequest ? 1 : 0;
        return false;
    }
    [[nodiscard]] int repaints() const { return m_repaints; }

private:
    int m_repaints = 0;
};

std::uint64_t residentOf(const QByteArray& process)
{
    QFile file(QStringLiteral("/proc/%1/statm").arg(QString::fromLatin1(process)));
    if (!file.open(QIODevice::ReadOnly)) {
        return 0;
    }
    const QList<QByteArray> numbers = file.readAll().split(' ');
    return numbers.value(1).toULongLong() * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

} // namespace

void runLoopFor(std::chrono::milliseconds time)
{
    QEventLoop loop;
    QTimer::singleShot(time, Qt::PreciseTimer, &loop, &QEventLoop::quit);
    loop.exec();
}

void runLoopUntilIdle()
{
    // The first round may ask for a repaint, the second one paints.
    for (int round = 0; round < 3; ++round) {
        runLoopFor(std::chrono::milliseconds(0));
        QCoreApplication::sendPostedEvents();
    }
}

BenchWindow::BenchWindow() : m_window(m_controller, m_settings)
{
    m_window.resize(1280, 800);
    m_window.show();
    m_controller.choose({});
    waitFor([](const ui::SessionState& state) { return state.run == ui::RunPhase::Ready; });
}

void BenchWindow::waitFor(const Condition& condition)
{
    if (condition(*state())) {
        return;
    }
    QEventLoop loop;
    QObject::connect(&m_controller, &ui::TrainingController::stateChanged, &loop, [&] {
        if (condition(*state())) {
            loop.quit();
        }
    });
    QTimer::singleShot(kPatience, &loop, [] {
        qFatal("window_bench: the session did not come to the state that was waited for within two minutes");
    });
    loop.exec();
}

void BenchWindow::clickTrain()
{
    m_window.findChild<QAction*>(QStringLiteral("train"))->trigger();
}

void BenchWindow::trainOn()
{
    if (state()->isRunning()) {
        return;
    }
    m_controller.setTarget({std::numeric_limits<std::uint32_t>::max(), std::nullopt});
    const std::uint64_t before = state()->steps();
    clickTrain();
    waitFor([before](const ui::SessionState& state) {
        return state.run == ui::RunPhase::Training && state.steps() > before;
    });
}

void BenchWindow::turnKey(KeyIs key)
{
    key == KeyIs::Open ? m_controller.unlock() : m_controller.lock();
    waitFor([key](const ui::SessionState& state) { return (state.values != nullptr) == (key == KeyIs::Open); });
}

BenchWindow::Activity BenchWindow::watch(std::chrono::milliseconds time)
{
    using Clock = std::chrono::steady_clock;
    int updates = 0;
    const QObject context;
    // From one piece of news to another: their steps are counted, their moments are those of the steps.
    QEventLoop firstNews;
    QObject::connect(&m_controller, &ui::TrainingController::stateChanged, &firstNews, &QEventLoop::quit);
    firstNews.exec();
    const Clock::time_point begin = Clock::now();
    const std::uint64_t before = state()->steps();
    QObject::connect(&m_controller, &ui::TrainingController::stateChanged, &context, [&] { ++updates; });
    const RepaintCounter counter(m_window);
    runLoopFor(time);
    firstNews.exec();
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    return {static_cast<double>(state()->steps() - before) / seconds, updates / seconds, counter.repaints() / seconds};
}

Memory residentMemory()
{
    Memory memory{residentOf("self"), 0};
    for (const QString& thread : QDir(QStringLiteral("/proc/self/task")).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile children(QStringLiteral("/proc/self/task/%1/children").arg(thread));
        if (children.open(QIODevice::ReadOnly)) {
            for (const QByteArray& child : children.readAll().split(' ')) {
                memory.children += child.isEmpty() ? 0 : residentOf(child);
            }
        }
    }
    return memory;
}

} // namespace cg::bench
