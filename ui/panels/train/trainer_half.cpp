// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/train/trainer_half.h"

#include "ui/charts/loss_chart.h"
#include "ui/panels/noise/noise_towers.h"
#include "ui/text/boundary_text.h"
#include "ui/widgets/bit_towers.h"
#include "ui/widgets/loss_strip.h"
#include "ui/widgets/make_child.h"
#include "ui/widgets/network_view.h"

#include <QStackedWidget>

namespace cg::ui {

TrainerHalf::TrainerHalf(QWidget* parent)
    : ComputerHalf(tr("What the TRAINER sees"), parent),
      m_network(makeChild<NetworkView>(this, NetworkView::Side::Trainer)),
      m_loss(makeChild<LossStrip>(this)),
      m_clearLoss(makeChild<LossChart>(this, LossChart::Source::InTheClear)),
      m_lossStack(makeChild<QStackedWidget>(this)),
      m_noise(makeChild<BitTowers>(this)),
      m_networkPanel(addPanel(m_network, 4)),
      m_lossPanel(addPanel(m_lossStack, 3)),
      m_noisePanel(addPanel(m_noise, 3))
{
    setObjectName(QStringLiteral("trainerHalf"));
    m_noise->setObjectName(QStringLiteral("trainerNoise"));
    m_clearLoss->setObjectName(QStringLiteral("controlLoss"));
    m_lossStack->addWidget(m_loss);
    m_lossStack->addWidget(m_clearLoss);
    m_lossPanel->setControls(m_clearLoss->controls());
}

void TrainerHalf::showState(const SessionState& state)
{
    showSentences(trainerSentence(state.visibility, state.choice.scheme), trainerSecondLine(state.visibility),
                  trainerMore(state.visibility));
    setToolTip(QString(trainerMore(state.visibility) + QLatin1Char(' ') + trainerFootnote()).trimmed());
    const bool isControl = isControlRun(state.visibility);
    showBadge(isControl ? tr("CONTROL RUN") : QString(), tr("The same training without encryption, to compare with."));
    showTitles(state);
    m_network->showState(state);
    showLoss(state);
    m_noisePanel->setVisible(!isControl);
    showNoise(state);
}

void TrainerHalf::showTitles(const SessionState& state)
{
    const bool areWeightsSeen = state.visibility.weights == session::Sight::Seen;
    const bool packed = state.snapshot && state.snapshot->pictures && state.snapshot->pictures->arePacked;
    const bool isLossSeen = state.visibility.loss == session::Sight::Seen;
    m_networkPanel->setTitle(areWeightsSeen ? tr("Network — weights in the clear")
                                            : tr("Network — weights are ciphertext"));
    const QString ciphertexts = packed ? tr("Loss — bytes of the ciphertext that packs them")
                                       : tr("Loss — ciphertext bytes, one column a step");
    m_lossPanel->setTitle(isLossSeen ? tr("Loss — in the clear") : ciphertexts);
}

void TrainerHalf::showLoss(const SessionState& state)
{
    const bool isControl = isControlRun(state.visibility);
    m_lossStack->setCurrentIndex(isControl ? 1 : 0);
    m_clearLoss->controls()->setVisible(isControl);
    m_loss->showPictures(state.snapshot ? state.snapshot->pictures : nullptr);
    m_clearLoss->showLosses(isControl && state.values ? state.values->losses : std::vector<LossPoint>());
}

void TrainerHalf::showNoise(const SessionState& state)
{
    if (isControlRun(state.visibility)) {
        m_noise->showTowers({});
        return;
    }
    const bool hasRun = state.snapshot && !state.snapshot->ledger.empty();
    if (hasRun) {
        m_noise->showTowers(towersOf(state.snapshot->ledger), productsLeft(state.snapshot->ledger));
        m_noisePanel->setTitle(tr("Noise — estimated, no key needed"));
        return;
    }
    m_noisePanel->setTitle(tr("Noise — forecast of one step"));
    if (state.outlook) {
        const std::vector<noise::LedgerEntry>& operations = state.forecast()->operations;
        m_noise->showTowers(forecastTowersOf(operations), productsLeft(operations));
    } else {
        m_noise->showTowers({});
    }
}

} // namespace cg::ui
