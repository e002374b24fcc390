// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/session_status.h"

#include "ui/panels/noise/noise_towers.h"
#include "ui/text/format.h"
#include "ui/widgets/badges.h"
#include "ui/widgets/make_child.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStringList>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace cg::ui {

namespace {

/// The median time of a product of ciphertexts in the last step, which an interruption does not change; nothing if
/// there was none.
std::optional<std::chrono::nanoseconds> timeOfProduct(const std::vector<noise::LedgerEntry>& ledger)
{
    std::vector<std::chrono::nanoseconds> times;
    for (const noise::LedgerEntry& entry : ledger) {
        if (entry.kind == he::OpKind::Multiply || entry.kind == he::OpKind::MultiplyPlain) {
            times.push_back(entry.time / static_cast<std::int64_t>(noise::termsOf(entry)));
        }
    }
    if (times.empty()) {
        return std::nullopt;
    }
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
    std::ranges::nth_element(times, middle);
    return *middle;
}

/// How much slower than in the clear: measured where steps were taken, else estimated.
QString slownessOf(const session::StepTime& expected, double stepsPerSecond)
{
    const auto times = [](double slowdown) { return countText(static_cast<std::uint64_t>(std::round(slowdown))); };
    if (stepsPerSecond > 0) {
        const double slowdown = 1 / (stepsPerSecond * expected.plain.count());
        return SessionStatus::tr("%1 × slower than plain").arg(times(slowdown));
    }
    const auto time = std::chrono::duration_cast<std::chrono::nanoseconds>(expected.encrypted);
    return SessionStatus::tr("about %1 a step, %2 × slower than plain (estimate)")
        .arg(timeText(time), times(expected.slowdown()));
}

QString figuresOf(const SessionState& state)
{
    QStringList parts;
    const session::TrainingSnapshot& now = *state.snapshot;
    const auto towers = towersOf(now.ledger.empty() && state.outlook ? state.forecast()->operations : now.ledger);
    double left = towers.empty() ? 0.0 : towers.front().messageFloorBits - towers.front().noiseBits;
    for (const BitTower& tower : towers) {
        left = std::min(left, tower.messageFloorBits - tower.noiseBits);
    }
    if (!towers.empty() && !state.isPlain()) {
        parts << SessionStatus::tr("%1 left (estimate)").arg(bitsText(left));
    }
    if (const auto time = timeOfProduct(now.ledger)) {
        parts << SessionStatus::tr("%1 a ×").arg(timeText(*time));
    }
    parts << SessionStatus::tr("%1 operations").arg(countText(now.operations));
    if (now.stepsPerSecond > 0) {
        const QString rate = countText(static_cast<std::uint64_t>(now.stepsPerSecond));
        // The time between slowed-down operations is no training.
        parts << (state.operationsPerSecond ? SessionStatus::tr("%1 steps/s at full speed")
                                            : SessionStatus::tr("%1 steps/s"))
                     .arg(rate);
    }
    if (state.outlook) {
        parts << slownessOf(state.outlook->stepTime, now.stepsPerSecond);
    }
    return parts.join(QStringLiteral("   ·   "));
}

} // namespace

SessionStatus::SessionStatus(QWidget* parent)
    : QWidget(parent),
      m_scheme(makeChild<SchemeBadge>(this)),
      m_start(makeChild<StartBadge>(this)),
      m_figures(makeChild<QLabel>(this)),
      m_waiting(makeChild<QLabel>(this)),
      m_failure(makeChild<QToolButton>(this))
{
    m_figures->setObjectName(QStringLiteral("figures"));
    m_failure->setObjectName(QStringLiteral("failure"));
    m_failure->setAutoRaise(true);
    m_failure->setFocusPolicy(Qt::StrongFocus);
    m_failure->hide();
    connect(m_failure, &QToolButton::clicked, this, &SessionStatus::failureClicked);
    m_waiting->setObjectName(QStringLiteral("waiting"));
    m_waiting->setToolTip(tr("The key holder, or one long operation, has not come to its end. Closing the window ends "
                             "both."));
    m_waiting->hide();
    auto* const layout = makeChild<QHBoxLayout>(this);
    layout->setContentsMargins(8, 2, 8, 2);
    layout->addWidget(m_scheme);
    layout->addWidget(m_start);
    layout->addSpacing(8);
    layout->addWidget(m_figures);
    layout->addStretch();
    layout->addWidget(m_waiting);
    layout->addWidget(m_failure);
}

void SessionStatus::showState(const SessionState& state)
{
    m_scheme->showScheme(state.choice.scheme, state.badge());
    m_start->showStart(state.start);
    m_start->setVisible(!state.isPlain()); // there is nothing that a start could hide
    m_figures->setText(state.snapshot ? figuresOf(state) : tr("Nothing has run yet"));
    showFailure(state);
}

void SessionStatus::showWaiting(std::chrono::milliseconds time)
{
    constexpr std::chrono::seconds kPatience{2};
    m_waiting->setVisible(time >= kPatience);
    m_waiting->setText(tr("still at work, %1 s …").arg(std::chrono::duration_cast<std::chrono::seconds>(time).count()));
}

void SessionStatus::showFailure(const SessionState& state)
{
    const QString sentence = state.failure ? state.failure->sentence : QString();
    m_failure->setToolTip(sentence);
    m_failure->setAccessibleDescription(sentence);
    m_failure->setVisible(!sentence.isEmpty());
    // A click shows the whole sentence.
    constexpr int kMost = 64;
    m_failure->setText(sentence.size() <= kMost ? QStringLiteral("⚠ ") + sentence
                                                : QStringLiteral("⚠ ") + sentence.left(kMost) + QStringLiteral("…"));
}

} // namespace cg::ui
