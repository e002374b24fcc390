#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/painting/focus_ring.h"
#include "ui/session/session_state.h"

#include <QAbstractButton>

#include <chrono>
#include <optional>

namespace cg::ui {

/// The state of the key as a button, on every page: a padlock and a few capital letters. A click says "do something
/// about the key"; what, the window decides.
class KeyChip final : public QAbstractButton {
    Q_OBJECT
public:
    explicit KeyChip(QWidget* parent = nullptr);

    void showState(const SessionState& state);
    /// How long an open key stays open if nobody uses it; nothing: that is not to be told yet.
    void showRemaining(std::optional<std::chrono::seconds> remaining);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void describe();
    void paintDemoBadge(QPainter& painter) const;
    [[nodiscard]] int demoWidth() const;

    KeyState m_key = KeyState::None;
    QString m_name; ///< what the state is called
    QString m_keyName;
    std::optional<std::chrono::seconds> m_remaining;
    bool m_isDemoKey = false;
    FocusRing m_focusRing;
};

} // namespace cg::ui
