#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/badge.h"
#include "session/outlook.h"
#include "session/snapshot.h"
#include "session/training_session.h"
#include "session/visibility.h"
#include "trust/crossing_log.h"
#include "ui/session/disclosure.h"
#include "ui/session/opened_values.h"

#include <QString>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace cg::ui {

/// The key axis. None: no key on this computer. PublicOnly: a session that came without its key, and none was given.
/// Locked: a key file is known, its passphrase was not given yet. Armed: the key holder has the key and answers no
/// opening. Open: values may be opened. Wrong: a key is open, and it is another session's. NotNeeded: a control run, in
/// which nothing is encrypted.
enum class KeyState : std::uint8_t { None, PublicOnly, Locked, Armed, Open, Wrong, NotNeeded };

/// The run axis. Stopping: a pause was asked for, and the operation in progress is not done yet.
enum class RunPhase : std::uint8_t { Empty, Preparing, Ready, Training, Stopping, Paused, Finished, Failed };

/// The failure axis: what ended, paused or disturbed the run, or kept it from beginning. RefreshNeeded: the levels are
/// used up and there is no key holder to encrypt the weights anew.
enum class FailureKind : std::uint8_t {
    NoiseExhausted,
    RefreshNeeded,
    Diverged,
    LeftPolynomialRange,
    WrongKey,
    OutOfMemory,
    FileDamaged,
    KeyHolderLost,
    Internal,
};

struct Failure {
    FailureKind kind = FailureKind::Internal;
    QString sentence; ///< what happened, why, and what can be done
};

/// What the user chose; what an undoable edit changes.
struct ExperimentChoice {
    QString preset = QStringLiteral("xor");
    base::SchemeId scheme = base::SchemeId::Vhe;
    int securityBits = 128;            ///< of CKKS: 128, 192 or 256
    std::optional<double> rate;        ///< nothing: the preset's
    std::optional<QString> activation; ///< of the hidden layers, as Activation::parse reads it; nothing: the preset's
    std::optional<std::uint64_t> seed; ///< of a known start; nothing: a sealed start
    std::optional<std::uint64_t> demoKey; ///< a demo key instead of a session key

    friend bool operator==(const ExperimentChoice&, const ExperimentChoice&) = default;
};

/// When a run is to stop by itself.
struct RunTarget {
    std::uint64_t steps = 0;    ///< number of the step to run to
    std::optional<double> loss; ///< only with a key holder who tells: one bit a step

    friend bool operator==(const RunTarget&, const RunTarget&) = default;
};

/// The one picture of the session that every panel draws from; no panel decides anything alone. A value: made by the
/// controller on the UI thread, never changed afterwards.
struct SessionState {
    ExperimentChoice choice;
    std::shared_ptr<const session::ExperimentSpec> spec; ///< null while Empty
    session::StartKind start = session::StartKind::Sealed;
    bool isDemoKey = false;
    session::Visibility visibility;

    KeyState key = KeyState::None;
    bool hasPassphrase = false; ///< the key lies in a file; a session key has none
    QString keyFile;            ///< empty: a session key or a demo key
    QString keyName;            ///< fingerprint for people; empty without a key
    QString sessionKeyName;     ///< of the key that the run was sealed with; empty before there is one
    int opened = 0;             ///< openings since the window was started
    session::KeySizes keySizes; ///< of what the trainer computes with; noughts before there is a session

    RunPhase run = RunPhase::Empty;
    RunTarget target;
    std::optional<double> operationsPerSecond; ///< nothing: full speed
    std::optional<Failure> failure;
    session::SnapshotPtr snapshot;                   ///< null while Empty
    std::shared_ptr<const session::Outlook> outlook; ///< null while Empty and under plain

    std::shared_ptr<const OpenedValues> values;          ///< null unless `showsValues`
    std::map<std::size_t, OpenedPrediction> predictions; ///< by row; empty unless `showsValues`
    std::vector<Disclosure> disclosures;                 ///< of this run, oldest first
    std::vector<trust::Crossing> crossings;
    Recorded recorded = Recorded::FromTheBeginning; ///< whether these two tell of everything since the run began

    QString file;           ///< of the session; empty: never saved
    bool isChanged = false; ///< there is something that saving would keep

    /// Of one step; nullptr while Empty and under plain.
    [[nodiscard]] const session::Forecast* forecast() const { return outlook ? &outlook->forecast : nullptr; }
    [[nodiscard]] bool isOpen() const { return key == KeyState::Open; }
    /// Whether values may be on the screen: the key is open, or there is none to be asked.
    [[nodiscard]] bool showsValues() const { return isOpen() || key == KeyState::NotNeeded; }
    /// A control run: nothing is encrypted, and there is no key.
    [[nodiscard]] bool isPlain() const { return choice.scheme == base::SchemeId::Plain; }
    /// What the encryption is worth: that of the session's parameters where there are some.
    [[nodiscard]] security::Badge badge() const
    {
        return spec ? session::badgeOf(*spec) : security::badgeOf(choice.scheme);
    }
    /// Whether giving up the run loses something that was not saved.
    [[nodiscard]] bool hasUnsavedSteps() const { return isChanged && steps() > 0; }
    /// Drops what only an open key shows.
    void forgetOpened()
    {
        values.reset();
        predictions.clear();
    }
    [[nodiscard]] bool isRunning() const { return run == RunPhase::Training || run == RunPhase::Stopping; }
    [[nodiscard]] std::uint64_t steps() const { return snapshot ? snapshot->steps : 0; }
};
using SessionStatePtr = std::shared_ptr<const SessionState>;

} // namespace cg::ui
