#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/sigmoid/candidates.h"
#include "ui/session/session_state.h"

#include <QWidget>

class QButtonGroup;
class QDoubleSpinBox;
class QHBoxLayout;
class QLabel;
class QPushButton;
class QSortFilterProxyModel;
class QTableView;
class QVBoxLayout;

namespace cg::ui {

class ApproximationModel;
class FunctionChart;
class PreActivationStrip;

/// Polynomials that stand for sigmoid, tanh or exp: their curves, their errors, their costs, and how far the network's
/// own values lie inside the range on which they are honest.
class SigmoidPage : public QWidget {
    Q_OBJECT
public:
    explicit SigmoidPage(QWidget* parent = nullptr);

    void showState(const SessionState& state);
    [[nodiscard]] double radius() const { return m_radius; }
    [[nodiscard]] model::Function function() const { return m_function; }

Q_SIGNALS:
    /// As model::Activation::parse reads it: "sigmoid:taylor:3@4".
    void activationChosen(const QString& activationText);

private:
    void createLayout();
    [[nodiscard]] QHBoxLayout* createControls();
    [[nodiscard]] QVBoxLayout* createTable();
    void connectSignals();
    void setFunction(model::Function function);
    void setRadius(double radius);
    /// Takes over the network's activation, when another experiment was chosen.
    void adopt(const SessionState& state);
    /// Everything that depends on function and radius.
    void compute();
    /// The curves and words that depend on the boxes and on the chosen row.
    void showCurves();
    void showChoice();
    void showPreActivations();
    [[nodiscard]] const Candidate* chosen() const;
    [[nodiscard]] QString headline() const;

    model::Function m_function = model::Function::Sigmoid;
    double m_radius = 4.0;
    std::optional<std::vector<double>> m_preActivations; ///< nothing unless the key is open
    QString m_adopted;                                   ///< text of the activation that was taken over last

    ApproximationModel* m_model; // these and the following are children
    QSortFilterProxyModel* m_sorted;
    QLabel* m_headline;
    QButtonGroup* m_functions;
    QDoubleSpinBox* m_range;
    FunctionChart* m_values;
    PreActivationStrip* m_strip;
    FunctionChart* m_errors;
    QTableView* m_table;
    QLabel* m_details;
    QLabel* m_inUse;
    QPushButton* m_use;
};

} // namespace cg::ui
