#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/training_controller.h"
#include "ui/window/auto_lock.h"
#include "ui/window/settings.h"
#include "ui/window/window_actions.h"

#include <QMainWindow>
#include <QUndoStack>

#include <cstdint>
#include <functional>

class QTabWidget;

namespace cg::ui {

class CalculatorPage;
class ExperimentBar;
class FileFlows;
class KeyChip;
class KeyFlows;
class KeysPage;
class NoisePage;
class PredictionsPage;
class RunBar;
class SessionStatus;
class SigmoidPage;
class TrainPage;

/// The window: pages, toolbars and questions around one controller. Only the page that is seen is told of every new
/// state; when a key is locked all pages are, so that nothing opened stays anywhere.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    enum class Page : std::uint8_t { Train, Noise, Sigmoid, Predictions, Keys, Calculator };
    static constexpr int kPages = 6;

    /// Both must outlive the window. `now` is the clock by which it locks itself.
    MainWindow(TrainingController& controller, Settings& settings, AutoLock::Now now = AutoLock::Clock::now);
    ~MainWindow() override;

    void showPage(Page page);
    [[nodiscard]] Page page() const;
    /// With the questions that giving up the present run takes.
    void openFile(const QString& path);
    /// What the window begins with, in the run and in the calculator.
    void begin(const ExperimentChoice& choice);
    /// Runs what stands in the calculator.
    void runCalculator();
    [[nodiscard]] bool calculatorShowsOpened() const;
    /// Nothing: as the system has it.
    void setAppearance(std::optional<Appearance> appearance);

protected:
    void closeEvent(QCloseEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void createPages();
    void createToolBars();
    void fillViewMenu(QMenu& menu);
    void connectActions();
    void connectPages();
    void connectKeys();
    void connectAutoLock();
    void showState();
    /// There is something to lock: the session's key, or what the calculator opened with its own.
    void showLockAction();
    void showStateOn(Page page, const SessionState& state);
    void showProblem(const Problem& problem);
    void choose(const ExperimentChoice& choice, const QString& text);
    /// Asks first where steps that were not saved would be lost; `what` is what would lose them.
    void beginAnew(const QString& what, const std::function<void()>& begin);
    /// Says where an order takes long.
    void watchTheClock();
    /// A run that failed says why, once.
    void showFailure(const SessionState& state);
    void showHelp();
    void showAbout();

    TrainingController& m_controller;
    Settings& m_settings;
    QUndoStack m_edits;
    WindowActions m_actions;
    AutoLock* m_autoLock;
    KeyFlows* m_keys;
    FileFlows* m_files;
    QTabWidget* m_tabs;
    TrainPage* m_trainPage;
    NoisePage* m_noisePage;
    SigmoidPage* m_sigmoidPage;
    PredictionsPage* m_predictionsPage;
    KeysPage* m_keysPage;
    CalculatorPage* m_calculatorPage;
    ExperimentBar* m_experiment;
    bool m_showedFailure = false;
    QToolBar* m_runToolBar = nullptr;
    RunBar* m_run;
    KeyChip* m_chip;
    SessionStatus* m_status;
    bool m_showedOpened = false; ///< some page may hold opened values
    bool m_isClosing = false;
};

} // namespace cg::ui
