#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/training_controller.h"

#include <QObject>
#include <QPointer>

#include <functional>

class QDialog;
class QWidget;

namespace cg::ui {

/// Asks for what an order about the key still needs (a file, a passphrase, a yes) and passes it to the controller.
/// Nothing blocks: every dialog is open()ed.
class KeyFlows : public QObject {
    Q_OBJECT
public:
    KeyFlows(TrainingController& controller, QWidget& window);

    /// What a click on the chip does: makes, unlocks or locks, as the state of the key asks for.
    void act();
    void makeSessionKey();
    void createKeyFile();
    void loadKeyFile();
    void unlock();
    void keepSessionKey();
    void changePassphrase();
    void useDemoKey(quint64 number);
    /// Whether the present key would be lost with the window.
    [[nodiscard]] static bool wouldLoseKey(const SessionState& state);

Q_SIGNALS:
    /// The page of the keys is the place to go on.
    void keysPageRequested();
    /// The session key will not be kept after all.
    void keepingAbandoned();

private:
    using Taken = std::function<void(const QByteArray&)>;
    QDialog& askForPassphrase(const QString& file, bool isNew, const Taken& taken);
    /// Asks for a name that no file has yet; `abandoned` may be empty.
    void askForNewFile(const QString& title, const std::function<void(const QString&)>& chosen,
                       const std::function<void()>& abandoned = {});
    /// Asks first where a run would be given up for it.
    void afterConsent(const QString& what, const std::function<void()>& order);

    TrainingController& m_controller;
    QWidget& m_window;
};

} // namespace cg::ui
