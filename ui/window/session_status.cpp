// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/session_status.h"

#include "ui/panels/noise/noise_towers.h"
#include "ui/text/format.h"
#include "ui/widgets/badges.h"
#include "ui/widgets/make_child.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStringList>

#include <algorithm>

namespace cg::ui {

namespace {

/// The mean time of a product of ciphertexts in the last step; nothing if there was none.
std::optional<std::chrono::nanoseconds> timeOfProduct(const std::vector<noise::LedgerEntry>& ledger)
{
    std::chrono::nanoseconds sum{};
    std::int64_t count = 0;
    for (const noise::LedgerEntry& entry : ledger) {
        if (entry.kind == he::OpKind::Multiply || entry.kind == he::OpKind::MultiplyPlain) {
            sum += entry.time / static_cast<std::int64_t>(noise::termsOf(entry));
            ++count;
        }
    }
    return count == 0 ? std::nullopt : std::optional(sum / count);
}

QString figuresOf(const SessionState& state)
{
    QStringList parts;
    const session::TrainingSnapshot& now = *state.snapshot;
    const auto towers = towersOf(now.ledger.empty() && state.forecast ? state.forecast->operations : now.ledger);
    double left = towers.empty() ? 0.0 : towers.front().messageFloorBits - towers.front().noiseBits;
    for (const BitTower& tower : towers) {
        left = std::min(left, tower.messageFloorBits - tower.noiseBits);
    }
    if (!towers.empty()) {
        parts << SessionStatus::tr("%1 left (estimate)").arg(bitsText(left));
    }
    if (const auto time = timeOfProduct(now.ledger)) {
        parts << SessionStatus::tr("%1 a ×").arg(timeText(*time));
    }
    parts << SessionStatus::tr("%1 operations").arg(countText(now.operations));
    if (now.stepsPerSecond > 0) {
        parts << SessionStatus::tr("%1 steps/s").arg(countText(static_cast<std::uint64_t>(now.stepsPerSecond)));
    }
    return parts.join(QStringLiteral("   ·   "));
}

} // namespace

SessionStatus::SessionStatus(QWidget* parent)
    : QWidget(parent),
      m_scheme(makeChild<SchemeBadge>(this)),
      m_start(makeChild<StartBadge>(this)),
      m_figures(makeChild<QLabel>(this)),
      m_failure(makeChild<QLabel>(this))
{
    m_figures->setObjectName(QStringLiteral("figures"));
    m_failure->setObjectName(QStringLiteral("failure"));
    m_failure->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* const layout = makeChild<QHBoxLayout>(this);
    layout->setContentsMargins(8, 2, 8, 2);
    layout->addWidget(m_scheme);
    layout->addWidget(m_start);
    layout->addSpacing(8);
    layout->addWidget(m_figures);
    layout->addStretch();
    layout->addWidget(m_failure);
}

void SessionStatus::showState(const SessionState& state)
{
    m_scheme->showScheme(state.choice.scheme, state.badge());
    m_start->showStart(state.start);
    m_figures->setText(state.snapshot ? figuresOf(state) : tr("Nothing has run yet"));
    showFailure(state);
}

void SessionStatus::showFailure(const SessionState& state)
{
    const QString sentence = state.failure ? state.failure->sentence : QString();
    m_failure->setToolTip(sentence);
    m_failure->setAccessibleDescription(sentence);
    m_failure->setVisible(!sentence.isEmpty());
    // The whole sentence is in the tool tip and, for what ended a run, in a message.
    constexpr int kMost = 64;
    m_failure->setText(sentence.size() <= kMost ? QStringLiteral("⚠ ") + sentence
                                                : QStringLiteral("⚠ ") + sentence.left(kMost) + QStringLiteral("…"));
}

} // namespace cg::ui
