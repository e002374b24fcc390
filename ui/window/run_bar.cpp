// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/run_bar.h"

#include "ui/text/format.h"
#include "ui/widgets/make_child.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QSignalBlocker>
#include <QSlider>

#include <array>
#include <cstddef>

namespace cg::ui {

namespace {

/// Operations a second at each position of the slider but the last, which is full speed.
constexpr std::array<double, 9> kSpeeds{1, 2, 4, 10, 30, 100, 300, 1000, 10'000};
constexpr int kFullSpeed = static_cast<int>(kSpeeds.size());

int positionOf(std::optional<double> speed)
{
    for (int position = 0; speed && position < kFullSpeed; ++position) {
        if (*speed <= kSpeeds.at(static_cast<std::size_t>(position))) {
            return position;
        }
    }
    return kFullSpeed;
}

QString preparingText(const SessionState& state)
{
    if (!state.outlook || !state.outlook->keys) {
        return RunBar::tr("Making keys and sealing the start…");
    }
    const session::KeySizes& keys = *state.outlook->keys;
    return RunBar::tr("Making %1 (%2) and sealing the start…")
        .arg(countOf(keys.evaluationKeys, RunBar::tr("%1 evaluation key"), RunBar::tr("%1 evaluation keys")),
             bytesText(keys.memoryBytes));
}

QString progressText(const SessionState& state)
{
    const QString steps = countText(state.steps());
    switch (state.run) {
    case RunPhase::Empty:
        return {};
    case RunPhase::Preparing:
        return preparingText(state);
    case RunPhase::Ready:
        return RunBar::tr("Ready: %1 steps").arg(countText(state.target.steps));
    case RunPhase::Stopping:
        return RunBar::tr("Pausing after this operation, step %1").arg(steps);
    case RunPhase::Finished:
        return RunBar::tr("Finished at step %1").arg(steps);
    case RunPhase::Failed:
        return RunBar::tr("Stopped at step %1").arg(steps);
    default:
        return RunBar::tr("Step %1 of %2").arg(steps, countText(state.target.steps));
    }
}

} // namespace

RunBar::RunBar(QWidget* parent)
    : QWidget(parent),
      m_speed(makeChild<QSlider>(this, Qt::Horizontal)),
      m_speedText(makeChild<QLabel>(this)),
      m_progress(makeChild<QLabel>(this)),
      m_busy(makeChild<QProgressBar>(this))
{
    constexpr int kBusyWidth = 80;
    m_busy->setObjectName(QStringLiteral("preparing"));
    m_busy->setAccessibleName(tr("Keys are being made"));
    m_busy->setRange(0, 0); // how long it takes, nobody tells
    m_busy->setTextVisible(false);
    m_busy->setFixedWidth(kBusyWidth);
    m_busy->hide();
    constexpr int kSliderWidth = 110;
    m_speed->setObjectName(QStringLiteral("speed"));
    m_speed->setAccessibleName(tr("Speed"));
    m_speed->setToolTip(tr("From one homomorphic operation a second to full speed"));
    m_speed->setRange(0, kFullSpeed);
    m_speed->setPageStep(1);
    m_speed->setValue(kFullSpeed);
    m_speed->setFixedWidth(kSliderWidth);
    m_progress->setObjectName(QStringLiteral("progress"));
    m_speedText->setObjectName(QStringLiteral("speedText"));
    m_speedText->setMinimumWidth(
        m_speedText->fontMetrics().horizontalAdvance(tr("%1 ops/s").arg(QStringLiteral("10,000"))));
    auto* const layout = makeChild<QHBoxLayout>(this);
    layout->setContentsMargins(8, 0, 8, 0);
    layout->addWidget(m_speed);
    layout->addWidget(m_speedText);
    layout->addSpacing(12);
    layout->addWidget(m_progress);
    layout->addWidget(m_busy);
    connect(m_speed, &QSlider::valueChanged, this, &RunBar::chooseSpeed);
}

void RunBar::chooseSpeed(int position)
{
    const bool isFull = position >= kFullSpeed;
    Q_EMIT speedChosen(isFull ? std::nullopt : std::optional(kSpeeds.at(static_cast<std::size_t>(position))));
}

void RunBar::showState(const SessionState& state)
{
    const QSignalBlocker quiet(m_speed);
    if (!m_speed->isSliderDown()) {
        m_speed->setValue(positionOf(state.operationsPerSecond));
    }
    m_speedText->setText(state.operationsPerSecond
                             ? tr("%1 ops/s").arg(countText(static_cast<std::uint64_t>(*state.operationsPerSecond)))
                             : tr("full speed"));
    m_progress->setText(progressText(state));
    m_busy->setVisible(state.run == RunPhase::Preparing);
}

} // namespace cg::ui
