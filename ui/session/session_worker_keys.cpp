// SPDX-License-Identifier: GPL-3.0-or-later
// The key: whose it is, and what is opened with it.
#include "trust/key_file_header.h"
#include "ui/panels/keys/key_name.h"
#include "ui/session/session_worker.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <cmath>
#include <utility>

namespace cg::ui {

namespace {

using base::Error;
using base::ErrorCode;

QString translated(const char* text)
{
    return QCoreApplication::translate("cg::ui::SessionWorker", text);
}

/// The numbers as they may be shown.
std::vector<double> rounded(std::vector<double> outputs, Precision precision)
{
    constexpr double kHundred = 100.0;
    constexpr double kFullPrecision = 65536.0; // 16 bits
    if (precision == Precision::ClassOnly) {
        if (outputs.size() == 1) {
            constexpr double kBoundary = 0.5;
            return {outputs[0] >= kBoundary ? 1.0 : 0.0};
        }
        return {static_cast<double>(std::ranges::max_element(outputs) - outputs.begin())};
    }
    const double unit = precision == Precision::TwoDigits ? kHundred : kFullPrecision;
    for (double& output : outputs) {
        output = std::round(output * unit) / unit;
    }
    return outputs;
}

} // namespace

void SessionWorker::describeKey()
{
    m_state.hasPassphrase = m_desk && m_desk->key().origin == trust::KeyOrigin::File;
    m_state.keyFile = m_desk ? QString::fromStdString(m_desk->file()) : QString();
    m_state.sessionKeyName = m_session && !m_state.isPlain() ? keyName(m_session->keyId()) : QString();
    if (m_state.isPlain()) {
        m_state.key = KeyState::NotNeeded;
        m_state.keyName.clear();
        return;
    }
    if (m_desk) {
        m_state.keyName = keyName(m_desk->key().id);
        const KeyState usable = m_isOpen ? KeyState::Open : KeyState::Armed;
        m_state.key = m_session && !isDeskOfSession() ? KeyState::Wrong : usable;
        return;
    }
    m_state.keyName = m_state.sessionKeyName;
    m_state.keyFile = m_keyFileBeside;
    m_state.hasPassphrase = !m_state.keyFile.isEmpty();
    const KeyState absent = m_state.keyFile.isEmpty() ? KeyState::PublicOnly : KeyState::Locked;
    m_state.key = m_session ? absent : KeyState::None;
}

void SessionWorker::lookForKeyFile()
{
    m_keyFileBeside.clear();
    if (m_state.file.isEmpty()) {
        return;
    }
    const QDir folder = QFileInfo(m_state.file).absoluteDir();
    for (const QFileInfo& file : folder.entryInfoList({QStringLiteral("*.cgkey")}, QDir::Files)) {
        const auto header = trust::describeKeyFile(file.absoluteFilePath().toStdString());
        if (header && header->id == m_session->keyId()) {
            m_keyFileBeside = file.absoluteFilePath();
            return;
        }
    }
}

bool SessionWorker::isDeskOfSession() const
{
    return m_desk && m_session && m_desk->key().id == m_session->keyId();
}

trust::KeyKind SessionWorker::keyKind() const
{
    return m_state.spec ? session::keyKindOf(*m_state.spec) : trust::KeyKind(m_state.choice.scheme);
}

SessionWorker::Outcome SessionWorker::ensureDesk()
{
    const std::optional<std::uint64_t> number = m_state.choice.demoKey;
    const bool isDemo = m_desk && m_desk->key().origin == trust::KeyOrigin::Demo;
    const bool fits = m_desk && session::isOfKind(m_desk->key(), keyKind());
    if (fits && !number && !isDemo) {
        return {};
    }
    m_isOpen = false; // it was another key that was unlocked
    CG_TRY(m_desk,
           number ? KeyDesk::withDemoKey(keyKind(), *number, m_place) : KeyDesk::withSessionKey(keyKind(), m_place));
    return {};
}

SessionWorker::Outcome SessionWorker::adopt(std::unique_ptr<KeyDesk> desk)
{
    if (!m_session) {
        m_desk = std::move(desk);
        m_isOpen = false;
        m_state.choice.demoKey.reset();
        return {};
    }
    if (desk->key().id == m_session->keyId()) {
        m_session->pause();
        waitUntilQuiet();
        CG_TRY(session::SessionRecord record, m_session->record());
        m_session.reset();
        m_desk = std::move(desk);
        m_isOpen = false; // it was another process that was told to open
        return restoreFrom(std::move(record));
    }
    if (isDeskOfSession()) {
        return Error{ErrorCode::WrongKey, "this key (" + keyName(desk->key().id).toStdString() +
                                              ") belongs to another session; the key of this one (" +
                                              keyName(m_session->keyId()).toStdString() + ") stays in use"};
    }
    m_isOpen = false;
    m_desk = std::move(desk);
    return {};
}

SessionWorker::Outcome SessionWorker::unlocking()
{
    if (!m_desk) {
        return Error{ErrorCode::NoKey, "there is no key on this computer; make or load one"};
    }
    if (m_session && !isDeskOfSession()) {
        return Error{ErrorCode::WrongKey, "this key (" + keyName(m_desk->key().id).toStdString() +
                                              ") belongs to another session; this one needs " +
                                              keyName(m_session->keyId()).toStdString()};
    }
    m_isOpen = true;
    if (const Outcome granted = grantAccess(); !granted) {
        m_isOpen = false;
        return granted;
    }
    m_earlierRows = m_state.disclosures.size();
    return m_session ? updateValues(LiveValues::Weights::Now) : Outcome();
}

SessionWorker::Outcome SessionWorker::grantAccess()
{
    const bool isLossTold = m_order == Order::Run && m_orderedTarget.loss;
    const trust::Access unopened = isLossTold ? trust::Access::StopSignal : trust::Access::Armed;
    const trust::Access wanted = m_isOpen ? trust::Access::Open : unopened;
    if (!m_desk || m_desk->hasEnded() || m_desk->access() == wanted) {
        return {};
    }
    const auto grant = [&] { return m_desk->setAccess(wanted); };
    return isDeskOfSession() ? whileQuiet(grant) : grant();
}

void SessionWorker::locking()
{
    m_isOpen = false;
    if (m_state.isPlain()) {
        return;
    }
    (void)grantAccess(); // a key holder that cannot be told is lost, which is noticed elsewhere
    m_values.clear();
    m_state.forgetOpened();
    if (m_session) {
        m_state.failure = failureOf(*m_session->snapshot()); // without what only the key holder saw
    }
}

SessionWorker::Outcome SessionWorker::updateValues(LiveValues::Weights weights)
{
    LiveValues::Opened opened;
    CG_CHECK(whileQuiet([&]() -> Outcome {
        CG_TRY(opened, m_values.update(*m_session, weights));
        return m_state.isPlain() && opened.weights > 0 ? readPredictions() : Outcome();
    }));
    m_state.values = m_values.values();
    if (m_state.isPlain()) {
        return {}; // nothing was opened
    }
    const OpeningTerms live{Precision::Everything, Audience::KeyHolder, Reason::Demonstrate, Lifetime::UntilLocked};
    noteOpened(session::OpenedKind::Loss, 0, opened.losses, live);
    noteOpened(session::OpenedKind::Weights, 0, opened.weights, live);
    return {};
}

SessionWorker::Outcome SessionWorker::readPredictions()
{
    CG_TRY(session::OpenedEvaluation evaluation, m_session->openEvaluation());
    const std::uint64_t step = m_session->snapshot()->steps;
    const OpeningTerms terms{Precision::Everything, Audience::Trainer, Reason::CheckAnswer, Lifetime::UntilLocked};
    m_state.predictions.clear();
    for (std::size_t row = 0; row < evaluation.predictions.size(); ++row) {
        m_state.predictions[row] = {rounded(std::move(evaluation.predictions[row]), terms.precision), step, terms};
    }
    return {};
}

SessionWorker::Outcome SessionWorker::openOnePrediction(std::size_t row, const OpeningTerms& terms)
{
    if (!m_isOpen) {
        return Error{ErrorCode::NoKey, "the key is locked; unlock it first"};
    }
    CG_CHECK(prepare());
    std::vector<double> outputs;
    std::uint64_t step = 0;
    CG_CHECK(whileQuiet([&]() -> Outcome {
        CG_TRY(outputs, m_session->openPrediction(row));
        step = m_session->snapshot()->steps;
        return {};
    }));
    m_state.predictions[row] = {rounded(outputs, terms.precision), step, terms};
    noteOpened(session::OpenedKind::Prediction, row, terms.precision == Precision::ClassOnly ? 1 : outputs.size(),
               terms);
    return {};
}

SessionWorker::Outcome SessionWorker::openPredictionsAgain()
{
    const auto predictions = m_state.predictions;
    for (const auto& [row, prediction] : predictions) {
        if (prediction.terms.lifetime == Lifetime::UntilLocked && prediction.step != m_state.steps()) {
            CG_CHECK(openOnePrediction(row, prediction.terms));
        }
    }
    return {};
}

SessionWorker::Outcome SessionWorker::measuring()
{
    if (!m_isOpen) {
        return Error{ErrorCode::NoKey, "the key is locked; noise is measured with the secret key"};
    }
    CG_CHECK(prepare());
    std::vector<session::MeasuredOperation> operations;
    std::uint64_t step = 0;
    CG_CHECK(whileQuiet([&]() -> Outcome {
        CG_TRY(operations, m_session->measureStep());
        step = m_session->snapshot()->steps;
        return {};
    }));
    const OpeningTerms terms{Precision::Everything, Audience::KeyHolder, Reason::Demonstrate, Lifetime::Once};
    noteOpened(session::OpenedKind::Noise, 0, operations.size(), terms);
    m_values.setMeasured(std::move(operations), step);
    m_state.values = m_values.values();
    return {};
}

void SessionWorker::noteOpened(session::OpenedKind kind, std::uint64_t row, std::uint64_t numbers,
                               const OpeningTerms& terms)
{
    if (numbers == 0) {
        return;
    }
    const auto now = std::chrono::system_clock::now();
    const Disclosure disclosure{now,         kind, row, m_state.steps(), numbers, terms.precision, terms.audience,
                                terms.reason};
    // What is opened again and again while the training runs, and the key stays open, is one row.
    constexpr std::size_t kLookBack = 2;
    const std::size_t rows = m_state.disclosures.size() - std::min(m_earlierRows, m_state.disclosures.size());
    const bool isLive = terms.lifetime == Lifetime::UntilLocked;
    session::addTo(m_state.disclosures, disclosure, isLive ? std::min(kLookBack, rows) : 0);
    m_state.opened += static_cast<int>(numbers);
    if (terms.audience == Audience::Trainer) {
        m_place.log.add({trust::CrossingKind::Message, now, 1, 1, numbers * sizeof(double), disclosure.bits(),
                         subjectText(disclosure).toStdString()});
    }
}

void SessionWorker::noteLost()
{
    m_listeners.report(problemOf(
        translated("The key holder's process is gone"),
        {ErrorCode::KeyHolderLost, "the program that holds the secret key has ended; the training was paused"}));
    locking();
    std::optional<session::SessionRecord> record;
    if (isDeskOfSession()) {
        m_session->pause();
        waitUntilQuiet();
        if (auto present = m_session->record()) {
            record = std::move(*present);
        }
        m_session.reset();
    }
    m_desk.reset();
    if (record) {
        if (const Outcome restored = restoreFrom(std::move(*record)); !restored) {
            m_listeners.report(problemOf(translated("The run could not go on"), restored.error()));
            return;
        }
        lookForKeyFile();
    }
}

} // namespace cg::ui
