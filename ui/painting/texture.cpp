// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/painting/texture.h"

#include "base/contract.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace cg::ui {

namespace {

constexpr int kByteValues = 256;

/// The colours of the bytes 0 … 255.
QList<QRgb> byteColors(const Theme& theme)
{
    const QColor dark = theme.color(Role::TextureDark);
    const QColor light = theme.color(Role::TextureLight);
    QList<QRgb> colors;
    colors.reserve(kByteValues);
    for (int byte = 0; byte < kByteValues; ++byte) {
        const auto mix = [byte](int from, int to) { return from + (to - from) * byte / (kByteValues - 1); };
        colors.append(
            qRgb(mix(dark.red(), light.red()), mix(dark.green(), light.green()), mix(dark.blue(), light.blue())));
    }
    return colors;
}

} // namespace

QImage textureOf(std::span<const std::uint8_t> bytes, std::size_t columns, const Theme& theme)
{
    CG_EXPECTS(columns > 0);
    const std::size_t rows = bytes.size() / columns;
    if (rows == 0) {
        return {};
    }
    QImage image(static_cast<int>(columns), static_cast<int>(rows), QImage::Format_Indexed8);
    image.setColorTable(byteColors(theme));
    for (std::size_t row = 0; row < rows; ++row) {
        const auto line = bytes.subspan(row * columns, columns);
        std::ranges::copy(line, image.scanLine(static_cast<int>(row)));
    }
    return image;
}

std::size_t textureColumns(std::size_t bytes, QSizeF size, double leastCell)
{
    if (bytes == 0 || size.isEmpty()) {
        return 1;
    }
    const double cell = std::max(leastCell, std::sqrt(size.width() * size.height() / static_cast<double>(bytes)));
    const auto columns = static_cast<std::size_t>(std::max(1.0, std::floor(size.width() / cell)));
    return std::min(columns, bytes);
}

void TextureCache::draw(QPainter& painter, const QRectF& rect, std::span<const std::uint8_t> bytes, const Theme& theme,
                        double leastCell)
{
    if (bytes.empty() || rect.isEmpty()) {
        return;
    }
    const std::size_t columns = textureColumns(bytes.size(), rect.size(), leastCell);
    const double cell = rect.width() / static_cast<double>(columns);
    const auto wanted = static_cast<std::size_t>(std::max(1.0, std::round(rect.height() / cell)));
    const std::size_t rows = std::min(wanted, bytes.size() / columns);
    const auto shown = bytes.first(rows * columns);
    if (m_image.isNull() || columns != m_columns || rows != m_rows || theme.appearance() != m_appearance ||
        !std::ranges::equal(shown, m_bytes)) {
        m_bytes.assign(shown.begin(), shown.end());
        m_columns = columns;
        m_rows = rows;
        m_appearance = theme.appearance();
        m_image = textureOf(shown, columns, theme);
    }
    // Cells stay sharp squares: no smoothing.
    painter.save();
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    painter.drawImage(rect, m_image);
    painter.restore();
}

} // namespace cg::ui
