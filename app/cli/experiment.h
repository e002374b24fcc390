#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "cli/options.h"
#include "session/experiment.h"
#include "trust/key_holder.h"

#include <cstdint>

namespace cg::cli {

/// A new run as the options describe it.
struct Experiment {
    session::ExperimentSpec spec;
    session::StartChoice start;
    std::uint64_t steps = 0; ///< the preset's number of updates
};

/// Bits that CKKS is used with unless others are asked for.
inline constexpr int kUsualSecurity = 128;

/// Refuses --security where the scheme has no choice of it.
[[nodiscard]] base::Result<void> checkSecurity(const std::optional<int>& security, base::SchemeId scheme);

/// Refuses --set where the scheme has no parameter sets, and beside --security.
[[nodiscard]] base::Result<void> checkSet(const std::optional<std::string>& set, const std::optional<int>& security,
                                          base::SchemeId scheme);

/// Puts the options on top of their preset: with a table, the network takes its inputs and has one output.
/// InvalidArgument, InvalidParameters; the errors of data::readCsv. A demo key determines the start unless a seed does,
/// but not under plain, where key options are ignored.
[[nodiscard]] base::Result<Experiment> makeExperiment(const ExperimentOptions& options, const KeyOptions& key);

/// The scheme that the options ask for.
[[nodiscard]] base::SchemeId schemeOf(const ExperimentOptions& options);

/// Whether a session may be given other data than those in its file.
enum class OwnData { Refused, Allowed };

/// Refuses options of a new run beside --from, where the file says everything but, where they are allowed, the data and
/// with them the rows of a step. The scheme may be repeated, see checkScheme.
[[nodiscard]] base::Result<void> checkBesideFrom(const ExperimentOptions& options, OwnData data = OwnData::Refused);
/// Refuses a scheme that is not the session file's.
[[nodiscard]] base::Result<void> checkScheme(const std::optional<base::SchemeId>& asked, base::SchemeId ofFile);

/// How many updates the preset of a saved run has. InvalidArgument if this version does not know it.
[[nodiscard]] base::Result<std::uint64_t> presetSteps(const session::ExperimentSpec& spec);

} // namespace cg::cli
