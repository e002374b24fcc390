// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/minimax_table.h"

#include "base/contract.h"

#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace cg::resources {

// Written by the build from resources/data/poly_table.json.
// NOLINTBEGIN(readability-identifier-naming): the names that cg_embed() gives
extern const unsigned char poly_table[];
extern const std::size_t poly_table_size;
// NOLINTEND(readability-identifier-naming)

} // namespace cg::resources

namespace cg::model {

namespace {

using Table = std::map<std::tuple<std::string, int, double>, std::vector<double>>;

Table parseTable()
{
    const auto* begin = resources::poly_table;
    // The table is ours: that it can be read is tested, so a failure here is a bug and no input error.
    const auto entries = nlohmann::json::parse(begin, begin + resources::poly_table_size, nullptr, false);
    CG_EXPECTS(entries.is_array());
    Table table;
    for (const auto& entry : entries) {
        table.emplace(
            std::tuple(entry.at("f").get<std::string>(), entry.at("deg").get<int>(), entry.at("R").get<double>()),
            entry.at("minimax_c").get<std::vector<double>>());
    }
    return table;
}

} // namespace

std::optional<math::Polynomial> minimaxPolynomial(const MinimaxKey& key)
{
    static const Table table = parseTable();
    const auto entry = table.find(std::tuple(std::string(key.function), key.degree, key.radius));
    if (entry == table.end()) {
        return std::nullopt;
    }
    return math::Polynomial(entry->second);
}

} // namespace cg::model
