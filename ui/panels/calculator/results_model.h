#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"
#include "session/calculator/calculator.h"

#include <QAbstractTableModel>

#include <optional>
#include <vector>

namespace cg::ui {

/// The results of a program, one statement a row, with what differs when the same program is encrypted again.
class ResultsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    /// The trainer's half, then the key holder's.
    enum Column : std::uint8_t { Statement, Ciphertext, Noise, Time, Opened, Measured };
    static constexpr int kColumns = 6;
    static constexpr int kFirstOfKeyHolder = Opened;
    /// In column Ciphertext: bytes to draw, a QByteArray.
    static constexpr int kBytesRole = Qt::UserRole;
    /// In column Noise: log2 of the typical error, a double; missing where nothing is encrypted.
    static constexpr int kNoiseBitsRole = Qt::UserRole + 1;
    /// In column Opened: whether somebody opened the value.
    static constexpr int kIsOpenedRole = Qt::UserRole + 2;

    using QAbstractTableModel::QAbstractTableModel;
    ResultsModel(const ResultsModel&) = delete;
    ResultsModel& operator=(const ResultsModel&) = delete;
    ~ResultsModel() override;

    void showResults(std::vector<session::StatementResult> results);
    /// The same program once more: compares the bytes with the ones before, and shows the new ones.
    void showAgain(std::vector<session::StatementResult> results);
    void clear() { showResults({}); }
    /// Overwrites what was opened of encrypted results; the trainer's half stays.
    void forgetOpened();
    /// Whether something that was encrypted is shown opened.
    [[nodiscard]] bool showsOpened() const;
    /// The share of bytes that differ from the run before, over all statements; nothing unless there was one.
    [[nodiscard]] std::optional<double> different() const { return m_different; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString text(std::size_t row, int column) const;
    [[nodiscard]] static QString estimateOf(const session::StatementResult& result);
    [[nodiscard]] QString explanation(std::size_t row, int column) const;
    [[nodiscard]] bool isEncrypted(std::size_t row) const { return !m_results[row].integers.empty(); }

    std::vector<session::StatementResult> m_results;
    std::vector<base::Bytes> m_bytes; ///< of each statement
    std::optional<double> m_different;
};

} // namespace cg::ui
