#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CG_SECRET_SIDE
#error "core/keyholder is the secret side: only the key-holder program and its tests may include it"
#endif
#include "base/result.h"
#include "keyholder/held_key.h"
#include "model/network_spec.h"
#include "trust/release.h"

#include <cstdint>
#include <vector>

namespace cg::keyholder {

/// Exact predictions that determine what a network computes: the coefficients of a polynomial of its degree in its
/// inputs, C(d + degree, degree), or its weights where those are fewer. 6 for two inputs and degree 2.
[[nodiscard]] std::uint64_t determiningPredictions(const model::NetworkSpec& spec);

/// What `policy` leaves of the predictions of a plan after `steps` updates under a key: by the static estimate, the
/// shape of the network and the largest input of the data alone. The errors of HeldKey::weightNoise.
[[nodiscard]] base::Result<trust::ReleasePrecision> releasePrecision(const HeldKey& key,
                                                                     const train::TrainingPlan& plan,
                                                                     std::uint64_t steps,
                                                                     const trust::ReleasePolicy& policy);

/// What may be released to a question: the key holder trains the network itself, in the clear, from the start that it
/// drew, predicts, and floods (flooding.h). Nothing that was handed in enters but the question, which is public.
/// Counting is the caller's.
///
/// InvalidArgument where rows are cut off, more numbers are wanted than the policy allows, or an input is larger than
/// all of the data; Refused where the policy leaves nothing of a number; the errors of the plan's decoder, of
/// `ownRun` and of the start.
[[nodiscard]] base::Result<trust::Release> releaseOf(const HeldKey& key, const trust::ReleaseRequest& request,
                                                     const trust::ReleasePolicy& policy);

} // namespace cg::keyholder
