// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/progress.h"

#include "cli/output.h"
#include "cli/reports/common.h"
#include "cli/text.h"
#include "session/outlook.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace cg::cli {

namespace {

constexpr std::chrono::seconds kLineInterval{10};
constexpr std::string_view kClearLine = "\r\x1b[K";

std::size_t terminalWidth()
{
    winsize size{};
    constexpr std::size_t kUsualWidth = 80;
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kUsualWidth;
}

void writeToErrors(std::string_view text)
{
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
}

double shareDone(const ProgressState& state)
{
    return state.wanted && *state.wanted > 0
               ? std::clamp(static_cast<double>(state.done) / static_cast<double>(*state.wanted), 0.0, 1.0)
               : 0.0;
}

/// Whether the steps are expected to take so long that lines will be printed. Found without running any in the clear,
/// which would take longer than many a whole run.
bool isLong(const session::ExperimentSpec& spec, std::uint64_t steps)
{
    const auto forecast = session::forecast(spec, steps);
    if (!forecast) {
        return false;
    }
    const auto step = session::estimatedStepTime(spec, *forecast);
    return step && *step * static_cast<double>(steps) >= kLineInterval;
}

} // namespace

std::string progressSentence(const ProgressState& state)
{
    std::string text = "training: " + std::to_string(state.done);
    text += state.wanted ? " of " + std::to_string(*state.wanted) + " steps" : " steps";
    if (state.done == 0 || state.stepsPerSecond <= 0.0) {
        return text;
    }
    text += ", " + rateText(state.stepsPerSecond) + " steps/s";
    if (state.wanted && *state.wanted > state.done) {
        const auto left = static_cast<double>(*state.wanted - state.done);
        text += ", " + durationText(std::chrono::duration<double>(left / state.stepsPerSecond)) + " left";
    }
    return text;
}

std::string progressBar(const ProgressState& state, std::size_t width)
{
    constexpr std::size_t kLongestBar = 30;
    constexpr std::size_t kShortestBar = 5;
    constexpr std::size_t kFrame = 3; // two brackets and a space
    const std::string sentence = progressSentence(state);
    if (!state.wanted || sentence.size() + kFrame + kShortestBar > width) {
        return sentence.substr(0, width);
    }
    const std::size_t cells = std::min(kLongestBar, width - sentence.size() - kFrame);
    const auto full = static_cast<std::size_t>(shareDone(state) * static_cast<double>(cells));
    return "[" + std::string(full, '#') + std::string(cells - full, '.') + "] " + sentence;
}

void announce(const session::ExperimentSpec& spec, std::uint64_t steps)
{
    if (spec.scheme == base::SchemeId::Plain) {
        return;
    }
    if (!isErrorTerminal() && !isLong(spec, steps)) {
        return;
    }
    const base::Result<session::Outlook> outlook = session::outlookOf(spec, steps);
    if (!outlook) {
        return; // what is wrong will be told by the run itself
    }
    const session::Seconds whole = outlook->stepTime.encrypted * static_cast<double>(steps);
    const std::string keys = outlook->keys ? keysText(*outlook->keys) + "; " : std::string();
    writeToErrors("estimate: " + keys + "a step " + stepTimeText(outlook->stepTime) + "; " + std::to_string(steps) +
                  " steps " + durationText(whole) + "\n");
}

Progress::Progress(std::uint64_t firstStep, std::optional<std::uint64_t> wanted)
    : m_firstStep(firstStep), m_isBar(isErrorTerminal()), m_isColoured(isErrorColoured())
{
    m_state.wanted = wanted;
}

Progress::~Progress()
{
    clear();
}

void Progress::show(const session::TrainingSnapshot& snapshot)
{
    m_state.done = snapshot.steps - m_firstStep;
    m_state.stepsPerSecond = snapshot.stepsPerSecond;
    if (m_isBar) {
        drawBar();
    } else {
        printLine();
    }
}

void Progress::finish(const session::TrainingSnapshot& snapshot)
{
    if (m_isBar) {
        show(snapshot);
        writeToErrors("\n");
        m_isDrawn = false;
    }
}

void Progress::showStopping()
{
    clear();
    writeToErrors("stopping after the operation in progress\n");
}

void Progress::drawBar()
{
    // The last column stays empty: some terminals break the line there.
    const std::string bar = progressBar(m_state, terminalWidth() - 1);
    writeToErrors(std::string(kClearLine) + (m_isColoured ? "\x1b[36m" + bar + "\x1b[0m" : bar));
    m_isDrawn = true;
}

void Progress::printLine()
{
    const auto now = std::chrono::steady_clock::now();
    if (m_nextLine && now < *m_nextLine) {
        return;
    }
    m_nextLine = now + kLineInterval;
    writeToErrors(progressSentence(m_state) + "\n");
}

void Progress::clear()
{
    if (m_isDrawn) {
        writeToErrors(kClearLine);
        m_isDrawn = false;
    }
}

} // namespace cg::cli
