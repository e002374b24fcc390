// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/line_reader.h"

#include "data/quote.h"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

namespace cg::data {

namespace {

constexpr std::size_t kBlockBytes = std::size_t{1} << 16;
constexpr std::size_t kMaxShownPath = 4096;

std::string_view withoutCarriageReturn(std::string_view line)
{
    return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

base::Error unreadable(const std::string& name, const std::string& why)
{
    return {base::ErrorCode::FileUnreadable, name + " cannot be read: " + why};
}

} // namespace

LineReader::LineReader(std::unique_ptr<std::istream> file, std::string name)
    : m_file(std::move(file)), m_name(std::move(name))
{}

LineReader LineReader::over(std::string name, const std::string& text)
{
    return {std::make_unique<std::istringstream>(text), std::move(name)};
}

base::Result<LineReader> LineReader::open(const std::filesystem::path& path)
{
    const std::string name = shown(path.string(), kMaxShownPath);
    std::error_code error;
    const std::filesystem::file_status status = std::filesystem::status(path, error);
    if (status.type() == std::filesystem::file_type::not_found) {
        return base::Error{base::ErrorCode::FileMissing, "there is no file " + name};
    }
    if (error) {
        return unreadable(name, error.message());
    }
    if (std::filesystem::is_directory(status)) {
        return unreadable(name, "it is a folder; a file was expected");
    }
    // Opening a pipe that nobody writes to would wait for ever.
    if (!std::filesystem::is_regular_file(status)) {
        return unreadable(name, "it is no ordinary file");
    }
    errno = 0;
    auto file = std::make_unique<std::ifstream>(path, std::ios::binary);
    if (!*file) {
        return unreadable(name, std::generic_category().message(errno));
    }
    return LineReader(std::move(file), name);
}

base::Result<std::optional<std::string_view>> LineReader::next()
{
    std::size_t searched = 0;
    while (true) {
        const std::string_view unread(m_buffer.data() + m_begin, m_end - m_begin);
        if (const std::size_t length = unread.find('\n', searched); length != std::string_view::npos) {
            m_begin += length + 1;
            ++m_lineNumber;
            return std::optional(withoutCarriageReturn(unread.substr(0, length)));
        }
        if (unread.size() > kMaxLineBytes) {
            return base::Error{base::ErrorCode::BadData,
                               m_name + ", line " + std::to_string(m_lineNumber + 1) + ": the line has more than " +
                                   std::to_string(kMaxLineBytes) + " bytes; this is no table"};
        }
        searched = unread.size();
        CG_TRY(const bool more, readMore());
        if (!more) {
            break;
        }
    }
    if (m_begin == m_end) {
        return std::optional<std::string_view>();
    }
    ++m_lineNumber;
    const std::string_view last(m_buffer.data() + m_begin, m_end - m_begin);
    m_begin = m_end;
    return std::optional(withoutCarriageReturn(last));
}

base::Result<bool> LineReader::readMore()
{
    std::copy(m_buffer.begin() + static_cast<std::ptrdiff_t>(m_begin),
              m_buffer.begin() + static_cast<std::ptrdiff_t>(m_end), m_buffer.begin());
    m_end -= std::exchange(m_begin, 0);
    m_buffer.resize(std::max(m_buffer.size(), m_end + kBlockBytes));
    m_file->read(m_buffer.data() + m_end, static_cast<std::streamsize>(kBlockBytes));
    if (m_file->bad()) {
        return unreadable(m_name, "the device reports a failure");
    }
    const auto count = static_cast<std::size_t>(m_file->gcount());
    m_end += count;
    return count != 0;
}

} // namespace cg::data
