// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/csv_reader.h"

#include "data/line_reader.h"
#include "data/quote.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace cg::data {

namespace {

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view kBlanks = " \t";
    const std::size_t first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

bool isQuoted(std::string_view cell)
{
    return cell.size() >= 2 && cell.starts_with('"') && cell.ends_with('"');
}

/// The cell without the blanks and the quotes around it.
std::string_view contentOf(std::string_view cell)
{
    const std::string_view text = trimmed(cell);
    return isQuoted(text) ? trimmed(text.substr(1, text.size() - 2)) : text;
}

/// Splits a line at the commas outside quotes. False if a quote is left open at its end.
bool splitCells(std::string_view line, std::vector<std::string_view>& cells)
{
    cells.clear();
    bool inQuotes = false;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '"') {
            // A doubled quote inside quotes closes and opens again, which comes to the same.
            inQuotes = !inQuotes;
        } else if (line[i] == ',' && !inQuotes) {
            cells.push_back(line.substr(begin, i - begin));
            begin = i + 1;
        }
    }
    cells.push_back(line.substr(begin));
    return !inQuotes;
}

struct ParsedNumber {
    double value = 0.0;
    std::string_view problem; ///< what is wrong, as the end of a sentence about the cell; empty: nothing
};

ParsedNumber parseNumber(std::string_view text)
{
    // from_chars knows no leading plus sign, and "+-1" is no number.
    if (text.starts_with('+') && !text.starts_with("+-")) {
        text.remove_prefix(1);
    }
    ParsedNumber number;
    const char* const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, number.value);
    if (error == std::errc::invalid_argument || end != last) {
        number.problem = "is not a number";
    } else if (error == std::errc::result_out_of_range) {
        number.problem = "is outside the range of double-precision numbers";
    } else if (!std::isfinite(number.value)) {
        number.problem = "is not a finite number";
    }
    return number;
}

/// Appends so that a growing vector never holds more than 2¼ times its numbers: push_back alone would need three times
/// them, at the moment when it doubles.
void append(std::vector<double>& numbers, double number)
{
    constexpr std::size_t kFirstCapacity = 4'096;
    if (numbers.size() == numbers.capacity()) {
        numbers.reserve(std::max(kFirstCapacity, numbers.size() + numbers.size() / 4));
    }
    numbers.push_back(number);
}

/// Reads one table. Invariant: m_data holds the rows read so far, all of m_columns.size() cells.
class TableReader {
public:
    TableReader(LineReader& lines, std::size_t targetCount) : m_lines(lines) { m_data.targetCount = targetCount; }

    base::Result<Dataset> read()
    {
        CG_CHECK(readHeader());
        CG_CHECK(readRows());
        if (m_data.rows() == 0) {
            return bad("there are no rows below the header");
        }
        return std::move(m_data);
    }

private:
    [[nodiscard]] base::Error bad(const std::string& what) const { return badAt(m_lines.lineNumber(), what); }
    [[nodiscard]] base::Error badAt(std::size_t line, const std::string& what) const
    {
        return {base::ErrorCode::BadData, m_lines.name() + ", line " + std::to_string(line) + ": " + what};
    }
    [[nodiscard]] base::Error badCell(std::size_t column, const std::string& what) const
    {
        return {base::ErrorCode::BadData, m_lines.name() + ", line " + std::to_string(m_lines.lineNumber()) +
                                              ", column " + columnName(column) + ": " + what};
    }
    [[nodiscard]] std::string columnName(std::size_t column) const
    {
        return m_columns[column].empty() ? std::to_string(column + 1) : shown(m_columns[column]);
    }

    base::Result<void> readHeader();
    base::Result<void> checkHeaderText(std::string_view line) const;
    base::Result<void> readRows();
    base::Result<void> readRow(std::string_view line);

    LineReader& m_lines; ///< outlives this object
    std::vector<std::string> m_columns;
    std::vector<std::string_view> m_cells; ///< of the line in hand; here so that its memory is used again
    Dataset m_data;
};

