// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands/commands.h"
#include "cli/key_choice.h"
#include "cli/policy_choice.h"
#include "cli/reports/release_report.h"
#include "cli/session_input.h"
#include "session/releasing.h"
#include "session/session_data.h"

#include <algorithm>

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

/// How the owner turns releases on.
Error explained(const Error& error, const trust::AccountReport& account)
{
    if (error.code != ErrorCode::Refused || account.account.policy) {
        return error;
    }
    return {error.code, error.message + "; " +
                            (account.file ? "'ciphergrad-cli keys policy " + *account.file + " --releases 1024'"
                                          : std::string("--releases 1024")) +
                            " sets one"};
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
    const std::size_t numbers = options.rows.size() * data.targetCount;
    const trust::ReleasePolicy policy = policyOf(options.policy, std::max<std::size_t>(numbers, 1));
    CG_CHECK(policy.check()); // before anybody types a passphrase
    CG_TRY(const KeyInUse key, takeKey(options.key, session::keyKindOf(record.spec), WithoutKey::UseNoKey));
    CG_CHECK(session::checkKey(record, *key.description()));
    CG_CHECK(key.setAccess(trust::Access::Open));
    if (options.policy.isAnyGiven()) {
        CG_CHECK(key.holder()->setPolicy(policy));
    }
    ReleaseReport report{record.spec, {}, options.rows, {}};
    if (options.rows.empty()) {
        CG_TRY(report.outlook, session::foretellRelease(record, *key.holder()));
    } else {
        const auto released = session::releasePredictions(record, inputs, *key.holder());
        if (!released) {
            CG_TRY(const trust::AccountReport account, key.holder()->account());
            return explained(released.error(), account);
        }
        report.outlook = released->value().outlook;
        report.predictions = byRow(released->value().numbers, data.targetCount);
    }
    return print(report, options.format);
}

} // namespace cg::cli
