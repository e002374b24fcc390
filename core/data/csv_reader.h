#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "data/dataset.h"

#include <cstddef>
#include <filesystem>
#include <string>

namespace cg::data {

/// Reads a table of numbers from a text file: a header line that names the columns, then one row a line, cells
/// separated by commas, numbers with a decimal point, the last `targetCount` columns the targets (labels). A UTF-8 mark
/// at the start, "\r\n", quoted cells, spaces around numbers and blank lines at the end are accepted. The name of the
/// table is the file's, without folder and extension.
///
/// The file is read once, line by line; the memory in use stays within 2¼ times that of the numbers.
///
/// FileMissing, FileUnreadable, or BadData whose message names the file, the 1-based line (the header is line 1), the
/// column and the cell: `bad.csv, line 4, column x2: "zebra" is not a number`. InvalidArgument if
/// targetCount is 0 or not below kMaxColumns.
[[nodiscard]] base::Result<Dataset> readCsv(const std::filesystem::path& path, std::size_t targetCount = 1);

/// The same of a text in memory, which messages call `name`; so is the table called.
[[nodiscard]] base::Result<Dataset> parseCsv(const std::string& name, const std::string& text,
                                             std::size_t targetCount = 1);

} // namespace cg::data
