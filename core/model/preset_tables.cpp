// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/preset_tables.h"

#include "data/csv_reader.h"
#include "model/lift.h"

#include <numeric>
#include <string>
#include <vector>

namespace cg::resources {

// Written by the build from resources/data/*.csv.
extern const unsigned char table_circles[];
extern const std::size_t table_circles_size;
extern const unsigned char table_moons[];
extern const std::size_t table_moons_size;
extern const unsigned char table_spirals[];
extern const std::size_t table_spirals_size;

} // namespace cg::resources

namespace cg::model {

namespace {

std::string textOf(std::string_view name)
{
    const auto text = [](const unsigned char* bytes, std::size_t size) { return std::string(bytes, bytes + size); };
    if (name == "circles") {
        return text(resources::table_circles, resources::table_circles_size);
    }
    if (name == "moons") {
        return text(resources::table_moons, resources::table_moons_size);
    }
    return text(resources::table_spirals, resources::table_spirals_size);
}

data::Dataset rowsOf(const data::Dataset& table, std::size_t first, std::size_t count)
{
    std::vector<std::size_t> rows(count);
    std::iota(rows.begin(), rows.end(), first);
    return data::selectRows(table, rows);
}

} // namespace

SplitTable carriedTable(std::string_view name)
{
    const data::Dataset table = data::parseCsv(std::string(name), textOf(name)).value();
    const std::size_t half = table.rows() / 2;
    return {rowsOf(table, 0, half), rowsOf(table, half, half)};
}

SplitTable liftedTable(std::string_view name)
{
    constexpr std::size_t kDegree = 3;
    const SplitTable plain = carriedTable(name);
    const ChebyshevLift lift = ChebyshevLift::fit(plain.training, kDegree);
    return {lift.apply(plain.training), lift.apply(plain.heldOut)};
}

} // namespace cg::model
