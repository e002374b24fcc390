#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QImage>
#include <QLabel>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QStyleFactory>
#include <QTableView>
#include <QTest>
#include <QWidget>

namespace cg::ui::tests {

/// The style and the palette that the program has.
inline void wear(Appearance appearance)
{
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QApplication::setPalette(Theme::of(appearance).palette());
}

/// Any warning but those of the offscreen platform about least sizes and opened menus fails the present test function.
inline void failOnWarnings()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(
        "^(?!This plugin does not support (propagateSizeHints|setParent|raise|grabbing the keyboard))")));
}

/// The control of this name; ends the test program where there is none.
template <typename Widget>
Widget& find(const QWidget& parent, const char* name)
{
    auto* widget = parent.findChild<Widget*>(QString::fromLatin1(name));
    if (widget == nullptr) {
        qFatal("there is no %s", name);
    }
    return *widget;
}

/// Every text that the widget and its children show, tool tips, descriptions and the cells of tables included.
inline QString shownTexts(const QWidget& widget)
{
    QStringList texts;
    QList<const QWidget*> widgets{&widget};
    for (const QWidget* child : widget.findChildren<QWidget*>()) {
        widgets.append(child);
    }
    for (const QWidget* child : widgets) {
        texts << child->toolTip() << child->accessibleName() << child->accessibleDescription();
        if (const auto* label = qobject_cast<const QLabel*>(child)) {
            texts << label->text();
        } else if (const auto* button = qobject_cast<const QAbstractButton*>(child)) {
            texts << button->text();
        } else if (const auto* view = qobject_cast<const QTableView*>(child); view != nullptr && view->model()) {
            const QAbstractItemModel& model = *view->model();
            for (int row = 0; row < model.rowCount(); ++row) {
                for (int column = 0; column < model.columnCount(); ++column) {
                    for (const int role : {Qt::DisplayRole, Qt::ToolTipRole, Qt::AccessibleTextRole}) {
                        texts << model.index(row, column).data(role).toString();
                    }
                }
            }
        }
    }
    return texts.join(QStringLiteral("\n"));
}

/// How many pixels of the picture have exactly this colour.
inline int pixelsOf(const QImage& image, const QColor& color)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            count += image.pixelColor(x, y) == color ? 1 : 0;
        }
    }
    return count;
}

/// Pixels of the widget that nobody could tell from amber.
inline int amberPixels(QWidget& widget)
{
    constexpr int kNear = 24;
    const QImage image = widget.grab().toImage();
    const QColor amber = Theme::of(widget).color(Role::Opened);
    int pixels = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor color = image.pixelColor(x, y);
            const bool isNear = qAbs(color.red() - amber.red()) < kNear &&
                                qAbs(color.green() - amber.green()) < kNear &&
                                qAbs(color.blue() - amber.blue()) < kNear;
            pixels += isNear ? 1 : 0;
        }
    }
    return pixels;
}

} // namespace cg::ui::tests
