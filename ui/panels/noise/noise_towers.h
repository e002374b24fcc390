#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "noise/ledger.h"
#include "session/training_session.h"
#include "ui/widgets/bit_towers.h"

#include <optional>
#include <vector>

namespace cg::ui {

/// The message of a tower: magnitudes up to 2^4 = 16, more than any value in a network that works, down to 2^-10, the
/// third decimal. The ledger does not hold the declared ranges, so that all towers of a step share one message.
inline constexpr double kMessageTopBits = 4.0;
inline constexpr double kMessageFloorBits = -10.0;
/// The noise of a tower is 2^3 = 8 standard deviations of the estimate. An error that is sums of many independent ones
/// goes beyond in one of 10^15 slots, one of products has longer tails (2 of 950 operations of `xor` under CKKS); most
/// measured errors of the largest slot lie 2 to 6 bits below. The bound that holds
/// without exception (`worst`) supposes that all errors conspire, lies some 15 bits higher after one step, and would
/// show damage where there is none; it stands in the table.
inline constexpr double kDeviationBits = 3.0;
/// What noise towers say of the room stops here.
inline constexpr int kMostProducts = 99;

/// One tower an operation, in the ledger's order.
[[nodiscard]] std::vector<BitTower> towersOf(const std::vector<noise::LedgerEntry>& operations);
/// The same with what the key holder measured: for the key holder's half only.
[[nodiscard]] std::vector<BitTower> towersOf(const std::vector<session::MeasuredOperation>& operations);
/// Towers of a forecast: ghosts.
[[nodiscard]] std::vector<BitTower> forecastTowersOf(const std::vector<noise::LedgerEntry>& operations);

/// How many more multiplications there is about room for after the worst of these operations, supposing that each adds
/// as many bits as the one here that adds most, and no more than the lowest level is good for: 0 … kMostProducts,
/// nothing where no noisy ciphertext was multiplied.
[[nodiscard]] std::optional<int> productsLeft(const std::vector<noise::LedgerEntry>& operations);

} // namespace cg::ui
