// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/latency_probe.h"

#include <QCoreApplication>
#include <QEvent>

#include <algorithm>
#include <memory>

namespace cg::bench {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kInterval{2};
constexpr auto kProbe = static_cast<QEvent::Type>(QEvent::User + 1);

class Probe : public QEvent {
public:
    Probe() : QEvent(kProbe) {}
    Clock::time_point posted = Clock::now();
};

} // namespace

LatencyProbe::LatencyProbe()
    : m_thread([this](const std::stop_token& stop) {
          for (auto due = Clock::now(); !stop.stop_requested(); due += kInterval) {
              std::this_thread::sleep_until(due);
              QCoreApplication::postEvent(this, std::make_unique<Probe>().release());
          }
      })
{}

LatencyProbe::~LatencyProbe()
{
    m_thread.request_stop();
    m_thread.join();
}

bool LatencyProbe::event(QEvent* event)
{
    const auto* const probe = dynamic_cast<const Probe*>(event);
    if (probe == nullptr) {
        return QObject::event(event);
    }
    m_waits.push_back(std::chrono::duration<double, std::milli>(Clock::now() - probe->posted).count());
    return true;
}

std::vector<double> LatencyProbe::sorted() const
{
    std::vector<double> waits = m_waits;
    std::ranges::sort(waits);
    return waits;
}

} // namespace cg::bench
