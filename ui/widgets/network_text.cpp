// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/network_text.h"

#include "ui/text/format.h"

#include <QCoreApplication>

#include <algorithm>

namespace cg::ui {

namespace {

QString translated(const char* text)
{
    return QCoreApplication::translate("cg::ui::network", text);
}

QString unitName(int layer, int unit)
{
    return layer < 0 ? translated("input %1").arg(inputName(static_cast<std::size_t>(unit)))
                     : translated("unit %1 of layer %2").arg(unit + 1).arg(layer + 1);
}

QString sentence(QString text)
{
    text[0] = text[0].toUpper();
    return text;
}

template <typename Predicate>
std::vector<std::uint8_t> joined(const session::CiphertextPictures& pictures, const Predicate& isWanted)
{
    std::vector<std::uint8_t> bytes;
    for (const session::CiphertextPicture& picture : pictures.weights) {
        if (isWanted(picture)) {
            bytes.insert(bytes.end(), picture.bytes.begin(), picture.bytes.end());
        }
    }
    return bytes;
}

} // namespace

QString inputName(std::size_t input)
{
    constexpr char16_t kSubscriptZero = u'\u2080';
    QString name = QStringLiteral("x");
    for (const QChar digit : QString::number(input + 1)) {
        name += QChar(static_cast<char16_t>(kSubscriptZero + digit.digitValue()));
    }
    return name;
}

QString nameOf(const NetworkElement& element, const model::NetworkSpec& network)
{
    if (element.isNone()) {
        return {};
    }
    if (!element.isWeight()) {
        return unitName(element.layer, element.unit);
    }
    const auto inputs = static_cast<int>(network.fanIn(static_cast<std::size_t>(element.layer)));
    if (element.input >= inputs) {
        return translated("bias of %1").arg(unitName(element.layer, element.unit));
    }
    return translated("weight from %1 to %2")
        .arg(unitName(element.layer - 1, element.input), unitName(element.layer, element.unit));
}

std::optional<double> weightOf(const NetworkElement& element, const model::Weights& weights)
{
    if (!element.isWeight() || static_cast<std::size_t>(element.layer) >= weights.size()) {
        return std::nullopt;
    }
    const model::LayerWeights& layer = weights[static_cast<std::size_t>(element.layer)];
    const auto unit = static_cast<std::size_t>(element.unit);
    const auto input = static_cast<std::size_t>(element.input);
    if (unit >= layer.weights.size()) {
        return std::nullopt;
    }
    if (input < layer.weights[unit].size()) {
        return layer.weights[unit][input];
    }
    return unit < layer.bias.size() ? std::optional(layer.bias[unit]) : std::nullopt;
}

QString openedText(const NetworkElement& element, const model::NetworkSpec& network, const OpenedValues& values)
{
    const QString name = sentence(nameOf(element, network));
    const std::optional<double> weight = weightOf(element, values.weights);
    if (weight) {
        return translated("%1: %2").arg(name, numberText(*weight));
    }
    if (element.layer < 0) {
        return name;
    }
    const auto bias = static_cast<int>(network.fanIn(static_cast<std::size_t>(element.layer)));
    const std::optional<double> ofUnit = weightOf({element.layer, element.unit, bias}, values.weights);
    return ofUnit ? translated("%1: its output over both inputs, bias %2").arg(name, numberText(*ofUnit))
                  : translated("%1: its output over both inputs").arg(name);
}

QString closedText(const NetworkElement& element, const model::NetworkSpec& network,
                   std::span<const std::uint8_t> bytes)
{
    const QString name = sentence(nameOf(element, network));
    if (element.layer < 0) {
        return translated("%1: in the clear").arg(name);
    }
    constexpr std::size_t kShown = 6;
    if (bytes.size() < kShown) {
        return translated("%1: no ciphertext yet").arg(name);
    }
    const QByteArray raw(reinterpret_cast<const char*>(bytes.data()), kShown);
    return translated("%1: ciphertext %2 …").arg(name, QString::fromLatin1(raw.toHex(' ')));
}

std::vector<std::uint8_t> bytesOf(const session::CiphertextPictures& pictures)
{
    return joined(pictures, [](const session::CiphertextPicture&) { return true; });
}

std::vector<std::uint8_t> bytesOfLayer(const session::CiphertextPictures& pictures, std::size_t layer)
{
    return joined(pictures, [layer](const session::CiphertextPicture& picture) { return picture.layer == layer; });
}

std::span<const std::uint8_t> bytesOfUnit(std::span<const std::uint8_t> layer, std::size_t unit, std::size_t units)
{
    const std::size_t share = layer.size() / std::max<std::size_t>(units, 1);
    return unit < units ? layer.subspan(unit * share, share) : std::span<const std::uint8_t>{};
}

} // namespace cg::ui
