// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/noise/trainer_noise.h"

#include "ui/panels/noise/growth_chart.h"
#include "ui/panels/noise/noise_halves.h"
#include "ui/panels/noise/noise_towers.h"
#include "ui/text/format.h"
#include "ui/widgets/make_child.h"

#include <QLabel>
#include <QVBoxLayout>

#include <cmath>
#include <utility>

namespace cg::ui {

namespace {

/// Steps until the error of a weight, with all its deviations, reaches the digits that matter; nothing where it will
/// not within any run.
std::optional<std::uint64_t> stepsUntilDamage(const session::Forecast& forecast)
{
    constexpr double kMostSteps = 1e15;
    if (forecast.expected.empty() || forecast.expected.front().isZero()) {
        return std::nullopt;
    }
    const double room = kMessageFloorBits - kDeviationBits - forecast.expected.front().bits();
    const double steps = std::exp2(2 * room);
    return steps < kMostSteps ? std::optional(static_cast<std::uint64_t>(std::max(steps, 1.0))) : std::nullopt;
}

/// Two significant digits: it is an estimate.
std::uint64_t rounded(std::uint64_t count)
{
    std::uint64_t unit = 1;
    while (count / unit >= 100) {
        unit *= 10;
    }
    return count / unit * unit;
}

} // namespace

TrainerNoise::TrainerNoise(QWidget* parent)
    : PanelFrame(parent),
      m_operations(makeChild<OperationsView>(this, OperationModel::Half::Trainer)),
      m_left(makeChild<QLabel>(this)),
      m_source(makeChild<QLabel>(this)),
      m_growth(makeChild<GrowthChart>(this))
{
    setObjectName(QStringLiteral("trainerNoise"));
    setTitle(tr("Noise — estimated, no key needed"));
    createLayout();
}

void TrainerNoise::createLayout()
{
    QFont bold = font();
    bold.setBold(true);
    m_left->setFont(bold);
    m_left->setObjectName(QStringLiteral("bitsLeft"));
    m_source->setObjectName(QStringLiteral("noiseSource"));
    m_growth->setMinimumHeight(kLeastHeightBelowTowers);
    m_growth->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Ignored);
    for (QLabel* label : {m_left, m_source}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    keepTwoLines(*m_source);
    body()->addWidget(m_operations, kTowersShare);
    body()->addWidget(m_left);
    body()->addWidget(m_source);
    body()->addWidget(m_growth, kBelowTowersShare);
}

TrainerNoise::Shown TrainerNoise::shownOf(const SessionState& state)
{
    Shown shown;
    if (state.isPlain()) {
        return shown;
    }
    if (state.snapshot && !state.snapshot->ledger.empty()) {
        shown.operations = state.snapshot->ledger;
        shown.done = shown.operations.size();
    } else if (state.forecast() != nullptr) {
        shown.operations = state.forecast()->operations;
    }
    if (state.snapshot && !state.snapshot->stepInProgress.empty()) {
        const std::vector<noise::LedgerEntry>& begun = state.snapshot->stepInProgress;
        shown.operations.resize(std::max(shown.operations.size(), begun.size()));
        std::copy(begun.begin(), begun.end(), shown.operations.begin());
        shown.done = begun.size();
    }
    return shown;
}

QString TrainerNoise::refreshSentence(const SessionState& state)
{
    if (state.forecast() == nullptr || !state.forecast()->stepsBetweenRefreshes) {
        return {};
    }
    const std::uint64_t steps = *state.forecast()->stepsBetweenRefreshes;
    return steps == 1 ? tr("The key holder refreshes the weights after every step.")
                      : tr("The key holder refreshes the weights after every %1 steps.").arg(countText(steps));
}

QString TrainerNoise::sourceSentence(const SessionState& state, const Shown& shown)
{
    QString text;
    if (shown.done == 0) {
        text = tr("Forecast of one step: no key, no data in it.");
        text += u' ' + refreshSentence(state);
    } else if (shown.done < shown.operations.size()) {
        text = tr("Operation %1 of %2; the rest is forecast.").arg(shown.done).arg(shown.operations.size());
    } else {
        text = tr("Estimates of step %1.").arg(countText(state.steps()));
    }
    const auto damage = state.forecast() != nullptr ? stepsUntilDamage(*state.forecast()) : std::nullopt;
    if (damage) {
        text += u' ' + tr("The third decimal of the weights lasts about %1 steps.").arg(countText(rounded(*damage)));
    }
    return text;
}

void TrainerNoise::showState(const SessionState& state)
{
    const Shown shown = shownOf(state);
    std::vector<BitTower> towers = towersOf(shown.operations);
    std::vector<session::MeasuredOperation> rows;
    for (std::size_t i = 0; i < towers.size(); ++i) {
        towers[i].isForecast = i >= shown.done;
        rows.push_back({shown.operations[i], std::nullopt});
    }
    m_operations->showOperations(std::move(rows), std::move(towers), productsLeft(shown.operations));
    const bool isPlain = state.isPlain();
    setTitle(isPlain ? tr("Noise — none without encryption") : tr("Noise — estimated, no key needed"));
    m_operations->setVisible(!isPlain);
    m_growth->setVisible(!isPlain);
    if (isPlain) {
        m_left->setText(tr("Nothing is encrypted: there is no noise."));
        m_source->clear();
    } else if (shown.operations.empty()) {
        m_left->setText(tr("No experiment was chosen yet."));
        m_source->clear();
    } else {
        m_left->setText(m_operations->towers().summary().join(QStringLiteral(" — ")) + u'.');
        m_source->setText(sourceSentence(state, shown));
    }
    const base::Log2 drift = state.snapshot ? state.snapshot->drift : base::Log2{};
    m_growth->showGrowth(state.forecast() != nullptr ? state.forecast()->expected : std::vector<base::Log2>{},
                         state.steps(), drift);
}

} // namespace cg::ui
