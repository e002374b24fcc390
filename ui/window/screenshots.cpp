// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/screenshots.h"

#include "ui/widgets/make_child.h"

#include <QCoreApplication>
#include <QPixmap>
#include <QTimer>

#include <array>
#include <utility>

namespace cg::ui {

namespace {

/// Until charts that are computed beside the UI thread, and animations, have come to rest.
constexpr std::chrono::milliseconds kRest{600};
constexpr std::chrono::milliseconds kLookInterval{100};
constexpr std::size_t kRowToOpen = 2;

constexpr std::array<std::pair<MainWindow::Page, const char*>, MainWindow::kPages> kPageNames{
    {{MainWindow::Page::Train, "train"},
     {MainWindow::Page::Noise, "noise"},
     {MainWindow::Page::Sigmoid, "sigmoid"},
     {MainWindow::Page::Predictions, "predictions"},
     {MainWindow::Page::Keys, "keys"},
     {MainWindow::Page::Calculator, "calculator"}}};

} // namespace

Screenshots::Screenshots(MainWindow& window, TrainingController& controller, const QDir& folder)
    : QObject(&window), m_window(window), m_controller(controller), m_folder(folder)
{
    connect(&m_controller, &TrainingController::stateChanged, this, &Screenshots::lookAtState);
    connect(&m_controller, &TrainingController::problemOccurred, this,
            [this](const Problem& problem) { end(problem.sentence); });
    // The calculator has no part in the state.
    auto* const look = makeChild<QTimer>(this);
    connect(look, &QTimer::timeout, this, &Screenshots::lookAtState);
    look->start(kLookInterval);
}

void Screenshots::start()
{
    if (!m_folder.mkpath(QStringLiteral("."))) {
        end(tr("The folder %1 cannot be made; name one that can be written.").arg(m_folder.path()));
        return;
    }
    planStages();
    beginStage();
}

void Screenshots::planStages()
{
    const auto hasPictures = [this](const SessionState&) { return m_pictures.empty(); };
    const Stage calculate{[this] { m_window.runCalculator(); },
                          [this](const SessionState&) { return m_window.calculatorShowsOpened(); }};
    m_stages = {
        {[] {}, [](const SessionState& state) { return state.run == RunPhase::Ready; }},
        {[this] { m_controller.train(); }, [](const SessionState& state) { return state.run == RunPhase::Finished; }},
        calculate,
        {[this] { m_controller.lock(); }, [this](const SessionState&) { return !m_window.calculatorShowsOpened(); }},
        {[this] { takeAll(QStringLiteral("locked")); }, hasPictures},
        {[this] { m_controller.unlock(); }, [](const SessionState& state) { return state.values != nullptr; }},
        {[this] { m_controller.measureNoise(); },
         [](const SessionState& state) { return state.values && !state.values->measured.empty(); }},
        {[this] {
             m_controller.openPrediction(
                 kRowToOpen, {Precision::TwoDigits, Audience::KeyHolder, Reason::CheckAnswer, Lifetime::UntilLocked});
         },
         [](const SessionState& state) { return !state.predictions.empty(); }},
        calculate,
        {[this] { takeAll(QStringLiteral("unlocked")); }, hasPictures},
    };
}

void Screenshots::beginStage()
{
    if (m_stages.empty()) {
        end({});
        return;
    }
    m_isWaiting = true;
    m_stages.front().begin();
    lookAtState();
}

void Screenshots::lookAtState()
{
    if (m_isWaiting && m_stages.front().isDone(*m_controller.state())) {
        m_isWaiting = false;
        m_stages.pop_front();
        // Not from within a signal of the controller.
        QTimer::singleShot(0, this, &Screenshots::beginStage);
    }
}

void Screenshots::takeAll(const QString& lockName)
{
    for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
        const QString colours = appearance == Appearance::Light ? QStringLiteral("light") : QStringLiteral("dark");
        for (const auto& [page, name] : kPageNames) {
            m_pictures.push_back(
                {page, appearance, QStringLiteral("%1-%2-%3.png").arg(QString::fromLatin1(name), lockName, colours)});
        }
    }
    takeNext();
}

void Screenshots::takeNext()
{
    if (m_pictures.empty()) {
        lookAtState();
        return;
    }
    const Picture& next = m_pictures.front();
    m_window.setAppearance(next.appearance);
    m_window.showPage(next.page);
    QTimer::singleShot(kRest, this, [this] {
        const QString path = m_folder.filePath(m_pictures.front().name);
        if (!m_window.grab().save(path)) {
            end(tr("The picture %1 cannot be written; is the disk full?").arg(path));
            return;
        }
        m_pictures.pop_front();
        takeNext();
    });
}

void Screenshots::end(const QString& problem)
{
    m_stages.clear();
    m_pictures.clear();
    m_isWaiting = false;
    Q_EMIT finished(problem);
}

} // namespace cg::ui
