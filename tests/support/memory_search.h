#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"
#include "base/result.h"

#include <sys/types.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cg::testing {

/// Bytes that are looked for. The name says what they are and does not contain them: it may be printed.
struct Needle {
    std::string name;
    base::Bytes bytes;
};

/// The bytes cut into pieces of `size`, so that a copy that was overwritten in part is seen as well: every piece, or
/// `most` of them, spread from the first to the last. A rest at the end is left out. Requires at least `size` bytes.
[[nodiscard]] std::vector<Needle> piecesOf(const std::string& name, base::ByteView bytes, std::size_t size,
                                           std::size_t most = SIZE_MAX);
/// A text as std::string and as QString hold it, in UTF-8 and in UTF-16. Requires ASCII.
[[nodiscard]] std::vector<Needle> textForms(const std::string& name, std::string_view text);
void append(std::vector<Needle>& needles, std::vector<Needle> more);
/// `letters` random letters and digits, worth five bits each.
[[nodiscard]] std::string randomWord(std::size_t letters);

/// What a search has seen.
struct SearchReport {
    struct Sighting {
        std::size_t needle; ///< its place in the list
        std::string name;   ///< of the needle
        std::string place;  ///< the first one
    };
    std::vector<Sighting> sightings; ///< one for each needle that was seen
    std::uint64_t bytes = 0;         ///< that were searched
    std::uint64_t unreadBytes = 0;   ///< of writable memory that could not be read

    /// Whether a needle was seen whose name begins so.
    [[nodiscard]] bool sees(std::string_view name) const;
    /// A line for each sighting.
    [[nodiscard]] std::string text() const;
};

/// Looks for many needles at once, in memory and in files.
class MemorySearch {
public:
    /// Requires needles of at least four bytes, four neighbours of which are not all 0.
    explicit MemorySearch(std::vector<Needle> needles);

    /// All memory of another process: every mapping that the kernel lets anybody read, also pages that the process
    /// itself may not read. FileUnreadable without the right to look into it. Where the process goes on meanwhile, what
    /// it moves can be missed.
    [[nodiscard]] base::Result<SearchReport> inProcess(pid_t process) const;
    /// All files below a folder, and their names. FileUnreadable where one cannot be read.
    [[nodiscard]] base::Result<SearchReport> inFolder(const std::string& path) const;
    [[nodiscard]] SearchReport inBytes(base::ByteView bytes, const std::string& place) const;

    [[nodiscard]] const std::vector<Needle>& needles() const { return m_needles; }

private:
    class Scan;
    /// Four neighbouring bytes of a needle, by which it is noticed.
    struct Anchor {
        std::uint32_t word = 0;
        std::size_t offset = 0;
        std::size_t needle = 0;
    };
    static constexpr int kFilterBits = 20;

    [[nodiscard]] static Anchor anchorOf(const base::Bytes& needle);
    [[nodiscard]] static std::uint32_t filterPlace(std::uint32_t word);

    std::vector<Needle> m_needles;
    std::vector<Anchor> m_anchors; ///< by word
    std::vector<bool> m_filter;    ///< of the places of all anchors' words
    std::size_t m_longest = 0;     ///< bytes of the longest needle
};

/// Memory of another process. FileUnreadable where there is none at that address.
[[nodiscard]] base::Result<base::Bytes> readMemory(pid_t process, std::uint64_t address, std::size_t size);

} // namespace cg::testing
