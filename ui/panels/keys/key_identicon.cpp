// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/keys/key_identicon.h"

#include "ui/panels/keys/key_name.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace cg::ui {

KeyIdenticon::KeyIdenticon(QWidget* parent) : QWidget(parent)
{
    constexpr int kSize = 56;
    setFixedSize(kSize, kSize);
    setObjectName(QStringLiteral("identicon"));
    setToolTip(tr("A picture made from the fingerprint: equal keys have equal pictures"));
}

void KeyIdenticon::showName(const QString& name)
{
    m_name = name;
    setAccessibleName(name.isEmpty() ? tr("No key") : tr("Picture of the key %1").arg(name));
    update();
}

void KeyIdenticon::paintEvent(QPaintEvent* /*event*/)
{
    const Theme& theme = Theme::of(*this);
    QPainter painter(this);
    painter.setPen(QPen(theme.color(Role::Line), 1, m_name.isEmpty() ? Qt::DotLine : Qt::SolidLine));
    painter.setBrush(theme.color(Role::Window));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
    if (m_name.isEmpty()) {
        return;
    }
    const KeyShape shape = keyShape(m_name);
    constexpr int kMargin = 3;
    const int cell = (width() - 2 * kMargin) / static_cast<int>(KeyShape::kSide);
    for (std::size_t i = 0; i < shape.cells.size(); ++i) {
        if (shape.cells.at(i)) {
            const auto row = static_cast<int>(i / KeyShape::kSide);
            const auto column = static_cast<int>(i % KeyShape::kSide);
            painter.fillRect(kMargin + column * cell, kMargin + row * cell, cell, cell, theme.color(Role::Text));
        }
    }
}

} // namespace cg::ui
