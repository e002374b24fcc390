// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/training_session.h"

#include "session/run_thread.h"
#include "session/scheme_run.h"
#include "train/trainer.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <string>
#include <utility>

namespace cg::session {

namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

Error noKey()
{
    return {ErrorCode::NoKey, "this needs the secret key of the session, and none is in use"};
}

class Session final : public TrainingSession {
public:
    /// Where the encrypted network of the record comes from: only whoever sealed it knows its error.
    enum class Origin { SealedNow, Stored };

    Session(SessionRecord record, Origin origin, const base::Seed& trainerSeed, trust::KeyHolder* holder, Wake wake)
        : m_record(std::move(record)),
          m_origin(origin),
          m_trainerSeed(trainerSeed),
          m_holder(holder),
          m_mailbox(std::move(wake)),
          m_thread({[this] { return update(); }, [this] { publishEnd(); }, [this] { publishProgress(); }})
    {
        m_progress.steps = m_record.steps;
    }

    /// Second half of construction: the run needs the thread as its gate.
    Result<void> open()
    {
        CG_TRY(m_run, makeRun(m_record, m_trainerSeed, m_thread));
        m_shown.pictures = pictures();
        m_progress.weightNoise = m_run->weightNoise();
        m_progress.drift = expectedNoise();
        return {};
    }

    void run(const RunLimit& limit) override
    {
        m_thread.dropStep();
        m_targetLoss = limit.targetLoss;
        RunOrder order;
        order.steps = limit.steps.value_or(order.steps);
        m_thread.start(order);
    }
    void step() override
    {
        m_thread.dropStep();
        m_targetLoss.reset();
        m_thread.start({1, RunState::Paused});
    }
    void pause() override { m_thread.pause(); }
    void resume() override { m_thread.resume(); }
    void stepOperation() override
    {
        m_targetLoss.reset();
        m_thread.stepOperation();
    }
    void setSpeed(std::optional<double> operationsPerSecond) override { m_thread.setSpeed(operationsPerSecond); }
    void stop() override { m_thread.stop(); }
    bool wait(std::chrono::milliseconds timeout) override { return m_thread.wait(timeout); }

    SnapshotMailbox& mailbox() override { return m_mailbox; }
    SnapshotPtr snapshot() const override;

    const ExperimentSpec& spec() const override { return m_record.spec; }
    StartKind start() const override { return m_record.start; }
    std::optional<std::uint64_t> seed() const override { return m_record.seed; }
    bool demoKey() const override { return m_record.demoKey; }
    base::KeyId keyId() const override { return m_record.keyId; }
    bool canOpen() const override { return m_holder != nullptr || m_record.spec.scheme == base::SchemeId::Plain; }
    Result<SessionRecord> record() const override;

    Result<OpenedEvaluation> openEvaluation() override;
    Result<std::vector<double>> openPrediction(std::size_t row) override;
    Result<OpenedLosses> openLosses(std::uint64_t first, std::size_t atMost) override;
    Result<model::Weights> openNetwork() override;
    Result<WeightNoise> weightNoise() override;
    Result<std::vector<MeasuredOperation>> measureStep() override;
    Result<std::vector<RawCiphertext>> rawCiphertexts() const override { return m_run->rawState(); }

private:
    /// What the training thread tells of its work.
    struct Progress {
        std::uint64_t steps = 0;
        std::chrono::nanoseconds trained{};
        he::NoiseEstimate weightNoise;
        base::Log2 drift;
        std::uint64_t stepsHere = 0;
    };

    /// What the last snapshot showed of the ciphertexts and operations.
    struct Shown {
        std::vector<noise::LedgerEntry> ledger;
        std::vector<noise::LedgerEntry> stepInProgress;
        std::shared_ptr<const CiphertextPictures> pictures;
    };

    Result<StepOutcome> update();
    void publish();
    void publishEnd();
    /// In the middle of a step: where paused in any case, otherwise if the last snapshot has been taken.
    void publishProgress();
    [[nodiscard]] std::shared_ptr<const CiphertextPictures> pictures() const;
    [[nodiscard]] SnapshotPtr snapshotNow() const; // requires m_mutex
    Result<std::vector<std::vector<double>>> open(trust::OpenPurpose purpose,
                                                  const std::vector<trust::OpenItem>& items);
    /// Of a weight over all steps; before the first one it has the error of a fresh encryption.
    [[nodiscard]] base::Log2 expectedNoise() const
    {
        return m_record.steps == 0 ? m_run->weightNoise().typical : m_record.drift.estimate();
    }
    Result<std::vector<double>> measure(const StepTrace& trace);
    /// The largest error of a weight as it was sealed. Requires that it was sealed for this session.
    Result<base::Log2> measureStart();
    /// The predictions of `rows` rows from `firstRow` on, each ciphertext sent to the key holder once.
    Result<std::vector<std::vector<double>>> openRows(trust::OpenPurpose purpose, const EncryptedEvaluation& evaluation,
                                                      std::size_t firstRow, std::size_t rows);

