// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/holder_watch.h"

#include "cli/interrupt.h"

namespace cg::cli {

namespace {

/// How long the key holder may take to answer after so many signals.
std::chrono::milliseconds patienceAfter(int signals)
{
    constexpr std::chrono::milliseconds kAfterOne{5'000};
    constexpr std::chrono::milliseconds kAfterMore{200};
    return signals == 1 ? kAfterOne : kAfterMore;
}

} // namespace

HolderWatch::HolderWatch() : m_thread([this] { loop(); }) {}

HolderWatch::~HolderWatch()
{
    {
        const std::lock_guard lock(m_mutex);
        m_quit = true;
    }
    m_changed.notify_all();
    m_thread.join();
}

void HolderWatch::beginStart(pid_t process)
{
    const std::lock_guard lock(m_mutex);
    m_process = trust::ProcessHandle(process);
    m_startBegan = std::chrono::steady_clock::now();
}

void HolderWatch::endStart(const trust::Client& client)
{
    const std::lock_guard lock(m_mutex);
    m_client = &client;
}

void HolderWatch::loop()
{
    constexpr std::chrono::milliseconds kLookInterval{50};
    std::unique_lock lock(m_mutex);
    while (!m_changed.wait_for(lock, kLookInterval, [this] { return m_quit || m_hasEndedIt; })) {
        const int signals = interruptCount();
        if (signals > 0 && m_process.isOpen() && waiting() >= patienceAfter(signals)) {
            endIt();
        }
    }
}

std::chrono::nanoseconds HolderWatch::waiting() const
{
    return m_client != nullptr ? m_client->waiting() : std::chrono::steady_clock::now() - m_startBegan;
}

void HolderWatch::endIt()
{
    m_hasEndedIt = true;
    m_process.end();
}

} // namespace cg::cli
