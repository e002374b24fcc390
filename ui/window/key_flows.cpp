// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/key_flows.h"

#include "ui/dialogs/control.h"
#include "ui/dialogs/passphrase_dialog.h"
#include "ui/dialogs/problem_box.h"

#include <QFileDialog>
#include <QFileInfo>

#include <memory>
#include <utility>

namespace cg::ui {

namespace {

QString keyFilter()
{
    return KeyFlows::tr("Key files (*.cgkey)");
}

QString withSuffix(const QString& path)
{
    const QString suffix = QStringLiteral(".cgkey");
    return path.endsWith(suffix) ? path : path + suffix;
}

Problem takenProblem(const QString& path)
{
    return {KeyFlows::tr("This file exists already"),
            KeyFlows::tr("'%1' is there already, and a key file is never replaced: what was encrypted under an "
                         "overwritten key could not be opened again. Choose another name.")
                .arg(path)};
}

} // namespace

KeyFlows::KeyFlows(TrainingController& controller, QWidget& window)
    : QObject(&window), m_controller(controller), m_window(window)
{}

void KeyFlows::act()
{
    switch (m_controller.state()->key) {
    case KeyState::None:
    case KeyState::NotNeeded:
        Q_EMIT keysPageRequested();
        return;
    case KeyState::PublicOnly:
    case KeyState::Wrong:
        loadKeyFile();
        return;
    case KeyState::Locked:
    case KeyState::Armed:
        unlock();
        return;
    case KeyState::Open:
        m_controller.lock();
        return;
    }
}

void KeyFlows::unlock()
{
    const SessionStatePtr state = m_controller.state();
    if (state->key == KeyState::None || state->key == KeyState::NotNeeded) {
        Q_EMIT keysPageRequested();
    } else if (state->key == KeyState::PublicOnly || state->key == KeyState::Wrong) {
        loadKeyFile();
    } else if (!state->hasPassphrase) {
        m_controller.unlock();
    } else {
        const QString file = state->keyFile;
        askForPassphrase(file, false,
                         [this, file](const QByteArray& passphrase) { m_controller.loadKeyFile(file, passphrase); });
    }
}

void KeyFlows::makeSessionKey()
{
    afterConsent(tr("A new key begins a new run."), [this] { m_controller.makeSessionKey(); });
}

void KeyFlows::createKeyFile()
{
    afterConsent(tr("A new key begins a new run."), [this] {
        askForNewFile(tr("A new key file"), [this](const QString& file) {
            askForPassphrase(file, true, [this, file](const QByteArray& passphrase) {
                m_controller.createKeyFile(file, passphrase);
            });
        });
    });
}

void KeyFlows::useDemoKey(quint64 number)
{
    afterConsent(tr("A demo key begins a new run with a KNOWN START."), [this, number] {
        ExperimentChoice choice = m_controller.state()->choice;
        choice.demoKey = number;
        choice.seed.reset();
        m_controller.choose(choice);
    });
}

void KeyFlows::keepSessionKey()
{
    const auto abandon = [this] { Q_EMIT keepingAbandoned(); };
    const auto keep = [this, abandon](const QString& file) {
        const QDialog& passphrase = askForPassphrase(
            file, true, [this, file](const QByteArray& given) { m_controller.keepSessionKey(file, given); });
        connect(&passphrase, &QDialog::rejected, this, abandon);
    };
    askForNewFile(tr("Keep the session key"), keep, abandon);
}

void KeyFlows::changePassphrase()
{
    const QString file = m_controller.state()->keyFile;
    auto dialog = std::make_unique<PassphraseDialog>(PassphraseUse::Change, file, &m_window);
    connect(dialog.get(), &PassphraseDialog::changeGiven, this,
            [this, file](const QByteArray& present, const QByteArray& fresh) {
                m_controller.changePassphrase(file, present, fresh);
            });
    openOnce(*dialog.release()); // it deletes itself when it is closed
}

void KeyFlows::loadKeyFile()
{
    auto dialog = std::make_unique<QFileDialog>(&m_window, tr("Load a key"), QString(), keyFilter());
    dialog->setObjectName(QStringLiteral("loadKeyDialog"));
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog.get(), &QFileDialog::fileSelected, this, [this](const QString& file) {
        askForPassphrase(file, false,
                         [this, file](const QByteArray& passphrase) { m_controller.loadKeyFile(file, passphrase); });
    });
    openOnce(*dialog.release());
}

bool KeyFlows::wouldLoseKey(const SessionState& state)
{
    const bool isHere = state.key == KeyState::Armed || state.key == KeyState::Open;
    return isHere && !state.hasPassphrase && !state.isDemoKey && state.snapshot;
}

QDialog& KeyFlows::askForPassphrase(const QString& file, bool isNew, const Taken& taken)
{
    auto dialog =
        std::make_unique<PassphraseDialog>(isNew ? PassphraseUse::Create : PassphraseUse::Unlock, file, &m_window);
    connect(dialog.get(), &PassphraseDialog::passphraseGiven, this, taken);
    openOnce(*dialog);
    return *dialog.release(); // it deletes itself when it is closed
}

void KeyFlows::askForNewFile(const QString& title, const std::function<void(const QString&)>& chosen,
                             const std::function<void()>& abandoned)
{
    auto dialog = std::make_unique<QFileDialog>(&m_window, title, QString(), keyFilter());
    dialog->setObjectName(QStringLiteral("newKeyDialog"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("cgkey"));
    dialog->setOption(QFileDialog::DontConfirmOverwrite); // no answer to that question replaces a key
    connect(dialog.get(), &QFileDialog::fileSelected, this, [this, title, chosen, abandoned](const QString& file) {
        const QString path = withSuffix(file);
        if (!QFileInfo::exists(path)) {
            chosen(path);
            return;
        }
        auto taken = std::make_unique<ProblemBox>(takenProblem(path), &m_window);
        connect(taken.get(), &QDialog::finished, this,
                [this, title, chosen, abandoned] { askForNewFile(title, chosen, abandoned); });
        openOnce(*taken.release());
    });
    if (abandoned) {
        connect(dialog.get(), &QDialog::rejected, this, abandoned);
    }
    openOnce(*dialog.release()); // it deletes itself when it is closed
}

void KeyFlows::afterConsent(const QString& what, const std::function<void()>& order)
{
    const SessionStatePtr state = m_controller.state();
    if (!state->snapshot || state->steps() == 0) {
        order();
        return;
    }
    askConsent(m_window,
               {QStringLiteral("giveUpRun"), tr("Give up this run?"),
                what + QLatin1Char(' ') + tr("The present one is given up.")},
               order);
}

} // namespace cg::ui
