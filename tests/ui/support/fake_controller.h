#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/training_controller.h"

#include <QPointer>
#include <QStringList>

#include <utility>
#include <vector>

namespace cg::ui::tests {

/// A controller without a core: writes down what it was asked, and gives what the test puts into it.
class FakeController final : public TrainingController {
public:
    QStringList calls; ///< one a call: its name, and what it was given
    SessionState picture;
    QString lastProgram;
    SchemeChoice lastScheme{base::SchemeId::Plain};

    std::chrono::milliseconds busy{0};

    [[nodiscard]] SessionStatePtr state() const override { return std::make_shared<SessionState>(picture); }
    [[nodiscard]] std::chrono::milliseconds busyFor() const override { return busy; }
    void choose(const ExperimentChoice& choice) override { note("choose", choice.preset); }
    void reset() override { note("reset"); }
    void newStart() override { note("newStart"); }
    void save(const QString& path) override { note("save", path); }
    void open(const QString& path) override { note("open", path); }
    void forgetJournal() override { note("forgetJournal"); }
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
    void changePassphrase(const QString& path, QByteArray, QByteArray) override { note("changePassphrase", path); }
    void unlock() override { note("unlock"); }
    void lock() override
    {
        note("lock");
        Q_EMIT locked();
    }
    void openPrediction(std::size_t row, const OpeningTerms&) override { note("openPrediction", QString::number(row)); }
    void measureNoise() override { note("measureNoise"); }
    void calculate(const QString& program, const SchemeChoice& scheme, QObject* receiver,
                   std::function<void(const CalculationPtr&)> done) override
    {
        note("calculate", program);
        lastProgram = program;
        lastScheme = scheme;
        m_questions.push_back({receiver, std::move(done)});
    }

    using CalculationResult = base::Result<std::vector<session::StatementResult>>;

    QString calculatorKey = QStringLiteral("tide-lamp-olive-fox");

    /// Answers the calculation that was asked for last, or number `question` (from 0).
    void finishCalculation(const CalculationResult& result, std::optional<std::size_t> question = {})
    {
        const Question& asked = m_questions.at(question.value_or(m_questions.size() - 1));
        if (asked.receiver) {
            asked.done(std::make_shared<const Calculation>(result, calculatorKey));
        }
    }

private:
    void note(const char* name, const QString& what = {})
    {
        const QString call = QString::fromLatin1(name);
        calls.append(what.isEmpty() ? call : call + QStringLiteral(" ") + what);
    }

    struct Question {
        QPointer<QObject> receiver;
        std::function<void(const CalculationPtr&)> done;
    };
    std::vector<Question> m_questions;
};

} // namespace cg::ui::tests
