#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/train/computer_half.h"
#include "ui/session/session_state.h"

class QStackedWidget;

namespace cg::ui {

class BitTowers;
class LossChart;
class LossStrip;
class NetworkView;

/// The left computer: everything that the trainer has, which is nothing opened and hence nothing amber. In a control
/// run it sees the values themselves.
class TrainerHalf : public ComputerHalf {
    Q_OBJECT
public:
    explicit TrainerHalf(QWidget* parent);

    void showState(const SessionState& state);
    [[nodiscard]] NetworkView* network() const { return m_network; }

private:
    void showTitles(const SessionState& state);
    void showLoss(const SessionState& state);
    void showNoise(const SessionState& state);

    NetworkView* m_network;
    LossStrip* m_loss;
    LossChart* m_clearLoss; ///< of a control run
    QStackedWidget* m_lossStack;
    BitTowers* m_noise;
    PanelFrame* m_networkPanel;
    PanelFrame* m_lossPanel;
    PanelFrame* m_noisePanel;
};

} // namespace cg::ui
