#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/calculator/calculator.h"
#include "ui/session/key_desk.h"
#include "ui/session/task_thread.h"

#include <functional>
#include <memory>
#include <stop_token>
#include <string>

namespace cg::ui {

/// Runs calculator programs on a thread of its own, with a session key of its own that no training uses.
class CalculatorWorker {
public:
    using Result = base::Result<std::vector<session::StatementResult>>;

    CalculatorWorker() = default;
    CalculatorWorker(const CalculatorWorker&) = delete;
    CalculatorWorker& operator=(const CalculatorWorker&) = delete;
    /// Cancels what is running.
    ~CalculatorWorker();

    /// Calls `done` on the worker's thread; a newer program cancels the one before. From one thread only.
    void calculate(const std::string& program, base::SchemeId scheme, std::function<void(const Result&)> done);

private:
    Result run(const std::string& text, base::SchemeId scheme, const std::stop_token& stop);

    KeyDesk::Place m_place;
    std::unique_ptr<KeyDesk> m_desk;
    std::stop_source m_running;
    TaskThread m_thread; ///< last: it uses all of the above
};

} // namespace cg::ui
