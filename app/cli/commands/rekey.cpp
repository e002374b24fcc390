// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands/commands.h"
#include "cli/interrupt.h"
#include "cli/key_choice.h"
#include "cli/output.h"
#include "cli/reports/hand_over_report.h"
#include "cli/session_input.h"
#include "cli/session_output.h"
#include "session/handing_over.h"
#include "session/training_session.h"

#include <string>
#include <utility>

namespace cg::cli {

namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

/// What the user should know before the network goes over.
void warnOf(const session::SessionRecord& record, const session::PublicBundle& receiver)
{
    const int before = security::securityBits(session::badgeOf(record.spec));
    const int after = security::securityBits(session::badgeOf(receiver));
    if (after < before) {
        warn("the network leaves a key of " + std::to_string(before) + " bits of security for one of " +
             std::to_string(after));
    }
    if (record.spec.scheme == base::SchemeId::Plain) {
        warn("the network lay in the clear until now: whoever has the plain session, or repeats it from its seed and "
             "its data, has the weights");
    }
}

RekeyReport reportOf(const session::SessionRecord& record, const session::SessionRecord& next, std::string path)
{
    RekeyReport report;
    report.from = record.spec;
    report.fromKey = record.keyId;
    report.steps = record.steps;
    report.lossesLeftOut = record.spec.ring ? record.packedLosses.size() : record.losses.size();
    report.numbers = session::numbersOf(record);
    report.to = next.spec;
    report.toKey = next.keyId;
    report.start = next.start;
    report.demoKey = next.demoKey;
    report.ciphertexts = next.state.size();
    report.path = std::move(path);
    return report;
}

Result<RekeyReport> rekeyed(const RekeyOptions& options)
{
    CG_TRY(const session::StoredSession stored, readSessionFile(options.session));
    const session::SessionRecord& record = stored.record;
    const bool isPlain = record.spec.scheme == base::SchemeId::Plain;
    if (!isPlain && !options.key.isAnyGiven()) {
        return Error{ErrorCode::NoKey, options.session + " is locked with the key " + record.keyId.text() +
                                           "; its owner hands the network over, with --key or --demo-key"};
    }
    CG_CHECK(checkKeyOptions(options.key, record.spec.scheme));
    CG_CHECK(checkOrdinaryFile(options.to));
    CG_TRY(const session::PublicBundle receiver, session::readBundle(options.to));
    CG_TRY(SessionOutput output,
           SessionOutput::claim(options.out, options.overwrite,
                                {options.session, options.to, options.key.file, options.key.passphraseFile}));
    warnOf(record, receiver);
    const FinishFirst finishFirst;
    CG_TRY(const KeyInUse key, takeKey(options.key, session::keyKindOf(record.spec), WithoutKey::UseNoKey));
    if (!isPlain) {
        CG_CHECK(session::checkKey(record, *key.description()));
        CG_CHECK(key.setAccess(trust::Access::Open));
    }
    const auto next = session::handOver(record, receiver, key.holder());
    if (key.isGivenUp() || isInterrupted()) {
        return Error{ErrorCode::Cancelled, "interrupted before anything was written"};
    }
    if (!next) {
        return namingFile(next.error(), options.session);
    }
    // Whoever gets the file has no way to have it made again.
    CG_CHECK(session::TrainingSession::restore(*next, nullptr, std::nullopt));
    CG_CHECK(output.save(*next));
    return reportOf(record, *next, output.path());
}

} // namespace

Result<void> runCommand(const RekeyOptions& options)
{
    CG_TRY(const RekeyReport report, rekeyed(options));
    return print(report, options.format);
}

} // namespace cg::cli
