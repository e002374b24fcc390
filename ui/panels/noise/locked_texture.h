#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QString>
#include <QWidget>

#include <cstdint>
#include <vector>

namespace cg::ui {

/// What stands where something would stand that only the key shows: the bytes of a ciphertext as a texture, and a
/// sentence on it.
class LockedTexture : public QWidget {
    Q_OBJECT
public:
    explicit LockedTexture(QWidget* parent = nullptr);

    /// Without bytes the ground is plain.
    void showBytes(const std::vector<std::uint8_t>& bytes);
    void setSentence(const QString& sentence);
    [[nodiscard]] const QString& sentence() const { return m_sentence; }
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<std::uint8_t> m_bytes;
    QString m_sentence;
};

} // namespace cg::ui
