// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/text.h"

#include "base/contract.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace cg::cli {

namespace {

std::string withDigits(double value, std::chars_format format, int precision)
{
    std::array<char, 512> buffer;
    const auto [end, failure] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format, precision);
    CG_ENSURES(failure == std::errc{});
    return {buffer.data(), end};
}

std::string twoDigits(std::uint64_t value)
{
    return (value < 10 ? "0" : "") + std::to_string(value);
}

/// Code points of a UTF-8 text: what a terminal shows of the texts used here.
std::size_t widthOf(std::string_view text)
{
    const auto startsCharacter = [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; };
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), startsCharacter));
}

std::string padding(std::size_t columnWidth, std::string_view text)
{
    return std::string(columnWidth - std::min(columnWidth, widthOf(text)), ' ');
}

} // namespace

std::string numberText(double value)
{
    return withDigits(value, std::chars_format::general, 6);
}

std::string rateText(double value)
{
    return std::abs(value) < 99.95 ? withDigits(value, std::chars_format::general, 3)
                                   : withDigits(value, std::chars_format::fixed, 0);
}

std::string durationText(std::chrono::duration<double> duration)
{
    const double seconds = std::max(duration.count(), 0.0);
    if (seconds < 0.9995) {
        return withDigits(seconds * 1000.0, std::chars_format::general, 3) + " ms";
    }
    if (seconds < 99.95) {
        return withDigits(seconds, std::chars_format::general, 3) + " s";
    }
    if (seconds > 8.64e6) {
        return "more than 100 days";
    }
    const auto whole = static_cast<std::uint64_t>(std::lround(seconds));
    if (whole < 3600) {
        return std::to_string(whole / 60) + " min " + twoDigits(whole % 60) + " s";
    }
    return std::to_string(whole / 3600) + " h " + twoDigits(whole % 3600 / 60) + " min";
}

std::string bytesText(std::uint64_t bytes)
{
    constexpr std::array kUnits{"KiB", "MiB", "GiB", "TiB"};
    if (bytes < 1024) {
        return std::to_string(bytes) + " bytes";
    }
    double value = static_cast<double>(bytes) / 1024.0;
    std::size_t unit = 0;
    while (value >= 1023.95 && unit + 1 < kUnits.size()) {
        value /= 1024.0;
        ++unit;
    }
    return withDigits(value, std::chars_format::fixed, 1) + " " + kUnits[unit];
}

std::string bitsText(base::Log2 magnitude)
{
    if (magnitude.bits() <= base::Log2::kZeroBits) {
        return "exact";
    }
    return "2^" + withDigits(magnitude.bits(), std::chars_format::fixed, 1);
}

void Table::addRow(std::vector<std::string> cells)
{
    CG_EXPECTS(m_rows.empty() || cells.size() == m_rows.front().size());
    m_rows.push_back(std::move(cells));
}

std::string Table::text() const
{
    std::vector<std::size_t> widths(m_rows.front().size(), 0);
    for (const auto& row : m_rows) {
        for (std::size_t column = 0; column < row.size(); ++column) {
            widths[column] = std::max(widths[column], widthOf(row[column]));
        }
    }
    std::string text;
    for (const auto& row : m_rows) {
        std::string line = row[0] + padding(widths[0], row[0]);
        for (std::size_t column = 1; column < row.size(); ++column) {
            line += "  " + padding(widths[column], row[column]) + row[column];
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    return text;
}

std::string FactList::text() const
{
    std::size_t width = 0;
    for (const Fact& fact : m_facts) {
        width = std::max(width, widthOf(fact.name));
    }
    std::string text;
    for (const Fact& fact : m_facts) {
        text += fact.name + padding(width, fact.name) + "  " + fact.value + "\n";
    }
    return text;
}

} // namespace cg::cli
