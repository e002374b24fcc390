// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands/commands.h"
#include "cli/reports/info_report.h"
#include "cli/session_input.h"
#include "session/training_session.h"

#include <cstdint>
#include <filesystem>
#include <system_error>
#include <utility>

namespace cg::cli {

namespace {

std::uintmax_t sizeOf(const std::string& path, const session::SessionRecord& record)
{
    std::error_code failed;
    const std::uintmax_t bytes = std::filesystem::file_size(path, failed);
    return failed ? session::encode(record).size() : bytes; // it has gone since it was read
}

} // namespace

base::Result<void> runCommand(const InfoOptions& options)
{
    CG_TRY(session::StoredSession stored, readSessionFile(options.session));
    session::SessionRecord& record = stored.record;
    InfoReport report;
    report.spec = record.spec;
    report.start = record.start;
    report.seed = record.seed;
    report.demoKey = record.demoKey;
    if (record.spec.scheme != base::SchemeId::Plain) {
        report.keyId = record.keyId;
    }
    report.steps = record.steps;
    report.losses = record.spec.ring ? record.packedLosses.size() : record.losses.size();
    report.lossStride = record.losses.stride();
    report.trust = record.trust;
    report.publicKeyBytes = record.publicKeys.size();
    report.bytes = sizeOf(options.session, record);
    // Restoring checks what the scheme itself has to say about keys and ciphertexts.
    CG_TRY(const auto session, restoreSession(std::move(record), KeyInUse(), options.session));
    report.keys = session->keySizes();
    if (options.ciphertexts == CiphertextListing::Show) {
        CG_TRY(report.ciphertexts, session->rawCiphertexts());
    }
    return print(report, options.format);
}

} // namespace cg::cli
