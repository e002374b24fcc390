// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands/commands.h"
#include "cli/key_choice.h"
#include "cli/reports/release_report.h"
#include "cli/session_input.h"
#include "session/releasing.h"
#include "session/session_data.h"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace cg::cli {

namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

/// The inputs of the wanted rows, one after the other.
Result<std::vector<double>> inputsOf(const data::Dataset& data, const std::vector<std::size_t>& rows)
{
    std::vector<double> inputs;
    for (const std::size_t row : rows) {
        if (row >= data.rows()) {
            return Error{ErrorCode::InvalidArgument, "--rows: there is no row " + std::to_string(row) +
                                                         "; the data have " + std::to_string(data.rows()) +
                                                         ", counted from 0"};
        }
        const auto input = data.input(row);
        inputs.insert(inputs.end(), input.begin(), input.end());
    }
    return inputs;
}

/// Cut into the outputs of each row.
std::vector<std::vector<double>> byRow(const std::vector<double>& numbers, std::size_t outputs)
{
    std::vector<std::vector<double>> rows;
    for (auto number = numbers.begin(); number != numbers.end(); number += static_cast<std::ptrdiff_t>(outputs)) {
        rows.emplace_back(number, number + static_cast<std::ptrdiff_t>(outputs));
    }
    return rows;
}

/// The nearest number of 32 bits: what is too large for a policy stays too large.
std::uint32_t narrowed(std::uint64_t number)
{
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(number, std::numeric_limits<std::uint32_t>::max()));
}

trust::ReleasePolicy policyOf(const ReleaseOptions& options, std::size_t numbers)
{
    trust::ReleasePolicy policy;
    policy.numbers = narrowed(std::max<std::size_t>(numbers, 1));
    policy.largest = options.largest.value_or(policy.largest);
    policy.releases = options.releases.value_or(policy.releases);
    policy.securityBits = narrowed(options.securityBits.value_or(policy.securityBits));
    return policy;
}

} // namespace

Result<void> runCommand(const ReleaseOptions& options)
{
    CG_TRY(const session::StoredSession stored, readSessionFile(options.session));
    const session::SessionRecord& record = stored.record;
    const data::Dataset& data = record.spec.plan.data;
    if (record.spec.scheme == base::SchemeId::Plain) {
        return Error{ErrorCode::Unsupported, options.session + " is not encrypted: there is nothing to be released"};
    }
    CG_CHECK(checkKeyGiven(record, options.key, options.session));
    CG_CHECK(session::checkHasData(record));
    CG_TRY(const std::vector<double> inputs, inputsOf(data, options.rows));
    const trust::ReleasePolicy policy = policyOf(options, options.rows.size() * data.targetCount);
    CG_CHECK(policy.check()); // before anybody types a passphrase
    CG_TRY(const KeyInUse key, takeKey(options.key, session::keyKindOf(record.spec), WithoutKey::UseNoKey));
    CG_CHECK(session::checkKey(record, *key.description()));
    CG_CHECK(key.setAccess(trust::Access::Open));
    CG_CHECK(key.holder()->setPolicy(policy));
    ReleaseReport report{record.spec, {}, options.rows, {}};
    if (options.rows.empty()) {
        CG_TRY(report.outlook, session::foretellRelease(record, *key.holder()));
    } else {
        CG_TRY(const auto released, session::releasePredictions(record, inputs, *key.holder()));
        report.outlook = released.value().outlook;
        report.predictions = byRow(released.value().numbers, data.targetCount);
    }
    return print(report, options.format);
}

} // namespace cg::cli
