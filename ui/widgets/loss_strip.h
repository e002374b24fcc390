#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/snapshot.h"
#include "ui/painting/focus_ring.h"
#include "ui/theme/theme.h"

#include <QImage>
#include <QWidget>

#include <cstdint>
#include <memory>

namespace cg::ui {

/// The loss as the trainer has it: one column of ciphertext bytes a step, over the steps, and never a curve.
class LossStrip : public QWidget {
    Q_OBJECT
public:
    explicit LossStrip(QWidget* parent = nullptr);

    /// Null: nothing yet.
    void showPictures(std::shared_ptr<const session::CiphertextPictures> pictures);
    [[nodiscard]] QString textTwin() const;
    /// The last step on the axis; the axis grows in steps of 1, 2, 5, so that the strip does not creep.
    [[nodiscard]] std::uint64_t axisEnd() const;
    [[nodiscard]] std::size_t columns() const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    [[nodiscard]] QRectF plotRect() const;
    void paintAxis(QPainter& painter, const Theme& theme) const;
    void refreshImage(const Theme& theme);
    void showTable();

    std::shared_ptr<const session::CiphertextPictures> m_pictures;
    QImage m_image;
    FocusRing m_focusRing;
    Appearance m_appearance = Appearance::Light;
};

} // namespace cg::ui
