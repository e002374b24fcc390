// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/experiment_bar.h"

#include "model/presets.h"
#include "ui/text/format.h"
#include "ui/widgets/make_child.h"
#include "ui/widgets/scheme_box.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>

#include <utility>

namespace cg::ui {

namespace {

constexpr int kLeastHeight = 28;
constexpr int kMostSteps = 1'000'000;
constexpr int kMostSeed = 999'999;
// Entries of the list of starts.
constexpr int kSealed = 0;
constexpr int kSeeded = 1;

/// Narrower than their natural width where the window is: the whole bar fits 1,024 pixels.
constexpr int kLeastListWidth = 104;
constexpr int kLeastNumberWidth = 64;

/// Name, tool tip and size of a control, and its label before it.
void add(QHBoxLayout& layout, QWidget& control, const QString& name, const QString& label, const QString& tip)
{
    control.setObjectName(name);
    control.setAccessibleName(label);
    control.setToolTip(tip);
    control.setMinimumHeight(kLeastHeight);
    if (!label.isEmpty()) {
        auto* const text = makeChild<QLabel>(control.parentWidget(), label);
        text->setBuddy(&control);
        layout.addWidget(text);
    }
    layout.addWidget(&control);
}

} // namespace

ExperimentBar::ExperimentBar(QWidget* parent)
    : QWidget(parent),
      m_preset(makeChild<QComboBox>(this)),
      m_scheme(makeChild<SchemeBox>(this)),
      m_rate(makeChild<QDoubleSpinBox>(this)),
      m_start(makeChild<QComboBox>(this)),
      m_seed(makeChild<QSpinBox>(this)),
      m_steps(makeChild<QSpinBox>(this)),
      m_stopsAtLoss(makeChild<QCheckBox>(this)),
      m_loss(makeChild<QDoubleSpinBox>(this))
{
    createLayout();
    connectSignals();
}

void ExperimentBar::fillPresets()
{
    for (const std::string& name : model::presetNames()) {
        const auto preset = model::findPreset(name);
        m_preset->addItem(QString::fromStdString(preset->title), QString::fromStdString(name));
        m_preset->setItemData(m_preset->count() - 1, QString::fromStdString(preset->lesson), Qt::ToolTipRole);
    }
}

void ExperimentBar::createLayout()
{
    constexpr int kLossDecimals = 4;
    constexpr double kLeastLoss = 0.0001;
    constexpr double kUsualLoss = 0.01;
    constexpr double kMostRate = 100.0;
    constexpr double kRateStep = 0.05;
    constexpr int kRateDecimals = 3;
    fillPresets();
    m_rate->setDecimals(kRateDecimals);
    m_rate->setRange(0.001, kMostRate);
    m_rate->setSingleStep(kRateStep);
    m_start->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_start->addItems({tr("sealed"), tr("seed")});
    m_seed->setRange(0, kMostSeed);
    m_steps->setRange(1, kMostSteps);
    m_steps->setGroupSeparatorShown(true);
    m_stopsAtLoss->setText(tr("or loss <"));
    m_loss->setDecimals(kLossDecimals);
    m_loss->setRange(kLeastLoss, kMostRate);
    m_loss->setValue(kUsualLoss);
    m_loss->setSingleStep(kUsualLoss);
    for (QAbstractSpinBox* const box :
         {static_cast<QAbstractSpinBox*>(m_rate), static_cast<QAbstractSpinBox*>(m_seed),
          static_cast<QAbstractSpinBox*>(m_steps), static_cast<QAbstractSpinBox*>(m_loss)}) {
        box->setKeyboardTracking(false);
        box->setMinimumWidth(kLeastNumberWidth);
    }

    for (QComboBox* const list : std::initializer_list<QComboBox*>{m_preset, m_scheme}) {
        list->setMinimumWidth(kLeastListWidth);
    }

    auto* const layout = makeChild<QHBoxLayout>(this);
    layout->setContentsMargins(8, 2, 8, 2);
    add(*layout, *m_preset, QStringLiteral("preset"), tr("&Preset"), tr("What is learnt, and by which network"));
    add(*layout, *m_scheme, QStringLiteral("scheme"), tr("S&cheme"), tr("How the weights are encrypted"));
    add(*layout, *m_rate, QStringLiteral("rate"), tr("R&ate"), tr("Learning rate of the gradient descent"));
    add(*layout, *m_start, QStringLiteral("start"), tr("St&art"),
        tr("Sealed: the key holder draws the weights and tells nobody. Seed: anybody can compute the run"));
    add(*layout, *m_seed, QStringLiteral("seed"), {}, tr("The seed of a known start"));
    m_seed->setAccessibleName(tr("Seed"));
    add(*layout, *m_steps, QStringLiteral("targetSteps"), tr("R&un to step"), tr("Training pauses at this step"));
    add(*layout, *m_stopsAtLoss, QStringLiteral("stopsAtLoss"), {},
        tr("The key holder says after each step whether the loss is below: one bit a step crosses the wall"));
    m_stopsAtLoss->setAccessibleName(tr("Stop when the loss is below"));
    add(*layout, *m_loss, QStringLiteral("targetLoss"), {}, tr("The loss to stop at"));
    m_loss->setAccessibleName(tr("Target loss"));
    layout->addStretch();
}

void ExperimentBar::connectSignals()
{
    connect(m_preset, &QComboBox::activated, this, &ExperimentBar::choosePreset);
    connect(m_scheme, &QComboBox::activated, this, &ExperimentBar::chooseScheme);
    connect(m_rate, &QDoubleSpinBox::valueChanged, this, &ExperimentBar::chooseRate);
    connect(m_start, &QComboBox::activated, this, &ExperimentBar::chooseStart);
    connect(m_seed, &QSpinBox::valueChanged, this, &ExperimentBar::chooseStart);
    connect(m_steps, &QSpinBox::valueChanged, this, &ExperimentBar::chooseTarget);
    connect(m_stopsAtLoss, &QCheckBox::toggled, this, &ExperimentBar::chooseTarget);
    connect(m_loss, &QDoubleSpinBox::valueChanged, this, &ExperimentBar::chooseTarget);
}

void ExperimentBar::showState(const SessionState& state)
{
    m_choice = state.choice;
    m_target = state.target;
    const QSignalBlocker quietRate(m_rate);
    const QSignalBlocker quietSeed(m_seed);
    const QSignalBlocker quietSteps(m_steps);
    const QSignalBlocker quietStop(m_stopsAtLoss);
    const QSignalBlocker quietLoss(m_loss);
    m_preset->setCurrentIndex(m_preset->findData(state.choice.preset));
    m_scheme->choose({state.choice.scheme, state.choice.securityBits});
    if (state.spec && !m_rate->hasFocus()) {
        m_rate->setValue(state.spec->plan.optimizer.rate);
    }
    const bool isDemo = state.choice.demoKey.has_value();
    m_start->setCurrentIndex(state.choice.seed || isDemo ? kSeeded : kSealed);
    m_start->setItemText(kSealed, state.isPlain() ? tr("random") : tr("sealed"));
    m_start->setEnabled(!isDemo);
    m_seed->setVisible(state.choice.seed.has_value() || isDemo);
    m_seed->setEnabled(!isDemo);
    if (const auto number = state.choice.seed ? state.choice.seed : state.choice.demoKey;
        number && !m_seed->hasFocus()) {
        m_seed->setValue(static_cast<int>(std::min<std::uint64_t>(*number, kMostSeed)));
    }
    if (!m_steps->hasFocus()) {
        m_steps->setValue(static_cast<int>(std::min<std::uint64_t>(state.target.steps, kMostSteps)));
    }
    m_stopsAtLoss->setChecked(state.target.loss.has_value());
    m_loss->setEnabled(state.target.loss.has_value());
    if (state.target.loss && !m_loss->hasFocus()) {
        m_loss->setValue(*state.target.loss);
    }
}

void ExperimentBar::choosePreset()
{
    ExperimentChoice choice;
    choice.preset = m_preset->currentData().toString();
    choice.scheme = m_choice.scheme;
    choice.securityBits = m_choice.securityBits;
    choice.seed = m_choice.seed;
    choice.demoKey = m_choice.demoKey;
    if (choice.preset != m_choice.preset) {
        Q_EMIT choiceMade(choice, tr("preset %1").arg(m_preset->currentText()));
    }
}

void ExperimentBar::chooseScheme()
{
    ExperimentChoice choice = m_choice;
    const SchemeChoice chosen = m_scheme->choice();
    choice.scheme = chosen.scheme;
    if (chosen.scheme == base::SchemeId::Ckks) {
        choice.securityBits = chosen.securityBits;
    }
    if (choice != m_choice) {
        Q_EMIT choiceMade(choice, tr("scheme %1").arg(m_scheme->currentText()));
    }
}

void ExperimentBar::chooseRate()
{
    ExperimentChoice choice = m_choice;
    choice.rate = m_rate->value();
    Q_EMIT choiceMade(choice, tr("rate %1").arg(numberText(m_rate->value())));
}

void ExperimentBar::chooseStart()
{
    ExperimentChoice choice = m_choice;
    const bool isSeeded = m_start->currentIndex() == kSeeded;
    choice.seed = isSeeded ? std::optional(static_cast<std::uint64_t>(m_seed->value())) : std::nullopt;
    if (choice != m_choice) {
        Q_EMIT choiceMade(choice, isSeeded ? tr("seed %1").arg(m_seed->value()) : tr("sealed start"));
    }
}

void ExperimentBar::chooseTarget()
{
    const auto loss = m_stopsAtLoss->isChecked() ? std::optional(m_loss->value()) : std::nullopt;
    m_loss->setEnabled(loss.has_value());
    m_target = {static_cast<std::uint64_t>(m_steps->value()), loss};
    Q_EMIT targetChosen(m_target);
}

} // namespace cg::ui
