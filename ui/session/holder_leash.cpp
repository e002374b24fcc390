// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/holder_leash.h"

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

Farewell::Farewell(HolderLeash& leash, std::chrono::milliseconds patience)
    : m_thread([this, &leash, patience](const std::stop_token& stop) {
          std::unique_lock lock(m_mutex);
          m_changed.wait_for(lock, stop, patience, [] { return false; });
          if (!stop.stop_requested()) {
              leash.endAll();
          }
      })
{}

} // namespace cg::ui
