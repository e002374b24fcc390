// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/calculator_worker.h"

#include "session/calculator/program.h"
#include "session/experiment.h"
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

void CalculatorWorker::calculate(const std::string& program, const SchemeChoice& scheme,
                                 std::function<void(const CalculationPtr&)> done)
{
    m_running.request_stop();
    m_running = std::stop_source();
    m_thread.post([this, program, scheme, stop = m_running.get_token(), done = std::move(done)] {
        if (!stop.stop_requested()) {
            auto results = run(program, scheme, stop);
            const bool hasKey = m_desk && m_deskScheme == scheme && scheme.scheme != base::SchemeId::Plain;
            done(std::make_shared<const Calculation>(std::move(results),
                                                     hasKey ? keyName(m_desk->key().id) : QString()));
        }
    });
}

base::Result<std::vector<session::StatementResult>>
CalculatorWorker::run(const std::string& text, const SchemeChoice& scheme, const std::stop_token& stop)
{
    CG_TRY(const session::Program program, session::parseProgram(text));
    session::CalculatorSetup setup;
    setup.scheme = scheme.scheme;
    setup.seed = base::SystemRandom().seed();
    setup.stop = stop;
    if (scheme.scheme != base::SchemeId::Plain) {
        if (!m_desk || m_desk->hasEnded() || m_deskScheme != scheme) {
            CG_TRY(const trust::KeyKind kind, session::calculatorKeyKind(scheme.scheme, scheme.securityBits));
            CG_TRY(m_desk, KeyDesk::withSessionKey(kind, m_place));
            m_deskScheme = scheme;
            CG_CHECK(m_desk->setAccess(trust::Access::Open)); // what it opens is this page's alone
        }
        setup.holder = &m_desk->holder();
        setup.parameters = m_desk->key().parameters;
    }
    return session::calculate(program, setup);
}

} // namespace cg::ui
