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
    return towers;
}

std::vector<BitTower> towersOf(const std::vector<session::MeasuredOperation>& operations)
{
    std::vector<BitTower> towers;
    towers.reserve(operations.size());
    for (const session::MeasuredOperation& operation : operations) {
        towers.push_back(towerOf(operation.entry, towers.size() + 1));
        if (operation.measured) {
            towers.back().measuredBits = operation.measured->bits();
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
    return static_cast<int>(std::clamp(std::floor(left / growth), 0.0, double{kMostProducts}));
}

} // namespace cg::ui
