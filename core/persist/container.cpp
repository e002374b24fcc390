// SPDX-License-Identifier: GPL-3.0-or-later
#include "persist/container.h"

#include "base/random.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>

namespace cg::persist {

namespace {

constexpr std::string_view kMagic = "CGRDSESS";
constexpr std::size_t kMaxName = 32;
constexpr std::size_t kMaxSections = 64;
constexpr std::size_t kMaxSectionBytes = std::size_t{1} << 31;

base::Error foreign(const std::string& subject)
{
    return {base::ErrorCode::FileForeign, subject + " is not a Ciphergrad session"};
}

base::Result<base::ByteView> checkedBody(base::ByteView bytes, const std::string& subject)
{
    base::Seed checksum;
    if (bytes.size() < kMagic.size() + checksum.size()) {
        return base::Error{base::ErrorCode::FileDamaged, subject + " is damaged: it has been cut off"};
    }
    const base::ByteView body = bytes.first(bytes.size() - checksum.size());
    std::ranges::copy(bytes.last(checksum.size()), checksum.begin());
    if (base::hashOf(body) != checksum) {
        return base::Error{base::ErrorCode::FileDamaged,
                           subject + " is damaged: its bytes do not agree with its checksum"};
    }
    return body;
}

} // namespace

void Container::add(std::string name, base::Bytes bytes)
{
    CG_EXPECTS(!name.empty() && name.size() <= kMaxName && !has(name));
    CG_EXPECTS(bytes.size() <= kMaxSectionBytes && m_sections.size() < kMaxSections);
    m_sections.push_back({std::move(name), std::move(bytes)});
}

void Container::replaceBy(const Container& newer)
{
    for (const Section& section : newer.m_sections) {
        std::erase_if(m_sections, [&](const Section& old) { return old.name == section.name; });
        m_sections.push_back(section);
    }
}

bool Container::has(const std::string& name) const
{
    return std::ranges::find(m_sections, name, &Section::name) != m_sections.end();
}

base::Result<base::ByteView> Container::section(const std::string& name) const
{
    const auto found = std::ranges::find(m_sections, name, &Section::name);
    if (found == m_sections.end()) {
        return base::Error{base::ErrorCode::FileDamaged, m_subject + " is damaged: it has no section \"" + name + "\""};
    }
    return base::ByteView(found->bytes);
}

bool Container::isAtBeginningOf(base::ByteView bytes)
{
    return bytes.size() >= kMagic.size() && std::ranges::equal(bytes.first(kMagic.size()), base::viewOf(kMagic));
}

bool Container::isAtBeginningOfFile(const std::string& path)
{
    std::array<char, kMagic.size()> beginning{};
    std::ifstream file(path, std::ios::binary);
    file.read(beginning.data(), beginning.size());
    const std::string_view text(beginning.data(), static_cast<std::size_t>(file.gcount()));
    return isAtBeginningOf(base::viewOf(text));
}

base::Bytes Container::encode() const
{
    base::ByteWriter writer;
    writer.raw(base::viewOf(kMagic));
    writer.u32(kVersion);
    writer.u32(static_cast<std::uint32_t>(m_sections.size()));
    for (const Section& section : m_sections) {
        writer.text(section.name);
        writer.blob(section.bytes);
    }
    const base::Seed checksum = base::hashOf(writer.bytes());
    writer.raw(checksum);
    return std::move(writer).take();
}

base::Result<Container> Container::decode(base::ByteView bytes, const std::string& subject)
{
    if (bytes.empty()) {
        return base::Error{base::ErrorCode::FileDamaged, subject + " is damaged: it is empty"};
    }
    const std::size_t shared = std::min(bytes.size(), kMagic.size());
    if (!std::ranges::equal(bytes.first(shared), base::viewOf(kMagic).first(shared))) {
        return foreign(subject);
    }
    base::ByteReader header(bytes.subspan(shared), subject);
    if (const auto version = header.u32(); version && *version > kVersion) {
        return base::Error{base::ErrorCode::FileNewer, subject + " was written by a newer version (format " +
                                                           std::to_string(*version) + "; this one reads up to " +
                                                           std::to_string(kVersion) + ")"};
    }
    CG_TRY(const base::ByteView body, checkedBody(bytes, subject));
    base::ByteReader reader(body.subspan(kMagic.size()), subject);
    CG_TRY(const std::uint32_t version, reader.u32());
    if (version != kVersion) {
        return reader.damaged("format " + std::to_string(version) + " does not exist");
    }
    CG_TRY(const std::size_t count, reader.count(kMaxSections, 8));
    Container container;
    container.m_subject = subject;
    for (std::size_t i = 0; i < count; ++i) {
        CG_TRY(std::string name, reader.text(kMaxName));
        CG_TRY(const base::ByteView content, reader.blob(kMaxSectionBytes));
        if (name.empty() || container.has(name)) {
            return reader.damaged("a section without a name of its own");
        }
        container.m_sections.push_back({std::move(name), {content.begin(), content.end()}});
    }
    CG_CHECK(reader.finish());
    return container;
}

} // namespace cg::persist
