// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/memory_search.h"

#include "base/contract.h"
#include "base/file_descriptor.h"
#include "base/random.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <system_error>

namespace cg::testing {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kChunk = std::size_t{1} << 20;
constexpr std::size_t kPage = 4096;

/// A line of /proc/PID/maps.
struct Mapping {
    std::uint64_t from = 0;
    std::uint64_t to = 0;
    std::string rights;
    std::string name;
};

std::vector<Mapping> mappingsOf(pid_t process)
{
    std::vector<Mapping> mappings;
    std::ifstream lines("/proc/" + std::to_string(process) + "/maps");
    for (std::string line; std::getline(lines, line);) {
        std::istringstream fields(line);
        Mapping mapping;
        char dash = 0;
        std::string offset;
        std::string device;
        std::string file;
        fields >> std::hex >> mapping.from >> dash >> mapping.to >> mapping.rights >> offset >> device >> file;
        std::getline(fields >> std::ws, mapping.name);
        mappings.push_back(std::move(mapping));
    }
    return mappings;
}

std::string hexOf(std::uint64_t number)
{
    std::ostringstream text;
    text << "0x" << std::hex << number;
    return text.str();
}

base::Error unreadable(const std::string& what)
{
    return {base::ErrorCode::FileUnreadable, what + " cannot be read: " + std::generic_category().message(errno)};
}

base::FileDescriptor openMemory(pid_t process)
{
    return base::FileDescriptor(::open(("/proc/" + std::to_string(process) + "/mem").c_str(), O_RDONLY | O_CLOEXEC));
}

/// Four neighbouring bytes that are likely to be seen nowhere else have many different values.
int rarity(const std::uint8_t* bytes)
{
    std::set<std::uint8_t> values(bytes, bytes + sizeof(std::uint32_t));
    values.erase(0);
    const bool isCommon = values.erase(0xFF) > 0;
    return 2 * static_cast<int>(values.size()) + (isCommon ? 1 : 0);
}

std::uint32_t wordAt(const std::uint8_t* bytes)
{
    std::uint32_t word = 0;
    std::memcpy(&word, bytes, sizeof word);
    return word;
}

} // namespace

std::vector<Needle> piecesOf(const std::string& name, base::ByteView bytes, std::size_t size, std::size_t most)
{
    CG_EXPECTS(bytes.size() >= size && most > 0);
    const std::size_t all = bytes.size() / size;
    const std::size_t count = std::min(all, most);
    std::vector<Needle> pieces;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t number = count == 1 ? 0 : i * (all - 1) / (count - 1);
        const base::ByteView piece = bytes.subspan(number * size, size);
        pieces.push_back({name + ", piece " + std::to_string(number), {piece.begin(), piece.end()}});
    }
    return pieces;
}

std::vector<Needle> textForms(const std::string& name, std::string_view text)
{
    base::Bytes wide;
    for (const char letter : text) {
        CG_EXPECTS(static_cast<unsigned char>(letter) < 0x80);
        wide.push_back(static_cast<std::uint8_t>(letter));
        wide.push_back(0);
    }
    return {{name + " in UTF-8", {text.begin(), text.end()}}, {name + " in UTF-16", std::move(wide)}};
}

void append(std::vector<Needle>& needles, std::vector<Needle> more)
{
    std::ranges::move(more, std::back_inserter(needles));
}

std::string randomWord(std::size_t letters)
{
    constexpr std::string_view kAlphabet = "abcdefghijkmnpqrstuvwxyz23456789";
    static_assert(kAlphabet.size() == 32);
    base::SystemRandom random;
    std::string word(letters, ' ');
    std::ranges::generate(word, [&] { return kAlphabet[random.below(kAlphabet.size())]; });
    return word;
}

bool SearchReport::sees(std::string_view name) const
{
    return std::ranges::any_of(sightings, [&](const Sighting& sighting) { return sighting.name.starts_with(name); });
}

std::string SearchReport::text() const
{
    std::string lines;
    for (const Sighting& sighting : sightings) {
        lines += sighting.name + ": " + sighting.place + "\n";
    }
    return lines;
}

/// One search: takes memory piece by piece and knows which needles were seen.
class MemorySearch::Scan {
public:
    explicit Scan(const MemorySearch& search) : m_search(search), m_seen(search.m_needles.size()) {}

    /// Bytes that lie at `at` in what `place` names. Those that continue the ones before are searched together with
    /// their end.
    void feed(std::uint64_t at, base::ByteView bytes, const std::string& place)
    {
        if (at != m_next) {
            m_window.clear();
        }
        const std::size_t kept = std::min(m_window.size(), m_search.m_longest - 1);
        m_window.erase(m_window.begin(), m_window.end() - static_cast<std::ptrdiff_t>(kept));
        m_window.insert(m_window.end(), bytes.begin(), bytes.end());
        m_next = at + bytes.size();
        m_report.bytes += bytes.size();
        searchWindow(at - kept, place);
    }
    void note(std::size_t needle, const std::string& place)
    {
        if (!m_seen[needle]) {
            m_seen[needle] = true;
            m_report.sightings.push_back({needle, m_search.m_needles[needle].name, place});
        }
    }
    void noteUnread(std::size_t bytes) { m_report.unreadBytes += bytes; }
    [[nodiscard]] SearchReport take() && { return std::move(m_report); }

private:
    void searchWindow(std::uint64_t at, const std::string& place)
    {
        for (std::size_t i = 0; i + sizeof(std::uint32_t) <= m_window.size(); ++i) {
            const std::uint32_t word = wordAt(&m_window[i]);
            if (m_search.m_filter[filterPlace(word)]) {
                compare(i, word, at, place);
            }
        }
    }
    void compare(std::size_t i, std::uint32_t word, std::uint64_t at, const std::string& place)
    {
        for (const Anchor& anchor : std::ranges::equal_range(m_search.m_anchors, word, {}, &Anchor::word)) {
            const base::Bytes& needle = m_search.m_needles[anchor.needle].bytes;
            if (i < anchor.offset || i - anchor.offset + needle.size() > m_window.size()) {
                continue;
            }
            const std::size_t begin = i - anchor.offset;
            if (std::memcmp(&m_window[begin], needle.data(), needle.size()) == 0) {
                note(anchor.needle, place + " at " + hexOf(at + begin));
            }
        }
    }

