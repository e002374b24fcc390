// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/scheme_run.h"

#include "he/plain/backend.h"
#include "he/vhe/backend.h"
#include "model/network_spec.h"
#include "train/initial_state.h"
#include "train/state_codec.h"
#include "train/step_noise.h"
#include "train/trainer_inl.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <string>
#include <utility>

namespace cg::session {

namespace {

using base::Result;

/// Slots of the plain backend: one tile for small problems, tiles of a bounded size for large ones.
std::size_t plainSlots(const train::TrainingPlan& plan)
{
    constexpr std::size_t kMost = 4096;
    std::size_t units = 1;
    for (const model::LayerSpec& layer : plan.network.layers) {
        units = std::max(units, layer.units);
    }
    return std::min(kMost, units * plan.rowsPerStep());
}

std::size_t slotsFor(const train::TrainingPlan& plan, base::SchemeId scheme)
{
    return scheme == base::SchemeId::Plain ? plainSlots(plan) : he::vhe::Params::standard().slots();
}

train::Packing packingFor(const train::TrainingPlan& plan, std::size_t slots)
{
    return train::Packing::choose(plan.network, plan.rowsPerStep(), slots);
}

std::vector<double> numbersOf(const he::plain::Ciphertext& ciphertext)
{
    return ciphertext.slots;
}

std::vector<double> numbersOf(const he::vhe::Ciphertext&)
{
    return {};
}

std::vector<std::int64_t> integersOf(const he::plain::Ciphertext&)
{
    return {};
}

std::vector<std::int64_t> integersOf(const he::vhe::Ciphertext& ciphertext)
{
    return {ciphertext.entries().begin(), ciphertext.entries().end()};
}

/// The bytes of a ciphertext that look random where it hides something: of an integer its low 32 bits (the higher ones
/// grow and shrink with the masks), of a number in the clear all of it.
std::vector<std::uint8_t> pictureBytes(const he::vhe::Ciphertext& ciphertext)
{
    base::ByteWriter writer;
    for (const std::int64_t entry : ciphertext.entries()) {
        writer.u32(static_cast<std::uint32_t>(static_cast<std::uint64_t>(entry)));
    }
    return std::move(writer).take();
}

std::vector<std::uint8_t> pictureBytes(const he::plain::Ciphertext& ciphertext)
{
    base::ByteWriter writer;
    for (const double slot : ciphertext.slots) {
        writer.f64(slot);
    }
    return std::move(writer).take();
}

bool isFinite(const he::plain::Ciphertext& ciphertext)
{
    return std::ranges::all_of(ciphertext.slots, [](double slot) { return std::isfinite(slot); });
}

/// Integers always are; what they say, the trainer cannot see.
bool isFinite(const he::vhe::Ciphertext&)
{
    return true;
}

template <he::StorableBackend B>
class RunOf final : public SchemeRun {
public:
    using Backend = noise::Metered<B>;
    using Ciphertext = typename Backend::Ciphertext;
    using State = train::NetworkState<Ciphertext>;

    /// The parts of a run in one place: a trainer refers to its backend, hence nothing here is moved.
    RunOf(B backend, const SessionRecord& record, const base::Seed& trainerSeed, noise::OperationGate& gate)
        : m_plan(std::make_shared<const train::TrainingPlan>(record.spec.plan)),
          m_shuffleSeed(shuffleSeedOf(record, trainerSeed)),
          m_scheme(std::move(backend)),
          m_packing(packingFor(*m_plan, m_scheme.slotCount())),
          m_backend(m_scheme, m_ledger, &gate),
          m_names(train::weightNames(m_plan->network, m_packing))
    {}

    Result<void> open(const std::vector<base::Bytes>& state)
    {
        CG_TRY(m_state, train::decodeState(m_backend, *m_plan, m_packing, state));
        CG_TRY(auto trainer, train::Trainer<Backend>::create(m_backend, m_plan, m_packing, m_shuffleSeed));
        m_trainer.emplace(std::move(trainer));
        return {};
    }

    const train::Packing& packing() const override { return m_packing; }
    const noise::NoiseLedger& ledger() const override { return m_ledger; }
    std::vector<base::Bytes> state() const override { return train::encodeState(m_backend, m_state); }

