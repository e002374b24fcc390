#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractTableModel>
#include <QDialog>
#include <QStringList>

#include <vector>

class QTableView;

namespace cg::ui {

/// What a plot shows, in words: one list a row, as long as the header.
struct ChartTable {
    QStringList header;
    std::vector<QStringList> rows;

    /// Tab-separated, one line a row, the header first.
    [[nodiscard]] QString tsv() const;
};

class ChartTableModel : public QAbstractTableModel {
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;

    void show(ChartTable table);
    [[nodiscard]] const ChartTable& table() const { return m_table; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    ChartTable m_table;
};

/// A plot as a table, to be read and copied. Does not block the window that it belongs to.
class ChartTableDialog : public QDialog {
    Q_OBJECT
public:
    ChartTableDialog(const QString& title, QWidget* parent);

    void showTable(ChartTable table);
    /// Forgets the numbers and closes.
    void forget();
    void copy() const;

private:
    void createLayout(const QString& title);

    ChartTableModel* m_model;
    QTableView* m_view;
};

} // namespace cg::ui
