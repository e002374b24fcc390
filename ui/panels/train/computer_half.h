#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/painting/padlock.h"
#include "ui/widgets/panel_frame.h"

#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace cg::ui {

class BadgeLabel;

/// One of the two computers: a heading of at least 24 pixels with a padlock, two lines on what it can see, and panels
/// below each other. Both computers are built alike, so that every difference between them means something.
class ComputerHalf : public QWidget {
    Q_OBJECT
public:
    ComputerHalf(const QString& heading, QWidget* parent);

    /// Adds a panel that takes `stretch` shares of the height.
    PanelFrame* addPanel(QWidget* content, int stretch);
    /// `more`: what follows the second line where it fits into it; without room it is left to the tool tip.
    void showSentences(const QString& sentence, const QString& secondLine, const QString& more = {});
    void showPadlock(Padlock padlock);
    /// An amber frame around the whole half while it shows opened values.
    void setContent(PanelFrame::Content content);
    /// A hatched badge in the heading instead of the padlock; empty: none.
    void showBadge(const QString& text, const QString& reason);

    /// Fits the two lines to a width of the half and returns the height that they need there.
    int fitLines(int width);
    /// The height that they get, so that the panels of both halves begin side by side.
    void setLinesHeight(int height);
    /// The narrowest width at which nothing is cut off.
    [[nodiscard]] static int leastWidth();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void createHeader(const QString& heading);
    [[nodiscard]] int lineWidth(int width) const;

    QVBoxLayout* m_layout;
    QLabel* m_heading;
    QLabel* m_sentence;
    QLabel* m_secondLine;
    QWidget* m_lines;
    QWidget* m_padlockPlace;
    BadgeLabel* m_badge;
    QString m_second;
    QString m_more;
    Padlock m_padlock = Padlock::Closed;
    PanelFrame::Content m_content = PanelFrame::Content::Public;
};

} // namespace cg::ui
