#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/unlock_prediction_dialog.h"
#include "ui/panels/predictions/prediction_text.h"
#include "ui/session/session_state.h"
#include "ui/session/training_controller.h"

#include <QPointer>
#include <QWidget>

#include <cstddef>
#include <vector>

class QLabel;
class QPushButton;
class QTableView;

namespace cg::ui {

class DisclosurePanel;
class PredictionDelegate;
class PredictionsModel;
class WallHeader;

/// The predictions, closed until the key holder opens one, and below them the ledger of what was opened. Opening is
/// asked for by the button of a row, by Enter or a double click, or for all selected rows at once; nothing selects all
/// rows by itself.
class PredictionsPage : public QWidget {
    Q_OBJECT
public:
    explicit PredictionsPage(QWidget* parent = nullptr);

    void showState(const SessionState& state);

Q_SIGNALS:
    /// Once for each row that was agreed to.
    void openingRequested(std::size_t row, const cg::ui::OpeningTerms& terms);
    void unlockRequested();
    void problemOccurred(const cg::ui::Problem& problem);

private:
    void createLayout();
    void setUpTable();
    void connectSignals();
    void updateButton();
    /// A control run has no wall, nothing to open and no ledger.
    void showParts(bool isControlRun);
    [[nodiscard]] std::vector<std::size_t> selectedRows() const;
    /// Opens the dialog for the rows, or asks for the key where it is locked.
    void ask(const std::vector<std::size_t>& rows);

    PredictionsModel* m_model;
    QTableView* m_table;
    WallHeader* m_wall;
    PredictionDelegate* m_delegate;
    QLabel* m_hint;
    QPushButton* m_open;
    DisclosurePanel* m_ledger;
    QPointer<UnlockPredictionDialog> m_dialog;
    OpeningAnswer m_answer;
    std::size_t m_outputs = 1;
    bool m_isProbablyNoise = false;
};

} // namespace cg::ui
