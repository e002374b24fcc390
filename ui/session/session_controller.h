#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/calculator_worker.h"
#include "ui/session/session_worker.h"
#include "ui/session/training_controller.h"

#include <memory>

namespace cg::ui {

/// The controller of the window: passes orders to the worker, and its news to the UI thread, of which only the newest
/// waits.
class SessionController final : public TrainingController {
    Q_OBJECT
public:
    explicit SessionController(QObject* parent = nullptr);
    /// Ends training, key holders and calculations: milliseconds, or what Argon2id still takes.
    ~SessionController() override;

    [[nodiscard]] SessionStatePtr state() const override { return m_state; }
    [[nodiscard]] std::chrono::milliseconds busyFor() const override { return m_worker->busyFor(); }

    void choose(const ExperimentChoice& choice) override { m_worker->choose(choice); }
    void reset() override { m_worker->reset(); }
    void newStart() override { m_worker->newStart(); }
    void save(const QString& path) override { m_worker->save(path); }
    void open(const QString& path) override { m_worker->open(path); }
    void forgetJournal() override { m_worker->forgetJournal(); }

    void train() override { m_worker->train(); }
    void pause() override { m_worker->pause(); }
    void step() override { m_worker->step(); }
    void stepOperation() override { m_worker->stepOperation(); }
    void setTarget(const RunTarget& target) override { m_worker->setTarget(target); }
    void setSpeed(std::optional<double> operationsPerSecond) override { m_worker->setSpeed(operationsPerSecond); }

    void makeSessionKey() override { m_worker->makeSessionKey(); }
    void createKeyFile(const QString& path, QByteArray passphrase) override
    {
        m_worker->createKeyFile(path, std::move(passphrase));
    }
    void loadKeyFile(const QString& path, QByteArray passphrase) override
    {
        m_worker->loadKeyFile(path, std::move(passphrase));
    }
    void keepSessionKey(const QString& path, QByteArray passphrase) override
    {
        m_worker->keepSessionKey(path, std::move(passphrase));
    }
    void changePassphrase(const QString& path, QByteArray present, QByteArray fresh) override
    {
        m_worker->changePassphrase(path, std::move(present), std::move(fresh));
    }
    void unlock() override { m_worker->unlock(); }
    void lock() override;

    void openPrediction(std::size_t row, const OpeningTerms& terms) override { m_worker->openPrediction(row, terms); }
    void measureNoise() override { m_worker->measureNoise(); }

    void calculate(const QString& program, const SchemeChoice& scheme, QObject* receiver,
                   std::function<void(const CalculationPtr&)> done) override;

private:
    class Post;

    void adopt(SessionStatePtr state);
    /// The state without anything that was opened.
    [[nodiscard]] static SessionStatePtr withoutOpened(const SessionState& state);

    int m_locking = 0; ///< orders to lock that the worker has not done yet
    SessionStatePtr m_state = std::make_shared<const SessionState>();
    std::shared_ptr<Post> m_post;
    std::unique_ptr<SessionWorker> m_worker;
    CalculatorWorker m_calculator;
};

} // namespace cg::ui
