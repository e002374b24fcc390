// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "cli/commands/commands.h"
#include "cli/experiment.h"
#include "cli/interrupt.h"
#include "cli/key_choice.h"
#include "cli/reports/hand_over_report.h"
#include "cli/session_output.h"

namespace cg::cli {

namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

/// Under CKKS the parameter set is that of the key, unless one was asked for.
Result<void> useSetOfKey(const trust::KeyDescription& key, session::ExperimentSpec& spec)
{
    if (key.scheme != base::SchemeId::Ckks || spec.scheme != base::SchemeId::Ckks) {
        return {};
    }
    base::ByteReader reader(key.parameters, "the parameters of the key");
    CG_TRY(spec.ring, he::ckks::decodeParams(reader));
    return session::checkStepFits(spec.plan, *spec.ring);
}

Result<BundleReport> exported(const ExportKeyOptions& options)
{
    CG_TRY(Experiment experiment, makeExperiment(options.experiment, options.key));
    session::ExperimentSpec& spec = experiment.spec;
    if (spec.scheme == base::SchemeId::Plain) {
        return Error{ErrorCode::InvalidArgument, "the scheme plain has no keys; a key is exported for vhe or ckks"};
    }
    if (!options.key.isAnyGiven()) {
        return Error{ErrorCode::NoKey, "keys export needs --key or --demo-key: the key whose public part it writes"};
    }
    CG_CHECK(checkKeyOptions(options.key, spec.scheme));
    for (const auto& input : {options.key.file, options.key.passphraseFile, options.experiment.data}) {
        if (input && isSameFile(options.out, *input)) {
            return Error{ErrorCode::FileExists, options.out + " is an input and would be lost; choose another file "
                                                              "for --out"};
        }
    }
    CG_CHECK(base::checkWritable(options.out, options.overwrite));
    CG_TRY(const KeyInUse key, takeKey(options.key, session::keyKindOf(spec), WithoutKey::UseNoKey));
    if (!options.experiment.set && !options.experiment.security) {
        CG_CHECK(useSetOfKey(*key.description(), spec));
    }
    BundleReport report;
    CG_TRY(report.bundle, session::exportBundle(spec, *key.holder(), *key.description(), options.key.demoNumber));
    const base::Bytes bytes = session::encode(report.bundle);
    const FinishFirst finishFirst;
    CG_CHECK(base::writeFileAtomically(options.out, bytes, base::FileMode::Ordinary, options.overwrite));
    report.network = spec.plan.network.text();
    report.path = options.out;
    report.bytes = bytes.size();
    return report;
}

} // namespace

Result<void> runCommand(const ExportKeyOptions& options)
{
    CG_TRY(const BundleReport report, exported(options));
    return print(report, options.format);
}

} // namespace cg::cli
