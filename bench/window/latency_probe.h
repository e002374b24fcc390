#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QObject>

#include <chrono>
#include <thread>
#include <vector>

namespace cg::bench {

/// Posts an event every two milliseconds from a thread of its own and notes how long each waits until the UI thread
/// handles it. The moments are spread evenly over time, so that a block of 30 ms counts fifteen times, as it would for
/// people who click at any moment.
class LatencyProbe final : public QObject {
public:
    LatencyProbe();
    LatencyProbe(const LatencyProbe&) = delete;
    LatencyProbe& operator=(const LatencyProbe&) = delete;
    ~LatencyProbe() override;

    bool event(QEvent* event) override;
    /// Milliseconds, in ascending order, of all events handled so far.
    [[nodiscard]] std::vector<double> sorted() const;

private:
    std::vector<double> m_waits;
    std::jthread m_thread; // last: it posts to this object
};

} // namespace cg::bench