    SessionRecord m_record; // steps, losses and drift are the training thread's while it runs
    Origin m_origin;
    base::Seed m_trainerSeed;
    trust::KeyHolder* m_holder;
    std::optional<double> m_targetLoss;
    SnapshotMailbox m_mailbox;
    mutable std::mutex m_mutex;
    Progress m_progress; // guarded by m_mutex
    Shown m_shown;       // guarded by m_mutex
    enum class LedgerHas : std::uint8_t { Nothing, PartOfStep, WholeStep };
    LedgerHas m_ledgerHas = LedgerHas::Nothing; // training thread only
    std::unique_ptr<SchemeRun> m_run;
    RunThread m_thread; // last: it uses all of the above
};

Result<StepOutcome> Session::update()
{
    const auto begin = std::chrono::steady_clock::now();
    const auto pausedBefore = m_thread.paused();
    m_ledgerHas = LedgerHas::PartOfStep;
    CG_TRY(const base::Bytes loss, m_run->step(m_record.steps));
    m_ledgerHas = LedgerHas::WholeStep;
    m_record.losses.append(m_record.steps, loss);
    m_record.drift.add(m_run->drift());
    ++m_record.steps;
    {
        const std::lock_guard lock(m_mutex);
        m_progress.steps = m_record.steps;
        ++m_progress.stepsHere;
        m_progress.trained += std::chrono::steady_clock::now() - begin - (m_thread.paused() - pausedBefore);
        m_progress.weightNoise = m_run->weightNoise();
        m_progress.drift = expectedNoise();
    }
    if (m_mailbox.isEmpty()) {
        publish();
    }
    if (m_targetLoss) {
        if (m_holder == nullptr) {
            CG_TRY(const auto values, open(trust::OpenPurpose::Loss, {{loss, {0}}}));
            return values[0][0] < *m_targetLoss ? StepOutcome::TargetReached : StepOutcome::Done;
        }
        CG_TRY(const trust::Disclosed<bool> below, m_holder->lossBelow(loss, *m_targetLoss));
        return below.value() ? StepOutcome::TargetReached : StepOutcome::Done;
    }
    return StepOutcome::Done;
}

void Session::publish()
{
    std::shared_ptr<const CiphertextPictures> pictured = pictures();
    SnapshotPtr snapshot;
    {
        const std::lock_guard lock(m_mutex);
        m_shown.stepInProgress.clear();
        if (m_ledgerHas == LedgerHas::WholeStep) {
            m_shown.ledger = m_run->ledger().entries();
        } else if (m_ledgerHas == LedgerHas::PartOfStep) {
            m_shown.stepInProgress = m_run->ledger().entries();
        }
        m_shown.pictures = std::move(pictured);
        snapshot = snapshotNow();
    }
    m_mailbox.put(std::move(snapshot));
}

void Session::publishEnd()
{
    if (m_ledgerHas == LedgerHas::PartOfStep) {
        m_ledgerHas = LedgerHas::Nothing; // the step was dropped
    }
    publish();
}

void Session::publishProgress()
{
    if (m_mailbox.isEmpty() || m_thread.state() == RunState::Paused) {
        publish();
    }
}

std::shared_ptr<const CiphertextPictures> Session::pictures() const
{
    auto pictures = std::make_shared<CiphertextPictures>();
    pictures->weights = m_run->weightPictures();
    for (const std::size_t entry : m_record.losses.spread(0, kMostLossColumns)) {
        pictures->lossSteps.push_back(m_record.losses.stepOf(entry));
        const auto column = m_run->pictureOf(m_record.losses.ciphertext(entry), kLossColumnBytes);
        pictures->lossBytes.insert(pictures->lossBytes.end(), column.begin(), column.end());
    }
    return pictures;
}

SnapshotPtr Session::snapshot() const
{
    const std::lock_guard lock(m_mutex);
    return snapshotNow();
}

SnapshotPtr Session::snapshotNow() const
{
    const Progress& progress = m_progress;
    auto snapshot = std::make_shared<TrainingSnapshot>();
    const RunEnd end = m_thread.end();
    snapshot->state = m_thread.state();
    snapshot->steps = progress.steps;
    snapshot->operations = m_thread.operations();
    snapshot->trained = progress.trained;
    const double seconds = snapshot->trained.count();
    snapshot->stepsPerSecond = seconds > 0 ? static_cast<double>(progress.stepsHere) / seconds : 0.0;
    snapshot->weightNoise = progress.weightNoise;
    snapshot->drift = progress.drift;
    snapshot->ledger = m_shown.ledger;
    snapshot->stepInProgress = m_shown.stepInProgress;
    snapshot->pictures = m_shown.pictures;
    snapshot->stopped = end.reason;
    snapshot->failure = end.failure;
    return snapshot;
}

Result<SessionRecord> Session::record() const
{
    CG_EXPECTS(m_thread.isQuiet());
    SessionRecord record = m_record;
    // The bundle of step 0 carries none: several may train from it, each with randomness of its own.
    record.trainerSeed = record.steps > 0 ? std::optional(m_trainerSeed) : std::nullopt;
    record.state = m_run->state();
    return record;
}

Result<std::vector<std::vector<double>>> Session::open(trust::OpenPurpose purpose,
                                                       const std::vector<trust::OpenItem>& items)
{
    CG_TRY(auto clear, m_run->readInTheClear(items));
    if (clear) {
        return std::move(*clear);
    }
    if (m_holder == nullptr) {
        return noKey();
    }
    CG_TRY(auto disclosed, m_holder->open(purpose, items));
    auto values = std::move(disclosed).value();
    const auto answers = [](const trust::OpenItem& item, const std::vector<double>& slots) {
        return item.slots.size() == slots.size();
    };
    if (!std::ranges::equal(items, values, answers)) {
        return Error{ErrorCode::ProtocolViolation, "the key holder opened other slots than it was asked for"};
    }
    return values;
}

Result<std::vector<std::vector<double>>> Session::openRows(trust::OpenPurpose purpose,
                                                           const EncryptedEvaluation& evaluation, std::size_t firstRow,
                                                           std::size_t rows)
{
    const model::NetworkSpec& network = m_record.spec.plan.network;
    std::map<std::size_t, std::size_t> itemOf; // by ciphertext
    std::vector<trust::OpenItem> items;
    std::vector<std::pair<std::size_t, std::size_t>> places; // item and position in it
    for (std::size_t row = firstRow; row < firstRow + rows; ++row) {
        for (std::size_t output = 0; output < network.outputs(); ++output) {
            const auto place = train::predictionPlace(network, m_run->packing(), row, output);
            const auto [entry, isNew] = itemOf.emplace(place.ciphertext, items.size());
            if (isNew) {
                items.push_back({evaluation.predictions.at(place.ciphertext), {}});
            }
            std::vector<std::uint32_t>& wanted = items[entry->second].slots;
            places.emplace_back(entry->second, wanted.size());
            wanted.push_back(static_cast<std::uint32_t>(place.slot));
        }
    }
    CG_TRY(const auto values, open(purpose, items));
    std::vector<std::vector<double>> predictions(rows);
    for (std::size_t i = 0; i < places.size(); ++i) {
        predictions[i / network.outputs()].push_back(values.at(places[i].first).at(places[i].second));
    }
    return predictions;
}

Result<OpenedEvaluation> Session::openEvaluation()
{
    if (!canOpen()) {
        return noKey();
    }
    CG_TRY(const EncryptedEvaluation evaluation, m_run->evaluate());
    OpenedEvaluation opened;
    CG_TRY(const auto loss, open(trust::OpenPurpose::Loss, {{evaluation.loss, {0}}}));
    opened.loss = loss.at(0).at(0);
    CG_TRY(opened.predictions,
           openRows(trust::OpenPurpose::Predictions, evaluation, 0, m_record.spec.plan.data.rows()));
    return opened;
}

Result<std::vector<double>> Session::openPrediction(std::size_t row)
{
    if (row >= m_record.spec.plan.data.rows()) {
        return Error{ErrorCode::InvalidArgument, "there is no row " + std::to_string(row) + "; rows run from 0 to " +
                                                     std::to_string(m_record.spec.plan.data.rows() - 1)};
    }
    if (!canOpen()) {
        return noKey();
    }
    CG_TRY(const EncryptedEvaluation evaluation, m_run->evaluate());
    CG_TRY(const auto predictions, openRows(trust::OpenPurpose::Prediction, evaluation, row, 1));
    return predictions.front();
}

Result<OpenedLosses> Session::openLosses(std::uint64_t first, std::size_t atMost)
{
    std::vector<trust::OpenItem> items;
    OpenedLosses losses;
    for (const std::size_t i : m_record.losses.spread(first, atMost)) {
        const base::ByteView bytes = m_record.losses.ciphertext(i);
        items.push_back({{bytes.begin(), bytes.end()}, {0}});
        losses.steps.push_back(m_record.losses.stepOf(i));
    }
    CG_TRY(const auto values, open(trust::OpenPurpose::Loss, items));
    for (const auto& value : values) {
        losses.values.push_back(value.at(0));
    }
    return losses;
}

Result<model::Weights> Session::openNetwork()
{
    if (!canOpen()) {
        return noKey();
    }
    CG_TRY(const std::vector<base::Bytes> weights, m_run->finalWeights());
    const model::NetworkSpec& network = m_record.spec.plan.network;
    const auto places = train::weightSlots(network, m_run->packing());
    std::vector<trust::OpenItem> items;
    for (std::size_t i = 0; i < places.size(); ++i) {
        trust::OpenItem item{weights.at(i), {}};
        for (const auto& cell : places[i].cells) {
            item.slots.push_back(static_cast<std::uint32_t>(cell.slot));
        }
        items.push_back(std::move(item));
    }
    CG_TRY(const auto values, open(trust::OpenPurpose::Network, items));
    return train::unpackWeights(network, m_run->packing(), values);
}

Result<std::vector<double>> Session::measure(const StepTrace& trace)
{
    base::ByteWriter plan;
    train::encode(m_record.spec.plan, plan);
    trust::MeasureRequest request;
    request.plan = std::move(plan).take();
    request.step = trace.step;
    request.shuffleSeed = m_record.seed ? knownShuffleSeed(*m_record.seed) : m_trainerSeed;
    request.state = trace.state;
    request.results = trace.results;
    request.remasked = trace.remasked;
    CG_TRY(auto measured, m_holder->measureNoise(request));
    std::vector<double> bits = std::move(measured).value();
    if (bits.size() != trace.results.size()) {
        return Error{ErrorCode::ProtocolViolation, "the key holder measured other operations than it was asked for"};
    }
    return bits;
}

Result<base::Log2> Session::measureStart()
{
    trust::MeasureRequest request;
    request.state = m_record.state;
    CG_TRY(const auto measured, m_holder->measureNoise(request));
    const std::vector<double>& bits = measured.value();
    if (bits.size() != m_record.state.size()) {
        return Error{ErrorCode::ProtocolViolation, "the key holder measured another number of ciphertexts"};
    }
    // With momentum, the velocity comes behind the weights.
    const std::size_t weights = train::weightSlots(m_record.spec.plan.network, m_run->packing()).size();
    const double largest = std::ranges::max(std::span(bits).first(std::min(weights, bits.size())));
    return base::Log2::ofBits(largest);
}

Result<WeightNoise> Session::weightNoise()
{
    WeightNoise noise;
    noise.lastStep = m_run->weightNoise();
    noise.expected = expectedNoise();
    if (m_holder == nullptr) {
        return noise;
    }
    if (m_origin == Origin::SealedNow && m_record.steps == 0) {
        CG_TRY(noise.measured, measureStart());
        return noise;
    }
    CG_TRY(const std::optional<StepTrace> trace, m_run->traceLastStep());
    if (!trace) {
        return noise;
    }
    CG_TRY(const std::vector<double> bits, measure(*trace));
    double largest = base::Log2::kZeroBits;
    for (const std::size_t entry : trace->weightEntries) {
        largest = std::max(largest, bits.at(entry));
    }
    noise.measured = base::Log2::ofBits(largest);
    return noise;
}

Result<std::vector<MeasuredOperation>> Session::measureStep()
{
    CG_TRY(const StepTrace trace, m_run->traceNextStep(m_record.steps));
    std::vector<double> bits;
    if (m_holder != nullptr) {
        CG_TRY(bits, measure(trace));
    }
    std::vector<MeasuredOperation> operations;
    for (std::size_t i = 0; i < trace.entries.size(); ++i) {
        const auto measured = bits.empty() ? std::nullopt : std::optional(base::Log2::ofBits(bits.at(i)));
        operations.push_back({trace.entries[i], measured});
    }
    return operations;
}

Result<std::unique_ptr<TrainingSession>> opened(std::unique_ptr<Session> session)
{
    CG_CHECK(session->open());
    return std::unique_ptr<TrainingSession>(std::move(session));
}

} // namespace

