// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/contract.h"
#include "base/file.h"
#include "cli/commands/commands.h"
#include "cli/key_choice.h"
#include "cli/output.h"
#include "cli/policy_choice.h"
#include "cli/reports/key_report.h"
#include "cli/session_input.h"
#include "persist/container.h"
#include "session/experiment.h"
#include "trust/key_file_header.h"

#include <algorithm>
#include <filesystem>

namespace cg::cli {

namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

Result<KeyReport> describe(const std::string& path)
{
    CG_CHECK(checkOrdinaryFile(path));
    if (persist::Container::isAtBeginningOfFile(path)) {
        return Error{ErrorCode::FileForeign,
                     path + " is a session or an exported public key, not a key file; 'ciphergrad-cli "
                            "info' shows a session"};
    }
    CG_TRY(const base::Bytes bytes, base::readFile(path, trust::kMaxKeyFileBytes));
    CG_TRY(const trust::KeyFile file, trust::decodeKeyFile(bytes, path));
    CG_TRY(trust::CheckedLedger ledger, trust::readLedger(path, file.header.id, file.header.account));
    return KeyReport{path,
                     file.header.id,
                     file.header.scheme,
                     session::badgeOfKey(file.header.scheme, file.header.parameters),
                     file.header.publicBytes,
                     bytes.size(),
                     file.header.account,
                     std::move(ledger)};
}

} // namespace

Result<void> runCommand(const NewKeyOptions& options)
{
    if (options.scheme == base::SchemeId::Plain) {
        return Error{ErrorCode::InvalidArgument, "the scheme plain has no keys; a key is made for vhe or ckks"};
    }
    // Known before anybody has typed a passphrase twice.
    CG_CHECK(base::checkWritable(options.out, base::Overwrite::Refuse));
    CG_CHECK(makeKeyFile(options));
    CG_TRY(const KeyReport report, describe(options.out));
    return print(report, options.format);
}

Result<void> runCommand(const KeyInfoOptions& options)
{
    CG_TRY(const KeyReport report, describe(options.file));
    return print(report, options.format);
}

Result<void> runCommand(const ChangePassphraseOptions& options)
{
    CG_TRY(const KeyReport before, describe(options.file)); // what is no key file is told before anybody types
    CG_CHECK(changePassphrase(options));
    CG_TRY(const KeyReport report, describe(options.file));
    CG_ENSURES(report.id == before.id);
    return print(report, options.format);
}

Result<void> runCommand(const KeyPolicyOptions& options)
{
    CG_TRY(const KeyReport before, describe(options.file));
    if (!options.policy.isAnyGiven()) {
        return print(before, options.format);
    }
    const trust::ReleasePolicy policy = policyOf(options.policy, 1);
    CG_CHECK(policy.check()); // before anybody types a passphrase
    {
        CG_TRY(const KeyInUse key, openKeyFile(options.file, options.passphraseFile));
        CG_CHECK(key.holder()->setPolicy(policy));
    }
    CG_TRY(const KeyReport report, describe(options.file));
    return print(report, options.format);
}

Result<void> runCommand(const KeyLedgerOptions& options)
{
    CG_TRY(const KeyReport report, describe(options.file));
    CG_CHECK(printLedger(report, options.format));
    const trust::LedgerState state = report.ledger.state;
    if (state != trust::LedgerState::Complete && state != trust::LedgerState::Ahead) {
        return Error{ErrorCode::FileDamaged, options.file + ": " + trust::sentenceOf(state)};
    }
    return {};
}

Result<void> runCommand(const KeyListOptions& options)
{
    std::error_code failure;
    std::vector<std::string> paths;
    for (const auto& entry : std::filesystem::directory_iterator(options.folder, failure)) {
        if (entry.path().extension() == ".cgkey" && entry.is_regular_file(failure)) {
            paths.push_back(entry.path().lexically_normal().string());
        }
    }
    if (failure) {
        return Error{ErrorCode::FileUnreadable,
                     "the folder " + options.folder + " cannot be read: " + failure.message()};
    }
    std::ranges::sort(paths);
    std::vector<KeyReport> reports;
    for (const std::string& path : paths) {
        if (auto report = describe(path)) {
            reports.push_back(std::move(*report));
        } else {
            warn(report.error().message);
        }
    }
    return print(reports, options.format);
}

} // namespace cg::cli
