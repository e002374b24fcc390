#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/painting/focus_ring.h"
#include "ui/painting/texture.h"
#include "ui/session/session_state.h"
#include "ui/widgets/network_layout.h"

#include <QImage>
#include <QPointer>
#include <QWidget>

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace cg::ui {

class ChartTableDialog;

/// The network as one of the two computers has it. Trainer: tiles of ciphertext bytes, dotted links of one width.
/// Key holder: what each unit puts out over the two inputs, links as wide as |weight|, solid for positive and dashed
/// for negative ones; nothing but a note until values were opened. In a control run both sides show the values, without
/// amber.
class NetworkView : public QWidget {
    Q_OBJECT
public:
    enum class Side : std::uint8_t { Trainer, KeyHolder };

    NetworkView(Side side, QWidget* parent);

    /// The trainer's side takes nothing of what was opened with a key.
    void showState(const SessionState& state);
    /// Makes one element glow, and says what it is, without a signal.
    void highlight(const cg::ui::NetworkElement& element);
    [[nodiscard]] const NetworkElement& highlighted() const { return m_highlighted; }
    /// What is said of an element on this side.
    [[nodiscard]] QString textOf(const NetworkElement& element) const;
    [[nodiscard]] QString textTwin() const;
    [[nodiscard]] NetworkLayout currentLayout() const;
    /// All weights, opened or as bytes.
    void showTable();
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// The pointer or the arrow keys went to another element; none of them where the pointer left.
    void elementHovered(const cg::ui::NetworkElement& element);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    bool event(QEvent* event) override;

private:
    using UnitMaps = std::vector<std::vector<QImage>>;

    [[nodiscard]] bool isOpened() const { return m_values && !m_values->weights.empty(); }
    [[nodiscard]] std::span<const std::uint8_t> bytesOf(const NetworkElement& element) const;
    [[nodiscard]] double largestWeight() const;
    void choose(const NetworkElement& element);
    void refreshMaps(const Theme& theme);
    void paintLinks(QPainter& painter, const NetworkLayout& layout, const Theme& theme) const;
    void paintColumns(QPainter& painter, const NetworkLayout& layout, const Theme& theme);
    void paintUnit(QPainter& painter, const QRectF& tile, const NetworkElement& element, const Theme& theme);
    void paintDataMarks(QPainter& painter, const QRectF& tile, const Theme& theme) const;
    void paintCaption(QPainter& painter, const Theme& theme) const;
    [[nodiscard]] QRectF networkRect() const;

    Side m_side;
    std::shared_ptr<const session::ExperimentSpec> m_spec;
    std::shared_ptr<const OpenedValues> m_values;   ///< the key holder's side, or in a control run
    std::vector<std::vector<std::uint8_t>> m_bytes; ///< of each layer
    std::vector<std::vector<TextureCache>> m_textures;
    UnitMaps m_maps;
    Appearance m_mapAppearance = Appearance::Light;
    bool m_isEncrypted = true;
    NetworkElement m_highlighted;
    FocusRing m_focusRing;
    QPointer<ChartTableDialog> m_table;
};

} // namespace cg::ui
Q_DECLARE_METATYPE(cg::ui::NetworkElement)
