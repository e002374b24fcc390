// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/session_controller.h"

#include "ui/session/problems.h"

#include <QPointer>

#include <mutex>
#include <utility>

namespace cg::ui {

/// One slot between the worker's thread and the UI thread.
class SessionController::Post {
public:
    explicit Post(SessionController* controller) : m_controller(controller) {}

    void put(SessionStatePtr state)
    {
        const std::lock_guard lock(m_mutex);
        const bool wasEmpty = m_slot == nullptr;
        m_slot = std::move(state);
        if (wasEmpty) {
            QMetaObject::invokeMethod(m_controller, [this] { m_controller->adopt(take()); }, Qt::QueuedConnection);
        }
    }

    void report(const Problem& problem)
    {
        QMetaObject::invokeMethod(
            m_controller, [this, problem] { Q_EMIT m_controller->problemOccurred(problem); }, Qt::QueuedConnection);
    }

private:
    SessionStatePtr take()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_slot, nullptr);
    }

    SessionController* m_controller; ///< outlives the worker, and drops what is queued for it when it goes
    std::mutex m_mutex;
    SessionStatePtr m_slot;
};

SessionController::SessionController(QObject* parent)
    : TrainingController(parent),
      m_post(std::make_shared<Post>(this)),
      m_worker(std::make_unique<SessionWorker>(
          SessionWorker::Listeners{[post = m_post](SessionStatePtr state) { post->put(std::move(state)); },
                                   [post = m_post](const Problem& problem) { post->report(problem); }}))
{}

SessionController::~SessionController()
{
    m_worker.reset();
}

void SessionController::adopt(SessionStatePtr state)
{
    // What the worker sent before it knew of the order is shown without what was opened.
    m_state = m_locking > 0 ? withoutOpened(*state) : std::move(state);
    Q_EMIT stateChanged();
}

void SessionController::lock()
{
    // What was opened vanishes now, whatever the worker is busy with.
    ++m_locking;
    adopt(m_state);
    Q_EMIT locked();
    m_worker->lock([this] { QMetaObject::invokeMethod(this, [this] { --m_locking; }, Qt::QueuedConnection); });
}

SessionStatePtr SessionController::withoutOpened(const SessionState& state)
{
    auto locked = std::make_shared<SessionState>(state);
    if (!state.isPlain()) {
        locked->key = state.key == KeyState::Open ? KeyState::Armed : state.key;
        locked->forgetOpened();
        // Without what only the key holder saw.
        locked->failure = state.snapshot ? failureOf(*state.snapshot) : std::nullopt;
    }
    return locked;
}

void SessionController::calculate(const QString& program, const SchemeChoice& scheme, QObject* receiver,
                                  std::function<void(const CalculationPtr&)> done)
{
    const QPointer<QObject> guarded(receiver);
    m_calculator.calculate(program.toStdString(), scheme,
                           [this, guarded, done = std::move(done)](const CalculationPtr& result) {
                               QMetaObject::invokeMethod(
                                   this,
                                   [guarded, done, result] {
                                       if (guarded) {
                                           done(result);
                                       }
                                   },
                                   Qt::QueuedConnection);
                           });
}

} // namespace cg::ui
