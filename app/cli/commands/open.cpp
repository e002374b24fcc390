// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands/commands.h"
#include "cli/experiment.h"
#include "cli/key_choice.h"
#include "cli/output.h"
#include "cli/reports/open_report.h"
#include "cli/session_input.h"
#include "cli/text.h"
#include "session/session_data.h"
#include "session/training_session.h"

#include <utility>

namespace cg::cli {

namespace {

using base::Result;

Result<OpenReport> openValues(session::TrainingSession& session, const OpenTarget& what)
{
    switch (what.kind) {
    case OpenKind::Loss: {
        CG_TRY(auto losses, session.openLosses());
        if (losses.clampedAt) {
            warn("losses beyond " + numberText(*losses.clampedAt) +
                 " are shown as that: the key holder packs them into a ciphertext that holds no larger ones");
        }
        return OpenReport{what.text, std::move(losses)};
    }
    case OpenKind::Predictions: {
        CG_TRY(auto evaluation, session.openEvaluation());
        return OpenReport{what.text, OpenedPredictions{std::move(evaluation.predictions), session.spec().plan.data}};
    }
    case OpenKind::Prediction: {
        CG_TRY(auto outputs, session.openPrediction(what.row));
        return OpenReport{what.text, OpenedRow{what.row, std::move(outputs)}};
    }
    case OpenKind::Network: {
        CG_TRY(auto weights, session.openNetwork());
        return OpenReport{what.text, std::move(weights)};
    }
    }
    base::contractViolated("a known kind", __FILE__, __LINE__);
}

} // namespace

Result<void> runCommand(const OpenOptions& options)
{
    CG_TRY(session::StoredSession stored, readSessionFile(options.session));
    session::SessionRecord& record = stored.record;
    CG_CHECK(checkKeyGiven(record, options.key, options.session));
    if (options.what.kind == OpenKind::Predictions || options.what.kind == OpenKind::Prediction) {
        CG_CHECK(session::checkHasData(record));
    }
    CG_TRY(const KeyInUse key, takeKey(options.key, session::keyKindOf(record.spec), WithoutKey::UseNoKey));
    CG_CHECK(key.setAccess(trust::Access::Open));
    CG_TRY(const auto session, restoreSession(std::move(record), key, options.session));
    CG_TRY(const OpenReport report, openValues(*session, options.what));
    return print(report, options.format);
}

} // namespace cg::cli