    const MemorySearch& m_search;
    std::vector<bool> m_seen;
    SearchReport m_report;
    base::Bytes m_window;
    std::uint64_t m_next = 0;
};

MemorySearch::MemorySearch(std::vector<Needle> needles)
    : m_needles(std::move(needles)), m_filter(std::size_t{1} << kFilterBits)
{
    for (std::size_t i = 0; i < m_needles.size(); ++i) {
        Anchor anchor = anchorOf(m_needles[i].bytes);
        anchor.needle = i;
        m_anchors.push_back(anchor);
        m_filter[filterPlace(anchor.word)] = true;
        m_longest = std::max(m_longest, m_needles[i].bytes.size());
    }
    std::ranges::sort(m_anchors, {}, &Anchor::word);
}

MemorySearch::Anchor MemorySearch::anchorOf(const base::Bytes& needle)
{
    Anchor best;
    int most = 0;
    for (std::size_t i = 0; i + sizeof best.word <= needle.size(); ++i) {
        if (const int here = rarity(&needle[i]); here > most) {
            most = here;
            best = {wordAt(&needle[i]), i, 0};
        }
    }
    CG_EXPECTS(most > 0);
    return best;
}

std::uint32_t MemorySearch::filterPlace(std::uint32_t word)
{
    constexpr std::uint32_t kGolden = 2'654'435'769U; // Knuth's multiplicative hash
    return (word * kGolden) >> (32 - kFilterBits);
}

base::Result<SearchReport> MemorySearch::inProcess(pid_t process) const
{
    const base::FileDescriptor memory = openMemory(process);
    if (!memory.isOpen()) {
        return unreadable("the memory of process " + std::to_string(process));
    }
    Scan scan(*this);
    base::Bytes buffer(kChunk);
    for (const Mapping& mapping : mappingsOf(process)) {
        if (mapping.name.starts_with("[v")) { // the kernel's own: vvar, vdso, vsyscall
            continue;
        }
        const std::string place = mapping.rights + " " + (mapping.name.empty() ? "anonymous" : mapping.name);
        for (std::uint64_t at = mapping.from; at < mapping.to;) {
            const std::size_t wanted = std::min<std::uint64_t>(buffer.size(), mapping.to - at);
            const ssize_t got = ::pread(memory.get(), buffer.data(), wanted, static_cast<off_t>(at));
            if (got > 0) {
                scan.feed(at, base::ByteView(buffer).first(static_cast<std::size_t>(got)), place);
                at += static_cast<std::uint64_t>(got);
            } else {
                scan.noteUnread(mapping.rights.find('w') != std::string::npos ? kPage : 0);
                at += kPage;
            }
        }
    }
    return std::move(scan).take();
}

base::Result<SearchReport> MemorySearch::inFolder(const std::string& path) const
{
    Scan scan(*this);
    base::Bytes buffer(kChunk);
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(path)) {
        const std::string name = entry.path().string();
        scan.feed(0, base::viewOf(name), "the name of a file");
        if (!entry.is_regular_file()) {
            continue;
        }
        std::ifstream file(entry.path(), std::ios::binary);
        std::uint64_t at = 0;
        while (file) {
            file.read(reinterpret_cast<char*>(buffer.data()), static_cast<std::streamsize>(buffer.size()));
            const auto got = static_cast<std::size_t>(file.gcount());
            scan.feed(at, base::ByteView(buffer).first(got), name);
            at += got;
        }
        if (!file.eof() || at != entry.file_size()) {
            return unreadable(name);
        }
    }
    return std::move(scan).take();
}

SearchReport MemorySearch::inBytes(base::ByteView bytes, const std::string& place) const
{
    Scan scan(*this);
    scan.feed(0, bytes, place);
    return std::move(scan).take();
}

base::Result<base::Bytes> readMemory(pid_t process, std::uint64_t address, std::size_t size)
{
    const base::FileDescriptor memory = openMemory(process);
    base::Bytes bytes(size);
    const ssize_t got =
        memory.isOpen() ? ::pread(memory.get(), bytes.data(), bytes.size(), static_cast<off_t>(address)) : -1;
    if (got != static_cast<ssize_t>(size)) {
        return unreadable("the memory of process " + std::to_string(process) + " at " + hexOf(address));
    }
    return bytes;
}

} // namespace cg::testing
