#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QByteArray>
#include <QDialog>

class QCheckBox;
class QLabel;
class QPushButton;

namespace cg::ui {

class PassphraseEdit;

/// Whether a passphrase is asked twice, for a new key file, or once, to open one; to change it, the present one once
/// and the new one twice.
enum class PassphraseUse : std::uint8_t { Create, Unlock, Change };

/// Asks for the passphrase of a key file. Use open(): nothing blocks. The passphrase leaves the dialog once, with
/// `passphraseGiven` (or `changeGiven`); by then all fields are empty, and the dialog's own copy is overwritten as soon
/// as all receivers have returned. They wipe what they keep.
class PassphraseDialog : public QDialog {
    Q_OBJECT
public:
    /// `keyFile` is named in the question.
    PassphraseDialog(PassphraseUse use, const QString& keyFile, QWidget* parent = nullptr);

    /// Says below the fields what is wrong; a wrong passphrase, for one.
    void showProblem(const QString& sentence);

Q_SIGNALS:
    void passphraseGiven(const QByteArray& passphrase);
    /// In the place of the other signal, where the passphrase is changed.
    void changeGiven(const QByteArray& present, const QByteArray& fresh);

public Q_SLOTS:
    void accept() override;
    void done(int result) override;

private:
    void createLayout(const QString& keyFile);
    void connectSignals();
    void updateHints();
    /// Empty if the passphrase can be taken.
    [[nodiscard]] QString refusal() const;

    [[nodiscard]] bool isNew() const { return m_use != PassphraseUse::Unlock; }

    PassphraseUse m_use;
    PassphraseEdit* m_present; ///< hidden unless changing
    PassphraseEdit* m_first;
    PassphraseEdit* m_second; ///< hidden when unlocking
    QCheckBox* m_reveal;
    QLabel* m_strength = nullptr;
    QLabel* m_problem = nullptr;
    QPushButton* m_take = nullptr;
};

} // namespace cg::ui
