// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/predictions/predictions_page.h"

#include "ui/dialogs/control.h"
#include "ui/panels/predictions/disclosure_panel.h"
#include "ui/panels/predictions/prediction_delegate.h"
#include "ui/panels/predictions/predictions_model.h"
#include "ui/panels/predictions/wall_header.h"
#include "ui/widgets/make_child.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace cg::ui {

PredictionsPage::PredictionsPage(QWidget* parent)
    : QWidget(parent),
      m_model(makeChild<PredictionsModel>(this)),
      m_table(makeChild<QTableView>(this)),
      m_wall(makeChild<WallHeader>(this, *m_table, PredictionsModel::kFirstOfKeyHolder)),
      m_delegate(makeChild<PredictionDelegate>(this)),
      m_hint(makeText(QStringLiteral("openingHint"), {}, TextWeight::Dim, this)),
      m_open(makeChild<QPushButton>(this)),
      m_ledger(makeChild<DisclosurePanel>(this))
{
    setObjectName(QStringLiteral("predictionsPage"));
    m_answer = openingAnswer({});
    setUpTable();
    createLayout();
    connectSignals();
    updateButton();
}

void PredictionsPage::setUpTable()
{
    describe(*m_table, QStringLiteral("predictions"), tr("Predictions"),
             tr("Enter or a double click opens the prediction of a row"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(m_delegate);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->setCornerButtonEnabled(false); // it would select all rows
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->verticalHeader()->hide();
    QHeaderView& header = *m_table->horizontalHeader();
    header.setSectionResizeMode(QHeaderView::ResizeToContents);
    header.setSectionResizeMode(PredictionsModel::Ciphertext, QHeaderView::Stretch);
    header.setSectionResizeMode(PredictionsModel::Opened, QHeaderView::Stretch);
    header.setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header.setHighlightSections(false);
    constexpr int kRow = 34;
    m_table->verticalHeader()->setDefaultSectionSize(kRow);
}

void PredictionsPage::createLayout()
{
    auto* upper = makeChild<QWidget>(this);
    auto* upperLayout = makeChild<QVBoxLayout>(upper);
    upperLayout->setContentsMargins(0, 0, 0, 0);
    upperLayout->setSpacing(2);
    upperLayout->addWidget(m_wall);
    upperLayout->addWidget(m_table, 1);
    auto* actions = makeLayout<QHBoxLayout>();
    actions->setContentsMargins(0, 4, 0, 4);
    actions->addWidget(m_hint, 1);
    actions->addWidget(m_open);
    upperLayout->addLayout(actions);

    auto* splitter = makeChild<QSplitter>(this, Qt::Vertical);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(upper);
    splitter->addWidget(m_ledger);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 1);
    auto* layout = makeChild<QVBoxLayout>(this);
    layout->addWidget(splitter);
}

void PredictionsPage::connectSignals()
{
    connect(m_model, &PredictionsModel::rowsOpened, this,
            [this](const std::vector<int>& rows) { m_delegate->resolve(rows, *m_table->viewport()); });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &PredictionsPage::updateButton);
    connect(m_table, &QTableView::clicked, this, [this](const QModelIndex& index) {
        if (index.column() == PredictionsModel::Action) {
            ask({static_cast<std::size_t>(index.row())});
        }
    });
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) {
        const std::vector<std::size_t> selected = selectedRows();
        ask(selected.empty() ? std::vector{static_cast<std::size_t>(index.row())} : selected);
    });
    connect(m_open, &QPushButton::clicked, this, [this] { ask(selectedRows()); });
    connect(m_ledger, &DisclosurePanel::problemOccurred, this, &PredictionsPage::problemOccurred);
}

void PredictionsPage::showState(const SessionState& state)
{
    m_answer = openingAnswer(state);
    m_isProbablyNoise = isProbablyNoise(state);
    m_outputs = state.spec ? state.spec->plan.network.outputs() : 1;
    m_model->showState(state);
    m_ledger->showDisclosures(state.disclosures, state.recorded);
    showParts(state.isPlain());
    if (m_answer.way != OpeningWay::Open && m_dialog) {
        m_dialog->reject();
    }
    updateButton();
    const auto rows = static_cast<std::size_t>(m_model->rowCount());
    const auto opened = state.showsValues() ? state.predictions.size() : 0;
    m_table->setAccessibleDescription(
        tr("Predictions of %1 samples, %2 of them opened. %3").arg(rows).arg(opened).arg(m_answer.why));
}

void PredictionsPage::showParts(bool isControlRun)
{
    for (const int column : {PredictionsModel::Ciphertext, PredictionsModel::Action}) {
        m_table->setColumnHidden(column, isControlRun);
    }
    for (QWidget* part :
         {static_cast<QWidget*>(m_wall), static_cast<QWidget*>(m_open), static_cast<QWidget*>(m_ledger)}) {
        part->setHidden(isControlRun);
    }
}

std::vector<std::size_t> PredictionsPage::selectedRows() const
{
    std::vector<std::size_t> rows;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows()) {
        rows.push_back(static_cast<std::size_t>(index.row()));
    }
    std::ranges::sort(rows);
    return rows;
}

void PredictionsPage::updateButton()
{
    const std::size_t selected = selectedRows().size();
    QString text;
    QString hint = m_answer.why;
    switch (m_answer.way) {
    case OpeningWay::Open:
        text = selected == 0 ? tr("Open…") : countOf(selected, tr("Open %1 value…"), tr("Open %1 values…"));
        hint = selected == 0 ? tr("Select the samples whose prediction is to be opened.")
                             : tr("You will be asked how much to open, and for whom.");
        m_open->setEnabled(selected != 0);
        break;
    case OpeningWay::Unlock:
        text = tr("Unlock…");
        m_open->setEnabled(true);
        break;
    case OpeningWay::None:
        text = tr("Open…");
        m_open->setEnabled(false);
        break;
    }
    m_hint->setText(hint);
    m_open->setText(text);
    describe(*m_open, QStringLiteral("openSelected"), text, hint);
}

void PredictionsPage::ask(const std::vector<std::size_t>& rows)
{
    if (m_answer.way == OpeningWay::Unlock) {
        Q_EMIT unlockRequested();
    }
    if (m_answer.way != OpeningWay::Open || rows.empty() || m_dialog) {
        return;
    }
    m_dialog = makeChild<UnlockPredictionDialog>(this, OpeningSubject{rows, m_outputs, m_isProbablyNoise});
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialog, &QDialog::accepted, this, [this, dialog = m_dialog.get()] {
        const OpeningTerms terms = dialog->terms();
        for (const std::size_t row : dialog->subject().rows) {
            Q_EMIT openingRequested(row, terms);
        }
    });
    connect(m_dialog, &QDialog::finished, this, [this] { m_dialog = nullptr; });
    m_dialog->open();
}

} // namespace cg::ui
