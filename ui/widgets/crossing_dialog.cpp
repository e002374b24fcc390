// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/crossing_dialog.h"

#include "ui/text/boundary_text.h"
#include "ui/text/format.h"
#include "ui/widgets/crossing_model.h"
#include "ui/widgets/make_child.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

namespace cg::ui {

CrossingDialog::CrossingDialog(QWidget* parent)
    : QDialog(parent), m_model(makeChild<CrossingModel>(this)), m_sums(makeChild<QLabel>(this))
{
    setObjectName(QStringLiteral("crossingDialog"));
    setWindowTitle(tr("What crossed the wall"));
    auto* table = makeChild<QTableView>(this);
    table->setObjectName(QStringLiteral("crossingTable"));
    table->setAccessibleName(windowTitle());
    table->setToolTip(tr("Every transfer between the trainer and the key holder."));
    table->setModel(m_model);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setAlternatingRowColors(true);
    table->verticalHeader()->hide();
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table->horizontalHeader()->setSectionResizeMode(CrossingModel::What, QHeaderView::Stretch);
    auto* buttons = makeChild<QDialogButtonBox>(this, QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = makeChild<QVBoxLayout>(this);
    layout->addWidget(m_sums);
    layout->addWidget(table, 1);
    layout->addWidget(buttons);
    resize(780, 420);
    showCrossings({}, session::Recorded::FromTheBeginning);
}

void CrossingDialog::showCrossings(const std::vector<trust::Crossing>& crossings, session::Recorded recorded)
{
    const trust::CrossingTotals totals = trust::totalsOf(crossings);
    m_model->show(crossings);
    QString gap = gapSentence(recorded);
    if (!gap.isEmpty()) {
        gap += QLatin1Char('\n');
    }
    m_sums->setText(gap + tr("Ciphertexts: %1 · public keys: %2 · secret keys: %3 · messages: %4, telling %5 bits")
                              .arg(countText(totals.ciphertexts), countText(totals.publicKeys),
                                   countText(totals.secretKeys), countText(totals.messages), countText(totals.bits)));
}

} // namespace cg::ui
