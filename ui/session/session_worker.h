#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "session/session_store.h"
#include "ui/session/key_desk.h"
#include "ui/session/live_values.h"
#include "ui/session/problems.h"
#include "ui/session/session_state.h"
#include "ui/session/task_thread.h"

#include <functional>
#include <memory>
#include <optional>

namespace cg::ui {

/// Does everything that may take time, on a thread of its own: it is the one controlling thread of the training session
/// and the one user of the key holder. Every public member returns at once and may be called from any thread; orders
/// are done in the order in which they came.
class SessionWorker {
public:
    /// Both are called on the worker's thread.
    struct Listeners {
        std::function<void(SessionStatePtr)> publish; ///< at most 30 times a second while training
        std::function<void(const Problem&)> report;
    };
    /// A session that has a file is kept in a journal beside it, at most once in `autosaveInterval`.
    explicit SessionWorker(Listeners listeners,
                           std::chrono::milliseconds autosaveInterval = session::SessionStore::kInterval);
    SessionWorker(const SessionWorker&) = delete;
    SessionWorker& operator=(const SessionWorker&) = delete;
    /// Ends the training and the key holder.
    ~SessionWorker();

    void choose(const ExperimentChoice& choice);
    void reset();
    void newStart();
    void save(const QString& path);
    void open(const QString& path);
    void forgetJournal();

    void train();
    void pause();
    void step();
    void stepOperation();
    void setTarget(const RunTarget& target);
    void setSpeed(std::optional<double> operationsPerSecond);

    void makeSessionKey();
    void createKeyFile(const QString& path, QByteArray passphrase);
    void loadKeyFile(const QString& path, QByteArray passphrase);
    void keepSessionKey(const QString& path, QByteArray passphrase);
    void changePassphrase(const QString& path, QByteArray present, QByteArray fresh);
    void unlock();
    /// `done` is called on the worker's thread, before anything is published again.
    void lock(std::function<void()> done);

    void openPrediction(std::size_t row, const OpeningTerms& terms);
    void measureNoise();

    /// How long the present order has been at work. From any thread.
    [[nodiscard]] std::chrono::milliseconds busyFor() const { return m_thread.busyFor(); }

private:
    /// The file of the session, kept from other programs.
    struct OwnFile {
        base::FileLock lock;
        session::SessionStore store;
    };
    /// What the training thread was told last.
    enum class Order : std::uint8_t { None, Run, Single };
    using Outcome = base::Result<void>;

    /// Runs an order on the worker's thread, tells what went wrong, and publishes.
    void post(const QString& whatFailed, std::function<Outcome()> order);
    void housekeep();
    void publish();

    Outcome choosing(const ExperimentChoice& choice);
    Outcome resetting();
    Outcome savingTo(const std::string& path);
    /// Requires that nothing runs.
    Outcome writingTo(const std::string& path);
    /// The file at that path with its lock: the present one, or another that is taken into use.
    base::Result<OwnFile> claim(const std::string& path);
    void autosave();
    void tellOfJournal(std::uint64_t savedSteps) const;
    /// Grows with what a file would keep. Requires a session.
    [[nodiscard]] std::uint64_t changes() const { return m_session->snapshot()->steps + m_state.disclosures.size(); }
    Outcome opening(const std::string& path);
    Outcome training();
    Outcome stepping();

    /// Makes key and session where they are missing.
    Outcome prepare();
    Outcome makeSession();
    Outcome takeSession(std::unique_ptr<session::TrainingSession> session);
    Outcome restoreFrom(session::SessionRecord record);
    /// What crossed the wall and was opened, as the session's file keeps it.
    [[nodiscard]] session::TrustRecord trustRecord() const;
    /// Goes on with what a session's file tells of that.
    void takeTrustRecord(const session::SessionRecord& record);
    /// The key that the experiment needs.
    [[nodiscard]] trust::KeyKind keyKind() const;
    /// A key of that kind: the present one, or a new session key.
    Outcome ensureDesk();
    /// Puts a desk in place of the present one; the present run goes on with it if the key is its own.
    Outcome adopt(std::unique_ptr<KeyDesk> desk);
    void dropSession();
    void waitUntilQuiet();
    /// Does `work` while nothing runs; a training goes on afterwards. Requires a session.
    Outcome whileQuiet(const std::function<Outcome()>& work);
    /// A key file in the folder of the session's file that names its key.
    void lookForKeyFile();
    [[nodiscard]] bool isDeskOfSession() const;
    [[nodiscard]] session::TrainingSession::Wake wakeUp();

    Outcome unlocking();
    void locking();
    /// Tells the key holder what it may let out: everything while the key is open, whether the loss is below the target
    /// of an order to train, or nothing.
    Outcome grantAccess();
    Outcome updateValues(LiveValues::Weights weights);
    /// Of a control run: all of them, which nobody needs to open. Requires that nothing runs.
    Outcome readPredictions();
    Outcome openOnePrediction(std::size_t row, const OpeningTerms& terms);
    Outcome openPredictionsAgain();
    Outcome measuring();
    /// Writes an opening on `terms` into the ledger, and into the log of the wall where the trainer is told.
    void noteOpened(session::OpenedKind kind, std::uint64_t row, std::uint64_t numbers, const OpeningTerms& terms);
    void noteLost();

    /// As of the state that is published next.
    [[nodiscard]] bool showsValues() const { return m_isOpen || m_state.isPlain(); }
    void describeKey();
    /// What disturbs a run that goes on: the wrong key, or what an open key shows.
    void describeFailure();
    void describeRun(session::SnapshotPtr snapshot);

    Listeners m_listeners;
    KeyDesk::Place m_place;
    std::uint64_t m_logVersion = 0;
    SessionState m_state;
    std::uint64_t m_presetSteps = 0;
    std::unique_ptr<KeyDesk> m_desk;
    std::optional<session::SessionRecord> m_initial; ///< the run at step 0, for reset
    std::chrono::milliseconds m_autosaveInterval;
    std::optional<OwnFile> m_file;
    std::uint64_t m_kept = 0; ///< changes() that were written last
    bool m_isAutosaveFailing = false;
    QString m_keyFileBeside;                             ///< the session's file; empty if there is none
    std::unique_ptr<session::TrainingSession> m_session; ///< uses the desk
    Order m_order = Order::None;
    RunTarget m_orderedTarget;
    LiveValues m_values;
    bool m_isOpen = false;
    std::size_t m_earlierRows = 0; ///< of the ledger: what was opened before the key was unlocked the last time
    TaskThread m_thread;           ///< last: it uses all of the above, and is stopped first
};

} // namespace cg::ui
