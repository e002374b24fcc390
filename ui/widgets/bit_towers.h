#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QString>
#include <QStringList>
#include <QWidget>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace cg::ui {

/// One operation as a tower of bits, from the bottom: noise, the room that is left, the message.
struct BitTower {
    QString label;                      ///< a few letters under the tower, e.g. "×", "Σ"
    QString name;                       ///< for the tool tip and for those who cannot see it
    double topBits = 0;                 ///< all positions are log2 of a magnitude: the top of the message
    double messageFloorBits = 0;        ///< below it the digits of the message are of no use; noise above it is damage
    double noiseBits = 0;               ///< the estimate, see kDeviationBits of noise_towers.h
    std::optional<double> measuredBits; ///< drawn as an amber dot; on the key holder's half only
    std::optional<int> level;           ///< products that the result is good for; nothing where nothing runs out
    bool isForecast = false;            ///< drawn as a ghost

    /// Bits between the noise and the message; below nought where the noise has reached the message.
    [[nodiscard]] double bitsLeft() const { return messageFloorBits - noiseBits; }
};

/// At most `most` towers (≥ 1): neighbours are merged, and of each group the tower with the fewest bits left stands for
/// all, with the largest measurement of the group.
[[nodiscard]] std::vector<BitTower> groupedTowers(const std::vector<BitTower>& towers, std::size_t most);

/// Bit towers side by side on one scale (gui: message on top, green gap, stippled noise growing upwards). Where noise
/// touches the message the message is drawn cracked. More towers than fit are merged, the worst of each group shown.
class BitTowers : public QWidget {
    Q_OBJECT
public:
    /// A tower is never narrower.
    static constexpr int kLeastTowerWidth = 14;

    /// Whether the words stand beside the towers; where they are hidden somebody else says them.
    enum class SideText : std::uint8_t { Shown, Hidden };

    explicit BitTowers(QWidget* parent = nullptr, SideText sideText = SideText::Shown);

    /// `products`: how many more multiplications there is about room for, written beside the towers; nothing: not said.
    void showTowers(std::vector<BitTower> towers, std::optional<int> products = std::nullopt);
    [[nodiscard]] const std::vector<BitTower>& towers() const { return m_towers; }
    /// Bits between noise and message in the worst tower; nothing without towers.
    [[nodiscard]] std::optional<double> bitsLeft() const;
    /// The same for what was measured; nothing where nothing was.
    [[nodiscard]] std::optional<double> measuredBitsLeft() const;
    /// What there is left, in a few words: one or two of them; none without towers.
    [[nodiscard]] QStringList summary() const;
    [[nodiscard]] QString textTwin() const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    /// Makes the tip that of the tower under the pointer.
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    struct Layout;

    [[nodiscard]] Layout layOut() const;
    void paintTower(QPainter& painter, const Layout& layout, std::size_t place) const;
    /// A line of levels under the labels, where there are levels.
    void paintLevels(QPainter& painter, const Layout& layout) const;
    void paintLabels(QPainter& painter, const Layout& layout) const;
    void paintSideText(QPainter& painter, const Layout& layout) const;
    /// What the pointer at `position` is told; empty beside the towers.
    [[nodiscard]] QString tipAt(QPoint position) const;

    SideText m_sideText;
    std::vector<BitTower> m_towers;
    std::optional<int> m_products;
};

} // namespace cg::ui
