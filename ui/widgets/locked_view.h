#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QWidget>

#include <cstdint>
#include <vector>

class QLabel;
class QPushButton;

namespace cg::ui {

class CiphertextTexture;

/// A panel of the key holder that shows nothing opened: the ciphertext itself, a word on why, or a button that helps.
class LockedView : public QWidget {
    Q_OBJECT
public:
    explicit LockedView(QWidget* parent = nullptr);

    void showBytes(std::vector<std::uint8_t> bytes);
    /// Empty texts: none of them.
    void showNote(const QString& note);
    [[nodiscard]] QString note() const;
    void showButton(const QString& text);

Q_SIGNALS:
    void buttonClicked();

private:
    CiphertextTexture* m_texture;
    QLabel* m_note;
    QPushButton* m_button;
};

} // namespace cg::ui
