#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/session_controller.h"
#include "ui/window/main_window.h"
#include "ui/window/settings.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

namespace cg::bench {

void runLoopFor(std::chrono::milliseconds time);
/// Until everything that is due has been painted.
void runLoopUntilIdle();

enum class KeyIs : std::uint8_t { Locked, Open };

/// The window as `ciphergrad` makes it: on a real controller, XOR under VHE chosen, 1280×800. Everything below runs the
/// event loop, and ends the program with a sentence where what it waits for does not come within two minutes.
class BenchWindow {
public:
    BenchWindow();

    [[nodiscard]] ui::SessionController& controller() { return m_controller; }
    [[nodiscard]] ui::MainWindow& window() { return m_window; }
    [[nodiscard]] ui::SessionStatePtr state() const { return m_controller.state(); }

    using Condition = std::function<bool(const ui::SessionState&)>;
    void waitFor(const Condition& condition);

    /// A click on Train, or on Pause.
    void clickTrain();
    /// Trains without an end, at full speed.
    void trainOn();
    void turnKey(KeyIs key);

    /// What happened while the event loop ran for `time`.
    struct Activity {
        double stepsPerSecond = 0.0;
        double updatesPerSecond = 0.0;  ///< stateChanged
        double repaintsPerSecond = 0.0; ///< of the whole window, however little of it was new
    };
    Activity watch(std::chrono::milliseconds time);

private:
    ui::Settings m_settings;
    ui::SessionController m_controller;
    ui::MainWindow m_window;
};

/// Resident memory in bytes of this process, and of its children: the key holder.
struct Memory {
    std::uint64_t own = 0;
    std::uint64_t children = 0;
};
[[nodiscard]] Memory residentMemory();

} // namespace cg::bench
