#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QString>
#include <QWidget>

namespace cg::ui {

/// Draws the shape of a key's name; an empty frame without one.
class KeyIdenticon : public QWidget {
    Q_OBJECT
public:
    explicit KeyIdenticon(QWidget* parent = nullptr);

    void showName(const QString& name);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_name;
};

} // namespace cg::ui
