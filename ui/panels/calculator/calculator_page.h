#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/training_controller.h"

#include <QWidget>

#include <cstdint>

class QBoxLayout;
class QLabel;
class QMenu;
class QPushButton;
class QTableView;
class QToolButton;

namespace cg::ui {

class ProgramEditor;
class ResultsDelegate;
class ResultsModel;
class SchemeBox;

/// The calculator: on the right the key holder's program with its numbers in the clear and the opened results, on the
/// left what the trainer does and sees of them. It has a session key of its own and leaves the network alone.
class CalculatorPage : public QWidget {
    Q_OBJECT
public:
    /// `controller` must outlive the page.
    explicit CalculatorPage(TrainingController& controller, QWidget* parent = nullptr);

    void choose(const SchemeChoice& scheme);
    /// Runs what stands in the editor.
    void calculate() { run(Comparison::None); }
    /// Whether something is shown that was opened with the calculator's key.
    [[nodiscard]] bool showsOpened() const;
    /// Takes what was opened off the page and out of memory, and drops a calculation that is on its way.
    void forgetOpened();

Q_SIGNALS:
    /// `showsOpened` may have changed.
    void openedChanged();

private:
    /// What a finished calculation is compared with.
    enum class Comparison : std::uint8_t { None, WithTheOneBefore };

    void createLayout();
    [[nodiscard]] QWidget* createTrainerSide();
    [[nodiscard]] QWidget* createHolderSide();
    void setUpTable();
    void setUpControls();
    void connectSignals();
    void fillExamples(QMenu& menu);
    void run(Comparison comparison);
    void finish(Comparison comparison, const Calculation& calculation);
    void showKey();
    void showError(const base::Error& error);
    void showSummary();
    void updateAgain();
    void insert(const QString& text);
    void copyCommand();
    [[nodiscard]] SchemeChoice scheme() const;

    TrainingController& m_controller;
    ProgramEditor* m_editor;
    ResultsModel* m_model;
    QTableView* m_table;
    SchemeBox* m_scheme;
    QToolButton* m_examples;
    QPushButton* m_run;
    QPushButton* m_again;
    QPushButton* m_copy;
    QLabel* m_lesson;
    QLabel* m_key;
    QLabel* m_status;
    std::uint64_t m_asked = 0; ///< calculations asked for; only the answer to the last one counts
    QString m_shownProgram;    ///< whose results are shown; empty without any
    SchemeChoice m_shownScheme;
    QString m_keyName; ///< of the calculator's key; empty before there is one
    SchemeChoice m_keyScheme;
    bool m_isRunning = false; ///< an answer is still to come
};

} // namespace cg::ui