    Result<base::Bytes> step(std::uint64_t step) override
    {
        m_ledger.beginStep();
        m_isStepping = true;
        auto done = m_trainer->step(m_state, step);
        m_isStepping = false;
        CG_TRY(train::StepResult<Ciphertext> result, std::move(done));
        const auto isSound = [](const Ciphertext& weight) { return isFinite(weight.inner); };
        if (!std::ranges::all_of(result.state.weights, isSound) || !isSound(result.loss)) {
            return base::Error{base::ErrorCode::Diverged,
                               "the training diverged at step " + std::to_string(step + 1) +
                                   ": the weights are no longer finite; take a smaller rate"};
        }
        m_before = std::exchange(m_state, std::move(result.state));
        m_lastStep = step;
        return bytesOf(result.loss);
    }

    he::NoiseEstimate weightNoise() const override { return train::largestNoise(m_backend, m_state.weights); }
    base::Log2 drift() const override { return train::driftOfStep(m_backend, m_state, m_plan->optimizer); }

    Result<EncryptedEvaluation> evaluate() override
    {
        CG_TRY(train::Trainer<Backend>* const trainer, idleTrainer());
        CG_TRY(const train::Evaluation<Ciphertext> evaluation, trainer->evaluate(m_state));
        return EncryptedEvaluation{bytesOf(evaluation.loss), bytesOf(evaluation.predictions)};
    }

    Result<std::vector<base::Bytes>> finalWeights() override
    {
        CG_TRY(train::Trainer<Backend>* const trainer, idleTrainer());
        CG_TRY(const std::vector<Ciphertext> weights, trainer->finalWeights(m_state));
        return bytesOf(weights);
    }

    Result<StepTrace> traceNextStep(std::uint64_t step) override { return trace(m_state, step); }
    Result<std::optional<StepTrace>> traceLastStep() override
    {
        if (!m_before) {
            return std::optional<StepTrace>();
        }
        CG_TRY(StepTrace last, trace(*m_before, m_lastStep));
        return std::optional(std::move(last));
    }

    Result<std::optional<std::vector<std::vector<double>>>>
    readInTheClear(const std::vector<trust::OpenItem>& items) const override;
    std::vector<TrainingSession::RawCiphertext> rawState() const override;
    std::vector<CiphertextPicture> weightPictures() const override;
    std::vector<std::uint8_t> pictureOf(base::ByteView ciphertext, std::size_t bytes) const override;

private:
    /// A trainer of its own ledger and without a gate, for what is asked while a step waits in the middle.
    struct Aside {
        explicit Aside(B& scheme) : backend(scheme, ledger) {}

        noise::NoiseLedger ledger;
        Backend backend;
        std::optional<train::Trainer<Backend>> trainer;
    };
    [[nodiscard]] Result<train::Trainer<Backend>*> idleTrainer();
    [[nodiscard]] base::Bytes bytesOf(const Ciphertext& ciphertext) const
    {
        base::ByteWriter writer;
        m_backend.encode(ciphertext, writer);
        return std::move(writer).take();
    }
    [[nodiscard]] std::vector<base::Bytes> bytesOf(const std::vector<Ciphertext>& ciphertexts) const
    {
        std::vector<base::Bytes> bytes;
        bytes.reserve(ciphertexts.size());
        for (const Ciphertext& ciphertext : ciphertexts) {
            bytes.push_back(bytesOf(ciphertext));
        }
        return bytes;
    }
    [[nodiscard]] Result<StepTrace> trace(const State& state, std::uint64_t step);

