// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/predictions/prediction_text.h"

#include "ui/text/format.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace cg::ui {

namespace {

QString translated(const char* text)
{
    return QCoreApplication::translate("cg::ui::Predictions", text);
}

QString classText(std::size_t number)
{
    return translated("class %1").arg(number);
}

QString join(std::span<const double> values)
{
    QStringList texts;
    for (const double value : values) {
        texts.append(numberText(value));
    }
    return texts.join(QStringLiteral(", "));
}

} // namespace

std::optional<std::size_t> classOf(std::span<const double> outputs)
{
    constexpr double kMiddle = 0.5;
    if (outputs.empty() || !std::ranges::all_of(outputs, [](double value) { return std::isfinite(value); })) {
        return std::nullopt;
    }
    if (outputs.size() == 1) {
        return outputs.front() >= kMiddle ? 1U : 0U;
    }
    return static_cast<std::size_t>(std::distance(outputs.begin(), std::ranges::max_element(outputs)));
}

std::optional<std::size_t> classOf(const OpenedPrediction& prediction)
{
    const std::vector<double>& outputs = prediction.outputs;
    const bool isPlace = prediction.terms.precision == Precision::ClassOnly && outputs.size() == 1;
    if (isPlace && std::isfinite(outputs.front()) && outputs.front() >= 0.0) {
        return static_cast<std::size_t>(outputs.front());
    }
    return classOf(std::span(outputs));
}

QString openedText(const OpenedPrediction& prediction)
{
    const std::optional<std::size_t> number = classOf(prediction);
    if (!number) {
        return translated("no number");
    }
    return prediction.terms.precision == Precision::ClassOnly ? classText(*number) : join(prediction.outputs);
}

QString inputsText(std::span<const double> inputs)
{
    constexpr std::size_t kShown = 6;
    const QString text = join(inputs.first(std::min(inputs.size(), kShown)));
    return inputs.size() <= kShown ? text : translated("%1, … (%2 numbers)").arg(text).arg(inputs.size());
}

QString labelText(std::span<const double> target)
{
    const auto isBit = [](double value) { return value == 0.0 || value == 1.0; };
    const std::optional<std::size_t> number = classOf(target);
    return number && std::ranges::all_of(target, isBit) ? classText(*number) : join(target);
}

Verdict verdictOf(const OpenedPrediction& prediction, std::span<const double> target)
{
    const std::optional<std::size_t> opened = classOf(prediction);
    return opened && opened == classOf(target) ? Verdict::Correct : Verdict::Wrong;
}

OpeningAnswer openingAnswer(const SessionState& state)
{
    if (!state.spec || !state.snapshot || !state.snapshot->pictures) {
        return {OpeningWay::None, translated("There is no network yet, so there is no prediction.")};
    }
    switch (state.key) {
    case KeyState::Open:
        return {OpeningWay::Open, {}};
    case KeyState::Armed:
        return {OpeningWay::Unlock, translated("The key is locked. Unlock it to open a prediction.")};
    case KeyState::Locked:
        return {OpeningWay::Unlock, translated("The key file is locked. Its passphrase unlocks it.")};
    case KeyState::Wrong:
        return {OpeningWay::None, translated("This key belongs to another session. It opens nothing here.")};
    case KeyState::PublicOnly:
        return {OpeningWay::None, translated("The secret key is elsewhere. Nothing can be opened here.")};
    case KeyState::NotNeeded:
        return {OpeningWay::None, translated("Nothing is encrypted: every prediction is in the clear.")};
    case KeyState::None:
        break;
    }
    return {OpeningWay::None, translated("There is no secret key on this computer. Nothing can be opened.")};
}

bool isProbablyNoise(const SessionState& state)
{
    constexpr double kHalf = -1.0; // log2(1/2)
    return state.snapshot != nullptr && state.snapshot->weightNoise.typical.bits() >= kHalf;
}

} // namespace cg::ui
