// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/noise/noise_page.h"

#include "ui/panels/noise/key_holder_noise.h"
#include "ui/panels/noise/trainer_noise.h"
#include "ui/widgets/make_child.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QRadioButton>
#include <QScrollBar>
#include <QSlider>
#include <QVBoxLayout>

namespace cg::ui {

namespace {

constexpr int kControlHeight = 28;
constexpr int kFirstPitch = 20;

} // namespace

NoisePage::NoisePage(QWidget* parent)
    : QWidget(parent),
      m_showTowers(makeChild<QRadioButton>(this, tr("T&owers"))),
      m_showTable(makeChild<QRadioButton>(this, tr("T&able"))),
      m_zoom(makeChild<QSlider>(this, Qt::Horizontal)),
      m_trainer(makeChild<TrainerNoise>(this)),
      m_keyHolder(makeChild<KeyHolderNoise>(this))
{
    setObjectName(QStringLiteral("noisePage"));
    setAccessibleName(tr("Noise"));
    auto* halves = makeLayout<QHBoxLayout>();
    constexpr int kWall = 16;
    halves->setSpacing(kWall);
    halves->addWidget(m_trainer, 1);
    halves->addWidget(m_keyHolder, 1);
    auto* layout = makeChild<QVBoxLayout>(this);
    layout->addLayout(createControls());
    layout->addLayout(halves, 1);
    connectSignals();
    m_showTowers->setChecked(true);
    m_zoom->setValue(kFirstPitch);
}

QHBoxLayout* NoisePage::createControls()
{
    m_showTowers->setObjectName(QStringLiteral("showTowers"));
    m_showTowers->setAccessibleName(tr("Show the noise as towers"));
    m_showTowers->setToolTip(tr("One tower an operation: message, room that is left, noise"));
    m_showTable->setObjectName(QStringLiteral("showTable"));
    m_showTable->setAccessibleName(tr("Show the noise as a table"));
    m_showTable->setToolTip(tr("One row an operation, with its numbers"));
    m_zoom->setObjectName(QStringLiteral("towerZoom"));
    m_zoom->setAccessibleName(tr("Width of the towers"));
    m_zoom->setToolTip(tr("Narrow towers fit the page, wide ones scroll"));
    m_zoom->setRange(OperationsView::kLeastPitch, OperationsView::kMostPitch);
    constexpr int kZoomWidth = 140;
    m_zoom->setFixedWidth(kZoomWidth);
    auto* zoomLabel = makeChild<QLabel>(this, tr("&Width"));
    zoomLabel->setBuddy(m_zoom);
    auto* controls = makeLayout<QHBoxLayout>();
    for (QWidget* widget : {static_cast<QWidget*>(m_showTowers), static_cast<QWidget*>(m_showTable),
                            static_cast<QWidget*>(zoomLabel), static_cast<QWidget*>(m_zoom)}) {
        widget->setMinimumHeight(kControlHeight);
        controls->addWidget(widget);
    }
    controls->addStretch();
    auto* legend = makeChild<QLabel>(this, tr("Message on top, room in the middle, noise grows from below."));
    controls->addWidget(legend);
    return controls;
}

void NoisePage::connectSignals()
{
    OperationsView* left = m_trainer->operations();
    OperationsView* right = m_keyHolder->operations();
    connect(m_showTowers, &QRadioButton::toggled, this, [left, right](bool isTowers) {
        const auto mode = isTowers ? OperationsView::Mode::Towers : OperationsView::Mode::Table;
        left->setMode(mode);
        right->setMode(mode);
    });
    connect(m_zoom, &QSlider::valueChanged, this, [left, right](int pitch) {
        left->setPitch(pitch);
        right->setPitch(pitch);
    });
    // The same operation stays beside itself.
    connect(left->scrollBar(), &QScrollBar::valueChanged, right->scrollBar(), &QScrollBar::setValue);
    connect(right->scrollBar(), &QScrollBar::valueChanged, left->scrollBar(), &QScrollBar::setValue);
    connect(m_keyHolder, &KeyHolderNoise::measureRequested, this, &NoisePage::measureRequested);
}

void NoisePage::showState(const SessionState& state)
{
    m_trainer->showState(state);
    m_keyHolder->showState(state);
}

} // namespace cg::ui
