// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/contract.h"
#include "base/file.h"
#include "cli/commands/commands.h"
#include "cli/key_choice.h"
#include "cli/reports/key_report.h"
#include "cli/session_input.h"
#include "persist/container.h"
#include "session/experiment.h"
#include "trust/key_file_header.h"

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
    return KeyReport{path,
                     file.header.id,
                     file.header.scheme,
                     session::badgeOfKey(file.header.scheme, file.header.parameters),
                     file.header.publicBytes,
                     bytes.size()};
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

} // namespace cg::cli
