// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/start_sealer.h"

#include "base/secure_memory.h"
#include "model/network_spec.h"
#include "train/declared_numbers.h"
#include "train/initial_state.h"
#include "train/packing.h"
#include "train/plan.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace cg::keyholder {

namespace {

/// One normal number in two million lies beyond: those are clamped to what the scheme has room for.
constexpr double kLargestLikelyNormal = 5.0;

base::Result<void> checkRange(const model::NetworkSpec& network, const SlotRoom& room)
{
    for (std::size_t layer = 0; layer < network.layers.size(); ++layer) {
        const double deviation = network.initScale / std::sqrt(static_cast<double>(network.fanIn(layer)));
        if (deviation * kLargestLikelyNormal > room.largest) {
            return base::Error{base::ErrorCode::InvalidArgument,
                               "initial weights with a standard deviation of " + std::to_string(deviation) +
                                   " may be larger than this scheme can encrypt; choose a smaller scale"};
        }
    }
    return {};
}

/// Without a branch on a weight, which nobody may learn.
void clampTo(double largest, model::Weights& weights)
{
    for (model::LayerWeights& layer : weights) {
        for (std::vector<double>& unit : layer.weights) {
            std::ranges::transform(unit, unit.begin(), [&](double weight) { return train::clamped(weight, largest); });
        }
    }
}

/// The seed that the initial weights are drawn from.
base::Seed startSeed(const base::Bytes& plan, const trust::StartSource& source, const StartKey& key)
{
    if (source.known) {
        return *source.known;
    }
    if (key.demoNumber) {
        return base::seedFromNumber(*key.demoNumber, "demo key's start");
    }
    base::Seed secret = key.seed.stream({base::Purpose::Start}).seed();
    base::ByteWriter writer;
    writer.raw(secret);
    writer.raw(source.label);
    writer.blob(plan);
    base::wipe(secret);
    return base::hashOf(writer.bytes());
}

} // namespace

base::Result<train::TrainingPlan> decodedPlan(const base::Bytes& plan)
{
    base::ByteReader reader(plan, "the training plan");
    CG_TRY(train::TrainingPlan decoded, train::decodePlan(reader));
    CG_CHECK(reader.finish());
    return decoded;
}

base::Result<model::Weights> startWeights(const train::TrainingPlan& plan, const base::Bytes& bytes,
                                          const trust::StartSource& source, const StartKey& key)
{
    CG_CHECK(checkRange(plan.network, key.room));
    base::Seed seed = startSeed(bytes, source, key);
    base::SeededRandom random(seed, {base::Purpose::InitialWeights});
    base::wipe(seed);
    model::Weights weights = model::drawWeights(plan.network, random);
    clampTo(key.room.largest, weights);
    return weights;
}

base::Result<std::vector<std::vector<double>>> initialSlots(const base::Bytes& plan, const trust::StartSource& source,
                                                            const StartKey& key)
{
    CG_TRY(const train::TrainingPlan decoded, decodedPlan(plan));
    CG_TRY(const model::Weights weights, startWeights(decoded, plan, source, key));
    const auto packing = train::Packing::choose(decoded.network, decoded.rowsPerStep(), key.room.slots,
                                                train::Packing::gapFor(key.room.traits));
    return train::packInitial(decoded, packing, weights);
}

base::Seed demoSealSeed(std::uint64_t demoNumber, const base::Bytes& plan, std::optional<base::Seed> knownSeed)
{
    base::ByteWriter writer;
    writer.text("ciphergrad demo seal");
    writer.u64(demoNumber);
    writer.blob(plan);
    if (knownSeed) {
        writer.raw(*knownSeed);
    }
    return base::hashOf(writer.bytes());
}

} // namespace cg::keyholder
