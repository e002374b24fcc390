#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/train/computer_half.h"
#include "ui/session/session_state.h"

class QStackedWidget;

namespace cg::ui {

class BitTowers;
class LockedView;
class LossChart;
class NetworkView;

/// The right computer: the same panels with what was opened, or the closed ciphertext and a way to the key.
class KeyHolderHalf : public ComputerHalf {
    Q_OBJECT
public:
    explicit KeyHolderHalf(QWidget* parent);

    void showState(const SessionState& state);
    [[nodiscard]] NetworkView* network() const { return m_network; }

Q_SIGNALS:
    /// A key is to be loaded or created.
    void keyRequested();
    /// The key that is there is to be unlocked.
    void unlockRequested();
    /// The noise of one step is to be measured.
    void measurementRequested();

private:
    /// A panel that shows what was opened or, in its place, ciphertext.
    struct Panel {
        PanelFrame* frame;
        QStackedWidget* stack;
        LockedView* locked;
    };

    [[nodiscard]] Panel makePanel(QWidget* content, int stretch);
    static void showPanel(const Panel& panel, PanelFrame::Content content, const QString& title);
    void showCiphertexts(const SessionState& state) const;
    void showNetwork(const SessionState& state);
    void showLoss(const SessionState& state);
    void showNoise(const SessionState& state);
    void orderKey();

    NetworkView* m_network;
    LossChart* m_loss;
    BitTowers* m_noise;
    Panel m_networkPanel;
    Panel m_lossPanel;
    Panel m_noisePanel;
    KeyState m_key = KeyState::None;
};

} // namespace cg::ui
