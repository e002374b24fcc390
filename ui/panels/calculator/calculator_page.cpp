// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/calculator/calculator_page.h"

#include "ui/dialogs/control.h"
#include "ui/panels/calculator/calculator_text.h"
#include "ui/panels/calculator/example_programs.h"
#include "ui/panels/calculator/program_editor.h"
#include "ui/panels/calculator/results_delegate.h"
#include "ui/panels/calculator/results_model.h"
#include "ui/panels/predictions/wall_header.h"
#include "ui/text/format.h"
#include "ui/widgets/make_child.h"
#include "ui/widgets/scheme_box.h"

#include <QClipboard>
#include <QComboBox>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace cg::ui {

CalculatorPage::CalculatorPage(TrainingController& controller, QWidget* parent)
    : QWidget(parent),
      m_controller(controller),
      m_editor(makeChild<ProgramEditor>(this)),
      m_model(makeChild<ResultsModel>(this)),
      m_table(makeChild<QTableView>(this)),
      m_scheme(makeChild<SchemeBox>(this)),
      m_examples(makeChild<QToolButton>(this)),
      m_run(makeChild<QPushButton>(this, tr("Run"))),
      m_again(makeChild<QPushButton>(this, tr("Encrypt again"))),
      m_copy(makeChild<QPushButton>(this, tr("Copy as command line"))),
      m_lesson(makeText(QStringLiteral("lesson"), {}, TextWeight::Dim, this)),
      m_key(makeText(QStringLiteral("calculatorKey"), {}, TextWeight::Dim, this)),
      m_status(makeText(QStringLiteral("calculatorStatus"), {}, TextWeight::Normal, this))
{
    setObjectName(QStringLiteral("calculatorPage"));
    setUpControls();
    setUpTable();
    createLayout();
    connectSignals();
    const ExampleProgram first = examplePrograms().front();
    m_editor->setProgram(first.program);
    m_lesson->setText(first.lesson);
    m_status->setText(tr("Run encrypts the numbers on the right, computes on the left, and opens on the right."));
    updateAgain();
    showKey();
}

void CalculatorPage::setUpControls()
{
    describe(*m_editor, QStringLiteral("program"), tr("Program"),
             tr("One statement a line; Ctrl+Enter runs it, Tab leaves the field"));
    describe(*m_scheme, QStringLiteral("scheme"), tr("Scheme"),
             tr("VHE and CKKS encrypt; plain computes the same in the clear"));
    describe(*m_examples, QStringLiteral("examples"), tr("Examples"), tr("Puts an example into the program"));
    m_examples->setText(tr("Examples"));
    m_examples->setPopupMode(QToolButton::InstantPopup);
    auto* menu = makeChild<QMenu>(m_examples);
    fillExamples(*menu);
    m_examples->setMenu(menu);
    describe(*m_run, QStringLiteral("run"), tr("Run"), tr("Encrypts, computes and opens (Ctrl+Enter)"));
    describe(*m_again, QStringLiteral("again"), tr("Encrypt again"),
             tr("Runs the same program once more and compares the bytes of the ciphertexts"));
    describe(*m_copy, QStringLiteral("copyCommand"), tr("Copy as command line"),
             tr("Copies the command that does the same in a terminal"));
}

void CalculatorPage::fillExamples(QMenu& menu)
{
    menu.setObjectName(QStringLiteral("exampleMenu"));
    for (const ExampleProgram& example : examplePrograms()) {
        QAction* action = menu.addAction(example.title);
        action->setToolTip(example.lesson);
        connect(action, &QAction::triggered, this, [this, example] {
            m_editor->setProgram(example.program);
            m_lesson->setText(example.lesson);
            m_editor->setFocus();
        });
    }
}

