#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/keys/key_actions.h"
#include "ui/session/session_state.h"

#include <QWidget>

#include <map>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace cg::ui {

class Card;
class DemoKeyDialog;
class KeyIdenticon;

/// The keys as cards: what the trainer holds of them on the left, the secret key on the right, with what can be done.
/// Asks for nothing but the number of a demo key; files and passphrases are the window's part.
class KeysPage : public QWidget {
    Q_OBJECT
public:
    explicit KeysPage(QWidget* parent = nullptr);

    void showState(const SessionState& state);

Q_SIGNALS:
    void sessionKeyRequested();
    /// A new key file.
    void keyFileRequested();
    void loadRequested();
    void unlockRequested();
    void lockRequested();
    /// The session key into a new key file.
    void keepRequested();
    /// Of the key file in use.
    void passphraseChangeRequested();
    void demoKeyRequested(quint64 number);

private:
    void createLayout();
    [[nodiscard]] QWidget* createTrainerSide();
    [[nodiscard]] QWidget* createHolderSide();
    void addActions(QVBoxLayout& layout);
    QPushButton* makeButton(KeyAction action, const QString& objectName, const QString& text);
    void connectSignals();
    void askForNumber();
    void showSecretKey(const SessionState& state);
    void showPublicKeys(const SessionState& state);

    Card* m_secret;
    Card* m_public;
    Card* m_fingerprint;
    KeyIdenticon* m_identicon;
    QLabel* m_stateText;
    QLabel* m_origin;
    QLabel* m_publicText;
    QLabel* m_name;
    QLabel* m_badge;
    std::map<KeyAction, QPushButton*> m_buttons;
};

} // namespace cg::ui
