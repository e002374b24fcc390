// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/circuit.h"

namespace cg::he {

namespace {

constexpr std::size_t kMaxSlots = std::size_t{1} << 20;
constexpr std::size_t kMaxSums = 64;
constexpr std::size_t kMaxRotations = 4096;
constexpr std::size_t kMaxMaps = 256;
constexpr std::size_t kMaxMapEntries = std::size_t{1} << 20;

base::Error doesNotFit(const std::string& what, std::size_t slotCount)
{
    return {base::ErrorCode::InvalidArgument, what + " does not fit " + std::to_string(slotCount) + " slots"};
}

base::Result<std::size_t> slotNumber(base::ByteReader& reader)
{
    CG_TRY(const std::uint32_t value, reader.u32());
    if (value == 0 || value > kMaxSlots) {
        return reader.damaged("a number of slots of " + std::to_string(value));
    }
    return std::size_t{value};
}

base::Result<BlockSum> decodeSum(base::ByteReader& reader)
{
    BlockSum sum;
    CG_TRY(sum.grid.rows, slotNumber(reader));
    CG_TRY(sum.grid.columns, slotNumber(reader));
    CG_TRY(sum.grid.rowStride, slotNumber(reader));
    CG_TRY(const std::uint8_t axis, reader.choice(1));
    sum.axis = static_cast<SumAxis>(axis);
    if (sum.grid.rowStride < sum.grid.columns) {
        return reader.damaged("a table of slots whose rows overlap");
    }
    return sum;
}

base::Result<LinearMap> decodeMap(base::ByteReader& reader)
{
    LinearMap map;
    CG_TRY(map.rows, slotNumber(reader));
    CG_TRY(map.columns, slotNumber(reader));
    CG_TRY(map.entries, reader.numbers(kMaxMapEntries));
    if (map.entries.size() != map.rows * map.columns) {
        return reader.damaged("a matrix of " + std::to_string(map.entries.size()) + " entries for " +
                              std::to_string(map.rows) + " rows of " + std::to_string(map.columns));
    }
    return map;
}

} // namespace

base::Result<void> checkSum(const BlockSum& sum, std::size_t slotCount)
{
    if (sum.grid.slot(sum.grid.rows - 1, 0) + sum.grid.columns > slotCount) {
        return doesNotFit(
            "a sum over " + std::to_string(sum.grid.rows) + " rows of " + std::to_string(sum.grid.columns), slotCount);
    }
    return {};
}

base::Result<void> checkNeeds(const CircuitNeeds& needs, std::size_t slotCount)
{
    for (const BlockSum& sum : needs.sums) {
        CG_CHECK(checkSum(sum, slotCount));
    }
    for (const int rotation : needs.rotations) {
        if (rotation <= 0 || static_cast<std::size_t>(rotation) >= slotCount) {
            return doesNotFit("a rotation by " + std::to_string(rotation), slotCount);
        }
    }
    for (const LinearMap& map : needs.maps) {
        if (map.rows > slotCount || map.columns > slotCount) {
            return doesNotFit("a matrix of " + std::to_string(map.rows) + " × " + std::to_string(map.columns),
                              slotCount);
        }
    }
    return {};
}

void encode(const CircuitNeeds& needs, base::ByteWriter& writer)
{
    const auto number = [&](std::size_t value) { writer.u32(static_cast<std::uint32_t>(value)); };
    writer.u8(needs.products ? 1 : 0);
    writer.u8(needs.remasking ? 1 : 0);
    number(needs.sums.size());
    for (const BlockSum& sum : needs.sums) {
        number(sum.grid.rows);
        number(sum.grid.columns);
        number(sum.grid.rowStride);
        writer.u8(static_cast<std::uint8_t>(sum.axis));
    }
    number(needs.rotations.size());
    for (const int rotation : needs.rotations) {
        number(static_cast<std::size_t>(rotation));
    }
    number(needs.maps.size());
    for (const LinearMap& map : needs.maps) {
        number(map.rows);
        number(map.columns);
        writer.numbers(map.entries);
    }
}

base::Result<CircuitNeeds> decodeNeeds(base::ByteReader& reader)
{
    CircuitNeeds needs;
    CG_TRY(const std::uint8_t products, reader.choice(1));
    CG_TRY(const std::uint8_t remasking, reader.choice(1));
    needs.products = products == 1;
    needs.remasking = remasking == 1;
    CG_TRY(const std::size_t sums, reader.count(kMaxSums, 13));
    for (std::size_t i = 0; i < sums; ++i) {
        CG_TRY(needs.sums.emplace_back(), decodeSum(reader));
    }
    CG_TRY(const std::size_t rotations, reader.count(kMaxRotations, 4));
    for (std::size_t i = 0; i < rotations; ++i) {
        CG_TRY(const std::size_t steps, slotNumber(reader));
        needs.rotations.push_back(static_cast<int>(steps));
    }
    CG_TRY(const std::size_t maps, reader.count(kMaxMaps, 12));
    for (std::size_t i = 0; i < maps; ++i) {
        CG_TRY(LinearMap map, decodeMap(reader));
        needs.maps.push_back(std::move(map));
    }
    return needs;
}

} // namespace cg::he
