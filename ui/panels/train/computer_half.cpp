// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/train/computer_half.h"

#include "ui/widgets/badges.h"
#include "ui/widgets/make_child.h"

#include <QFontInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QStringList>
#include <QVBoxLayout>

#include <algorithm>

namespace cg::ui {

namespace {

constexpr int kHeadingPixels = 24;
constexpr int kLargeHeadingPixels = 30;
/// A half of this width has room for the larger heading.
constexpr int kLargeWidth = 600;
constexpr int kPadlockSide = 28;
constexpr int kFrame = 4;
constexpr int kMargin = 8;
constexpr int kLineGap = 2;

QFont sized(const QWidget& widget, int pixels)
{
    QFont font = widget.font();
    font.setPixelSize(pixels);
    return font;
}

} // namespace

ComputerHalf::ComputerHalf(const QString& heading, QWidget* parent)
    : QWidget(parent),
      m_layout(makeChild<QVBoxLayout>(this)),
      m_heading(makeChild<QLabel>(this)),
      m_sentence(makeChild<QLabel>(this)),
      m_secondLine(makeChild<QLabel>(this)),
      m_lines(makeChild<QWidget>(this)),
      m_padlockPlace(makeChild<QWidget>(this)),
      m_badge(makeChild<BadgeLabel>(this))
{
    setAccessibleName(heading);
    m_layout->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    m_layout->setSpacing(kMargin - 1);
    createHeader(heading);
}

void ComputerHalf::createHeader(const QString& heading)
{
    m_heading->setText(heading);
    m_heading->setObjectName(QStringLiteral("heading"));
    QFont font = sized(*this, kHeadingPixels);
    font.setBold(true);
    m_heading->setFont(font);
    m_padlockPlace->setFixedSize(kPadlockSide, kPadlockSide);
    m_badge->hide();
    auto* top = makeLayout<QHBoxLayout>();
    top->setContentsMargins(2, 0, 2, 0);
    top->setSpacing(2);
    top->addWidget(m_heading);
    top->addStretch(1);
    top->addWidget(m_badge);
    top->addWidget(m_padlockPlace);
    m_layout->addLayout(top);

    const int pixels = QFontInfo(this->font()).pixelSize();
    m_sentence->setObjectName(QStringLiteral("sentence"));
    m_sentence->setFont(sized(*this, pixels + 2));
    m_secondLine->setObjectName(QStringLiteral("secondLine"));
    m_secondLine->setFont(sized(*this, pixels));
    m_secondLine->setForegroundRole(QPalette::PlaceholderText);
    auto* lines = makeChild<QVBoxLayout>(m_lines);
    lines->setContentsMargins(2, 0, 2, 0);
    lines->setSpacing(kLineGap);
    for (QLabel* label : {m_sentence, m_secondLine}) {
        label->setWordWrap(true);
        label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
        lines->addWidget(label);
    }
    lines->addStretch(1);
    m_layout->addWidget(m_lines);
}

PanelFrame* ComputerHalf::addPanel(QWidget* content, int stretch)
{
    auto* panel = makeChild<PanelFrame>(this, content);
    // Ignored: the shares alone give the heights, so that both halves draw at one scale.
    panel->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);
    m_layout->addWidget(panel, stretch);
    return panel;
}

void ComputerHalf::showSentences(const QString& sentence, const QString& secondLine, const QString& more)
{
    m_sentence->setText(sentence);
    if (secondLine != m_second || more != m_more) {
        // Not otherwise: fitLines may have put more into the label, and every change of its text lays the page out
        // anew.
        m_second = secondLine;
        m_more = more;
        m_secondLine->setText(secondLine);
    }
    setAccessibleDescription(QStringList{sentence, secondLine, more}.join(QLatin1Char(' ')).trimmed());
}

void ComputerHalf::showPadlock(Padlock padlock)
{
    if (padlock != m_padlock) {
        m_padlock = padlock;
        update();
    }
}

void ComputerHalf::setContent(PanelFrame::Content content)
{
    if (content != m_content) {
        m_content = content;
        update();
    }
}

void ComputerHalf::showBadge(const QString& text, const QString& reason)
{
    m_badge->showBadge(text, reason, BadgeLabel::Weight::Warning);
    m_badge->setVisible(!text.isEmpty());
    m_padlockPlace->setVisible(text.isEmpty());
}

int ComputerHalf::lineWidth(int width) const
{
    const QMargins around = m_layout->contentsMargins() + m_lines->layout()->contentsMargins();
    return std::max(1, width - around.left() - around.right());
}

int ComputerHalf::fitLines(int width)
{
    QFont heading = m_heading->font();
    heading.setPixelSize(width >= kLargeWidth ? kLargeHeadingPixels : kHeadingPixels);
    m_heading->setFont(heading);
    const int inner = lineWidth(width);
    const QString both = m_more.isEmpty() ? m_second : m_second + QLatin1Char(' ') + m_more;
    m_secondLine->setText(m_secondLine->fontMetrics().horizontalAdvance(both) < inner ? both : m_second);
    m_secondLine->setVisible(!m_second.isEmpty());
    return m_sentence->heightForWidth(inner) + kLineGap +
           (m_secondLine->text().isEmpty() ? 0 : m_secondLine->heightForWidth(inner));
}

void ComputerHalf::setLinesHeight(int height)
{
    m_lines->setFixedHeight(height);
}

int ComputerHalf::leastWidth()
{
    constexpr int kLeast = 424;
    return kLeast;
}

void ComputerHalf::paintEvent(QPaintEvent* /*event*/)
{
    const Theme& theme = Theme::of(*this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_content == PanelFrame::Content::Opened) {
        constexpr double kHalf = kFrame / 2.0;
        painter.setPen(QPen(theme.color(Role::Opened), kFrame));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(kHalf, kHalf, -kHalf, -kHalf), 4, 4);
    }
    if (m_padlockPlace->isVisible()) {
        drawPadlock(painter, m_padlockPlace->geometry(), m_padlock, theme);
    }
}

} // namespace cg::ui
