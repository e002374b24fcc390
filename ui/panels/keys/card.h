#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/painting/padlock.h"

#include <QFrame>

#include <optional>

class QLabel;
class QVBoxLayout;

namespace cg::ui {

/// What a card warns of by its ground.
enum class CardMark : std::uint8_t {
    None,
    Hatched, ///< everything in it can be computed by anybody: a demo key
};

/// A framed group with a title, and a padlock where the state of a key belongs to it.
class Card : public QFrame {
    Q_OBJECT
public:
    explicit Card(const QString& title, QWidget* parent = nullptr);

    void setPadlock(std::optional<Padlock> padlock);
    void setMark(CardMark mark);
    /// Where the contents go, below the title.
    [[nodiscard]] QVBoxLayout& contents() { return *m_contents; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void updateMargins();

    QVBoxLayout* m_contents;
    std::optional<Padlock> m_padlock;
    CardMark m_mark = CardMark::None;
};

} // namespace cg::ui
