// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/noise/locked_texture.h"

#include "ui/theme/theme.h"

#include <QImage>
#include <QPainter>

#include <algorithm>

namespace cg::ui {

namespace {

constexpr int kCell = 8; ///< logical pixels of one byte
constexpr int kPadding = 12;
constexpr int kMostTextWidth = 420;

/// As many cells as cover `size`; the bytes begin anew where they end.
QImage textureOf(const std::vector<std::uint8_t>& bytes, QSize size, const Theme& theme)
{
    const QColor dark = theme.color(Role::TextureDark);
    const QColor light = theme.color(Role::TextureLight);
    QImage image(size.width() / kCell + 1, size.height() / kCell + 1, QImage::Format_RGB32);
    const auto mixed = [](int a, int b, int part) { return (a * (255 - part) + b * part) / 255; };
    std::size_t next = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const int part = bytes[next++ % bytes.size()];
            image.setPixel(x, y,
                           qRgb(mixed(dark.red(), light.red(), part), mixed(dark.green(), light.green(), part),
                                mixed(dark.blue(), light.blue(), part)));
        }
    }
    return image;
}

} // namespace

LockedTexture::LockedTexture(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("lockedTexture"));
    setAccessibleName(tr("Locked"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void LockedTexture::showBytes(const std::vector<std::uint8_t>& bytes)
{
    if (bytes != m_bytes) {
        m_bytes = bytes;
        update();
    }
}

void LockedTexture::setSentence(const QString& sentence)
{
    m_sentence = sentence;
    setAccessibleDescription(sentence);
    setToolTip(sentence);
    update();
}

QSize LockedTexture::minimumSizeHint() const
{
    return {200, 80};
}

void LockedTexture::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(*this);
    QPainter painter(this);
    painter.fillRect(rect(), theme.color(Role::Panel));
    if (!m_bytes.empty()) {
        const QImage texture = textureOf(m_bytes, size(), theme);
        painter.drawImage(QRect(QPoint(0, 0), texture.size() * kCell), texture);
    }
    if (m_sentence.isEmpty()) {
        return;
    }
    const int width = std::min(kMostTextWidth, this->width() - 4 * kPadding);
    QFont bold = font();
    bold.setBold(true);
    painter.setFont(bold);
    QRect text = painter.boundingRect(QRect(0, 0, width, height()), Qt::AlignCenter | Qt::TextWordWrap, m_sentence);
    text.moveCenter(rect().center());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.color(Role::Line), 1));
    painter.setBrush(theme.color(Role::Panel));
    painter.drawRoundedRect(text.adjusted(-kPadding, -kPadding, kPadding, kPadding), 6, 6);
    painter.setPen(theme.color(Role::Text));
    painter.drawText(text, Qt::AlignCenter | Qt::TextWordWrap, m_sentence);
}

} // namespace cg::ui
