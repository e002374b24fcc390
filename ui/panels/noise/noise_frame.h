#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QString>
#include <QWidget>

#include <cstdint>

class QLabel;
class QVBoxLayout;

namespace cg::ui {

/// A framed part of a page with a heading. Its frame is amber while it shows opened values, and only then.
class NoiseFrame : public QWidget {
    Q_OBJECT
public:
    enum class Content : std::uint8_t { Public, Opened };

    NoiseFrame(const QString& heading, QWidget* parent);

    void setHeading(const QString& heading);
    void setContent(Content content);
    /// Of everything below the heading.
    [[nodiscard]] QVBoxLayout* body() const { return m_body; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QLabel* m_heading; // a child
    QVBoxLayout* m_body;
    Content m_content = Content::Public;
};

} // namespace cg::ui
