#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "trust/crossing_log.h"
#include "ui/painting/focus_ring.h"

#include <QAbstractButton>
#include <QWidget>

#include <array>
#include <cstdint>
#include <vector>

namespace cg::ui {

/// One count on the wall, as a button that leads to the log.
class WallCounter : public QAbstractButton {
    Q_OBJECT
public:
    enum class Direction : std::uint8_t { ToKeyHolder, ToTrainer, BothWays, Never };

    WallCounter(QString name, const QString& meaning, QWidget* parent);

    /// `count` is the number in large letters; `more`, a few words on it, may be empty.
    void showCount(Direction direction, std::uint64_t count, const QString& more);
    [[nodiscard]] QString countText() const { return m_count; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void paintArrow(QPainter& painter, const QRectF& rect) const;
    [[nodiscard]] bool isAlarm() const;

    QString m_name;
    QString m_count;
    QString m_more;
    Direction m_direction = Direction::Never;
    FocusRing m_focusRing;
};

/// The wall between the two computers: hatched, with a count for each kind of thing that crossed it.
class WallWidget : public QWidget {
    Q_OBJECT
public:
    explicit WallWidget(QWidget* parent = nullptr);

    void showCrossings(const std::vector<trust::Crossing>& crossings);
    [[nodiscard]] QString textTwin() const { return accessibleDescription(); }
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    /// A count was activated: show the log.
    void logRequested();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    WallCounter* m_ciphertexts;
    WallCounter* m_publicKeys;
    WallCounter* m_secretKey;
    WallCounter* m_messages;
};

} // namespace cg::ui
