#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include <QImage>
#include <QRectF>
#include <QSizeF>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

class QPainter;

namespace cg::ui {

/// Ciphertext bytes as a picture: one pixel a byte, row by row, from TextureDark (0) to TextureLight (255). The bytes
/// that do not fill the last row are left out. Null for fewer than `columns` bytes. Requires columns > 0.
[[nodiscard]] QImage textureOf(std::span<const std::uint8_t> bytes, std::size_t columns, const Theme& theme);

/// How many columns fill a place of this size with cells that are nearly square, at least `leastCell` pixels wide, and
/// no more of them than there are bytes: no byte is ever shown twice.
[[nodiscard]] std::size_t textureColumns(std::size_t bytes, QSizeF size, double leastCell);

/// A texture that is made once and drawn often.
class TextureCache {
public:
    /// Draws `bytes` over all of `rect` in cells of at least `leastCell` pixels.
    void draw(QPainter& painter, const QRectF& rect, std::span<const std::uint8_t> bytes, const Theme& theme,
              double leastCell);

private:
    std::vector<std::uint8_t> m_bytes;
    std::size_t m_columns = 0;
    std::size_t m_rows = 0;
    Appearance m_appearance = Appearance::Light;
    QImage m_image;
};

} // namespace cg::ui
