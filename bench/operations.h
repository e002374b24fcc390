#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timings.h"

#include <functional>
#include <string>
#include <vector>

namespace cg::bench {

/// What is measured under one name.
struct Operation {
    std::string name;
    /// What it gives must live until the next run, so that no call can be left out.
    std::function<void()> run;
    double share = 1.0;             ///< how many of what is named one run does
    std::function<void()> before{}; ///< sets up one run, unmeasured
    Timings timings{};
};

/// Every round does every operation, `repeats` times in a row, and the reference once: slow moments of the machine hit
/// all alike. From the second time in a row on an operation finds its operands in the nearer caches.
inline void measureAll(std::size_t degree, std::uint64_t prime, int rounds, int repeats,
                       std::vector<Operation>& operations)
{
    Reference reference(degree, prime);
    for (int round = 0; round < rounds; ++round) {
        reference.measureRound();
        for (Operation& operation : operations) {
            for (int repeat = 0; repeat < repeats; ++repeat) {
                if (operation.before) {
                    operation.before();
                }
                operation.timings.measure(operation.run);
            }
        }
    }
    std::printf("  unit %.1f µs\n", reference.unit());
    for (const Operation& operation : operations) {
        printRow(operation.name.c_str(), operation.timings, reference.unit(), operation.share);
    }
}

} // namespace cg::bench
