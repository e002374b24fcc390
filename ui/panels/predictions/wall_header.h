#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QWidget>

class QTableView;

namespace cg::ui {

/// Stands above a table whose columns are divided between the two parties, and names both halves with the wall between
/// them. Draws the wall only in its own strip.
class WallHeader : public QWidget {
    Q_OBJECT
public:
    /// `firstOfKeyHolder`: the first column right of the wall. The table must outlive the header.
    WallHeader(const QTableView& table, int firstOfKeyHolder, QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] int wallX() const;

    const QTableView& m_table;
    int m_firstOfKeyHolder;
};

} // namespace cg::ui
