// SPDX-License-Identifier: GPL-3.0-or-later
// Draws an SVG file as a square PNG file; run by the build.
#include <QImage>
#include <QPainter>
#include <QString>
#include <QSvgRenderer>

#include <cstdio>

namespace {

constexpr int kLargestPixels = 1024;

bool renderIcon(const QString& drawing, const QString& picture, int pixels)
{
    QSvgRenderer renderer(drawing);
    if (!renderer.isValid() || pixels < 1 || pixels > kLargestPixels) {
        return false;
    }
    QImage image(pixels, pixels, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    renderer.render(&painter);
    painter.end();
    return image.save(picture, "PNG");
}

} // namespace

int main(int count, char** arguments)
{
    if (count != 4) {
        std::fputs("usage: cg_render_icon DRAWING.svg PIXELS PICTURE.png\n", stderr);
        return 2;
    }
    const QString drawing = QString::fromLocal8Bit(arguments[1]);
    const QString picture = QString::fromLocal8Bit(arguments[3]);
    if (!renderIcon(drawing, picture, QString::fromLocal8Bit(arguments[2]).toInt())) {
        std::fprintf(stderr, "cg_render_icon: %s cannot be drawn with %s pixels a side into %s\n", arguments[1],
                     arguments[2], arguments[3]);
        return 1;
    }
    return 0;
}