void CalculatorPage::setUpTable()
{
    describe(*m_table, QStringLiteral("results"), tr("Results"), tr("One row a statement of the program"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(makeChild<ResultsDelegate>(m_table));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setTextElideMode(Qt::ElideRight);
    m_table->verticalHeader()->hide();
    constexpr int kRow = 36;
    m_table->verticalHeader()->setDefaultSectionSize(kRow);
    QHeaderView& header = *m_table->horizontalHeader();
    header.setSectionResizeMode(QHeaderView::ResizeToContents);
    header.setSectionResizeMode(ResultsModel::Statement, QHeaderView::Stretch);
    header.setSectionResizeMode(ResultsModel::Opened, QHeaderView::Stretch);
    header.setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header.setHighlightSections(false);
}

void CalculatorPage::createLayout()
{
    auto* upper = makeChild<QWidget>(this);
    auto* halves = makeChild<QHBoxLayout>(upper);
    halves->setContentsMargins(0, 0, 0, 0);
    constexpr int kWall = 24;
    halves->setSpacing(kWall);
    halves->addWidget(createTrainerSide(), 1);
    halves->addWidget(createHolderSide(), 1);

    auto* lower = makeChild<QWidget>(this);
    auto* results = makeChild<QVBoxLayout>(lower);
    results->setContentsMargins(0, 0, 0, 0);
    results->setSpacing(2);
    results->addWidget(makeChild<WallHeader>(lower, *m_table, ResultsModel::kFirstOfKeyHolder));
    results->addWidget(m_table, 1);
    results->addWidget(m_status);

    auto* splitter = makeChild<QSplitter>(this, Qt::Vertical);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(upper);
    splitter->addWidget(lower);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    auto* layout = makeChild<QVBoxLayout>(this);
    layout->addWidget(splitter);
}

QWidget* CalculatorPage::createTrainerSide()
{
    auto* side = makeChild<QWidget>(this);
    auto* layout = makeChild<QVBoxLayout>(side);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(
        makeText(QStringLiteral("operationsTitle"), tr("What can be done with ciphertexts:"), TextWeight::Bold, side));
    auto* grid = makeLayout<QGridLayout>();
    constexpr int kColumns = 4;
    int place = 0;
    for (const Operation& operation : calculatorOperations()) {
        auto* button = makeChild<QPushButton>(side, operation.label);
        describe(*button, operation.objectName, operation.purpose, operation.purpose);
        connect(button, &QPushButton::clicked, this, [this, text = operation.text] { insert(text); });
        grid->addWidget(button, place / kColumns, place % kColumns);
        ++place;
    }
    layout->addLayout(grid);
    layout->addWidget(m_lesson);
    layout->addStretch();
    return side;
}

QWidget* CalculatorPage::createHolderSide()
{
    auto* side = makeChild<QWidget>(this);
    auto* layout = makeChild<QVBoxLayout>(side);
    layout->setContentsMargins(0, 0, 0, 0);
    auto* top = makeLayout<QHBoxLayout>();
    top->addWidget(makeText(QStringLiteral("programTitle"), tr("The key holder's program"), TextWeight::Bold, side), 1);
    top->addWidget(m_examples);
    top->addWidget(m_scheme);
    layout->addLayout(top);
    layout->addWidget(m_key);
    layout->addWidget(m_editor, 1);
    auto* buttons = makeLayout<QHBoxLayout>();
    buttons->addWidget(m_run);
    buttons->addWidget(m_again);
    buttons->addStretch();
    buttons->addWidget(m_copy);
    layout->addLayout(buttons);
    return side;
}

void CalculatorPage::connectSignals()
{
    connect(m_run, &QPushButton::clicked, this, [this] { run(Comparison::None); });
    connect(m_editor, &ProgramEditor::runRequested, this, [this] { run(Comparison::None); });
    connect(m_again, &QPushButton::clicked, this, [this] { run(Comparison::WithTheOneBefore); });
    connect(m_copy, &QPushButton::clicked, this, &CalculatorPage::copyCommand);
    connect(m_editor, &QPlainTextEdit::textChanged, this, &CalculatorPage::updateAgain);
    connect(m_scheme, &QComboBox::currentIndexChanged, this, &CalculatorPage::updateAgain);
    connect(m_scheme, &QComboBox::currentIndexChanged, this, &CalculatorPage::showKey);
    connect(&m_controller, &TrainingController::locked, this, &CalculatorPage::forgetOpened);
}

void CalculatorPage::choose(const SchemeChoice& scheme)
{
    m_scheme->choose(scheme);
}

SchemeChoice CalculatorPage::scheme() const
{
    return m_scheme->choice();
}

void CalculatorPage::updateAgain()
{
    const bool isSame = m_editor->program() == m_shownProgram && scheme() == m_shownScheme;
    m_again->setEnabled(m_model->rowCount() > 0 && isSame);
}

void CalculatorPage::insert(const QString& text)
{
    m_editor->insertPlainText(text);
    m_editor->setFocus();
}

void CalculatorPage::copyCommand()
{
    QGuiApplication::clipboard()->setText(commandLine(m_editor->program(), scheme()));
    m_status->setText(tr("The command line is on the clipboard."));
}

void CalculatorPage::run(Comparison comparison)
{
    const std::uint64_t number = ++m_asked;
    const QString program = m_editor->program();
    const SchemeChoice wanted = scheme();
    m_editor->clearError();
    m_status->setText(tr("Calculating…"));
    m_isRunning = true;
    m_controller.calculate(program, wanted, this,
                           [this, number, program, wanted, comparison](const CalculationPtr& calculation) {
                               if (number != m_asked) {
                                   return;
                               }
                               m_shownProgram = program;
                               m_shownScheme = wanted;
                               finish(comparison, *calculation);
                           });
}

void CalculatorPage::finish(Comparison comparison, const Calculation& calculation)
{
    m_isRunning = false;
    if (!calculation.keyName.isEmpty()) {
        m_keyName = calculation.keyName;
        m_keyScheme = m_shownScheme;
    }
    if (!calculation.results) {
        m_model->clear();
        showError(calculation.results.error());
    } else if (comparison == Comparison::WithTheOneBefore) {
        m_model->showAgain(*calculation.results);
        showSummary();
    } else {
        m_model->showResults(*calculation.results);
        showSummary();
    }
    updateAgain();
    showKey();
    Q_EMIT openedChanged();
}

bool CalculatorPage::showsOpened() const
{
    return m_model->showsOpened();
}

void CalculatorPage::forgetOpened()
{
    if (!m_isRunning && !showsOpened()) {
        return;
    }
    ++m_asked; // an answer that is on its way comes too late
    m_isRunning = false;
    m_model->forgetOpened();
    m_status->setText(tr("Locked: what was opened is forgotten. Run opens it again."));
    m_table->setAccessibleDescription(m_status->text());
    showKey();
    Q_EMIT openedChanged();
}

void CalculatorPage::showKey()
{
    if (scheme().scheme == base::SchemeId::Plain) {
        m_key->setText(tr("Under plain nothing is encrypted, so there is no key."));
    } else if (m_keyName.isEmpty() || m_keyScheme != scheme()) {
        m_key->setText(
            tr("No key yet: the first run makes a random one for the calculator alone, without a known seed, "
               "in a key holder of its own."));
    } else {
        const QString made = tr("Key %1, of the calculator alone: random, without a known seed, gone with the window.");
        const QString state = showsOpened() ? tr("It opened the results below.") : tr("It has nothing open.");
        m_key->setText(made.arg(m_keyName) + QLatin1Char(' ') + state);
    }
}

void CalculatorPage::showError(const base::Error& error)
{
    const QString sentence = QString::fromStdString(error.message);
    m_status->setText(tr("Nothing was computed: %1.").arg(sentence));
    m_table->setAccessibleDescription(m_status->text());
    // A place is one in the program that was run; a program that was changed since is left alone.
    const auto place = positionIn(error.message);
    if (place && m_editor->program() == m_shownProgram) {
        m_editor->markError(*place);
        m_editor->setFocus();
    }
}

void CalculatorPage::showSummary()
{
    const auto rows = static_cast<std::uint64_t>(m_model->rowCount());
    QString text =
        countOf(rows, tr("%1 statement was computed and opened."), tr("%1 statements were computed and opened."));
    if (m_model->different()) {
        constexpr double kPercent = 100.0;
        const QString share = QLocale::c().toString(*m_model->different() * kPercent, 'f', 1);
        text =
            m_shownScheme.scheme == base::SchemeId::Plain
                ? tr("The same numbers again: %1 % of the bytes differ. Plain numbers always look the same.").arg(share)
                : tr("The same numbers, encrypted again: %1 % of the bytes differ. Of bytes drawn at random 99.6 % do.")
                      .arg(share);
    }
    m_status->setText(text);
    m_table->setAccessibleDescription(text);
}

} // namespace cg::ui
