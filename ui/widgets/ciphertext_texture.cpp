// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/ciphertext_texture.h"

#include "ui/painting/hatch.h"
#include "ui/text/format.h"

#include <QPainter>

#include <utility>

namespace cg::ui {

CiphertextTexture::CiphertextTexture(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("ciphertextTexture"));
    setAccessibleName(tr("Ciphertext"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    showBytes({});
}

void CiphertextTexture::showBytes(std::vector<std::uint8_t> bytes)
{
    m_bytes = std::move(bytes);
    setAccessibleDescription(textTwin());
    setToolTip(textTwin());
    update();
}

QString CiphertextTexture::textTwin() const
{
    return m_bytes.empty() ? tr("No ciphertext yet.")
                           : tr("%1 of ciphertext, without a pattern.").arg(bytesText(m_bytes.size()));
}

QSize CiphertextTexture::sizeHint() const
{
    return {360, 120};
}

QSize CiphertextTexture::minimumSizeHint() const
{
    return {80, 28};
}

void CiphertextTexture::paintEvent(QPaintEvent* /*event*/)
{
    constexpr double kLeastCell = 6.0;
    const Theme& theme = Theme::of(*this);
    QPainter painter(this);
    if (m_bytes.empty()) {
        constexpr double kWide = 12.0;
        QColor faint = theme.color(Role::Line);
        faint.setAlphaF(0.35F);
        drawHatch(painter, rect(), faint, kWide);
        return;
    }
    m_texture.draw(painter, rect(), m_bytes, theme, kLeastCell);
}

} // namespace cg::ui
