#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/session_state.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QSpinBox;

namespace cg::ui {

class SchemeBox;

/// What is trained, and with what: preset, scheme, rate, start, and where the run stops. Tells what the user chose; it
/// shows a choice only when the session has it.
class ExperimentBar : public QWidget {
    Q_OBJECT
public:
    explicit ExperimentBar(QWidget* parent = nullptr);

    void showState(const SessionState& state);

Q_SIGNALS:
    /// `text` names the change for the undo list, e.g. "preset xor".
    void choiceMade(const cg::ui::ExperimentChoice& choice, const QString& text);
    void targetChosen(const cg::ui::RunTarget& target);

private:
    void createLayout();
    void fillPresets();
    void connectSignals();
    void choosePreset();
    void chooseScheme();
    void chooseRate();
    void chooseStart();
    void chooseTarget();

    ExperimentChoice m_choice; ///< as shown
    RunTarget m_target;
    QComboBox* m_preset;
    SchemeBox* m_scheme;
    QDoubleSpinBox* m_rate;
    QComboBox* m_start;
    QSpinBox* m_seed;
    QSpinBox* m_steps;
    QCheckBox* m_stopsAtLoss;
    QDoubleSpinBox* m_loss;
};

} // namespace cg::ui