base::Result<void> TableReader::readHeader()
{
    constexpr std::string_view kUtf8Mark = "\xef\xbb\xbf";
    CG_TRY(std::optional<std::string_view> line, m_lines.next());
    if (!line) {
        return base::Error{base::ErrorCode::BadData,
                           m_lines.name() + " is empty; a header line and rows were expected"};
    }
    if (line->starts_with(kUtf8Mark)) {
        line->remove_prefix(kUtf8Mark.size());
    }
    CG_CHECK(checkHeaderText(*line));
    if (!splitCells(*line, m_cells)) {
        return bad("a quotation mark in the header is not closed");
    }
    for (const std::string_view cell : m_cells) {
        m_columns.emplace_back(contentOf(cell));
    }
    const std::size_t needed = m_data.targetCount + 1;
    if (m_columns.size() < needed) {
        return bad("the header names " + std::to_string(m_columns.size()) + " of at least " + std::to_string(needed) +
                   " columns (inputs, then " + std::to_string(m_data.targetCount) +
                   " for the label, separated by commas)");
    }
    if (m_columns.size() > kMaxColumns) {
        return bad("the header names " + std::to_string(m_columns.size()) + " columns where at most " +
                   std::to_string(kMaxColumns) + " may stand");
    }
    const auto isNumber = [](const std::string& column) { return parseNumber(column).problem.empty(); };
    if (std::all_of(m_columns.begin(), m_columns.end(), isNumber)) {
        return bad("there are numbers where a header that names the columns was expected");
    }
    m_data.inputCount = m_columns.size() - m_data.targetCount;
    return {};
}

base::Result<void> TableReader::checkHeaderText(std::string_view line) const
{
    const auto isControl = [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; };
    if (const auto found = std::find_if(line.begin(), line.end(), isControl); found != line.end()) {
        return bad("the header holds the control character " + shown({&*found, 1}) + "; this is no table of text");
    }
    return {};
}

base::Result<void> TableReader::readRows()
{
    std::optional<std::size_t> blankLine;
    while (true) {
        CG_TRY(const std::optional<std::string_view> line, m_lines.next());
        if (!line) {
            return {};
        }
        if (trimmed(*line).empty()) {
            blankLine = blankLine.value_or(m_lines.lineNumber());
            continue;
        }
        if (blankLine) {
            return badAt(*blankLine, "the line is blank, but rows follow it");
        }
        if (m_data.rows() == kMaxRows) {
            return bad("the table has more than " + std::to_string(kMaxRows) + " rows");
        }
        CG_CHECK(readRow(*line));
    }
}

base::Result<void> TableReader::readRow(std::string_view line)
{
    if (!splitCells(line, m_cells)) {
        return bad("a quotation mark is not closed");
    }
    if (m_cells.size() != m_columns.size()) {
        return bad(std::to_string(m_cells.size()) + (m_cells.size() == 1 ? " cell" : " cells") +
                   " where the header names " + std::to_string(m_columns.size()) + " columns");
    }
    for (std::size_t column = 0; column < m_cells.size(); ++column) {
        const std::string_view text = contentOf(m_cells[column]);
        if (text.empty()) {
            return badCell(column, "the cell is empty");
        }
        const ParsedNumber number = parseNumber(text);
        if (!number.problem.empty()) {
            return badCell(column, "\"" + shown(text) + "\" " + std::string(number.problem));
        }
        append(column < m_data.inputCount ? m_data.inputs : m_data.targets, number.value);
    }
    return {};
}

base::Result<void> checkTargets(std::size_t targetCount)
{
    if (targetCount == 0 || targetCount >= kMaxColumns) {
        return base::Error{base::ErrorCode::InvalidArgument, "a table cannot have " + std::to_string(targetCount) +
                                                                 " target columns: give 1 to " +
                                                                 std::to_string(kMaxColumns - 1)};
    }
    return {};
}

} // namespace

base::Result<Dataset> readCsv(const std::filesystem::path& path, std::size_t targetCount)
{
    CG_CHECK(checkTargets(targetCount));
    CG_TRY(LineReader lines, LineReader::open(path));
    CG_TRY(Dataset data, TableReader(lines, targetCount).read());
    data.name = path.stem().string().substr(0, kMaxNameBytes);
    return data;
}

base::Result<Dataset> parseCsv(const std::string& name, const std::string& text, std::size_t targetCount)
{
    CG_CHECK(checkTargets(targetCount));
    LineReader lines = LineReader::over(shown(name), text);
    CG_TRY(Dataset data, TableReader(lines, targetCount).read());
    data.name = name.substr(0, kMaxNameBytes);
    return data;
}

} // namespace cg::data
