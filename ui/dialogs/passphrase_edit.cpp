// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/passphrase_edit.h"

#include "ui/theme/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QStyle>
#include <QStyleOptionFrame>

#include <algorithm>

namespace cg::ui {

namespace {

constexpr int kMargin = 8;
constexpr int kDot = 8;
constexpr int kDotStep = 13;
constexpr int kHeight = 34;

bool isContinuation(std::uint8_t byte)
{
    return (byte & 0xC0U) == 0x80U;
}

/// Whether a key types something, rather than asking for something to be done.
bool isTyping(const QKeyEvent& event)
{
    const bool isCommand =
        event.modifiers().testFlag(Qt::ControlModifier) != event.modifiers().testFlag(Qt::AltModifier);
    return !isCommand && !event.text().isEmpty() && event.text().front().isPrint();
}

} // namespace

PassphraseEdit::PassphraseEdit(QWidget* parent) : QWidget(parent), m_buffer(kMaxBytes)
{
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_InputMethodEnabled);
    setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase);
    setCursor(Qt::IBeamCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

std::size_t PassphraseEdit::length() const
{
    const base::ByteView text = bytes();
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](std::uint8_t byte) { return !isContinuation(byte); }));
}

void PassphraseEdit::setReveal(Reveal reveal)
{
    m_reveal = reveal;
    update();
}

void PassphraseEdit::clear()
{
    base::wipe(m_buffer.bytes());
    if (m_size != 0) {
        m_size = 0;
        update();
        Q_EMIT textChanged();
    }
}

QByteArray PassphraseEdit::take()
{
    QByteArray text(reinterpret_cast<const char*>(m_buffer.bytes().data()), static_cast<qsizetype>(m_size));
    clear();
    return text;
}

QSize PassphraseEdit::sizeHint() const
{
    constexpr int kWidth = 300;
    return {kWidth, kHeight};
}

QSize PassphraseEdit::minimumSizeHint() const
{
    constexpr int kWidth = 160;
    return {kWidth, kHeight};
}

QVariant PassphraseEdit::inputMethodQuery(Qt::InputMethodQuery query) const
{
    // An input method learns nothing of what was typed before.
    switch (query) {
    case Qt::ImEnabled:
        return true;
    case Qt::ImHints:
        return static_cast<int>(inputMethodHints());
    case Qt::ImCursorRectangle:
        return rect();
    default:
        return {};
    }
}

bool PassphraseEdit::event(QEvent* event)
{
    // A window's shortcut of one key must not take a letter of the passphrase away.
    const auto* const key = event->type() == QEvent::ShortcutOverride ? dynamic_cast<QKeyEvent*>(event) : nullptr;
    if (key != nullptr && isTyping(*key)) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

void PassphraseEdit::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Paste)) {
        append(QGuiApplication::clipboard()->text());
    } else if (event->matches(QKeySequence::DeleteStartOfWord) || event->matches(QKeySequence::DeleteCompleteLine)) {
        clear();
    } else if (event->key() == Qt::Key_Backspace) {
        removeLast();
    } else if (isTyping(*event)) {
        append(event->text());
    } else {
        QWidget::keyPressEvent(event);
    }
}

void PassphraseEdit::inputMethodEvent(QInputMethodEvent* event)
{
    append(event->commitString());
    event->accept();
}

void PassphraseEdit::mousePressEvent(QMouseEvent* event)
{
    const QClipboard& clipboard = *QGuiApplication::clipboard();
    if (event->button() == Qt::MiddleButton && clipboard.supportsSelection()) {
        append(clipboard.text(QClipboard::Selection));
    }
    QWidget::mousePressEvent(event);
}

void PassphraseEdit::append(const QString& text)
{
    QByteArray added = text.toUtf8();
    const auto isControl = [](char character) {
        constexpr unsigned char kFirstPrinting = 0x20;
        constexpr unsigned char kDelete = 0x7F;
        const auto byte = static_cast<unsigned char>(character);
        return byte < kFirstPrinting || byte == kDelete;
    };
    added.erase(std::remove_if(added.begin(), added.end(), isControl), added.end());
    const auto size = static_cast<std::size_t>(added.size());
    const bool fits = size <= kMaxBytes - m_size;
    if (fits && size != 0) {
        std::ranges::copy(added, m_buffer.bytes().subspan(m_size).begin());
        m_size += size;
    }
    added.fill('\0');
    if (!fits) {
        Q_EMIT refused();
    } else if (size != 0) {
        update();
        Q_EMIT textChanged();
    }
}

void PassphraseEdit::removeLast()
{
    if (isEmpty()) {
        return;
    }
    const std::span<std::uint8_t> text = m_buffer.bytes();
    bool isInside = true;
    while (m_size > 0 && isInside) {
        --m_size;
        isInside = isContinuation(text[m_size]);
        text[m_size] = 0;
    }
    update();
    Q_EMIT textChanged();
}

void PassphraseEdit::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    QStyleOptionFrame frame;
    frame.initFrom(this);
    frame.rect = rect();
    frame.lineWidth = style()->pixelMetric(QStyle::PM_DefaultFrameWidth, &frame, this);
    frame.state |= QStyle::State_Sunken;
    style()->drawPrimitive(QStyle::PE_PanelLineEdit, &frame, &painter, this);
    paintText(painter, rect().adjusted(kMargin, 0, -kMargin, 0));
}

void PassphraseEdit::paintText(QPainter& painter, const QRect& inside) const
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipRect(inside.adjusted(-2, 0, 2, 0));
    const QColor ink = Theme::of(*this).color(Role::Text);
    int end = inside.left();
    if (m_reveal == Reveal::Shown) {
        const auto size = static_cast<qsizetype>(m_size);
        QString text = QString::fromUtf8(reinterpret_cast<const char*>(bytes().data()), size);
        const int width = std::min(painter.fontMetrics().horizontalAdvance(text), inside.width());
        painter.setPen(ink);
        // What does not fit runs out on the left, because the caret is on the right.
        const int wide = painter.fontMetrics().horizontalAdvance(text);
        const QRect place(inside.left() + width - wide, inside.top(), wide, inside.height());
        painter.drawText(place, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, text);
        text.fill(u'\0');
        end += width;
    } else {
        const int shown = std::min(static_cast<int>(length()), inside.width() / kDotStep);
        painter.setBrush(ink);
        painter.setPen(Qt::NoPen);
        for (int i = 0; i < shown; ++i) {
            painter.drawEllipse(end, inside.center().y() - kDot / 2, kDot, kDot);
            end += kDotStep;
        }
    }
    if (hasFocus()) {
        constexpr int kCaretMargin = 8;
        painter.fillRect(QRect(end + 1, inside.top() + kCaretMargin, 1, inside.height() - 2 * kCaretMargin), ink);
    }
}

} // namespace cg::ui
