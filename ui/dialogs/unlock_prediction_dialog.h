#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/disclosure.h"

#include <QDialog>

#include <cstddef>
#include <vector>

class QButtonGroup;
class QComboBox;
class QLabel;
class QPushButton;
class QToolButton;

namespace cg::ui {

/// What is about to be opened.
struct OpeningSubject {
    std::vector<std::size_t> rows; ///< of the data, from 0; people read them from 1. At least one
    std::size_t outputs = 1;       ///< numbers in one prediction
    bool isProbablyNoise = false;  ///< the estimate says that noise covers the values

    [[nodiscard]] std::size_t numbers() const { return rows.size() * outputs; }
};

/// "prediction of sample 3", "predictions of samples 1, 2 and 4", "predictions of 12 samples".
[[nodiscard]] QString subjectText(const OpeningSubject& subject);

/// Asks the key holder under which terms predictions are to be opened. Begins with the least: the class only, for the
/// key holder alone, once. Use open() and `accepted`: nothing blocks.
class UnlockPredictionDialog : public QDialog {
    Q_OBJECT
public:
    explicit UnlockPredictionDialog(OpeningSubject subject, QWidget* parent = nullptr);

    [[nodiscard]] const OpeningSubject& subject() const { return m_subject; }
    [[nodiscard]] OpeningTerms terms() const;

private:
    void createLayout();
    [[nodiscard]] QWidget* createHeading();
    [[nodiscard]] QWidget* createAudience();
    [[nodiscard]] QWidget* createPrecision();
    [[nodiscard]] QWidget* createNote();
    [[nodiscard]] QWidget* createLifetime();
    [[nodiscard]] QWidget* createButtons();
    void updateTexts();

    OpeningSubject m_subject;
    QButtonGroup* m_audience;
    QButtonGroup* m_precision;
    QButtonGroup* m_lifetime;
    QComboBox* m_reason;
    QLabel* m_learns = nullptr;
    QPushButton* m_open = nullptr;
};

} // namespace cg::ui
