#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/key_id.h"
#include "base/random.h"
#include "base/scheme.h"
#include "he/ckks/params.h"
#include "model/presets.h"
#include "security/badge.h"
#include "train/plan.h"
#include "trust/key_holder.h"

#include <cstdint>
#include <optional>
#include <string>

namespace cg::session {

/// Everything public that determines a run, the sealed start excepted.
struct ExperimentSpec {
    std::string preset; ///< name of the preset it came from
    base::SchemeId scheme = base::SchemeId::Vhe;
    train::TrainingPlan plan;
    std::optional<he::ckks::Params> ring = std::nullopt; ///< the parameter set of CKKS; nothing under the others
};

/// The badge of an experiment: that of its parameter set where it has one.
[[nodiscard]] security::Badge badgeOf(const ExperimentSpec& spec);
/// The badge of a key, by its parameters in the scheme's byte form; Toy where they cannot be read.
[[nodiscard]] security::Badge badgeOfKey(base::SchemeId scheme, const base::Bytes& parameters);

/// LevelsExhausted where a step of the plan does not fit the levels of a set.
[[nodiscard]] base::Result<void> checkStepFits(const train::TrainingPlan& plan, const he::ckks::Params& params);

/// The set of CKKS for training a plan at 128, 192 or 256 bits: the first whose levels hold a step. InvalidArgument for
/// other numbers of bits; LevelsExhausted where the network is too deep for each of them.
[[nodiscard]] base::Result<he::ckks::Params> ringFor(const train::TrainingPlan& plan, int securityBits);

/// A set for training by its name. InvalidArgument for one that there is none of, and for one that claims no security.
[[nodiscard]] base::Result<he::ckks::Params> trainingSet(const std::string& name);
/// The same for a plan. LevelsExhausted where a step does not fit its levels.
[[nodiscard]] base::Result<he::ckks::Params> ringNamed(const train::TrainingPlan& plan, const std::string& name);

/// The set that an experiment under CKKS is trained in: its own, or the usual one of 128 bits. The errors of `ringFor`.
[[nodiscard]] base::Result<he::ckks::Params> ringOf(const ExperimentSpec& spec);

/// The key that the calculator works with; `securityBits` counts under CKKS. InvalidArgument for other numbers of bits
/// than 128, 192 and 256.
[[nodiscard]] base::Result<trust::KeyKind> calculatorKeyKind(base::SchemeId scheme, int securityBits);
/// The key that an experiment needs.
[[nodiscard]] trust::KeyKind keyKindOf(const ExperimentSpec& spec);
/// Whether a key is of this kind: of the scheme, and with the parameter set where the kind names one.
[[nodiscard]] bool isOfKind(const trust::KeyDescription& key, const trust::KeyKind& kind);

/// Sealed: drawn and encrypted by the key holder, who tells nobody. Known: from a seed, zeros or a demo key, so that
/// anybody can compute the whole run in the clear; every report says KNOWN START.
enum class StartKind : std::uint8_t { Sealed = 0, Known = 1 };

[[nodiscard]] std::string_view nameOf(StartKind kind);

/// The experiment that a preset describes, under `scheme`.
[[nodiscard]] ExperimentSpec experimentOf(model::Preset preset, base::SchemeId scheme);

/// How a run is to begin. `seed` makes the start known; so does `demoNumber`, which also stands in for a missing seed.
struct StartChoice {
    std::optional<std::uint64_t> seed;
    std::optional<std::uint64_t> demoNumber;

    [[nodiscard]] StartKind kind() const { return seed || demoNumber ? StartKind::Known : StartKind::Sealed; }
    /// The number that determines the weights; nothing for a sealed start.
    [[nodiscard]] std::optional<std::uint64_t> number() const { return seed ? seed : demoNumber; }
};

/// The seed of the initial weights for a known start.
[[nodiscard]] base::Seed startSeed(std::uint64_t number);
/// The seed of the shuffles for a known start.
[[nodiscard]] base::Seed knownShuffleSeed(std::uint64_t number);

} // namespace cg::session