std::string_view nameOf(StopReason reason)
{
    switch (reason) {
    case StopReason::Steps:
        return "steps";
    case StopReason::TargetLoss:
        return "target-loss";
    case StopReason::Interrupt:
        return "interrupt";
    case StopReason::Noise:
        return "noise";
    case StopReason::Diverged:
        return "diverged";
    case StopReason::Levels:
        return "levels";
    case StopReason::Failed:
        return "failed";
    }
    base::contractViolated("a known reason", __FILE__, __LINE__);
}

StopReason reasonOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Cancelled:
        return StopReason::Interrupt;
    case ErrorCode::NoiseOverflow:
        return StopReason::Noise;
    case ErrorCode::Diverged:
        return StopReason::Diverged;
    case ErrorCode::LevelsExhausted:
        return StopReason::Levels;
    default:
        return StopReason::Failed;
    }
}

Result<std::unique_ptr<TrainingSession>> TrainingSession::create(const ExperimentSpec& spec, const StartChoice& start,
                                                                 trust::KeyHolder* holder,
                                                                 const std::optional<trust::KeyDescription>& key,
                                                                 Wake wake)
{
    CG_CHECK(spec.plan.check());
    SessionRecord record;
    record.spec = spec;
    record.start = start.kind();
    record.seed = start.number();
    const base::Seed trainerSeed = trainerSeedFor(start);
    if (spec.scheme == base::SchemeId::Plain) {
        // Nothing is hidden: a start that nobody chose is drawn here and told.
        base::SystemRandom random;
        record.start = StartKind::Known;
        record.seed = start.number().value_or(random.below(std::uint64_t{1} << 32));
        record.state = plainStart(spec.plan, *record.seed);
        return opened(std::make_unique<Session>(std::move(record), Session::Origin::SealedNow, trainerSeed, nullptr,
                                                std::move(wake)));
    }
    if (holder == nullptr || !key) {
        return Error{ErrorCode::NoKey, "a new run under " + std::string(nameOf(spec.scheme)) +
                                           " needs a key holder, who makes its keys and seals its start"};
    }
    if (key->scheme != spec.scheme) {
        return Error{ErrorCode::WrongKey, "the key is for scheme " + std::string(nameOf(key->scheme)) + ", not for " +
                                              std::string(nameOf(spec.scheme))};
    }
    record.demoKey = key->origin == trust::KeyOrigin::Demo;
    record.keyId = key->id;
    base::ByteWriter plan;
    train::encode(spec.plan, plan);
    CG_TRY(record.publicKeys, holder->publicKeys(encodedNeeds(spec.plan, spec.scheme)));
    const auto knownSeed = record.seed ? std::optional(startSeed(*record.seed)) : std::nullopt;
    CG_TRY(record.state, holder->sealStart(plan.bytes(), knownSeed));
    return opened(
        std::make_unique<Session>(std::move(record), Session::Origin::SealedNow, trainerSeed, holder, std::move(wake)));
}

Result<std::unique_ptr<TrainingSession>> TrainingSession::restore(SessionRecord record, trust::KeyHolder* holder,
                                                                  const std::optional<trust::KeyDescription>& key,
                                                                  Wake wake)
{
    const bool plain = record.spec.scheme == base::SchemeId::Plain;
    if (!plain && key && key->id != record.keyId) {
        return Error{ErrorCode::WrongKey, "this key (" + key->id.text() +
                                              ") belongs to another session; this one needs " + record.keyId.text()};
    }
    const StartChoice start{record.seed, record.demoKey ? record.seed : std::nullopt};
    const base::Seed trainerSeed = record.trainerSeed.value_or(trainerSeedFor(start));
    auto session = opened(std::make_unique<Session>(std::move(record), Session::Origin::Stored, trainerSeed,
                                                    plain ? nullptr : holder, std::move(wake)));
    if (!session && session.error().code != ErrorCode::FileDamaged) {
        // Whatever it is that cannot be used, it came from the file.
        return Error{ErrorCode::FileDamaged, "the session is damaged: " + session.error().message};
    }
    return session;
}

} // namespace cg::session
