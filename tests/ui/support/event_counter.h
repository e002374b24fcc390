#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QEvent>
#include <QObject>

namespace cg::ui::tests {

/// How many events of one type reach an object.
class EventCounter : public QObject {
public:
    EventCounter(QObject& watched, QEvent::Type type) : m_type(type) { watched.installEventFilter(this); }

    bool eventFilter(QObject* /*watched*/, QEvent* event) override
    {
        m_count += event->type() == m_type ? 1 : 0;
        return false;
    }
    [[nodiscard]] int count() const { return m_count; }

private:
    QEvent::Type m_type;
    int m_count = 0;
};

} // namespace cg::ui::tests
