#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/secure_memory.h"

#include <QByteArray>
#include <QWidget>

namespace cg::ui {

/// Whether what is typed can be read on the screen.
enum class Reveal : std::uint8_t { Hidden, Shown };

/// A field for a passphrase whose text lies, as UTF-8, in guarded memory and in no QString. The caret stays at the end:
/// characters are added and taken away there. Paste, the selection of X11 and input methods work; control characters
/// are left out. What would not fit is refused as a whole.
class PassphraseEdit : public QWidget {
    Q_OBJECT
public:
    static constexpr std::size_t kMaxBytes = 4096;

    explicit PassphraseEdit(QWidget* parent = nullptr);

    [[nodiscard]] bool isEmpty() const { return m_size == 0; }
    [[nodiscard]] base::ByteView bytes() const { return std::as_const(m_buffer).bytes().first(m_size); }
    /// Characters, not bytes.
    [[nodiscard]] std::size_t length() const;
    void setReveal(Reveal reveal);
    /// Overwrites the text.
    void clear();
    /// A copy of the text for whoever needs it; the field is empty afterwards.
    [[nodiscard]] QByteArray take();

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] QVariant inputMethodQuery(Qt::InputMethodQuery query) const override;

Q_SIGNALS:
    void textChanged();
    /// Something did not fit.
    void refused();

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void inputMethodEvent(QInputMethodEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void append(const QString& text);
    void removeLast();
    void paintText(QPainter& painter, const QRect& inside) const;

    base::SecureBuffer m_buffer;
    std::size_t m_size = 0; ///< bytes in use; those behind are zeros
    Reveal m_reveal = Reveal::Hidden;
};

} // namespace cg::ui
