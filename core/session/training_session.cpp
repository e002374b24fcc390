// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/training_session.h"

#include "session/noise_probe.h"
#include "session/opener.h"
#include "session/releasing.h"
#include "session/run_thread.h"
#include "session/scheme_run.h"
#include "train/trainer.h"

#include <mutex>
#include <string>
#include <utility>

namespace cg::session {

namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

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
        CG_TRY(m_run, makeRun(m_record, m_trainerSeed, m_thread, m_holder));
        if (m_holder != nullptr) {
            m_repeatable = repeatableRun(m_record, m_trainerSeed);
        }
        m_shown.pictures = pictures();
        m_progress.weightNoise = m_run->weightNoise();
        m_progress.drift = expectedNoise();
        return {};
    }

    /// For a session that was trained without its key holder until its levels ended.
    Result<void> refreshIfUsedUp() { return m_run->refreshIfUsedUp(); }

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
    KeySizes keySizes() const override { return m_run->keySizes(); }
    bool canOpen() const override { return opener().canOpen(); }
    Result<SessionRecord> record() const override;

    Result<OpenedEvaluation> openEvaluation() override { return opener().openEvaluation(); }
    Result<std::vector<double>> openPrediction(std::size_t row) override { return opener().openPrediction(row); }
    Result<OpenedLosses> openLosses(std::uint64_t first, std::size_t atMost) override
    {
        return opener().openLosses(first, atMost);
    }
    Result<model::Weights> openNetwork() override { return opener().openNetwork(); }
    Result<WeightNoise> weightNoise() override;
    Result<std::vector<MeasuredOperation>> measureStep() override { return probe().measureStep(); }
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
    /// Asks the key holder about the loss of the last step: its own where it can repeat the training, else this one.
    Result<trust::Disclosed<bool>> isLossBelow(const base::Bytes& loss);
    void publish();
    void publishEnd();
    /// In the middle of a step: where paused in any case, otherwise if the last snapshot has been taken.
    void publishProgress();
    [[nodiscard]] std::shared_ptr<const CiphertextPictures> pictures() const;
    [[nodiscard]] SnapshotPtr snapshotNow() const; // requires m_mutex
    [[nodiscard]] Opener opener() const { return {m_record, *m_run, m_holder}; }
    [[nodiscard]] NoiseProbe probe() const
    {
        return {m_record, *m_run, shuffleSeedOf(m_record, m_trainerSeed), m_holder};
    }
    /// Of a weight over all steps; before the first one it has the error of a fresh encryption.
    [[nodiscard]] base::Log2 expectedNoise() const
    {
        return m_record.steps == 0 ? m_run->weightNoise().typical : m_record.drift.estimate();
    }

    SessionRecord m_record; // steps, losses and drift are the training thread's while it runs
    Origin m_origin;
    base::Seed m_trainerSeed;
    trust::KeyHolder* m_holder;
    std::optional<trust::TrainingRun> m_repeatable; ///< by the key holder
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
    if (m_run->packedLosses() == nullptr) {
        m_record.losses.append(m_record.steps, loss);
    }
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
            CG_TRY(const auto values, opener().open(trust::OpenPurpose::Loss, {{loss, {0}}}));
            return values[0][0] < *m_targetLoss ? StepOutcome::TargetReached : StepOutcome::Done;
        }
        CG_TRY(const trust::Disclosed<bool> below, isLossBelow(loss));
        return below.value() ? StepOutcome::TargetReached : StepOutcome::Done;
    }
    return StepOutcome::Done;
}