    std::shared_ptr<const train::TrainingPlan> m_plan;
    base::Seed m_shuffleSeed;
    B m_scheme;
    train::Packing m_packing;
    noise::NoiseLedger m_ledger;
    Backend m_backend;
    std::vector<std::string> m_names; ///< of the ciphertexts of weights
    std::optional<train::Trainer<Backend>> m_trainer;
    State m_state;
    std::optional<State> m_before; ///< the state before the last step, to measure what that step added
    std::uint64_t m_lastStep = 0;
    std::atomic<bool> m_isStepping = false;
    std::unique_ptr<Aside> m_aside; ///< made when it is first needed
};

template <he::StorableBackend B>
Result<train::Trainer<typename RunOf<B>::Backend>*> RunOf<B>::idleTrainer()
{
    if (!m_isStepping) {
        return &*m_trainer;
    }
    if (!m_aside) {
        auto aside = std::make_unique<Aside>(m_scheme);
        CG_TRY(auto trainer, train::Trainer<Backend>::create(aside->backend, m_plan, m_packing, m_shuffleSeed));
        aside->trainer.emplace(std::move(trainer));
        m_aside = std::move(aside);
    }
    return &*m_aside->trainer;
}

template <he::StorableBackend B>
std::vector<CiphertextPicture> RunOf<B>::weightPictures() const
{
    const auto slots = train::weightSlots(m_plan->network, m_packing);
    const std::size_t shown = std::min(kMostPictures, m_state.weights.size());
    std::vector<CiphertextPicture> pictures;
    for (std::size_t i = 0; i < shown; ++i) {
        std::vector<std::uint8_t> bytes = pictureBytes(m_state.weights[i].inner);
        bytes.resize(std::min(bytes.size(), kPictureBytes));
        pictures.push_back({m_names.at(i), slots.at(i).layer, std::move(bytes)});
    }
    return pictures;
}

template <he::StorableBackend B>
std::vector<std::uint8_t> RunOf<B>::pictureOf(base::ByteView ciphertext, std::size_t bytes) const
{
    base::ByteReader reader(ciphertext, "a ciphertext");
    const auto decoded = m_backend.decode(reader);
    std::vector<std::uint8_t> picture = decoded ? pictureBytes(decoded->inner) : std::vector<std::uint8_t>();
    picture.resize(bytes);
    return picture;
}

template <he::StorableBackend B>
Result<StepTrace> RunOf<B>::trace(const State& state, std::uint64_t step)
{
    noise::NoiseLedger ledger;
    Backend backend(m_scheme, ledger);
    CG_TRY(auto trainer, train::Trainer<Backend>::create(backend, m_plan, m_packing, m_shuffleSeed));
    StepTrace trace;
    trace.state = train::encodeState(m_backend, state);
    trace.step = step;
    ledger.beginStep();
    backend.setResultSink([&](const typename B::Ciphertext& result) {
        base::ByteWriter writer;
        std::as_const(m_scheme).encode(result, writer);
        trace.results.push_back(std::move(writer).take());
    });
    CG_TRY(const train::StepResult<Ciphertext> result, trainer.step(state, step));
    trace.entries = ledger.entries();
    const auto entryOf = [&](std::uint32_t id) {
        const auto entry = std::ranges::find(trace.entries, id, &noise::LedgerEntry::result);
        CG_ENSURES(entry != trace.entries.end());
        return static_cast<std::size_t>(entry - trace.entries.begin());
    };
    for (const Ciphertext& weight : result.state.weights) {
        trace.weightEntries.push_back(entryOf(weight.id));
    }
    for (const noise::LedgerEntry& entry : trace.entries) {
        if (entry.kind == he::OpKind::Remask) {
            trace.remasked.push_back(static_cast<std::uint32_t>(entryOf(entry.operands[0])));
        }
    }
    return trace;
}

template <he::StorableBackend B>
Result<std::optional<std::vector<std::vector<double>>>>
RunOf<B>::readInTheClear(const std::vector<trust::OpenItem>& items) const
{
    if (m_scheme.scheme() != base::SchemeId::Plain) {
        return std::optional<std::vector<std::vector<double>>>();
    }
    std::vector<std::vector<double>> values;
    for (const trust::OpenItem& item : items) {
        base::ByteReader reader(item.ciphertext, "a plain ciphertext");
        CG_TRY(const Ciphertext ciphertext, m_backend.decode(reader));
        const std::vector<double> slots = numbersOf(ciphertext.inner);
        std::vector<double>& wanted = values.emplace_back();
        for (const std::uint32_t slot : item.slots) {
            wanted.push_back(slots.at(slot));
        }
    }
    return std::optional(std::move(values));
}

template <he::StorableBackend B>
std::vector<TrainingSession::RawCiphertext> RunOf<B>::rawState() const
{
    std::vector<TrainingSession::RawCiphertext> raw;
    for (std::size_t i = 0; i < m_state.weights.size(); ++i) {
        const auto& inner = m_state.weights[i].inner;
        raw.push_back({m_names.at(i), numbersOf(inner), integersOf(inner)});
    }
    for (std::size_t i = 0; i < m_state.velocity.size(); ++i) {
        const auto& inner = m_state.velocity[i].inner;
        raw.push_back({"velocity of " + m_names.at(i), numbersOf(inner), integersOf(inner)});
    }
    return raw;
}

template <he::StorableBackend B>
Result<std::unique_ptr<SchemeRun>> opened(B backend, const SessionRecord& record, const base::Seed& trainerSeed,
                                          noise::OperationGate& gate)
{
    auto run = std::make_unique<RunOf<B>>(std::move(backend), record, trainerSeed, gate);
    CG_CHECK(run->open(record.state));
    return std::unique_ptr<SchemeRun>(std::move(run));
}

bool coversNeeds(const he::vhe::PublicKeys& keys, const he::CircuitNeeds& needs)
{
    return (keys.tensor || !needs.products) && (keys.remask || !needs.remasking) &&
           std::ranges::all_of(needs.sums, [&](const he::BlockSum& sum) { return keys.sums.contains(sum); });
}

Result<std::unique_ptr<SchemeRun>> openVhe(const SessionRecord& record, const base::Seed& trainerSeed,
                                           noise::OperationGate& gate)
{
    base::ByteReader reader(record.publicKeys, "the section of the public keys");
    CG_TRY(he::vhe::PublicKeys keys, he::vhe::decodePublicKeys(reader));
    CG_CHECK(reader.finish());
    if (keys.id() != record.keyId) {
        return base::Error{base::ErrorCode::FileDamaged,
                           "the public keys of the session are not those of key " + record.keyId.text()};
    }
    const auto packing = packingFor(record.spec.plan, keys.params().slots());
    if (!coversNeeds(keys, train::needsOf(record.spec.plan.network, packing))) {
        return base::Error{base::ErrorCode::FileDamaged, "the session lacks evaluation keys that its network needs"};
    }
    he::vhe::Backend backend(std::make_shared<const he::vhe::PublicKeys>(std::move(keys)), trainerSeed);
    return opened(std::move(backend), record, trainerSeed, gate);
}

} // namespace

Result<std::unique_ptr<SchemeRun>> makeRun(const SessionRecord& record, const base::Seed& trainerSeed,
                                           noise::OperationGate& gate)
{
    switch (record.spec.scheme) {
    case base::SchemeId::Plain:
        return opened(he::plain::Backend(plainSlots(record.spec.plan)), record, trainerSeed, gate);
    case base::SchemeId::Vhe:
        return openVhe(record, trainerSeed, gate);
    case base::SchemeId::Ckks:
        return base::Error{base::ErrorCode::Unsupported, "training does not run under CKKS; choose plain or vhe"};
    }
    base::contractViolated("a known scheme", __FILE__, __LINE__);
}

std::vector<base::Bytes> plainStart(const train::TrainingPlan& plan, std::uint64_t seed)
{
    base::SeededRandom random(startSeed(seed), {base::Purpose::InitialWeights});
    const model::Weights weights = model::drawWeights(plan.network, random);
    const std::size_t slots = plainSlots(plan);
    const he::plain::Backend backend(slots);
    std::vector<base::Bytes> state;
    for (std::vector<double>& packed : train::packInitial(plan, packingFor(plan, slots), weights)) {
        packed.resize(slots);
        base::ByteWriter writer;
        backend.encode({std::move(packed)}, writer);
        state.push_back(std::move(writer).take());
    }
    return state;
}

base::Bytes encodedNeeds(const train::TrainingPlan& plan, base::SchemeId scheme)
{
    base::ByteWriter writer;
    he::encode(train::needsOf(plan.network, packingFor(plan, slotsFor(plan, scheme))), writer);
    return std::move(writer).take();
}

base::Seed shuffleSeedOf(const SessionRecord& record, const base::Seed& trainerSeed)
{
    return record.seed ? knownShuffleSeed(*record.seed) : trainerSeed;
}

base::Seed trainerSeedFor(const StartChoice& start)
{
    if (start.demoNumber) {
        return base::seedFromNumber(*start.number(), "trainer");
    }
    return base::SystemRandom().seed();
}

} // namespace cg::session
