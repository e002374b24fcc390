#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/session_state.h"

#include <QPointer>
#include <QWidget>

#include <cstdint>
#include <vector>

namespace cg::ui {

class CrossingDialog;
class KeyHolderHalf;
class TrainerHalf;
class WallWidget;

/// Two computers with a wall between them: the same network, loss and noise as the trainer has them and as the key
/// holder does. Where the window is too narrow for both, one card at a time, and `flip` turns to the other.
class TrainPage : public QWidget {
    Q_OBJECT
public:
    explicit TrainPage(QWidget* parent = nullptr);

    void showState(const SessionState& state);
    /// Whether only one half is to be seen.
    [[nodiscard]] bool isCard() const { return m_isCard; }
    [[nodiscard]] QSize minimumSizeHint() const override;
    /// Crosses the wall (F6): shows the other card, or moves the focus to the other half.
    void flip();

Q_SIGNALS:
    void keyRequested();
    void unlockRequested();
    void measurementRequested();
    /// The log of the wall was asked for; the page shows it itself.
    void crossingLogRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum class Half : std::uint8_t { Trainer, KeyHolder };

    void connectSignals();
    void arrange();
    void showLog();

    TrainerHalf* m_trainer;
    WallWidget* m_wall;
    KeyHolderHalf* m_keyHolder;
    QPointer<CrossingDialog> m_log;
    std::vector<trust::Crossing> m_crossings;
    session::Recorded m_recorded = session::Recorded::FromTheBeginning;
    Half m_shown = Half::Trainer; ///< as a card
    bool m_isCard = false;
    bool m_isControlRun = false;
};

} // namespace cg::ui
