// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/train/key_holder_half.h"

#include "ui/charts/loss_chart.h"
#include "ui/panels/noise/noise_towers.h"
#include "ui/text/boundary_text.h"
#include "ui/text/format.h"
#include "ui/widgets/bit_towers.h"
#include "ui/widgets/locked_view.h"
#include "ui/widgets/make_child.h"
#include "ui/widgets/network_text.h"
#include "ui/widgets/network_view.h"

#include <QStackedWidget>

#include <vector>

namespace cg::ui {

namespace {

using Bytes = std::vector<std::uint8_t>;

/// What the button in the network's place says; empty: no button.
QString buttonText(KeyState key)
{
    switch (key) {
    case KeyState::None:
        return KeyHolderHalf::tr("Load or create a key");
    case KeyState::PublicOnly:
        return KeyHolderHalf::tr("Load the key");
    case KeyState::Locked:
        return KeyHolderHalf::tr("Unlock");
    case KeyState::Armed:
        return KeyHolderHalf::tr("Unlock to open values");
    case KeyState::Wrong:
        return KeyHolderHalf::tr("Load the right key");
    case KeyState::Open:
    case KeyState::NotNeeded:
        break;
    }
    return {};
}

bool isKeyHere(KeyState key)
{
    return key == KeyState::Locked || key == KeyState::Armed;
}

/// The opened values of a state, and never those of one whose key is not open.
const OpenedValues* openedOf(const SessionState& state)
{
    return state.isOpen() ? state.values.get() : nullptr;
}

} // namespace

KeyHolderHalf::KeyHolderHalf(QWidget* parent)
    : ComputerHalf(tr("What the KEY HOLDER sees"), parent),
      m_network(makeChild<NetworkView>(this, NetworkView::Side::KeyHolder)),
      m_loss(makeChild<LossChart>(this)),
      m_noise(makeChild<BitTowers>(this)),
      m_networkPanel(makePanel(m_network, 4)),
      m_lossPanel(makePanel(m_loss, 3)),
      m_noisePanel(makePanel(m_noise, 3))
{
    setObjectName(QStringLiteral("keyHolderHalf"));
    m_lossPanel.frame->setControls(m_loss->controls());
    m_noise->setObjectName(QStringLiteral("keyHolderNoise"));
    m_noisePanel.frame->setToolTip(tr("Measured noise is computed with the secret key. Never give it to the trainer."));
    connect(m_networkPanel.locked, &LockedView::buttonClicked, this, [this] { orderKey(); });
    connect(m_noisePanel.locked, &LockedView::buttonClicked, this, &KeyHolderHalf::measurementRequested);
}

KeyHolderHalf::Panel KeyHolderHalf::makePanel(QWidget* content, int stretch)
{
    auto* stack = makeChild<QStackedWidget>(this);
    auto* locked = makeChild<LockedView>(this);
    stack->addWidget(locked);
    stack->addWidget(content);
    return {addPanel(stack, stretch), stack, locked};
}

void KeyHolderHalf::orderKey()
{
    if (isKeyHere(m_key)) {
        Q_EMIT unlockRequested();
    } else {
        Q_EMIT keyRequested();
    }
}

void KeyHolderHalf::showState(const SessionState& state)
{
    m_key = state.key;
    showSentences(keyHolderSentence(state.key), keyHolderSecondLine(trust::totalsOf(state.crossings), state.recorded));
    showPadlock(padlockOf(state.key));
    setContent(state.isOpen() ? PanelFrame::Content::Opened : PanelFrame::Content::Public);
    showCiphertexts(state);
    showNetwork(state);
    showLoss(state);
    showNoise(state);
}

void KeyHolderHalf::showPanel(const Panel& panel, PanelFrame::Content content, const QString& title)
{
    panel.stack->setCurrentIndex(content == PanelFrame::Content::Opened ? 1 : 0);
    panel.frame->setContent(content);
    panel.frame->setTitle(title);
}

void KeyHolderHalf::showCiphertexts(const SessionState& state) const
{
    const auto pictures = state.snapshot ? state.snapshot->pictures : nullptr;
    const Bytes weights = pictures ? bytesOf(*pictures) : Bytes();
    m_networkPanel.locked->showBytes(weights);
    m_lossPanel.locked->showBytes(pictures ? pictures->lossBytes : Bytes());
    m_noisePanel.locked->showBytes(weights);
}

void KeyHolderHalf::showNetwork(const SessionState& state)
{
    const OpenedValues* values = openedOf(state);
    m_network->showState(state);
    m_networkPanel.locked->showButton(buttonText(state.key));
    m_networkPanel.locked->showNote(state.isOpen() ? tr("No weight was opened yet.") : QString());
    if (values != nullptr && !values->weights.empty()) {
        showPanel(m_networkPanel, PanelFrame::Content::Opened,
                  tr("Network — opened with the key, step %1").arg(countText(values->weightsStep)));
    } else {
        showPanel(m_networkPanel, PanelFrame::Content::Public,
                  state.isOpen() ? tr("Network — not opened yet") : tr("Network — locked"));
    }
}

void KeyHolderHalf::showLoss(const SessionState& state)
{
    const OpenedValues* values = openedOf(state);
    const bool isOpened = values != nullptr && !values->losses.empty();
    m_loss->showLosses(isOpened ? values->losses : std::vector<LossPoint>());
    m_loss->controls()->setVisible(isOpened);
    m_lossPanel.locked->showNote(state.isOpen() ? tr("No loss was opened yet.") : QString());
    if (isOpened) {
        showPanel(m_lossPanel, PanelFrame::Content::Opened, tr("Loss — opened with the key"));
    } else {
        showPanel(m_lossPanel, PanelFrame::Content::Public,
                  state.isOpen() ? tr("Loss — not opened yet") : tr("Loss — locked"));
    }
}

void KeyHolderHalf::showNoise(const SessionState& state)
{
    const OpenedValues* values = openedOf(state);
    const bool isMeasured = values != nullptr && !values->measured.empty();
    m_noise->showTowers(isMeasured ? towersOf(values->measured) : std::vector<BitTower>());
    m_noisePanel.locked->showButton(state.isOpen() && state.snapshot ? tr("Measure the noise of one step") : QString());
    if (isMeasured) {
        showPanel(m_noisePanel, PanelFrame::Content::Opened, tr("Noise — measured with the key"));
    } else {
        showPanel(m_noisePanel, PanelFrame::Content::Public,
                  state.isOpen() ? tr("Noise — not measured yet") : tr("Noise — locked: only the key measures it"));
    }
}

} // namespace cg::ui
