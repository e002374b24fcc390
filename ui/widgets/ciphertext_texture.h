#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/painting/texture.h"

#include <QWidget>

#include <cstdint>
#include <vector>

namespace cg::ui {

/// The real bytes of ciphertexts as a texture that fills the widget; hatched where there are none yet. Always still.
class CiphertextTexture : public QWidget {
    Q_OBJECT
public:
    explicit CiphertextTexture(QWidget* parent = nullptr);

    void showBytes(std::vector<std::uint8_t> bytes);
    [[nodiscard]] const std::vector<std::uint8_t>& bytes() const { return m_bytes; }
    [[nodiscard]] QString textTwin() const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<std::uint8_t> m_bytes;
    TextureCache m_texture;
};

} // namespace cg::ui
