// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/scheme_run.h"

#include "he/ckks/backend.h"
#include "he/plain/backend.h"
#include "he/vhe/backend.h"
#include "model/network_spec.h"
#include "session/holder_port.h"
#include "session/key_coverage.h"
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

train::Packing packingFor(const train::TrainingPlan& plan, std::size_t slots, he::CircuitTraits traits)
{
    return train::Packing::choose(plan.network, plan.rowsPerStep(), slots, train::Packing::gapFor(traits));
}

std::vector<double> numbersOf(const he::plain::Ciphertext& ciphertext)
{
    return ciphertext.slots;
}

std::vector<double> numbersOf(const he::vhe::Ciphertext&)
{
    return {};
}

std::vector<double> numbersOf(const he::ckks::Ciphertext&)
{
    return {};
}

std::vector<std::int64_t> integersOf(const he::ckks::Ciphertext& ciphertext)
{
    return he::ckks::firstResidues(ciphertext);
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

std::vector<std::uint8_t> pictureBytes(const he::ckks::Ciphertext& ciphertext)
{
    base::ByteWriter writer;
    const auto residues = ciphertext.c0().limb(0);
    for (const double residue : residues.first(std::min(residues.size(), kPictureBytes / sizeof(std::uint32_t)))) {
        writer.u32(static_cast<std::uint32_t>(static_cast<std::int64_t>(residue)));
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

bool isFinite(const he::ckks::Ciphertext&)
{
    return true;
}

/// When a state is refreshed, and by whom.
struct Refreshing {
    std::optional<std::uint64_t> everySteps; ///< nothing for schemes without levels
    trust::KeyHolder* holder = nullptr;
};

template <he::StorableBackend B>
class RunOf final : public SchemeRun {
public:
    using Backend = noise::Metered<B>;
    using Ciphertext = typename Backend::Ciphertext;
    using State = train::NetworkState<Ciphertext>;

    /// The parts of a run in one place: a trainer refers to its backend, hence nothing here is moved.
    RunOf(B backend, const SessionRecord& record, const base::Seed& trainerSeed, noise::OperationGate& gate,
          const Refreshing& refreshing)
        : m_plan(std::make_shared<const train::TrainingPlan>(record.spec.plan)),
          m_shuffleSeed(shuffleSeedOf(record, trainerSeed)),
          m_scheme(std::move(backend)),
          m_packing(packingFor(*m_plan, m_scheme.slotCount(), m_scheme.traits())),
          m_backend(m_scheme, m_ledger, &gate),
          m_names(train::weightNames(m_plan->network, m_packing)),
          m_refreshing(refreshing),
          m_losses(record.packedLosses)
    {}

    Result<void> open(const std::vector<base::Bytes>& state)
    {
        CG_TRY(m_state, train::decodeState(m_backend, *m_plan, m_packing, state));
        CG_TRY(auto trainer, train::Trainer<Backend>::create(m_backend, m_plan, m_packing, m_shuffleSeed));
        m_trainer.emplace(std::move(trainer));
        noteNoise(m_state);
        return {};
    }

    const train::Packing& packing() const override { return m_packing; }
    const noise::NoiseLedger& ledger() const override { return m_ledger; }
    std::vector<base::Bytes> state() const override { return train::encodeState(m_backend, m_state); }

    Result<base::Bytes> step(std::uint64_t step) override
    {
        CG_CHECK(refreshIfUsedUp());
        if (isUsedUp(m_losses.pending.size())) {
            return base::Error{base::ErrorCode::LevelsExhausted,
                               "the levels of the weights are used up, and only the key holder can encrypt them anew"};
        }
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
        base::Bytes loss = bytesOf(result.loss);
        const State stepped = result.state;
        CG_CHECK(keepLoss(loss, result.state));
        noteNoise(stepped);
        m_before = std::exchange(m_state, std::move(result.state));
        m_lastStep = step;
        return loss;
    }
    Result<void> refreshIfUsedUp() override
    {
        if (m_refreshing.holder != nullptr && isUsedUp(m_losses.pending.size())) {
            CG_CHECK(refresh(m_state, m_losses.pending));
            m_losses.pending.clear();
        }
        return {};
    }
    std::vector<std::uint32_t> lossSlots() const override
    {
        std::vector<std::uint32_t> slots;
        for (const std::size_t slot : train::lossSlots(m_plan->network, m_packing, m_scheme.traits())) {
            slots.push_back(static_cast<std::uint32_t>(slot));
        }
        return slots;
    }
    const PackedLosses* packedLosses() const override { return m_refreshing.everySteps ? &m_losses : nullptr; }

    he::NoiseEstimate weightNoise() const override { return m_weightNoise; }
    base::Log2 drift() const override { return m_drift; }

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
    KeySizes keySizes() const override
    {
        if constexpr (requires { m_scheme.keys(); }) {
            return {m_scheme.keys().evaluationKeys(), m_scheme.keys().bytes()};
        }
        return {};
    }
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
    /// Before a refresh, which takes the noise of a step away with its traces.
    void noteNoise(const State& state)
    {
        m_weightNoise = train::largestNoise(m_backend, state.weights);
        m_drift = train::driftOfStep(m_backend, state, m_plan->optimizer);
    }
    [[nodiscard]] bool isUsedUp(std::size_t stepsSinceRefresh) const
    {
        return m_refreshing.everySteps && stepsSinceRefresh >= *m_refreshing.everySteps;
    }
    /// Keeps the loss of a step whose state is not yet that of the run, and has the state refreshed if it is used up.
    Result<void> keepLoss(const base::Bytes& loss, State& state)
    {
        if (!m_refreshing.everySteps) {
            return {};
        }
        std::vector<base::Bytes> pending = m_losses.pending;
        pending.push_back(loss);
        if (m_refreshing.holder != nullptr && isUsedUp(pending.size())) {
            CG_CHECK(refresh(state, std::move(pending)));
            pending.clear();
        }
        m_losses.pending = std::move(pending);
        return {};
    }
    /// Fresh ciphertexts in the place of `state`; the losses go into the packs. On failure nothing has changed.
    Result<void> refresh(State& state, std::vector<base::Bytes> losses)
    {
        HolderPort port(*m_refreshing.holder, *m_plan);
        const bool goesOn = m_losses.hasRoomFor(losses.size(), m_scheme.slotCount());
        const train::RefreshRequest request{train::encodeState(m_backend, state), std::move(losses),
                                            goesOn ? m_losses.packs.back() : train::LossPack{}};
        CG_TRY(auto fresh, train::refreshed(m_backend, *m_plan, m_packing, port, request));
        if (goesOn) {
            m_losses.packs.pop_back();
        }
        m_losses.packs.push_back(std::move(fresh.packed));
        state = std::move(fresh.state);
        return {};
    }

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
    Refreshing m_refreshing;
    PackedLosses m_losses;
    he::NoiseEstimate m_weightNoise; ///< of the last step, and what it adds for good
    base::Log2 m_drift;
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
    if constexpr (!std::same_as<typename B::Prepared, typename B::Ciphertext>) {
        // What is prepared is no ciphertext there, and nothing of it can be measured.
        std::erase_if(trace.entries, [](const auto& entry) { return entry.kind == he::OpKind::Prepare; });
    }
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
                                          noise::OperationGate& gate, const Refreshing& refreshing = {})
{
    auto run = std::make_unique<RunOf<B>>(std::move(backend), record, trainerSeed, gate, refreshing);
    CG_CHECK(run->open(record.state));
    return std::unique_ptr<SchemeRun>(std::move(run));
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
    const auto packing = packingFor(record.spec.plan, keys.params().slots(), he::vhe::Backend::traits());
    CG_TRY(const bool isCovered, coversNeeds(keys, train::needsOf(record.spec.plan.network, packing)));
    if (!isCovered) {
        return base::Error{base::ErrorCode::FileDamaged, "the session lacks evaluation keys that its network needs"};
    }
    he::vhe::Backend backend(std::make_shared<const he::vhe::PublicKeys>(std::move(keys)), trainerSeed);
    return opened(std::move(backend), record, trainerSeed, gate);
}

Result<std::unique_ptr<SchemeRun>> openCkks(const SessionRecord& record, const base::Seed& trainerSeed,
                                            noise::OperationGate& gate, trust::KeyHolder* holder)
{
    base::ByteReader reader(record.publicKeys, "the section of the public keys");
    CG_TRY(he::ckks::PublicKeys keys, he::ckks::decodePublicKeys(reader));
    CG_CHECK(reader.finish());
    if (keys.id() != record.keyId) {
        return base::Error{base::ErrorCode::FileDamaged,
                           "the public keys of the session are not those of key " + record.keyId.text()};
    }
    const train::TrainingPlan& plan = record.spec.plan;
    const auto packing = packingFor(plan, keys.params().slotCount(), he::ckks::Backend::traits());
    CG_TRY(const bool isCovered, coversNeeds(keys, train::needsOf(plan.network, packing)));
    if (!isCovered) {
        return base::Error{base::ErrorCode::FileDamaged, "the session lacks evaluation keys that its network needs"};
    }
    CG_TRY(const auto everySteps,
           train::stepsBetweenRefreshes(he::ckks::NoiseModel(keys.params()), base::SchemeId::Ckks,
                                        std::make_shared<const train::TrainingPlan>(plan), packing));
    he::ckks::Backend backend(std::make_shared<const he::ckks::PublicKeys>(std::move(keys)), trainerSeed);
    return opened(std::move(backend), record, trainerSeed, gate, {everySteps, holder});
}

} // namespace

Result<std::unique_ptr<SchemeRun>> makeRun(const SessionRecord& record, const base::Seed& trainerSeed,
                                           noise::OperationGate& gate, trust::KeyHolder* holder)
{
    switch (record.spec.scheme) {
    case base::SchemeId::Plain:
        return opened(he::plain::Backend(plainSlots(record.spec.plan)), record, trainerSeed, gate);
    case base::SchemeId::Vhe:
        return openVhe(record, trainerSeed, gate);
    case base::SchemeId::Ckks:
        return openCkks(record, trainerSeed, gate, holder);
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
    for (std::vector<double>& packed :
         train::packInitial(plan, packingFor(plan, slots, he::plain::Backend::traits()), weights)) {
        packed.resize(slots);
        base::ByteWriter writer;
        backend.encode({std::move(packed)}, writer);
        state.push_back(std::move(writer).take());
    }
    return state;
}

std::size_t plainSlots(const train::TrainingPlan& plan)
{
    constexpr std::size_t kMost = 4096;
    std::size_t units = 1;
    for (const model::LayerSpec& layer : plan.network.layers) {
        units = std::max(units, layer.units);
    }
    return std::min(kMost, units * plan.rowsPerStep());
}

train::Packing packingOf(const ExperimentSpec& spec)
{
    switch (spec.scheme) {
    case base::SchemeId::Plain:
        return packingFor(spec.plan, plainSlots(spec.plan), he::plain::Backend::traits());
    case base::SchemeId::Vhe:
        return packingFor(spec.plan, he::vhe::Params::standard().slots(), he::vhe::Backend::traits());
    case base::SchemeId::Ckks:
        CG_EXPECTS(spec.ring.has_value());
        return packingFor(spec.plan, spec.ring->slotCount(), he::ckks::Backend::traits());
    }
    base::contractViolated("a known scheme", __FILE__, __LINE__);
}

he::CircuitNeeds needsOf(const ExperimentSpec& spec)
{
    return train::needsOf(spec.plan.network, packingOf(spec));
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
