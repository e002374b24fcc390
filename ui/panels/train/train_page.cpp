// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/train/train_page.h"

#include "ui/panels/train/key_holder_half.h"
#include "ui/panels/train/trainer_half.h"
#include "ui/text/boundary_text.h"
#include "ui/widgets/crossing_dialog.h"
#include "ui/widgets/make_child.h"
#include "ui/widgets/network_view.h"
#include "ui/widgets/wall_widget.h"

#include <QHBoxLayout>
#include <QKeyEvent>

#include <algorithm>

namespace cg::ui {

namespace {

constexpr int kMargin = 2;
constexpr int kSpacing = 4;

/// The first widget of `half` that the tab key would reach; null without one.
QWidget* firstFocusOf(QWidget& half)
{
    for (QWidget* next = half.nextInFocusChain(); next != &half; next = next->nextInFocusChain()) {
        const bool takesFocus = (next->focusPolicy() & Qt::TabFocus) != 0;
        if (takesFocus && half.isAncestorOf(next) && next->isVisibleTo(&half) && next->isEnabled()) {
            return next;
        }
    }
    return nullptr;
}

} // namespace

TrainPage::TrainPage(QWidget* parent)
    : QWidget(parent),
      m_trainer(makeChild<TrainerHalf>(this)),
      m_wall(makeChild<WallWidget>(this)),
      m_keyHolder(makeChild<KeyHolderHalf>(this))
{
    setObjectName(QStringLiteral("trainPage"));
    setAccessibleName(tr("Train"));
    auto* layout = makeChild<QHBoxLayout>(this);
    layout->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    layout->setSpacing(kSpacing);
    // The page itself decides what fits, so that a narrow window gets cards and not a wide minimum.
    layout->setSizeConstraint(QLayout::SetNoConstraint);
    layout->addWidget(m_trainer, 1);
    layout->addWidget(m_wall);
    layout->addWidget(m_keyHolder, 1);
    for (QWidget* half : {static_cast<QWidget*>(m_trainer), static_cast<QWidget*>(m_keyHolder)}) {
        // Ignored: neither half takes more than its share, whatever it has to show.
        half->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Expanding);
    }
    connectSignals();
    showState(SessionState{});
}

void TrainPage::connectSignals()
{
    connect(m_keyHolder, &KeyHolderHalf::keyRequested, this, &TrainPage::keyRequested);
    connect(m_keyHolder, &KeyHolderHalf::unlockRequested, this, &TrainPage::unlockRequested);
    connect(m_keyHolder, &KeyHolderHalf::measurementRequested, this, &TrainPage::measurementRequested);
    connect(m_wall, &WallWidget::logRequested, this, [this] { showLog(); });
    connect(m_trainer->network(), &NetworkView::elementHovered, m_keyHolder->network(), &NetworkView::highlight);
    connect(m_keyHolder->network(), &NetworkView::elementHovered, m_trainer->network(), &NetworkView::highlight);
}

void TrainPage::showState(const SessionState& state)
{
    m_isControlRun = isControlRun(state.visibility);
    m_crossings = state.crossings;
    m_recorded = state.recorded;
    m_trainer->showState(state);
    m_wall->showCrossings(state.crossings);
    m_keyHolder->showState(state);
    if (m_log) {
        m_log->showCrossings(m_crossings, m_recorded);
    }
    arrange();
}

QSize TrainPage::minimumSizeHint() const
{
    constexpr int kLeastHeight = 480;
    return {ComputerHalf::leastWidth() + m_wall->sizeHint().width() + kSpacing + 2 * kMargin, kLeastHeight};
}

void TrainPage::arrange()
{
    const int around = m_wall->sizeHint().width() + 2 * kSpacing + 2 * kMargin;
    const bool fitsBoth = width() >= 2 * ComputerHalf::leastWidth() + around;
    m_isCard = !fitsBoth && !m_isControlRun;
    m_trainer->setVisible(!m_isCard || m_shown == Half::Trainer);
    m_wall->setVisible(!m_isControlRun);
    m_keyHolder->setVisible(!m_isControlRun && (!m_isCard || m_shown == Half::KeyHolder));
    int half = (width() - around) / 2;
    if (m_isControlRun) {
        half = width() - 2 * kMargin;
    } else if (m_isCard) {
        half = width() - around + kSpacing;
    }
    const int lines = std::max(m_trainer->fitLines(half), m_isControlRun ? 0 : m_keyHolder->fitLines(half));
    m_trainer->setLinesHeight(lines);
    m_keyHolder->setLinesHeight(lines);
}

void TrainPage::flip()
{
    if (m_isControlRun) {
        return;
    }
    const bool isLeft = m_isCard ? m_shown == Half::Trainer : m_trainer->isAncestorOf(focusWidget());
    m_shown = isLeft ? Half::KeyHolder : Half::Trainer;
    arrange();
    QWidget* next = firstFocusOf(isLeft ? static_cast<QWidget&>(*m_keyHolder) : *m_trainer);
    if (next != nullptr) {
        next->setFocus(Qt::OtherFocusReason);
    }
}

void TrainPage::showLog()
{
    Q_EMIT crossingLogRequested();
    if (!m_log) {
        m_log = makeChild<CrossingDialog>(this);
    }
    m_log->showCrossings(m_crossings, m_recorded);
    m_log->show();
    m_log->activateWindow();
}

void TrainPage::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void TrainPage::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_F6) {
        flip();
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace cg::ui
