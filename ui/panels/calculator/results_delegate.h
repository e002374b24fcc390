#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QStyledItemDelegate>

namespace cg::ui {

class Theme;

/// Draws the results of the calculator: the bytes of a ciphertext as texture, its noise as a bar that grows towards the
/// message, what was opened in an amber frame.
class ResultsDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    static void paintTexture(QPainter& painter, const QRect& cell, const QModelIndex& index, const Theme& theme);
    static void paintNoise(QPainter& painter, const QRect& cell, const QModelIndex& index, const Theme& theme);
    static void paintOpened(QPainter& painter, const QRect& cell, const QModelIndex& index, const Theme& theme);
};

} // namespace cg::ui
