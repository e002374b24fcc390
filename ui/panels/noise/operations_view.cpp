// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/noise/operations_view.h"

#include "ui/widgets/make_child.h"

#include <QHeaderView>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedLayout>
#include <QTableView>

#include <utility>

namespace cg::ui {

namespace {

/// Room for the margins of the towers.
constexpr int kBesideTowers = 16;

} // namespace

OperationsView::OperationsView(OperationModel::Half half, QWidget* parent)
    : QWidget(parent),
      m_model(makeChild<OperationModel>(this, half)),
      m_towers(new BitTowers(nullptr, BitTowers::SideText::Hidden)),
      m_scroll(makeChild<QScrollArea>(this)),
      m_table(makeChild<QTableView>(this)),
      m_stack(makeChild<QStackedLayout>(this))
{
    m_scroll->setObjectName(QStringLiteral("towerScroll"));
    m_scroll->setAccessibleName(tr("Noise, operation by operation"));
    m_scroll->setToolTip(tr("One tower an operation; the arrow keys scroll"));
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setWidget(m_towers);
    m_scroll->setWidgetResizable(true);
    m_scroll->viewport()->setAutoFillBackground(false); // the frame around it has the ground
    m_towers->setAutoFillBackground(false);
    m_table->setObjectName(QStringLiteral("operationTable"));
    m_table->setAccessibleName(tr("Operations of one step"));
    m_table->setToolTip(tr("Errors are relative to 1.0: -10 bits are 2^-10, the third decimal"));
    m_table->setModel(m_model);
    m_table->verticalHeader()->hide();
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setAlternatingRowColors(true);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_stack->addWidget(m_scroll);
    m_stack->addWidget(m_table);
}

void OperationsView::showOperations(std::vector<session::MeasuredOperation> operations, std::vector<BitTower> towers,
                                    std::optional<int> products)
{
    const bool isNewCircuit = m_model->rowCount() != static_cast<int>(operations.size());
    m_model->showOperations(std::move(operations));
    m_towers->showTowers(std::move(towers), products);
    m_scroll->setAccessibleDescription(m_towers->textTwin());
    fitTowers();
    if (isNewCircuit) {
        m_table->resizeColumnsToContents();
    }
}

void OperationsView::setMode(Mode mode)
{
    m_stack->setCurrentIndex(mode == Mode::Towers ? 0 : 1);
}

void OperationsView::setPitch(int pitch)
{
    m_pitch = pitch;
    fitTowers();
}

QScrollBar* OperationsView::scrollBar() const
{
    return m_scroll->horizontalScrollBar();
}

void OperationsView::fitTowers()
{
    m_towers->setMinimumWidth(static_cast<int>(m_towers->towers().size()) * m_pitch + kBesideTowers);
}

} // namespace cg::ui
