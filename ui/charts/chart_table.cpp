// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_table.h"

#include "ui/widgets/make_child.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include <utility>

namespace cg::ui {

QString ChartTable::tsv() const
{
    QString text = header.join(u'\t') + u'\n';
    for (const QStringList& row : rows) {
        text += row.join(u'\t') + u'\n';
    }
    return text;
}

void ChartTableModel::show(ChartTable table)
{
    beginResetModel();
    m_table = std::move(table);
    endResetModel();
}

int ChartTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_table.rows.size());
}

int ChartTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_table.header.size());
}

QVariant ChartTableModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return (Qt::AlignRight | Qt::AlignVCenter).toInt();
    }
    return role == Qt::DisplayRole ? m_table.rows.at(static_cast<std::size_t>(index.row())).value(index.column())
                                   : QVariant();
}

QVariant ChartTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::DisplayRole) {
        return m_table.header.value(section);
    }
    return QAbstractTableModel::headerData(section, orientation, role);
}

ChartTableDialog::ChartTableDialog(const QString& title, QWidget* parent)
    : QDialog(parent), m_model(makeChild<ChartTableModel>(this)), m_view(makeChild<QTableView>(this))
{
    setObjectName(QStringLiteral("chartTableDialog"));
    setWindowTitle(title);
    createLayout(title);
}

void ChartTableDialog::createLayout(const QString& title)
{
    m_view->setObjectName(QStringLiteral("chartTable"));
    m_view->setAccessibleName(title);
    m_view->setToolTip(tr("The numbers of the plot"));
    m_view->setModel(m_model);
    m_view->verticalHeader()->hide();
    m_view->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    auto* buttons = makeChild<QDialogButtonBox>(this, QDialogButtonBox::Close);
    QPushButton* copyButton = buttons->addButton(tr("&Copy"), QDialogButtonBox::ActionRole);
    copyButton->setObjectName(QStringLiteral("copyTable"));
    copyButton->setAccessibleName(tr("Copy the table"));
    copyButton->setToolTip(tr("Copies all rows, separated by tabulators, for a spreadsheet"));
    connect(copyButton, &QPushButton::clicked, this, &ChartTableDialog::copy);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = makeChild<QVBoxLayout>(this);
    layout->setSizeConstraint(QLayout::SetNoConstraint); // beside the plot it may be as small as one likes
    layout->addWidget(m_view);
    layout->addWidget(buttons);
    constexpr QSize kSize(460, 420);
    resize(kSize);
}

void ChartTableDialog::showTable(ChartTable table)
{
    m_model->show(std::move(table));
    show();
    activateWindow();
}

void ChartTableDialog::forget()
{
    m_model->show({});
    close();
}

void ChartTableDialog::copy() const
{
    QGuiApplication::clipboard()->setText(m_model->table().tsv());
}

} // namespace cg::ui
