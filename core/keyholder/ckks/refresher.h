#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CG_SECRET_SIDE
#error "core/keyholder is the secret side: only the key-holder program and its tests may include it"
#endif
#include "he/ckks/backend.h"
#include "keyholder/ckks/secret_key.h"
#include "train/refresh.h"

namespace cg::keyholder::ckks {

/// What is declared of the losses that a refresh packs at level 0: ±16, or what that level holds where it is less. What
/// lies beyond is clamped.
[[nodiscard]] he::MessageRange packedLossRange(const he::ckks::Params& params);

/// Encrypts a network's state anew, so that training can go on where the levels have run out.
///
/// Only the declared numbers of the network are re-encoded, each read from one slot of its row and clamped to
/// train::DeclaredRanges::weight (a loss to packedLossRange), and never a slot vector as it came. What is answered
/// depends on the shape of the request alone, and so does the work: not on what the ciphertexts hold, which may have
/// been made to depend on the key. Errors speak of the bytes only.
class Refresher {
public:
    /// `backend` must hold the public keys of `key`; both must outlive the refresher.
    Refresher(const SecretKey& key, const he::ckks::Backend& backend) : m_key(key), m_backend(backend) {}

    /// `plan` is the one that the state belongs to; its packing is chosen here. InvalidArgument where the packed losses
    /// do not fit the slots, FileDamaged and WrongKey as the decoders of ciphertexts. `random` must never give the same
    /// bytes twice under one key, unless for the same request.
    [[nodiscard]] base::Result<train::RefreshAnswer>
    refresh(const train::TrainingPlan& plan, const train::RefreshRequest& request, base::RandomSource& random) const;

private:
    [[nodiscard]] base::Result<std::vector<base::Bytes>> refreshState(const train::TrainingPlan& plan,
                                                                      const train::Packing& packing,
                                                                      const std::vector<base::Bytes>& state,
                                                                      base::RandomSource& random) const;
    [[nodiscard]] base::Result<train::LossPack> packLosses(const train::TrainingPlan& plan,
                                                           const train::Packing& packing,
                                                           const train::RefreshRequest& request,
                                                           base::RandomSource& random) const;
    [[nodiscard]] base::Result<std::vector<double>> opened(const base::Bytes& bytes, const std::string& what) const;
    [[nodiscard]] base::Bytes sealed(std::span<const double> slots, he::MessageRange range, int level,
                                     base::RandomSource& random) const;

    const SecretKey& m_key;
    const he::ckks::Backend& m_backend;
};

} // namespace cg::keyholder::ckks
