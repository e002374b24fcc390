// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/holder_leash.h"

#include <chrono>

namespace cg::ui {

void HolderLeash::hold(pid_t process)
{
    trust::ProcessHandle handle(process);
    const std::lock_guard lock(m_mutex);
    if (m_isOver) {
        handle.end();
    }
    std::erase_if(m_processes, [](const trust::ProcessHandle& held) { return held.endsWithin(0); });
    m_processes.push_back(std::move(handle));
}

void HolderLeash::endAll()
{
    const std::lock_guard lock(m_mutex);
    m_isOver = true;
    for (const trust::ProcessHandle& process : m_processes) {
        process.end();
    }
}

Farewell::Farewell(HolderLeash& leash)
    : m_thread([this, &leash](const std::stop_token& stop) {
          constexpr std::chrono::seconds kPatience{3};
          std::unique_lock lock(m_mutex);
          m_changed.wait_for(lock, stop, kPatience, [] { return false; });
          if (!stop.stop_requested()) {
              leash.endAll();
          }
      })
{}

} // namespace cg::ui
