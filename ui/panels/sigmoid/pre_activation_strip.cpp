// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/sigmoid/pre_activation_strip.h"

#include "ui/painting/texture.h"
#include "ui/panels/sigmoid/function_chart.h"
#include "ui/text/format.h"

#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace cg::ui {

namespace {

constexpr std::size_t kBins = 40;
constexpr int kCell = 6; ///< logical pixels of one byte

} // namespace

PreActivationStrip::PreActivationStrip(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("preActivations"));
    setAccessibleName(tr("Inputs of the activation in the network"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    showValues(std::nullopt, m_radius, m_reach);
}

void PreActivationStrip::showValues(std::optional<std::vector<double>> values, double radius, double reach)
{
    m_values = std::move(values);
    m_radius = radius;
    m_reach = reach;
    setAccessibleDescription(sentence());
    setToolTip(sentence());
    update();
}

void PreActivationStrip::showBytes(const std::vector<std::uint8_t>& bytes)
{
    if (bytes != m_bytes) {
        m_bytes = bytes;
        update();
    }
}

QString PreActivationStrip::sentence() const
{
    if (!m_values) {
        return tr("The trainer cannot know whether it left the safe range.");
    }
    if (m_values->empty()) {
        return tr("The network has no inputs of an activation yet.");
    }
    const auto outside = std::count_if(m_values->begin(), m_values->end(),
                                       [this](double value) { return !(std::abs(value) <= m_radius); });
    return tr("%1 of %2 values are outside ±%3.")
        .arg(countText(static_cast<std::uint64_t>(outside)), countText(m_values->size()), numberText(m_radius));
}

QSize PreActivationStrip::minimumSizeHint() const
{
    return {200, 56};
}

void PreActivationStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), Theme::of(*this).color(Role::Panel));
    if (m_values) {
        paintHistogram(painter);
    } else {
        paintTexture(painter);
    }
}

void PreActivationStrip::paintHistogram(QPainter& painter) const
{
    const Theme& theme = Theme::of(*this);
    std::array<int, kBins> bins{};
    for (const double value : *m_values) {
        // What lies beyond the plot is counted at its edge.
        const double part = std::isfinite(value) ? (value / m_reach + 1) / 2 : 1.0;
        bins.at(static_cast<std::size_t>(std::clamp(part, 0.0, 1.0 - 1e-12) * kBins))++;
    }
    const int most = std::max(1, *std::max_element(bins.begin(), bins.end()));
    const double textHeight = QFontMetricsF(font()).height() + 4;
    const QRectF plot = QRectF(rect()).adjusted(kPlotLeft, textHeight, -kPlotRight, -1);
    const double width = plot.width() / kBins;
    painter.setPen(QPen(theme.color(Role::Text), 1));
    for (std::size_t i = 0; i < kBins; ++i) {
        if (bins[i] == 0) {
            continue;
        }
        const double height = std::max(3.0, plot.height() * bins[i] / most);
        const double left = plot.left() + static_cast<double>(i) * width;
        const QRectF bar(left + 1, plot.bottom() - height, width - 2, height);
        const double middle = ((static_cast<double>(i) + 0.5) / kBins * 2 - 1) * m_reach;
        painter.setBrush(theme.color(m_role));
        painter.drawRect(bar);
        if (std::abs(middle) > m_radius) {
            const Role hatch = m_role == Role::Text ? Role::Panel : Role::Text;
            painter.fillRect(bar, QBrush(theme.color(hatch), Qt::BDiagPattern));
        }
    }
    painter.setPen(QPen(theme.color(Role::Line), 1));
    painter.drawLine(plot.bottomLeft(), plot.bottomRight());
    painter.setPen(theme.color(Role::Text));
    painter.drawText(QRectF(kPlotLeft, 0, plot.width(), textHeight), Qt::AlignLeft | Qt::AlignVCenter, sentence());
}

void PreActivationStrip::paintTexture(QPainter& painter)
{
    const Theme& theme = Theme::of(*this);
    const QRect plot = rect().adjusted(kPlotLeft, 2, -kPlotRight, -2);
    painter.setClipRect(plot);
    m_texture.draw(painter, plot, m_bytes, theme, kCell);
    QFont bold = font();
    bold.setBold(true);
    painter.setFont(bold);
    const QRect box = painter.boundingRect(plot, Qt::AlignCenter | Qt::TextWordWrap, sentence());
    painter.fillRect(box.adjusted(-8, -4, 8, 4), theme.color(Role::Panel));
    painter.setPen(theme.color(Role::Text));
    painter.drawText(box, Qt::AlignCenter | Qt::TextWordWrap, sentence());
}

} // namespace cg::ui
