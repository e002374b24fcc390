#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"
#include "base/random.h"
#include "trust/release_policy.h"

#include <cmath>
#include <cstdint>
#include <optional>
#include <vector>

namespace cg::trust {

/// Which start the key holder draws: the one that a known seed determines, or the one that its secret key, the plan and
/// a label determine. The label is public and says nothing without the key; it tells the starts of a key apart, so that
/// the key holder finds a start again without having kept it.
struct StartSource {
    std::optional<base::Seed> known;
    base::Seed label{};
};

/// A training that the key holder repeats itself, in the clear, from the start that it drew.
struct TrainingRun {
    base::Bytes plan; ///< train::encode(TrainingPlan)
    StartSource start;
    base::Seed shuffleSeed{}; ///< of the mini-batches
    std::uint64_t steps = 0;  ///< updates
};

/// Predictions of a network that the key holder trains itself, in the clear: nothing that a trainer computed is in it.
struct ReleaseRequest {
    base::Bytes plan; ///< train::encode(TrainingPlan)
    StartSource start;
    base::Seed shuffleSeed{};   ///< of the mini-batches
    std::uint64_t steps = 0;    ///< updates
    std::vector<double> inputs; ///< row by row, as many as the network has inputs; none larger than the largest one of
                                ///< the plan's data
};

/// What a release of a network is worth under a key, and what was released so far.
struct ReleaseOutlook {
    ReleasePolicy policy;
    bool isAllowed = false; ///< whether the owner has set this policy: releases are off until then
    ReleasePrecision precision{};
    std::uint64_t releases = 0;    ///< under this key, of policy.releases
    std::uint64_t determining = 0; ///< exact predictions that determine the network as a function

    /// What a released number can tell: the steps of the grid within ±policy.largest.
    [[nodiscard]] std::uint64_t bitsOfNumber() const
    {
        return static_cast<std::uint64_t>(std::ceil(precision.digits + 1 + std::log2(policy.largest)));
    }
};

/// Predictions that may go to anybody.
struct Release {
    std::vector<double> numbers; ///< row by row, as many as the network has outputs
    ReleaseOutlook outlook;      ///< this release counted
};

} // namespace cg::trust
