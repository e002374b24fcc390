#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/log2.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace cg::cli {

// Numbers and tables for people. JSON never passes through here.

/// Six significant digits: "0.00123457", "-1e-05".
[[nodiscard]] std::string numberText(double value);
/// Three significant digits below 100, whole numbers from there on: "8.21", "8214".
[[nodiscard]] std::string rateText(double value);
/// "950 ms", "12.3 s", "4 min 05 s", "3 h 20 min".
[[nodiscard]] std::string durationText(std::chrono::duration<double> duration);
/// "850 bytes", "12.3 KiB", "4.0 MiB", …
[[nodiscard]] std::string bytesText(std::uint64_t bytes);
/// "2^-12.3", or "exact" where the magnitude counts as nought.
[[nodiscard]] std::string bitsText(base::Log2 magnitude);

/// A table with a header line whose columns are aligned: the first to the left, the others to the right.
class Table {
public:
    explicit Table(std::vector<std::string> header) { addRow(std::move(header)); }
    /// Requires as many cells as the header has.
    void addRow(std::vector<std::string> cells);
    [[nodiscard]] std::string text() const;

private:
    std::vector<std::vector<std::string>> m_rows;
};

/// Lines "name   value" with the values in one column.
class FactList {
public:
    void add(std::string name, std::string value) { m_facts.push_back({std::move(name), std::move(value)}); }
    [[nodiscard]] std::string text() const;

private:
    struct Fact {
        std::string name;
        std::string value;
    };
    std::vector<Fact> m_facts;
};

} // namespace cg::cli
