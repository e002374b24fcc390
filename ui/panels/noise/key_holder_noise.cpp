// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/noise/key_holder_noise.h"

#include "ui/panels/noise/noise_halves.h"
#include "ui/panels/noise/noise_towers.h"
#include "ui/text/format.h"
#include "ui/widgets/locked_view.h"
#include "ui/widgets/make_child.h"
#include "ui/widgets/network_text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStackedLayout>

#include <algorithm>

namespace cg::ui {

namespace {

bool hasMeasurement(const SessionState& state)
{
    return state.isOpen() && state.values && !state.values->measured.empty();
}

} // namespace

KeyHolderNoise::KeyHolderNoise(QWidget* parent)
    : PanelFrame(parent),
      m_stack(makeLayout<QStackedLayout>()),
      m_locked(makeChild<LockedView>(this)),
      m_operations(makeChild<OperationsView>(this, OperationModel::Half::KeyHolder)),
      m_left(makeChild<QLabel>(this)),
      m_comparison(makeChild<QLabel>(this)),
      m_below(makeChild<QWidget>(this)),
      m_explanation(makeChild<QLabel>(m_below)),
      m_measure(makeChild<QPushButton>(m_below, tr("&Measure one step")))
{
    setObjectName(QStringLiteral("keyHolderNoise"));
    createLayout();
    connect(m_measure, &QPushButton::clicked, this, &KeyHolderNoise::measureRequested);
    showState({});
}

void KeyHolderNoise::createLayout()
{
    QFont bold = font();
    bold.setBold(true);
    m_left->setFont(bold);
    m_left->setObjectName(QStringLiteral("measuredBitsLeft"));
    m_comparison->setObjectName(QStringLiteral("measuredComparison"));
    m_measure->setObjectName(QStringLiteral("measureNoise"));
    m_measure->setAccessibleName(tr("Measure the noise of one step"));
    m_measure->setToolTip(tr("Runs one step on the side and opens the error of each result; the run stays as it is"));
    constexpr int kLeastHeight = 28;
    m_measure->setMinimumHeight(kLeastHeight);
    auto* note =
        makeChild<QLabel>(m_below, tr("Measured noise is computed with the secret key. Never give it to the trainer."));
    note->setObjectName(QStringLiteral("measuredNote"));
    m_explanation->setText(tr("The dot is the largest error of a result, the stipple the estimate: eight standard "
                              "deviations, which one result in hundreds exceeds."));
    for (QLabel* label : {m_left, m_comparison, m_explanation, note}) {
        label->setWordWrap(true);
    }
    m_stack->addWidget(m_locked);
    m_stack->addWidget(m_operations);
    keepTwoLines(*m_comparison);
    auto* action = makeLayout<QHBoxLayout>();
    action->addWidget(m_measure);
    action->addWidget(note, 1);
    auto* below = makeChild<QVBoxLayout>(m_below);
    below->setContentsMargins({});
    below->addWidget(m_explanation);
    below->addStretch();
    below->addLayout(action);
    body()->addLayout(m_stack, kTowersShare);
    body()->addWidget(m_left);
    body()->addWidget(m_comparison);
    body()->addWidget(m_below);
}

void KeyHolderNoise::showState(const SessionState& state)
{
    const bool isMeasured = hasMeasurement(state);
    m_stack->setCurrentIndex(isMeasured ? 1 : 0);
    m_left->setVisible(isMeasured);
    m_comparison->setVisible(isMeasured);
    m_explanation->setVisible(isMeasured);
    divide(isMeasured);
    setContent(isMeasured ? Content::Opened : Content::Public);
    m_measure->setEnabled(state.isOpen() && !state.isRunning() && state.snapshot);
    if (isMeasured) {
        setTitle(tr("Noise — measured with the key"));
        showMeasured(*state.values);
    } else {
        showLocked(state);
    }
}

void KeyHolderNoise::divide(bool isMeasured)
{
    // Only towers have a scale to share with the trainer's half; a texture takes all the room there is.
    m_below->setMinimumHeight(isMeasured ? kLeastHeightBelowTowers : 0);
    m_below->setSizePolicy(QSizePolicy::Preferred, isMeasured ? QSizePolicy::Ignored : QSizePolicy::Fixed);
    body()->setStretchFactor(m_below, isMeasured ? kBelowTowersShare : 0);
}

void KeyHolderNoise::showLocked(const SessionState& state)
{
    m_operations->showOperations({}, {}, {});
    m_left->clear();
    m_comparison->clear();
    const auto pictures = state.snapshot ? state.snapshot->pictures : nullptr;
    m_locked->showBytes(pictures && !state.isPlain() ? bytesOf(*pictures) : std::vector<std::uint8_t>{});
    setTitle(state.isOpen() ? tr("Noise — not measured yet") : tr("Noise — locked (needs the key to measure)"));
    if (state.isPlain()) {
        setTitle(tr("Noise — none without encryption"));
        m_locked->showNote(tr("Nothing is encrypted: there is no noise to measure."));
    } else if (!state.isOpen()) {
        m_locked->showNote(tr("Only the secret key can tell how large the noise really is."));
    } else if (state.isRunning()) {
        m_locked->showNote(tr("Pause the training to measure one step."));
    } else {
        m_locked->showNote(tr("Measure one step to compare it with the estimate."));
    }
}

void KeyHolderNoise::showMeasured(const OpenedValues& values)
{
    m_operations->showOperations(values.measured, towersOf(values.measured), {});
    m_left->setText(m_operations->towers().summary().join(QStringLiteral("; ")) + u'.');
    const auto isBelow = [](const session::MeasuredOperation& operation) {
        const base::Log2 allowed = operation.entry.after.typical * base::Log2::ofBits(kDeviationBits);
        return operation.measured && *operation.measured <= allowed;
    };
    const auto below = std::count_if(values.measured.begin(), values.measured.end(), isBelow);
    m_comparison->setText(tr("Measured in step %1: %2 of %3 results lie below their estimate.")
                              .arg(countText(values.measuredStep), countText(static_cast<std::uint64_t>(below)),
                                   countText(values.measured.size())));
}

} // namespace cg::ui
