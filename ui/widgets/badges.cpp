// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/badges.h"

#include "security/badge.h"
#include "ui/painting/hatch.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"

#include <QFontMetrics>
#include <QPainter>
#include <QPainterPath>

namespace cg::ui {

namespace {

QString textOf(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace

BadgeLabel::BadgeLabel(QWidget* parent) : QWidget(parent)
{
    QFont bold = font();
    bold.setBold(true);
    setFont(bold);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize BadgeLabel::sizeHint() const
{
    constexpr int kBeside = 22;
    constexpr int kAround = 8;
    return {fontMetrics().horizontalAdvance(m_text) + kBeside, fontMetrics().height() + kAround};
}

void BadgeLabel::showBadge(const QString& text, const QString& reason, Weight weight)
{
    if (text == m_text && weight == m_weight && reason == toolTip()) {
        return;
    }
    m_text = text;
    m_weight = weight;
    setAccessibleDescription(reason);
    setAccessibleName(text);
    setToolTip(reason);
    updateGeometry();
    update();
}

void BadgeLabel::paintEvent(QPaintEvent* /*event*/)
{
    constexpr double kRadius = 5.0;
    const Theme& theme = Theme::of(*this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF frame = QRectF(rect()).adjusted(1, 1, -1, -1);
    QPainterPath shape;
    shape.addRoundedRect(frame, kRadius, kRadius);
    painter.fillPath(shape, theme.color(Role::Panel));
    if (m_weight == Weight::Warning) {
        painter.save();
        painter.setClipPath(shape);
        drawHatch(painter, frame, theme.color(Role::Line), 5.0);
        painter.restore();
        // The letters stand on plain ground: the hatch is left and right of them.
        const double letters = fontMetrics().horizontalAdvance(m_text) + 6.0;
        painter.fillRect(QRectF(frame.center().x() - letters / 2, frame.top(), letters, frame.height()),
                         theme.color(Role::Panel));
    }
    painter.setPen(QPen(theme.color(m_weight == Weight::Warning ? Role::Text : Role::Line), 1.4));
    painter.drawPath(shape);
    painter.setPen(theme.color(Role::Text));
    painter.drawText(rect(), Qt::AlignCenter, m_text);
}

SchemeBadge::SchemeBadge(QWidget* parent) : BadgeLabel(parent)
{
    setObjectName(QStringLiteral("schemeBadge"));
}

void SchemeBadge::showScheme(base::SchemeId scheme, security::Badge badge)
{
    const QString name = textOf(security::nameOf(badge));
    const bool isWarning = securityBits(badge) == 0;
    showBadge(scheme == base::SchemeId::Plain ? name : tr("%1 · %2").arg(schemeText(scheme), name),
              tr("%1: %2.").arg(name, textOf(security::reasonFor(badge))), isWarning ? Weight::Warning : Weight::Plain);
}

StartBadge::StartBadge(QWidget* parent) : BadgeLabel(parent)
{
    setObjectName(QStringLiteral("startBadge"));
}

void StartBadge::showStart(session::StartKind start)
{
    if (start == session::StartKind::Known) {
        showBadge(tr("KNOWN START"), tr("The initial weights are known: anybody can compute this run in the clear."),
                  Weight::Warning);
        return;
    }
    showBadge(tr("SEALED START"), tr("The key holder drew the initial weights, encrypted them and told nobody."),
              Weight::Plain);
}

} // namespace cg::ui
