#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/predictions/prediction_text.h"
#include "ui/session/session_state.h"

#include <QAbstractTableModel>

#include <cstddef>
#include <map>
#include <memory>
#include <vector>

namespace cg::ui {

/// The rows of the data with what was opened of their predictions. What is opened is copied, and overwritten when the
/// state no longer has it.
class PredictionsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    /// The trainer's half, then the key holder's.
    enum Column : std::uint8_t { Sample, Inputs, Label, Ciphertext, Opened, Correct, Step, Action };
    static constexpr int kColumns = 8;
    static constexpr int kFirstOfKeyHolder = Opened;
    /// In column Ciphertext: bytes to draw, a QByteArray; empty before there is a network.
    static constexpr int kBytesRole = Qt::UserRole;
    /// In every column: whether the row's prediction is opened.
    static constexpr int kIsOpenedRole = Qt::UserRole + 1;
    /// In column Correct of an opened row: a Verdict as an int.
    static constexpr int kVerdictRole = Qt::UserRole + 2;

    /// In every column: false in a control run, whose predictions are in the clear.
    static constexpr int kIsEncryptedRole = Qt::UserRole + 3;

    explicit PredictionsModel(QObject* parent = nullptr);
    ~PredictionsModel() override;

    void showState(const SessionState& state);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    /// Rows that were closed a moment ago.
    void rowsOpened(const std::vector<int>& rows);

private:
    [[nodiscard]] const data::Dataset& table() const { return m_spec->plan.data; }
    [[nodiscard]] const OpenedPrediction* opened(int row) const;
    [[nodiscard]] QString text(int row, int column) const;
    [[nodiscard]] QString openedColumnText(int row, int column) const;
    [[nodiscard]] QString explanation(int row, int column) const;
    [[nodiscard]] QByteArray bytes(int row) const;
    void takePredictions(const SessionState& state);
    void forget();

    std::shared_ptr<const session::ExperimentSpec> m_spec;
    std::shared_ptr<const session::CiphertextPictures> m_pictures;
    std::map<std::size_t, OpenedPrediction> m_opened;
    OpeningAnswer m_answer;
    bool m_isEncrypted = true;
};

} // namespace cg::ui
