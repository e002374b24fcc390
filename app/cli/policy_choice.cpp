// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/policy_choice.h"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace cg::cli {

namespace {

/// The nearest number of 32 bits: what is too large for a policy stays too large.
std::uint32_t narrowed(std::uint64_t number)
{
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(number, std::numeric_limits<std::uint32_t>::max()));
}

} // namespace

trust::ReleasePolicy policyOf(const PolicyOptions& options, std::size_t numbers)
{
    trust::ReleasePolicy policy;
    policy.numbers = narrowed(options.numbers.value_or(numbers));
    policy.largest = options.largest.value_or(policy.largest);
    policy.releases = options.releases.value_or(policy.releases);
    policy.securityBits = narrowed(options.securityBits.value_or(policy.securityBits));
    return policy;
}

} // namespace cg::cli
