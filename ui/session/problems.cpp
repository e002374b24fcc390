// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/problems.h"

#include <QCoreApplication>

#include <cmath>

namespace cg::ui {

namespace {

QString translated(const char* text)
{
    return QCoreApplication::translate("cg::ui::problems", text);
}

QString adviceFor(base::ErrorCode code)
{
    using base::ErrorCode;
    switch (code) {
    case ErrorCode::WrongPassphrase:
        return translated("Nothing was changed. Try again; Caps Lock may be on.");
    case ErrorCode::WrongKey:
        return translated("Load the key that this session was sealed with.");
    case ErrorCode::FileDamaged:
    case ErrorCode::FileForeign:
        return translated("Nothing was opened or changed. Take another copy of the file.");
    case ErrorCode::FileNewer:
        return translated("Nothing was changed. Open it with the newer version.");
    case ErrorCode::FileInUse:
        return translated("Close it in the other program, or choose another name.");
    case ErrorCode::FileNotWritable:
        return translated("Nothing was lost: the session is still here. Save it somewhere else.");
    case ErrorCode::FileExists:
        return translated("Choose another name.");
    case ErrorCode::KeyHolderLost:
        return translated(
            "The ciphertexts are still here. Load the key again to open anything; a session key died with "
            "its key holder.");
    case ErrorCode::LevelsExhausted:
        return translated("Unlock the key of this session, or load it, and train on: nothing is lost.");
    case ErrorCode::NoiseOverflow:
        return translated("Reset and take a smaller rate or fewer units.");
    case ErrorCode::Diverged:
        return translated("Halve the rate and start again.");
    case ErrorCode::OutOfMemory:
        return translated("Close other programs, or take a smaller network.");
    default:
        return {};
    }
}

QString sentenceOf(const base::Error& error)
{
    QString sentence = QString::fromStdString(error.message);
    if (!sentence.isEmpty()) {
        sentence[0] = sentence[0].toUpper();
    }
    const QString advice = adviceFor(error.code);
    return advice.isEmpty() ? sentence + QLatin1Char('.') : sentence + QStringLiteral(". ") + advice;
}

FailureKind kindOf(session::StopReason reason, base::ErrorCode code)
{
    switch (code) {
    case base::ErrorCode::KeyHolderLost:
        return FailureKind::KeyHolderLost;
    case base::ErrorCode::OutOfMemory:
        return FailureKind::OutOfMemory;
    default:
        break;
    }
    switch (reason) {
    case session::StopReason::Noise:
        return FailureKind::NoiseExhausted;
    case session::StopReason::Levels:
        return FailureKind::RefreshNeeded;
    case session::StopReason::Diverged:
        return FailureKind::Diverged;
    default:
        return FailureKind::Internal;
    }
}

std::optional<Failure> divergenceIn(const std::vector<LossPoint>& losses)
{
    constexpr double kGrowth = 10.0;
    constexpr double kLearnt = 0.01; // below it, noise is what moves the loss
    if (losses.size() < 2) {
        return std::nullopt;
    }
    const double first = losses.front().loss;
    const double last = losses.back().loss;
    // A loss is no negative number: one that is has wrapped around.
    if (std::isfinite(last) && std::abs(last) <= kGrowth * std::max(first, kLearnt)) {
        return std::nullopt;
    }
    return Failure{FailureKind::Diverged,
                   translated("The loss has grown tenfold: the maths is fine, the learning rate is not. The trainer "
                              "cannot notice and goes on. Halve the rate and start again.")};
}

} // namespace

Problem problemOf(const QString& what, const base::Error& error)
{
    return {what, sentenceOf(error)};
}

std::optional<Failure> failureOf(const session::TrainingSnapshot& snapshot)
{
    using session::StopReason;
    if (!snapshot.stopped || !snapshot.failure || *snapshot.stopped == StopReason::Interrupt) {
        return std::nullopt;
    }
    return Failure{kindOf(*snapshot.stopped, snapshot.failure->code), sentenceOf(*snapshot.failure)};
}

std::optional<Failure> failureOfFile(const base::Error& error)
{
    switch (error.code) {
    case base::ErrorCode::FileDamaged:
    case base::ErrorCode::FileForeign:
    case base::ErrorCode::FileNewer:
        return Failure{FailureKind::FileDamaged, sentenceOf(error)};
    default:
        return std::nullopt;
    }
}

Failure wrongKeyFailure(const QString& loaded, const QString& needed)
{
    return {FailureKind::WrongKey,
            translated("The key %1 belongs to another session: this one is locked with %2. Load that key.")
                .arg(loaded, needed)};
}

std::optional<Failure> failureSeenIn(const OpenedValues& values, const model::NetworkSpec& network)
{
    if (auto diverged = divergenceIn(values.losses)) {
        return diverged;
    }
    for (std::size_t layer = 0; layer < values.preActivations.size(); ++layer) {
        const double radius = network.layers[layer].activation.radius();
        std::size_t outside = 0;
        for (const double z : values.preActivations[layer]) {
            outside += std::abs(z) > radius ? std::size_t{1} : 0;
        }
        if (outside > 0) {
            return Failure{FailureKind::LeftPolynomialRange,
                           translated("%1 of %2 pre-activations of layer %3 lie outside ±%4, where the polynomial "
                                      "stands for its function. Choose a wider range on the Sigmoid tab.")
                               .arg(outside)
                               .arg(values.preActivations[layer].size())
                               .arg(layer + 1)
                               .arg(radius)};
        }
    }
    return std::nullopt;
}

} // namespace cg::ui
