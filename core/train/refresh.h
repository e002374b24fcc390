#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/simulated/backend.h"
#include "train/initial_state.h"
#include "train/state_codec.h"
#include "train/trainer_inl.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace cg::train {

/// Losses in one ciphertext: that of the i-th step of it lies in slot i. At level 0: it is only opened.
struct LossPack {
    std::uint32_t count = 0;
    base::Bytes ciphertext; ///< empty while `count` is 0
};

/// What is handed to the key holder to be encrypted anew, in the scheme's byte form.
struct RefreshRequest {
    std::vector<base::Bytes> state;  ///< as encodeState gives it
    std::vector<base::Bytes> losses; ///< of the steps since the last refresh, each still to be summed over lossSlots()
    LossPack packed;                 ///< the losses before them
};

struct RefreshAnswer {
    std::vector<base::Bytes> state; ///< the same numbers, fresh at the top level
    LossPack packed;                ///< the packed losses and behind them those of the request
};

/// Where the trainer gets fresh ciphertexts from when its levels have run out. It asks for nothing else: no value comes
/// back that anybody but the key holder could read.
class RefreshPort {
public:
    RefreshPort() = default;
    RefreshPort(const RefreshPort&) = delete;
    RefreshPort& operator=(const RefreshPort&) = delete;
    virtual ~RefreshPort() = default;

    virtual base::Result<RefreshAnswer> refresh(const RefreshRequest& request) = 0;
};

/// What the refresh of a state gives.
template <typename Ciphertext>
struct Refreshed {
    NetworkState<Ciphertext> state;
    LossPack packed;
};

/// Has a state and the losses since the last refresh (in byte form) encrypted anew. ProtocolViolation where another
/// number of losses comes back, FileDamaged where the state has another shape.
template <he::StorableBackend B>
base::Result<Refreshed<typename B::Ciphertext>>
refreshed(const B& backend, const TrainingPlan& plan, const Packing& packing, RefreshPort& port,
          const NetworkState<typename B::Ciphertext>& state, std::vector<base::Bytes> losses, LossPack packed)
{
    const RefreshRequest request{encodeState(backend, state), std::move(losses), std::move(packed)};
    const std::size_t count = request.packed.count + request.losses.size();
    CG_TRY(RefreshAnswer answer, port.refresh(request));
    if (answer.packed.count != count) {
        return base::Error{base::ErrorCode::ProtocolViolation, "the key holder gave back " +
                                                                   std::to_string(answer.packed.count) +
                                                                   " losses instead of " + std::to_string(count)};
    }
    CG_TRY(NetworkState<typename B::Ciphertext> fresh, decodeState(backend, plan, packing, answer.state));
    return Refreshed<typename B::Ciphertext>{std::move(fresh), std::move(answer.packed)};
}

/// How many steps a fresh state is good for: found by running them on the simulated backend until its levels end. At
/// most `most`; nothing for a scheme without levels, which never has to be refreshed. The error of the first step where
/// not even that can be done.
template <he::simulated::NoiseModel Model>
base::Result<std::optional<std::uint64_t>>
stepsBetweenRefreshes(const Model& model, base::SchemeId scheme, std::shared_ptr<const TrainingPlan> plan,
                      const Packing& packing, DeclaredRanges ranges = {}, std::uint64_t most = 64)
{
    using Backend = he::simulated::Backend<Model>;
    Backend backend(model, scheme);
    CG_TRY(auto trainer, Trainer<Backend>::create(backend, plan, packing, base::Seed{}, ranges));
    NetworkState<typename Backend::Ciphertext> state;
    const std::size_t weights = trainer.stateSize();
    for (std::size_t i = 0; i < stateSizeOf(*plan, packing); ++i) {
        CG_TRY(auto fresh, backend.encrypt({}, {base::Purpose::Refresh, 0, i}));
        (i < weights ? state.weights : state.velocity).push_back(std::move(fresh));
    }
    if (std::as_const(backend).room(state.weights.front()) == he::kUnlimitedRoom) {
        return std::optional<std::uint64_t>();
    }
    for (std::uint64_t steps = 0; steps < most; ++steps) {
        auto result = trainer.step(state, steps);
        if (!result && steps == 0) {
            return result.error();
        }
        if (!result) {
            return std::optional(steps);
        }
        state = std::move(result->state);
    }
    return std::optional(most);
}

} // namespace cg::train
