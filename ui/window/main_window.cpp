// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/main_window.h"

#include "ui/dialogs/control.h"
#include "ui/dialogs/problem_box.h"
#include "ui/panels/calculator/calculator_page.h"
#include "ui/panels/keys/keys_page.h"
#include "ui/panels/noise/key_holder_noise.h"
#include "ui/panels/noise/noise_page.h"
#include "ui/panels/predictions/predictions_page.h"
#include "ui/panels/sigmoid/sigmoid_page.h"
#include "ui/panels/train/key_holder_half.h"
#include "ui/panels/train/train_page.h"
#include "ui/widgets/key_chip.h"
#include "ui/widgets/make_child.h"
#include "ui/window/experiment_bar.h"
#include "ui/window/experiment_edits.h"
#include "ui/window/file_flows.h"
#include "ui/window/help_texts.h"
#include "ui/window/key_flows.h"
#include "ui/window/run_bar.h"
#include "ui/window/session_status.h"

#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QFileInfo>
#include <QMenu>
#include <QMessageBox>
#include <QStatusBar>
#include <QTabWidget>
#include <QTimer>
#include <QToolBar>

#include <array>
#include <memory>
#include <utility>

namespace cg::ui {

namespace {

/// What a projector and a small laptop still show.
constexpr QSize kLeastSize{1024, 640};
/// Below this the words beside the icons of the run bar make room for the key's state.
constexpr int kWidthForWords = 1200;

/// Tabs that stay as they are when a page lays itself out anew: QTabWidget would paint every widget of the page again,
/// many times a second while a run tells its news.
class PageTabs : public QTabWidget {
public:
    using QTabWidget::QTabWidget;
    bool event(QEvent* event) override { return event->type() == QEvent::LayoutRequest || QTabWidget::event(event); }
};

} // namespace

MainWindow::MainWindow(TrainingController& controller, Settings& settings, AutoLock::Now now)
    : m_controller(controller),
      m_settings(settings),
      m_actions(*this, m_edits),
      m_autoLock(std::make_unique<AutoLock>(controller, *this, std::move(now)).release()),
      m_keys(std::make_unique<KeyFlows>(controller, *this).release()),
      m_files(std::make_unique<FileFlows>(controller, *m_keys, settings, *this).release()),
      m_tabs(makeChild<PageTabs>(this)),
      m_trainPage(makeChild<TrainPage>(m_tabs)),
      m_noisePage(makeChild<NoisePage>(m_tabs)),
      m_sigmoidPage(makeChild<SigmoidPage>(m_tabs)),
      m_predictionsPage(makeChild<PredictionsPage>(m_tabs)),
      m_keysPage(makeChild<KeysPage>(m_tabs)),
      m_calculatorPage(makeChild<CalculatorPage>(m_tabs, controller)),
      m_experiment(makeChild<ExperimentBar>(this)),
      m_run(makeChild<RunBar>(this)),
      m_chip(makeChild<KeyChip>(this)),
      m_status(makeChild<SessionStatus>(this))
{
    setObjectName(QStringLiteral("mainWindow"));
    setMinimumSize(kLeastSize);
    setAnimated(false); // nothing moves here, and every new text in a toolbar would begin an animation
    createPages();
    createToolBars();
    const WindowActions::Menus menus = m_actions.addMenus(*this);
    fillViewMenu(*menus.view);
    connect(menus.recent, &QMenu::aboutToShow, this, [this, menus] { m_files->fillRecent(*menus.recent); });
    statusBar()->addWidget(m_status, 1);
    statusBar()->setSizeGripEnabled(false);
    connectActions();
    connectPages();
    connectKeys();
    connect(&m_controller, &TrainingController::stateChanged, this, &MainWindow::showState);
    connect(&m_controller, &TrainingController::problemOccurred, this, &MainWindow::showProblem);
    watchTheClock();
    if (!restoreGeometry(m_settings.geometry())) {
        resize(1280, 800);
    }
    showState();
}

MainWindow::~MainWindow() = default;

void MainWindow::createPages()
{
    m_tabs->setObjectName(QStringLiteral("pages"));
    m_tabs->setDocumentMode(true);
    const std::array<std::pair<QWidget*, QString>, kPages> pages{{{m_trainPage, tr("Train")},
                                                                  {m_noisePage, tr("Noise")},
                                                                  {m_sigmoidPage, tr("Sigmoid")},
                                                                  {m_predictionsPage, tr("Predictions")},
                                                                  {m_keysPage, tr("Keys")},
                                                                  {m_calculatorPage, tr("Calculator")}}};
    for (const auto& [page, title] : pages) {
        m_tabs->addTab(page, title);
    }
    setCentralWidget(m_tabs);
    connect(m_tabs, &QTabWidget::currentChanged, this, [this] { showStateOn(page(), *m_controller.state()); });
}

void MainWindow::createToolBars()
{
    QToolBar* const run = addToolBar(tr("Run"));
    m_runToolBar = run;
    run->setObjectName(QStringLiteral("runToolBar"));
    run->setMovable(false);
    run->addActions({m_actions.train, m_actions.step, m_actions.stepOperation, m_actions.reset, m_actions.newStart});
    run->addWidget(m_run);
    auto* const space = makeChild<QWidget>(run);
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    run->addWidget(space);
    run->addWidget(m_chip);
    addToolBarBreak();
    QToolBar* const experiment = addToolBar(tr("Experiment"));
    experiment->setObjectName(QStringLiteral("experimentToolBar"));
    experiment->setMovable(false);
    experiment->addWidget(m_experiment);
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    m_runToolBar->setToolButtonStyle(width() < kWidthForWords ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
}

void MainWindow::fillViewMenu(QMenu& menu)
{
    menu.addSeparator();
    for (int i = 0; i < kPages; ++i) {
        QAction* const action = menu.addAction(m_tabs->tabText(i));
        action->setObjectName(QStringLiteral("showPage%1").arg(i + 1));
        action->setShortcut(QKeySequence(Qt::ALT | static_cast<Qt::Key>(Qt::Key_1 + i)));
        connect(action, &QAction::triggered, this, [this, i] { m_tabs->setCurrentIndex(i); });
    }
    menu.addSeparator();
    auto* const group = makeChild<QActionGroup>(this);
    const auto add = [&](const QString& text, const QString& name, std::optional<Appearance> appearance) {
        QAction* const action = menu.addAction(text);
        action->setObjectName(name);
        action->setCheckable(true);
        action->setChecked(m_settings.appearance() == appearance);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, appearance] {
            m_settings.setAppearance(appearance);
            setAppearance(appearance);
        });
    };
    add(tr("Colours of the s&ystem"), QStringLiteral("appearanceSystem"), std::nullopt);
    add(tr("&Light"), QStringLiteral("appearanceLight"), Appearance::Light);
    add(tr("&Dark"), QStringLiteral("appearanceDark"), Appearance::Dark);
}

