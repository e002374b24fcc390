#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/session_state.h"

#include <QFlags>
#include <QString>

#include <array>
#include <cstdint>

namespace cg::ui {

/// What can be done about keys.
enum class KeyAction : std::uint8_t {
    MakeSessionKey = 1, ///< random, in the key holder's memory only
    CreateFile = 2,     ///< random, into a new key file
    Load = 4,           ///< from a key file
    Unlock = 8,         ///< let values be opened; asks for the passphrase where one is needed
    Lock = 16,
    Keep = 32,    ///< write the session key into a key file
    DemoKey = 64, ///< from a number
    ChangePassphrase = 128,
};
inline constexpr std::array kKeyActions{
    KeyAction::MakeSessionKey, KeyAction::CreateFile, KeyAction::Load,    KeyAction::Unlock,
    KeyAction::Lock,           KeyAction::Keep,       KeyAction::DemoKey, KeyAction::ChangePassphrase};
Q_DECLARE_FLAGS(KeyActions, KeyAction)
Q_DECLARE_OPERATORS_FOR_FLAGS(KeyActions)

/// Why an action is not allowed, in a sentence; empty where it is.
[[nodiscard]] QString keyActionRefusal(KeyAction action, const SessionState& state);
/// The actions without a refusal.
[[nodiscard]] KeyActions allowedKeyActions(const SessionState& state);

} // namespace cg::ui
