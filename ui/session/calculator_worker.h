#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/calculation.h"
#include "ui/session/key_desk.h"
#include "ui/session/scheme_choice.h"
#include "ui/session/task_thread.h"

#include <functional>
#include <memory>
#include <stop_token>
#include <string>

namespace cg::ui {

/// Runs calculator programs on a thread of its own, with a session key of its own that no training uses.
class CalculatorWorker {
public:
    CalculatorWorker() = default;
    CalculatorWorker(const CalculatorWorker&) = delete;
    CalculatorWorker& operator=(const CalculatorWorker&) = delete;
    /// Cancels what is running.
    ~CalculatorWorker();

    /// Calls `done` on the worker's thread with what came of it and the name of the key in use; a newer program cancels
    /// the one before. From one thread only.
    void calculate(const std::string& program, const SchemeChoice& scheme,
                   std::function<void(const CalculationPtr&)> done);

private:
    base::Result<std::vector<session::StatementResult>> run(const std::string& text, const SchemeChoice& scheme,
                                                            const std::stop_token& stop);

    KeyDesk::Place m_place;
    std::unique_ptr<KeyDesk> m_desk;
    SchemeChoice m_deskScheme; ///< what its key is for
    std::stop_source m_running;
    TaskThread m_thread; ///< last: it uses all of the above
};

} // namespace cg::ui