void MainWindow::connectActions()
{
    connect(m_actions.train, &QAction::triggered, this,
            [this] { m_controller.state()->isRunning() ? m_controller.pause() : m_controller.train(); });
    connect(m_actions.step, &QAction::triggered, &m_controller, &TrainingController::step);
    connect(m_actions.stepOperation, &QAction::triggered, &m_controller, &TrainingController::stepOperation);
    const auto asksFirst = [this](QAction* action, const std::function<void()>& begin) {
        connect(action, &QAction::triggered, this,
                [this, action, begin] { beginAnew(action->text().remove(QLatin1Char('&')), begin); });
    };
    asksFirst(m_actions.reset, [this] { m_controller.reset(); });
    asksFirst(m_actions.newStart, [this] { m_controller.newStart(); });
    asksFirst(m_actions.undo, [this] { m_edits.undo(); });
    asksFirst(m_actions.redo, [this] { m_edits.redo(); });
    connect(m_actions.openSession, &QAction::triggered, m_files, &FileFlows::open);
    connect(m_actions.save, &QAction::triggered, m_files, &FileFlows::save);
    connect(m_actions.saveAs, &QAction::triggered, m_files, &FileFlows::saveAs);
    connect(m_actions.quit, &QAction::triggered, this, &QWidget::close);
    connect(m_actions.key, &QAction::triggered, m_keys, &KeyFlows::act);
    connect(m_actions.lock, &QAction::triggered, &m_controller, &TrainingController::lock);
    connect(m_actions.flip, &QAction::triggered, this, [this] {
        showPage(Page::Train);
        m_trainPage->flip();
    });
    connect(m_actions.fullScreen, &QAction::triggered, this,
            [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); });
    connect(m_actions.help, &QAction::triggered, this, &MainWindow::showHelp);
    connect(m_actions.about, &QAction::triggered, this, &MainWindow::showAbout);
    connect(m_files, &FileFlows::closeAgreed, this, [this] {
        m_isClosing = true;
        close();
    });
}

