#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QString>
#include <QWidget>

#include <optional>
#include <vector>

namespace cg::ui {

/// One operation as a tower of bits, from the bottom: noise, the room that is left, the message.
struct BitTower {
    QString label;                      ///< a few letters under the tower, e.g. "×", "Σ"
    QString name;                       ///< for the tool tip and for those who cannot see it
    double topBits = 0;                 ///< all positions are log2 of a magnitude: the top of the message
    double messageFloorBits = 0;        ///< below it the digits of the message are of no use; noise above it is damage
    double noiseBits = 0;               ///< the estimate (worst case)
    std::optional<double> measuredBits; ///< drawn as an amber dot; on the key holder's half only
    bool isForecast = false;            ///< drawn as a ghost
};

/// Bit towers side by side on one scale (gui: message on top, green gap, stippled noise growing upwards). Where noise
/// touches the message the message is drawn cracked. More towers than fit are merged, the worst of each group shown.
class BitTowers : public QWidget {
    Q_OBJECT
public:
    explicit BitTowers(QWidget* parent = nullptr);

    void showTowers(std::vector<BitTower> towers);
    [[nodiscard]] const std::vector<BitTower>& towers() const { return m_towers; }
    /// Bits between noise and message in the worst tower; nothing without towers.
    [[nodiscard]] std::optional<double> bitsLeft() const;
    [[nodiscard]] QString textTwin() const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    std::vector<BitTower> m_towers;
};

} // namespace cg::ui
