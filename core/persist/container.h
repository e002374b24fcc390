#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"
#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace cg::persist {

/// The largest file of this format that is read.
inline constexpr std::size_t kMaxFileBytes = std::size_t{1} << 31;

/// One named part of a file. Names are at most 32 characters and occur once.
struct Section {
    std::string name;
    base::Bytes bytes;
};

/// A file of named sections:
///
///     magic (8) | format version u32 | section count u32
///     per section: name (u32 length + text) | bytes (u32 length + bytes)
///     BLAKE2b-256 of all of the above (32)
///
/// The checksum finds damage, not malice: who reads a section treats its bytes as hostile.
class Container {
public:
    static constexpr std::uint32_t kVersion = 1;

    /// Whether the bytes begin as a file of this format does, in any version.
    [[nodiscard]] static bool isAtBeginningOf(base::ByteView bytes);
    /// The same of the file at `path`, of which no more than that is read; false for one that cannot be read. Requires
    /// an ordinary file, or none: a pipe would be waited for.
    [[nodiscard]] static bool isAtBeginningOfFile(const std::string& path);

    /// Requires a name that is new, not empty and short.
    void add(std::string name, base::Bytes bytes);
    /// Takes over the sections of `newer`, in the place of those of the same name where there are such.
    void replaceBy(const Container& newer);
    /// FileDamaged if there is no such section.
    [[nodiscard]] base::Result<base::ByteView> section(const std::string& name) const;
    [[nodiscard]] bool has(const std::string& name) const;

    [[nodiscard]] base::Bytes encode() const;
    /// `subject` names the file in messages. FileForeign (not this format), FileNewer (a later version), FileDamaged.
    [[nodiscard]] static base::Result<Container> decode(base::ByteView bytes, const std::string& subject);

private:
    std::string m_subject = "the session"; ///< for messages
    std::vector<Section> m_sections;
};

} // namespace cg::persist