void MainWindow::connectPages()
{
    connect(m_experiment, &ExperimentBar::choiceMade, this, &MainWindow::choose);
    connect(m_experiment, &ExperimentBar::targetChosen, &m_controller, &TrainingController::setTarget);
    connect(m_run, &RunBar::speedChosen, &m_controller, &TrainingController::setSpeed);
    connect(m_noisePage, &NoisePage::measureRequested, &m_controller, &TrainingController::measureNoise);
    connect(m_trainPage, &TrainPage::measurementRequested, &m_controller, &TrainingController::measureNoise);
    connect(m_sigmoidPage, &SigmoidPage::activationChosen, this, [this](const QString& activation) {
        ExperimentChoice choice = m_controller.state()->choice;
        choice.activation = activation;
        choose(choice, tr("activation %1").arg(activation));
    });
    connect(m_predictionsPage, &PredictionsPage::openingRequested, &m_controller, &TrainingController::openPrediction);
    connect(m_predictionsPage, &PredictionsPage::problemOccurred, this, &MainWindow::showProblem);
    connect(m_status, &SessionStatus::failureClicked, this, [this] {
        if (const SessionStatePtr state = m_controller.state(); state->failure) {
            showProblem({tr("About this run"), state->failure->sentence});
        }
    });
}

void MainWindow::connectKeys()
{
    connect(m_chip, &QAbstractButton::clicked, m_keys, &KeyFlows::act);
    connect(m_trainPage, &TrainPage::keyRequested, m_keys, &KeyFlows::act);
    connect(m_trainPage, &TrainPage::unlockRequested, m_keys, &KeyFlows::unlock);
    connect(m_predictionsPage, &PredictionsPage::unlockRequested, m_keys, &KeyFlows::unlock);
    connect(m_keysPage, &KeysPage::sessionKeyRequested, m_keys, &KeyFlows::makeSessionKey);
    connect(m_keysPage, &KeysPage::keyFileRequested, m_keys, &KeyFlows::createKeyFile);
    connect(m_keysPage, &KeysPage::loadRequested, m_keys, &KeyFlows::loadKeyFile);
    connect(m_keysPage, &KeysPage::unlockRequested, m_keys, &KeyFlows::unlock);
    connect(m_keysPage, &KeysPage::lockRequested, &m_controller, &TrainingController::lock);
    connect(m_keysPage, &KeysPage::keepRequested, m_keys, &KeyFlows::keepSessionKey);
    connect(m_keysPage, &KeysPage::passphraseChangeRequested, m_keys, &KeyFlows::changePassphrase);
    connect(m_keysPage, &KeysPage::demoKeyRequested, m_keys, &KeyFlows::useDemoKey);
    connect(m_keys, &KeyFlows::keysPageRequested, this, [this] { showPage(Page::Keys); });
    connectAutoLock();
}

void MainWindow::connectAutoLock()
{
    const std::array<QWidget*, 5> keyHolderSide{m_trainPage->findChild<KeyHolderHalf*>(),
                                                m_noisePage->findChild<KeyHolderNoise*>(), m_predictionsPage,
                                                m_keysPage, m_calculatorPage};
    for (QWidget* const part : keyHolderSide) {
        m_autoLock->watchSide(*part);
    }
    connect(m_predictionsPage, &PredictionsPage::openingRequested, m_autoLock, &AutoLock::noteUse);
    connect(m_noisePage, &NoisePage::measureRequested, m_autoLock, &AutoLock::noteUse);
    connect(m_calculatorPage, &CalculatorPage::openedChanged, this, [this] {
        m_autoLock->noteOtherOpened(m_calculatorPage->showsOpened());
        showLockAction();
    });
    connect(m_autoLock, &AutoLock::remainingChanged, m_chip, &KeyChip::showRemaining);
}

void MainWindow::showPage(Page page)
{
    m_tabs->setCurrentIndex(static_cast<int>(page));
}

MainWindow::Page MainWindow::page() const
{
    return static_cast<Page>(m_tabs->currentIndex());
}

void MainWindow::openFile(const QString& path)
{
    m_files->openFile(path);
}

void MainWindow::begin(const ExperimentChoice& choice)
{
    m_calculatorPage->choose({choice.scheme, choice.securityBits});
    m_controller.choose(choice);
}

void MainWindow::runCalculator()
{
    m_calculatorPage->calculate();
}

bool MainWindow::calculatorShowsOpened() const
{
    return m_calculatorPage->showsOpened();
}

