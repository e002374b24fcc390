#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/painting/texture.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <cstdint>
#include <optional>
#include <vector>

namespace cg::ui {

/// The network's own inputs of the activation as a histogram under the curve, amber where they were opened; without
/// the key the bytes of a ciphertext and a sentence.
class PreActivationStrip : public QWidget {
    Q_OBJECT
public:
    explicit PreActivationStrip(QWidget* parent = nullptr);

    /// Nothing: the key is not open. Their bins run over ±`reach`; outside ±`radius` they are hatched.
    void showValues(std::optional<std::vector<double>> values, double radius, double reach);
    /// What their colour says.
    void setValueRole(Role role) { m_role = role; }
    void showBytes(const std::vector<std::uint8_t>& bytes);
    /// "4 of 16 values are outside ±4.", or why nobody can tell.
    [[nodiscard]] QString sentence() const;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void paintHistogram(QPainter& painter) const;
    void paintTexture(QPainter& painter);

    std::optional<std::vector<double>> m_values;
    std::vector<std::uint8_t> m_bytes;
    TextureCache m_texture;
    Role m_role = Role::Opened;
    double m_radius = 4.0;
    double m_reach = 5.0;
};

} // namespace cg::ui