Result<trust::Disclosed<bool>> Session::isLossBelow(const base::Bytes& loss)
{
    if (!m_repeatable) {
        return m_holder->lossBelow({loss, m_run->lossSlots()}, *m_targetLoss);
    }
    m_repeatable->steps = m_record.steps;
    return m_holder->ownLossBelow(*m_repeatable, *m_targetLoss);
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

/// Every byte of a pack tells of all its losses: the columns are the parts of the last one, from behind its head on.
void addPacked(const PackedLosses& losses, CiphertextPictures& pictures)
{
    constexpr std::size_t kHeadBytes = 64;
    if (losses.packs.empty() ||
        losses.packs.back().ciphertext.size() < kHeadBytes + kMostLossColumns * kLossColumnBytes) {
        return;
    }
    const base::Bytes& pack = losses.packs.back().ciphertext;
    const std::uint64_t columns = std::min<std::uint64_t>(losses.size(), kMostLossColumns);
    for (std::uint64_t column = 1; column <= columns; ++column) {
        pictures.lossSteps.push_back(column * losses.size() / columns - 1);
    }
    const auto begin = pack.begin() + kHeadBytes;
    pictures.lossBytes.assign(begin, begin + static_cast<std::ptrdiff_t>(columns * kLossColumnBytes));
    pictures.arePacked = true;
}

std::shared_ptr<const CiphertextPictures> Session::pictures() const
{
    auto pictures = std::make_shared<CiphertextPictures>();
    pictures->weights = m_run->weightPictures();
    if (const PackedLosses* packed = m_run->packedLosses()) {
        addPacked(*packed, *pictures);
    }
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
    if (const PackedLosses* packed = m_run->packedLosses()) {
        record.packedLosses = *packed;
    }
    return record;
}

Result<WeightNoise> Session::weightNoise()
{
    WeightNoise noise{m_run->weightNoise(), expectedNoise(), std::nullopt};
    if (m_holder == nullptr) {
        return noise;
    }
    if (m_origin == Origin::SealedNow && m_record.steps == 0) {
        CG_TRY(noise.measured, probe().measureStart());
    } else {
        CG_TRY(noise.measured, probe().measureLastStep());
    }
    return noise;
}

Result<std::unique_ptr<TrainingSession>> opened(std::unique_ptr<Session> session)
{
    CG_CHECK(session->open());
    return std::unique_ptr<TrainingSession>(std::move(session));
}

} // namespace

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
    if (spec.scheme == base::SchemeId::Ckks) {
        base::ByteReader reader(key->parameters, "the parameters of the key");
        CG_TRY(record.spec.ring, he::ckks::decodeParams(reader));
        const int bits = security::securityBits(record.spec.ring->badge());
        const int wanted = spec.ring ? security::securityBits(spec.ring->badge()) : 0;
        if (bits < wanted) {
            return Error{ErrorCode::InvalidArgument, "the key is for " + std::to_string(bits) + " bits, and a run of " +
                                                         std::to_string(wanted) +
                                                         " was asked for; make a key for as many"};
        }
        CG_CHECK(checkStepFits(spec.plan, *record.spec.ring));
    }
    base::ByteWriter needs;
    he::encode(needsOf(record.spec), needs);
    CG_TRY(record.publicKeys, holder->publicKeys(std::move(needs).take()));
    trust::StartSource source;
    if (record.seed) {
        source.known = startSeed(*record.seed);
    } else {
        record.startLabel = base::SystemRandom().seed();
        source.label = *record.startLabel;
    }
    CG_TRY(record.state, holder->sealStart(plan.bytes(), source));
    return opened(
        std::make_unique<Session>(std::move(record), Session::Origin::SealedNow, trainerSeed, holder, std::move(wake)));
}

Result<std::unique_ptr<TrainingSession>> TrainingSession::restore(SessionRecord record, trust::KeyHolder* holder,
                                                                  const std::optional<trust::KeyDescription>& key,
                                                                  Wake wake)
{
    const bool plain = record.spec.scheme == base::SchemeId::Plain;
    if (!plain && key) {
        CG_CHECK(checkKey(record, *key));
    }
    const StartChoice start{record.seed, record.demoKey ? record.seed : std::nullopt};
    const base::Seed trainerSeed = record.trainerSeed.value_or(trainerSeedFor(start));
    auto session = std::make_unique<Session>(std::move(record), Session::Origin::Stored, trainerSeed,
                                             plain ? nullptr : holder, std::move(wake));
    Session& restored = *session;
    auto ready = opened(std::move(session));
    if (!ready && ready.error().code != ErrorCode::FileDamaged) {
        // Whatever it is that cannot be used, it came from the file.
        return Error{ErrorCode::FileDamaged, "the session is damaged: " + ready.error().message};
    }
    if (ready) {
        // So that values can be computed at once. Where it fails, the session opens all the same: the first step has
        // the network refreshed, or says why it cannot.
        (void)restored.refreshIfUsedUp();
    }
    return ready;
}

} // namespace cg::session