void MainWindow::setAppearance(std::optional<Appearance> appearance)
{
    QApplication::setPalette(appearance ? Theme::of(*appearance).palette() : QPalette());
}

void MainWindow::showState()
{
    const SessionStatePtr state = m_controller.state();
    m_actions.showState(*state);
    showLockAction();
    m_experiment->showState(*state);
    m_run->showState(*state);
    m_chip->showState(*state);
    m_status->showState(*state);
    showFailure(*state);
    const QString name = state->file.isEmpty() ? tr("unsaved session") : QFileInfo(state->file).fileName();
    setWindowTitle(tr("%1[*] — Ciphergrad").arg(name));
    setWindowModified(state->isChanged);
    const bool wasOpened = std::exchange(m_showedOpened, state->values != nullptr || !state->predictions.empty());
    if (wasOpened && !m_showedOpened) {
        for (int page = 0; page < kPages; ++page) {
            showStateOn(static_cast<Page>(page), *state);
        }
    } else {
        showStateOn(page(), *state);
    }
}

void MainWindow::showLockAction()
{
    m_actions.lock->setEnabled(m_controller.state()->isOpen() || m_calculatorPage->showsOpened());
}

void MainWindow::showStateOn(Page page, const SessionState& state)
{
    switch (page) {
    case Page::Train:
        m_trainPage->showState(state);
        return;
    case Page::Noise:
        m_noisePage->showState(state);
        return;
    case Page::Sigmoid:
        m_sigmoidPage->showState(state);
        return;
    case Page::Predictions:
        m_predictionsPage->showState(state);
        return;
    case Page::Keys:
        m_keysPage->showState(state);
        return;
    case Page::Calculator:
        return; // it has a key and a life of its own
    }
}

void MainWindow::watchTheClock()
{
    constexpr std::chrono::milliseconds kInterval{500};
    auto* const timer = makeChild<QTimer>(this);
    connect(timer, &QTimer::timeout, this, [this] { m_status->showWaiting(m_controller.busyFor()); });
    timer->start(kInterval);
}

void MainWindow::showFailure(const SessionState& state)
{
    const bool isWaiting = state.failure && state.failure->kind == FailureKind::RefreshNeeded;
    const bool isStopped = isWaiting || (state.run == RunPhase::Failed && state.failure.has_value());
    if (isStopped && !std::exchange(m_showedFailure, true)) {
        showProblem({isWaiting ? tr("The training waits for the key holder") : tr("The training has stopped"),
                     state.failure->sentence});
    }
    m_showedFailure = isStopped;
}

void MainWindow::showProblem(const Problem& problem)
{
    auto box = std::make_unique<ProblemBox>(problem, this);
    openOnce(*box.release());
}

void MainWindow::choose(const ExperimentChoice& choice, const QString& text)
{
    const auto edit = [this, before = m_controller.state()->choice, choice, text] {
        m_edits.push(std::make_unique<ExperimentEdit>(m_controller, text, before, choice).release());
    };
    beginAnew(text, edit);
}

void MainWindow::beginAnew(const QString& what, const std::function<void()>& begin)
{
    const SessionStatePtr state = m_controller.state();
    if (!state->hasUnsavedSteps()) {
        begin();
        return;
    }
    const QString text =
        tr("This (%1) gives up the present run at step %2, which was not saved.").arg(what).arg(state->steps());
    askConsent(*this, {QStringLiteral("newRun"), tr("Begin a new run?"), text}, begin,
               [this] { showState(); }); // the controls as they were
}

void MainWindow::showHelp()
{
    auto box = std::make_unique<QMessageBox>(QMessageBox::NoIcon, tr("Keyboard and signs"), helpText(m_actions.all()),
                                             QMessageBox::Close, this);
    box->setObjectName(QStringLiteral("helpBox"));
    openOnce(*box.release());
}

void MainWindow::showAbout()
{
    auto box = std::make_unique<QMessageBox>(QMessageBox::NoIcon, tr("About Ciphergrad"), aboutText(),
                                             QMessageBox::Close, this);
    box->setObjectName(QStringLiteral("aboutBox"));
    openOnce(*box.release());
}

void MainWindow::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::WindowStateChange && isMinimized()) {
        m_autoLock->lockNow();
    }
    QMainWindow::changeEvent(event);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (!m_isClosing && !m_files->mayClose()) {
        event->ignore();
        return;
    }
    m_settings.setGeometry(saveGeometry());
    QMainWindow::closeEvent(event);
}

} // namespace cg::ui
