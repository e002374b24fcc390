#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/network_spec.h"
#include "session/snapshot.h"
#include "ui/session/opened_values.h"
#include "ui/widgets/network_layout.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace cg::ui {

// What is said of a network's parts: by tool tips, by captions and to those who cannot see the picture.

/// "x₁", "x₂", …
[[nodiscard]] QString inputName(std::size_t input);
/// "input x₁", "unit 2 of layer 1", "weight from x₁ to unit 2 of layer 1", "bias of unit 2 of layer 1".
[[nodiscard]] QString nameOf(const NetworkElement& element, const model::NetworkSpec& network);
/// The name and the opened number; `values` must hold weights of this network.
[[nodiscard]] QString openedText(const NetworkElement& element, const model::NetworkSpec& network,
                                 const OpenedValues& values);
/// The name and the first bytes of what the trainer has instead.
[[nodiscard]] QString closedText(const NetworkElement& element, const model::NetworkSpec& network,
                                 std::span<const std::uint8_t> bytes);

/// All bytes of the pictures of weights, one after the other.
[[nodiscard]] std::vector<std::uint8_t> bytesOf(const session::CiphertextPictures& pictures);
/// All bytes of the pictures of one layer, one after the other.
[[nodiscard]] std::vector<std::uint8_t> bytesOfLayer(const session::CiphertextPictures& pictures, std::size_t layer);
/// The share of one unit in the bytes of its layer: every unit gets an equal part.
[[nodiscard]] std::span<const std::uint8_t> bytesOfUnit(std::span<const std::uint8_t> layer, std::size_t unit,
                                                        std::size_t units);

/// The opened number of a weight or a bias; nothing for units and for numbers that are not there.
[[nodiscard]] std::optional<double> weightOf(const NetworkElement& element, const model::Weights& weights);

} // namespace cg::ui
