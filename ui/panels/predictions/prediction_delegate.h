#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QStyledItemDelegate>

#include <set>
#include <vector>

class QVariantAnimation;

namespace cg::ui {

class Theme;

/// Draws closed predictions as texture with a padlock, opened ones in an amber frame (those of a control run as plain
/// text), and the last column as a button. A texture that was just opened gives way to the number from left to right;
/// at once where the style wants no motion.
class PredictionDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    static constexpr int kResolveMilliseconds = 300;

    explicit PredictionDelegate(QObject* parent = nullptr);

    /// `view` is repainted while the rows resolve.
    void resolve(const std::vector<int>& rows, QWidget& view);
    /// Whether rows are changing over.
    [[nodiscard]] bool isResolving() const;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    static void paintChip(QPainter& painter, const QRect& cell, const QModelIndex& index, const Theme& theme);
    void paintOpened(QPainter& painter, const QRect& cell, const QModelIndex& index, const Theme& theme) const;
    void paintVerdict(QPainter& painter, const QRect& cell, const QModelIndex& index, const Theme& theme) const;
    static void paintButton(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index);

    std::set<int> m_resolving;
    QVariantAnimation* m_animation;
};

} // namespace cg::ui
