// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/keys/key_actions.h"

#include <QCoreApplication>

namespace cg::ui {

namespace {

QString translated(const char* text)
{
    return QCoreApplication::translate("cg::ui::KeyActions", text);
}

bool hasKey(const SessionState& state)
{
    return state.key == KeyState::Armed || state.key == KeyState::Open;
}

/// What stands against anything that gives the run another key, or the key holder other work, in the present phase.
QString busyRefusal(const SessionState& state)
{
    switch (state.run) {
    case RunPhase::Empty:
        return translated("Choose an experiment first; the keys are made for it.");
    case RunPhase::Preparing:
        return translated("The experiment is being prepared; wait a moment.");
    case RunPhase::Training:
        return translated("The training is running; pause it first.");
    case RunPhase::Stopping:
        return translated("The training is about to stop; wait a moment.");
    case RunPhase::Ready:
    case RunPhase::Paused:
    case RunPhase::Finished:
    case RunPhase::Failed:
        break;
    }
    return {};
}

/// A new key begins a new run; the window asks first where that gives up the present one.
QString newKeyRefusal(const SessionState& state)
{
    return busyRefusal(state);
}

QString loadRefusal(const SessionState& state)
{
    if (hasKey(state) && state.snapshot) {
        return translated("The key of this run is loaded already.");
    }
    return busyRefusal(state);
}

QString unlockRefusal(const SessionState& state)
{
    switch (state.key) {
    case KeyState::Armed:
        return {};
    case KeyState::Locked:
        return busyRefusal(state); // loading a key interrupts the run, lifting the lock of a loaded one does not
    case KeyState::Open:
        return translated("The key is unlocked already.");
    case KeyState::Wrong:
        return translated("This key belongs to another session; load the right one.");
    case KeyState::None:
    case KeyState::PublicOnly:
    case KeyState::NotNeeded:
        break;
    }
    return translated("There is no key to unlock; make or load one.");
}

QString keepRefusal(const SessionState& state)
{
    if (!hasKey(state)) {
        return translated("There is no session key to keep.");
    }
    if (state.isDemoKey) {
        return translated("A demo key need not be kept: its number makes it again.");
    }
    if (state.hasPassphrase) {
        return translated("The key lies in a file already.");
    }
    return busyRefusal(state);
}

QString passphraseRefusal(const SessionState& state)
{
    return state.hasPassphrase && !state.keyFile.isEmpty()
               ? QString()
               : translated("No key file is in use here; a session key and a demo key have no passphrase.");
}

} // namespace

QString keyActionRefusal(KeyAction action, const SessionState& state)
{
    const base::SchemeId scheme = state.spec ? state.spec->scheme : state.choice.scheme;
    if (scheme == base::SchemeId::Plain) {
        return translated("The control run encrypts nothing, so it has no key.");
    }
    switch (action) {
    case KeyAction::MakeSessionKey:
    case KeyAction::CreateFile:
    case KeyAction::DemoKey:
        return newKeyRefusal(state);
    case KeyAction::Load:
        return loadRefusal(state);
    case KeyAction::Unlock:
        return unlockRefusal(state);
    case KeyAction::Lock:
        return state.isOpen() ? QString() : translated("Nothing is unlocked.");
    case KeyAction::Keep:
        return keepRefusal(state);
    case KeyAction::ChangePassphrase:
        return passphraseRefusal(state);
    }
    return {};
}

KeyActions allowedKeyActions(const SessionState& state)
{
    KeyActions allowed;
    for (const KeyAction action : kKeyActions) {
        allowed.setFlag(action, keyActionRefusal(action, state).isEmpty());
    }
    return allowed;
}

} // namespace cg::ui
