// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/noise/noise_towers.h"

#include "ui/text/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace cg::ui {

namespace {

bool isProduct(he::OpKind kind)
{
    return kind == he::OpKind::Multiply || kind == he::OpKind::MultiplyPlain;
}

/// Under a scheme without levels all of them are 0.
bool hasLevel(const noise::LedgerEntry& entry)
{
    return entry.level > 0;
}

BitTower towerOf(const noise::LedgerEntry& entry, std::size_t number)
{
    BitTower tower;
    tower.label = shortNameOf(entry.kind);
    tower.name =
        QCoreApplication::translate("cg::ui::NoiseTowers", "operation %1: %2").arg(number).arg(ui::nameOf(entry.kind));
    tower.topBits = kMessageTopBits;
    tower.messageFloorBits = kMessageFloorBits;
    tower.noiseBits =
        entry.after.typical.isZero() ? base::Log2::kZeroBits : entry.after.typical.bits() + kDeviationBits;
    return tower;
}

} // namespace

std::vector<BitTower> towersOf(const std::vector<noise::LedgerEntry>& operations)
{
    std::vector<BitTower> towers;
    towers.reserve(operations.size());
    for (const noise::LedgerEntry& entry : operations) {
        towers.push_back(towerOf(entry, towers.size() + 1));
    }
    const bool hasLevels = std::ranges::any_of(operations, hasLevel);
    for (std::size_t i = 0; hasLevels && i < towers.size(); ++i) {
        towers[i].level = operations[i].level;
    }
    return towers;
}

std::vector<BitTower> towersOf(const std::vector<session::MeasuredOperation>& operations)
{
    std::vector<noise::LedgerEntry> entries;
    entries.reserve(operations.size());
    for (const session::MeasuredOperation& operation : operations) {
        entries.push_back(operation.entry);
    }
    std::vector<BitTower> towers = towersOf(entries);
    for (std::size_t i = 0; i < towers.size(); ++i) {
        if (operations[i].measured) {
            towers[i].measuredBits = operations[i].measured->bits();
        }
    }
    return towers;
}

std::vector<BitTower> forecastTowersOf(const std::vector<noise::LedgerEntry>& operations)
{
    std::vector<BitTower> towers = towersOf(operations);
    for (BitTower& tower : towers) {
        tower.isForecast = true;
    }
    return towers;
}

std::optional<int> productsLeft(const std::vector<noise::LedgerEntry>& operations)
{
    double growth = 0;
    double left = HUGE_VAL;
    for (const noise::LedgerEntry& entry : operations) {
        left = std::min(left, towerOf(entry, 0).bitsLeft());
        if (isProduct(entry.kind) && !entry.before.typical.isZero()) {
            growth = std::max(growth, entry.after.typical.bits() - entry.before.typical.bits());
        }
    }
    if (growth <= 0) {
        return std::nullopt;
    }
    const int byNoise = static_cast<int>(std::clamp(std::floor(left / growth), 0.0, double{kMostProducts}));
    if (std::ranges::none_of(operations, hasLevel)) {
        return byNoise;
    }
    return std::min(byNoise, std::ranges::min(operations, {}, &noise::LedgerEntry::level).level);
}

} // namespace cg::ui
