// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/ckks/refresher.h"

#include "he/ckks/encoder.h"
#include "keyholder/ckks/decryptor.h"
#include "keyholder/ckks/encryptor.h"
#include "train/declared_numbers.h"

#include <algorithm>
#include <string>

namespace cg::keyholder::ckks {

he::MessageRange packedLossRange(const he::ckks::Params& params)
{
    return {he::ckks::packedLossBound(params), 1.0};
}

base::Result<std::vector<double>> Refresher::opened(const base::Bytes& bytes, const std::string& what) const
{
    base::ByteReader reader(bytes, what);
    CG_TRY(const he::ckks::Ciphertext ciphertext, m_backend.decode(reader));
    CG_CHECK(reader.finish());
    return decrypt(m_key, ciphertext);
}

base::Bytes Refresher::sealed(std::span<const double> slots, he::MessageRange range, int level,
                              base::RandomSource& random) const
{
    const he::ckks::Ciphertext ciphertext = encryptWithSecret(m_key, m_backend, slots, range, level, random);
    base::ByteWriter writer;
    m_backend.encode(ciphertext, writer);
    return std::move(writer).take();
}

base::Result<std::vector<base::Bytes>> Refresher::refreshState(const train::TrainingPlan& plan,
                                                               const train::Packing& packing,
                                                               const std::vector<base::Bytes>& state,
                                                               base::RandomSource& random) const
{
    const he::MessageRange range = train::DeclaredRanges{}.weight;
    CG_TRY(const std::vector<model::Weights> numbers,
           train::declaredNumbers(plan, packing, state, [this](const base::Bytes& bytes, const std::string& what) {
               return opened(bytes, what);
           }));
    std::vector<base::Bytes> fresh;
    for (const model::Weights& weights : numbers) {
        for (const std::vector<double>& slots : train::packWeights(plan.network, packing, weights)) {
            fresh.push_back(sealed(slots, range, m_backend.params().topLevel(), random));
        }
    }
    return fresh;
}

base::Result<train::LossPack> Refresher::packLosses(const train::TrainingPlan& plan, const train::Packing& packing,
                                                    const train::RefreshRequest& request,
                                                    base::RandomSource& random) const
{
    const std::size_t before = request.packed.count;
    const std::size_t count = before + request.losses.size();
    if (count > m_backend.slotCount()) {
        return base::Error{base::ErrorCode::InvalidArgument,
                           std::to_string(count) + " losses do not fit one ciphertext of " +
                               std::to_string(m_backend.slotCount()) + " slots; begin a new one"};
    }
    if (count == 0) {
        return train::LossPack{};
    }
    std::vector<double> losses(count, 0.0);
    if (before > 0) {
        CG_TRY(const std::vector<double> slots, opened(request.packed.ciphertext, "the packed losses"));
        std::copy_n(slots.begin(), before, losses.begin());
    }
    const std::vector<std::size_t> places = train::lossSlots(plan.network, packing, he::ckks::Backend::traits());
    for (std::size_t i = 0; i < request.losses.size(); ++i) {
        CG_TRY(const std::vector<double> slots, opened(request.losses[i], "loss " + std::to_string(i + 1)));
        for (const std::size_t place : places) {
            losses[before + i] += slots[place];
        }
    }
    const he::MessageRange range = packedLossRange(m_backend.params());
    std::ranges::transform(losses, losses.begin(), [&](double loss) { return train::clamped(loss, range.bound); });
    return train::LossPack{static_cast<std::uint32_t>(count), sealed(losses, range, 0, random)};
}

base::Result<train::RefreshAnswer> Refresher::refresh(const train::TrainingPlan& plan,
                                                      const train::RefreshRequest& request,
                                                      base::RandomSource& random) const
{
    const train::Packing packing = train::Packing::choose(plan.network, plan.rowsPerStep(), m_backend.slotCount(),
                                                          train::Packing::gapFor(he::ckks::Backend::traits()));
    const std::size_t expected = train::stateSizeOf(plan, packing);
    if (request.state.size() != expected) {
        return base::Error{base::ErrorCode::FileDamaged, "a network of " + std::to_string(request.state.size()) +
                                                             " ciphertexts instead of " + std::to_string(expected) +
                                                             " cannot be refreshed"};
    }
    CG_TRY(std::vector<base::Bytes> state, refreshState(plan, packing, request.state, random));
    CG_TRY(train::LossPack packed, packLosses(plan, packing, request, random));
    return train::RefreshAnswer{std::move(state), std::move(packed)};
}

} // namespace cg::keyholder::ckks
