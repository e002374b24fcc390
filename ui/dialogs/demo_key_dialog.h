#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;

namespace cg::ui {

/// Asks for the number that a demo key is made from, and says what such a key is worth.
class DemoKeyDialog : public QDialog {
    Q_OBJECT
public:
    explicit DemoKeyDialog(QWidget* parent = nullptr);

    /// The number that was typed; 0 while there is none.
    [[nodiscard]] quint64 number() const;

Q_SIGNALS:
    void numberChosen(quint64 number);

public Q_SLOTS:
    void accept() override;

private:
    void createLayout();
    void updateButton();

    QLineEdit* m_number;
    QPushButton* m_use = nullptr;
};

} // namespace cg::ui
