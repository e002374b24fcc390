#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/trust_record.h"

#include <QDialog>

#include <vector>

class QLabel;

namespace cg::ui {

class CrossingModel;

/// The log of the wall: every crossing, and the sums. Does not block the window.
class CrossingDialog : public QDialog {
    Q_OBJECT
public:
    explicit CrossingDialog(QWidget* parent);

    void showCrossings(const std::vector<trust::Crossing>& crossings, session::Recorded recorded);

private:
    CrossingModel* m_model;
    QLabel* m_sums;
};

} // namespace cg::ui
