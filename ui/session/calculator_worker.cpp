// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/calculator_worker.h"

#include "session/calculator/program.h"
#include "ui/panels/keys/key_name.h"

#include <utility>

namespace cg::ui {

CalculatorWorker::~CalculatorWorker()
{
    const Farewell farewell(m_place.leash);
    m_running.request_stop();
    m_thread.stop();
    m_desk.reset();
}

void CalculatorWorker::calculate(const std::string& program, base::SchemeId scheme,
                                 std::function<void(const CalculationPtr&)> done)
{
    m_running.request_stop();
    m_running = std::stop_source();
    m_thread.post([this, program, scheme, stop = m_running.get_token(), done = std::move(done)] {
        if (!stop.stop_requested()) {
            auto results = run(program, scheme, stop);
            const bool hasKey = m_desk && scheme != base::SchemeId::Plain && m_desk->key().scheme == scheme;
            done(std::make_shared<const Calculation>(std::move(results),
                                                     hasKey ? keyName(m_desk->key().id) : QString()));
        }
    });
}

base::Result<std::vector<session::StatementResult>>
CalculatorWorker::run(const std::string& text, base::SchemeId scheme, const std::stop_token& stop)
{
    CG_TRY(const session::Program program, session::parseProgram(text));
    session::CalculatorSetup setup;
    setup.scheme = scheme;
    setup.seed = base::SystemRandom().seed();
    setup.stop = stop;
    if (scheme != base::SchemeId::Plain) {
        if (!m_desk || m_desk->hasEnded() || m_desk->key().scheme != scheme) {
            CG_TRY(m_desk, KeyDesk::withSessionKey(scheme, m_place));
            CG_CHECK(m_desk->setAccess(trust::Access::Open)); // what it opens is this page's alone
        }
        setup.holder = &m_desk->holder();
    }
    return session::calculate(program, setup);
}

} // namespace cg::ui
