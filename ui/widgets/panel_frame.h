#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QWidget>

#include <cstdint>

class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace cg::ui {

/// A rounded panel with a title. Its frame turns amber, and is drawn as a solid double line, while it shows opened
/// values.
class PanelFrame : public QWidget {
    Q_OBJECT
public:
    enum class Content : std::uint8_t { Public, Opened };

    /// An empty one, to be filled through `body`.
    explicit PanelFrame(QWidget* parent);
    /// Takes `content` over.
    PanelFrame(QWidget* content, QWidget* parent);

    void setTitle(const QString& title);
    [[nodiscard]] QString title() const;
    void setContent(Content content);
    /// Puts controls of what the panel shows at the right end of the title's line.
    void setControls(QWidget* controls);
    /// Of everything below the title.
    [[nodiscard]] QVBoxLayout* body() const { return m_body; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QLabel* m_title;
    QHBoxLayout* m_titleLine;
    QVBoxLayout* m_body;
    Content m_content = Content::Public;
};

} // namespace cg::ui
