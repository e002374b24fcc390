#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/experiment.h"
#include "session/snapshot.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace cg::cli {

/// Where a run is: what a progress line says.
struct ProgressState {
    std::uint64_t done = 0; ///< updates of this run
    std::optional<std::uint64_t> wanted;
    double stepsPerSecond = 0.0;
};

/// "training: 120 of 150 steps, 8214 steps/s, 4 ms left".
[[nodiscard]] std::string progressSentence(const ProgressState& state);
/// The same with a bar in front, at most `width` columns.
[[nodiscard]] std::string progressBar(const ProgressState& state, std::size_t width);

/// Says on stderr what keys and steps of a new run will cost, where somebody is likely to wait for them: on a terminal,
/// and elsewhere before a run that is expected to take ten seconds or more. Says nothing under plain.
void announce(const session::ExperimentSpec& spec, std::uint64_t steps);

/// Shows on stderr how far a run is: a bar that is drawn anew on a terminal, a plain line at long intervals elsewhere.
/// Elsewhere, runs that end within the first tenth of a second show nothing.
class Progress {
public:
    /// `firstStep` updates were done before; `wanted` more are to come.
    Progress(std::uint64_t firstStep, std::optional<std::uint64_t> wanted);
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    /// Removes the bar.
    ~Progress();

    /// Called about ten times a second.
    void show(const session::TrainingSnapshot& snapshot);
    /// On a terminal, leaves the bar of the finished run as a line of its own.
    void finish(const session::TrainingSnapshot& snapshot);
    /// Says that a signal came and the operation in progress is being finished.
    void showStopping();

private:
    void drawBar();
    void printLine();
    void clear();

    std::uint64_t m_firstStep;
    ProgressState m_state;
    bool m_isBar;
    bool m_isColoured;
    bool m_isDrawn = false;
    std::optional<std::chrono::steady_clock::time_point> m_nextLine;
};

} // namespace cg::cli
