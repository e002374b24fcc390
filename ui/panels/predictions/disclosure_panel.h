#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/disclosure.h"
#include "ui/session/training_controller.h"

#include <QWidget>

#include <vector>

class QLabel;
class QPushButton;
class QTableView;

namespace cg::ui {

class DisclosureModel;

/// The ledger of disclosures with its sum, to be copied or written into a file. Holds no opened value.
class DisclosurePanel : public QWidget {
    Q_OBJECT
public:
    explicit DisclosurePanel(QWidget* parent = nullptr);

    void showDisclosures(const std::vector<Disclosure>& disclosures, Recorded recorded);
    /// Writes the ledger, tab-separated, in one piece; a failure is told with `problemOccurred`.
    void exportTo(const QString& path);

Q_SIGNALS:
    void problemOccurred(const cg::ui::Problem& problem);

private:
    void createLayout();
    void connectSignals();
    void askForFile();

    DisclosureModel* m_model;
    QTableView* m_table;
    QLabel* m_total;
    QPushButton* m_copy;
    QPushButton* m_export;
};

} // namespace cg::ui
