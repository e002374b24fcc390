#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/training_controller.h"

#include <QPointer>
#include <QStringList>

#include <utility>

namespace cg::ui::tests {

/// A controller without a core: writes down what it was asked, and gives what the test puts into it.
class FakeController final : public TrainingController {
public:
    QStringList calls; ///< one a call: its name, and what it was given
    SessionState picture;
    QString lastProgram;
    base::SchemeId lastScheme = base::SchemeId::Plain;

    [[nodiscard]] SessionStatePtr state() const override { return std::make_shared<SessionState>(picture); }
    void choose(const ExperimentChoice& choice) override { note("choose", choice.preset); }
    void reset() override { note("reset"); }
    void save(const QString& path) override { note("save", path); }
    void open(const QString& path) override { note("open", path); }
    void train() override { note("train"); }
    void pause() override { note("pause"); }
    void step() override { note("step"); }
    void stepOperation() override { note("stepOperation"); }
    void setTarget(const RunTarget& target) override { note("setTarget", QString::number(target.steps)); }
    void setSpeed(std::optional<double> speed) override { note("setSpeed", QString::number(speed.value_or(0.0))); }
    void makeSessionKey() override { note("makeSessionKey"); }
    void createKeyFile(const QString& path, QByteArray) override { note("createKeyFile", path); }
    void loadKeyFile(const QString& path, QByteArray) override { note("loadKeyFile", path); }
    void keepSessionKey(const QString& path, QByteArray) override { note("keepSessionKey", path); }
    void unlock() override { note("unlock"); }
    void lock() override { note("lock"); }
    void openPrediction(std::size_t row, const OpeningTerms&) override { note("openPrediction", QString::number(row)); }
    void measureNoise() override { note("measureNoise"); }
    void calculate(const QString& program, base::SchemeId scheme, QObject* receiver,
                   std::function<void(const CalculationResult&)> done) override
    {
        note("calculate", program);
        lastProgram = program;
        lastScheme = scheme;
        m_receiver = receiver;
        m_done = std::move(done);
    }

    /// Ends the calculation that was asked for last.
    void finishCalculation(const CalculationResult& result)
    {
        if (m_receiver && m_done) {
            std::exchange(m_done, nullptr)(result);
        }
    }
    [[nodiscard]] bool isCalculating() const { return m_done != nullptr; }

private:
    void note(const char* name, const QString& what = {})
    {
        const QString call = QString::fromLatin1(name);
        calls.append(what.isEmpty() ? call : call + QStringLiteral(" ") + what);
    }

    QPointer<QObject> m_receiver;
    std::function<void(const CalculationResult&)> m_done;
};

} // namespace cg::ui::tests
