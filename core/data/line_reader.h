#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"

#include <cstddef>
#include <filesystem>
#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cg::data {

/// No line of a table is longer: 4,096 numbers of 17 digits are 100 KiB.
inline constexpr std::size_t kMaxLineBytes = std::size_t{1} << 20;

/// Reads a text file line by line with bounded memory, whatever the file holds. Lines end with "\n" or "\r\n"; the last
/// one need not.
class LineReader {
public:
    /// FileMissing, or FileUnreadable for a folder, another thing that is no ordinary file, or missing rights.
    static base::Result<LineReader> open(const std::filesystem::path& path);
    /// Of a text in memory; messages call it `name`.
    static LineReader over(std::string name, const std::string& text);

    /// The next line without its end; nothing after the last one. The view is valid until the next call. BadData for a
    /// line of more than kMaxLineBytes, FileUnreadable where the device fails.
    [[nodiscard]] base::Result<std::optional<std::string_view>> next();
    /// The 1-based number of the line that `next` gave last; 0 before the first.
    [[nodiscard]] std::size_t lineNumber() const { return m_lineNumber; }
    /// The path as messages show it.
    [[nodiscard]] const std::string& name() const { return m_name; }

private:
    LineReader(std::unique_ptr<std::istream> file, std::string name);

    /// Reads another block behind what is buffered; false at the end of the file.
    base::Result<bool> readMore();

    std::unique_ptr<std::istream> m_file;
    std::string m_name;
    std::vector<char> m_buffer;
    std::size_t m_begin = 0; ///< the unread bytes are m_buffer[m_begin, m_end)
    std::size_t m_end = 0;
    std::size_t m_lineNumber = 0;
};

} // namespace cg::data
