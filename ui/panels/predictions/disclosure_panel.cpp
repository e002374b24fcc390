// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/predictions/disclosure_panel.h"

#include "ui/dialogs/control.h"
#include "ui/panels/predictions/disclosure_model.h"
#include "ui/text/boundary_text.h"
#include "ui/text/format.h"
#include "ui/widgets/make_child.h"

#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSaveFile>
#include <QTableView>
#include <QVBoxLayout>

#include <memory>

namespace cg::ui {

DisclosurePanel::DisclosurePanel(QWidget* parent)
    : QWidget(parent),
      m_model(makeChild<DisclosureModel>(this)),
      m_table(makeChild<QTableView>(this)),
      m_total(makeText(QStringLiteral("disclosureTotal"), {}, TextWeight::Dim, this)),
      m_copy(makeChild<QPushButton>(this, tr("Copy"))),
      m_export(makeChild<QPushButton>(this, tr("Export…")))
{
    createLayout();
    connectSignals();
    showDisclosures({}, Recorded::FromTheBeginning);
}

void DisclosurePanel::createLayout()
{
    describe(*m_copy, QStringLiteral("copyLedger"), tr("Copy the ledger"),
             tr("Copies the ledger as a table; it holds no opened value"));
    describe(*m_export, QStringLiteral("exportLedger"), tr("Export the ledger"),
             tr("Writes the ledger into a file of tab-separated values; it holds no opened value"));
    describe(*m_table, QStringLiteral("ledger"), tr("Ledger of disclosures"),
             tr("Everything that was opened of this run with the key"));
    m_table->setModel(m_model);
    m_table->verticalHeader()->hide();
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setAlternatingRowColors(true);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setTabKeyNavigation(false);
    QHeaderView& header = *m_table->horizontalHeader();
    header.setSectionResizeMode(QHeaderView::ResizeToContents);
    header.setSectionResizeMode(DisclosureModel::What, QHeaderView::Stretch);
    header.setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header.setHighlightSections(false);

    QLabel* title = makeText(QStringLiteral("ledgerTitle"), tr("Ledger of disclosures"), TextWeight::Bold, this);
    title->setWordWrap(false);
    auto* top = makeLayout<QHBoxLayout>();
    top->addWidget(title);
    top->addWidget(m_total, 1);
    top->addWidget(m_copy);
    top->addWidget(m_export);
    auto* layout = makeChild<QVBoxLayout>(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(top);
    layout->addWidget(m_table);
}

void DisclosurePanel::connectSignals()
{
    connect(m_copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_model->asTable()); });
    connect(m_export, &QPushButton::clicked, this, &DisclosurePanel::askForFile);
}

void DisclosurePanel::showDisclosures(const std::vector<Disclosure>& disclosures, Recorded recorded)
{
    m_model->showDisclosures(disclosures);
    m_table->horizontalHeader()->resizeSections(QHeaderView::ResizeToContents); // also while the page is hidden
    const std::size_t rows = disclosures.size();
    const QString sum = rows == 0 ? tr("Nothing was opened yet: 0 bits.")
                                  : countOf(rows, tr("%1 opening"), tr("%1 openings")) + QStringLiteral(", ") +
                                        countOf(totalBits(disclosures), tr("%1 bit in all."), tr("%1 bits in all."));
    const QString gap = gapSentence(recorded);
    if (gap.isEmpty()) {
        m_total->setText(sum);
    } else {
        m_total->setText(rows == 0 ? gap : gap + QStringLiteral(" ") + tr("Recorded: %1").arg(sum));
    }
    m_table->setAccessibleDescription(m_total->text());
    m_copy->setEnabled(rows != 0);
    m_export->setEnabled(rows != 0);
}

void DisclosurePanel::askForFile()
{
    auto* dialog = std::make_unique<QFileDialog>(this, tr("Export the ledger of disclosures")).release();
    dialog->setObjectName(QStringLiteral("exportDialog"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(tr("Tab-separated values (*.tsv)"));
    dialog->setDefaultSuffix(QStringLiteral("tsv"));
    dialog->selectFile(QStringLiteral("disclosures.tsv"));
    connect(dialog, &QFileDialog::fileSelected, this, &DisclosurePanel::exportTo);
    openOnce(*dialog);
}

void DisclosurePanel::exportTo(const QString& path)
{
    QSaveFile file(path);
    const QByteArray text = m_model->asTable().toUtf8();
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit()) {
        Q_EMIT problemOccurred({tr("Cannot export the ledger"),
                                tr("%1 cannot be written (%2); choose another folder.").arg(path, file.errorString())});
    }
}

} // namespace cg::ui
