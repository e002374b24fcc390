#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/calculation.h"
#include "ui/session/problems.h"
#include "ui/session/scheme_choice.h"
#include "ui/session/session_state.h"

#include <QObject>

#include <chrono>
#include <functional>

namespace cg::ui {

/// All that widgets know of the core. Every member returns at once; what it starts ends in `stateChanged`, in
/// `problemOccurred` or in the given callback, all on the UI thread. Orders that the present state does not allow do
/// nothing.
class TrainingController : public QObject {
    Q_OBJECT
public:
    explicit TrainingController(QObject* parent = nullptr) : QObject(parent) {}

    /// Never null.
    [[nodiscard]] virtual SessionStatePtr state() const = 0;

    /// How long the present order has been at work; nought between orders.
    [[nodiscard]] virtual std::chrono::milliseconds busyFor() const = 0;

    // --- The experiment ---
    /// Drops the present run and prepares the chosen one (Ready). Makes no key: the first order that needs one does.
    virtual void choose(const ExperimentChoice& choice) = 0;
    /// The same run from step 0, with the same (as a rule sealed) start.
    virtual void reset() = 0;
    /// The same choice from step 0 with other weights: a new sealed start, or the next seed.
    virtual void newStart() = 0;
    virtual void save(const QString& path) = 0;
    virtual void open(const QString& path) = 0;
    /// What was trained since the last saving is given up: nobody goes on with it when the file is opened again.
    virtual void forgetJournal() = 0;

    // --- The run ---
    virtual void train() = 0; ///< to the target; makes a session key first where there is none
    virtual void pause() = 0;
    virtual void step() = 0;          ///< one whole update
    virtual void stepOperation() = 0; ///< one homomorphic operation
    virtual void setTarget(const RunTarget& target) = 0;
    /// Nothing: full speed; otherwise at least 0.2 operations a second.
    virtual void setSpeed(std::optional<double> operationsPerSecond) = 0;

    // --- The key ---
    virtual void makeSessionKey() = 0;
    /// A passphrase is wiped by the callee.
    virtual void createKeyFile(const QString& path, QByteArray passphrase) = 0;
    virtual void loadKeyFile(const QString& path, QByteArray passphrase) = 0;
    /// Writes the present session key into a new key file.
    virtual void keepSessionKey(const QString& path, QByteArray passphrase) = 0;
    /// Puts another passphrase on a key file; the key in use stays as it is. `problemOccurred` tells how it ended.
    virtual void changePassphrase(const QString& path, QByteArray present, QByteArray fresh) = 0;
    virtual void unlock() = 0; ///< Armed → Open
    /// Open → Armed; what was opened with this key or the calculator's is forgotten at once.
    virtual void lock() = 0;

    // --- With the key open ---
    virtual void openPrediction(std::size_t row, const OpeningTerms& terms) = 0;
    /// Measures the noise of one step on the side.
    virtual void measureNoise() = 0;

    /// Runs a calculator program with a session key of its own and tells `done` on the UI thread, unless `receiver` is
    /// gone by then. A newer calculation cancels the one before.
    virtual void calculate(const QString& program, const SchemeChoice& scheme, QObject* receiver,
                           std::function<void(const CalculationPtr&)> done) = 0;

Q_SIGNALS:
    void stateChanged();
    /// An order to lock was given: nothing opened may stay anywhere.
    void locked();
    void problemOccurred(const cg::ui::Problem& problem);
};

} // namespace cg::ui
