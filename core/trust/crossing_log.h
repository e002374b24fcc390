#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace cg::trust {

/// What went over the wall between the trainer and the key holder.
enum class CrossingKind : std::uint8_t {
    Ciphertexts,       ///< trainer → key holder
    PublicKeys,        ///< key holder → trainer: public and evaluation keys
    SealedCiphertexts, ///< key holder → trainer: the sealed start, refreshed ciphertexts
    Message,           ///< key holder → trainer, made with the secret key: it discloses `bits`
};

struct Crossing {
    CrossingKind kind{};
    std::chrono::system_clock::time_point when; ///< of the last one
    std::uint64_t times = 1;                    ///< how many equal crossings in a row this row stands for
    std::uint64_t items = 0;                    ///< ciphertexts, keys or messages
    std::uint64_t bytes = 0;
    std::uint64_t bits = 0; ///< disclosed to the trainer
    std::string what;       ///< a few words, e.g. "sealed start"
};

/// Adds the counts of `other`, of the same kind, and takes the later time.
void merge(Crossing& into, const Crossing& other);

/// Sums of a log, over everything that ever crossed.
struct CrossingTotals {
    std::uint64_t ciphertexts = 0;
    std::uint64_t publicKeys = 0;
    std::uint64_t secretKeys = 0; ///< always 0: nothing in the protocol can carry one
    std::uint64_t messages = 0;
    std::uint64_t bits = 0;
};
[[nodiscard]] CrossingTotals totalsOf(const std::vector<Crossing>& crossings);

/// The log of the wall. Equal crossings in a row become one row; beyond kMostRows the oldest rows are merged into the
/// first one of their kind, so that sums stay exact and memory bounded. Thread-safe.
class CrossingLog {
public:
    static constexpr std::size_t kMostRows = 500;

    void add(Crossing crossing);
    /// Forgets what is there and begins with `rows`.
    void beginWith(std::vector<Crossing> rows);
    [[nodiscard]] std::vector<Crossing> rows() const;
    /// Grows with every crossing: tells whether `rows` would say anything new.
    [[nodiscard]] std::uint64_t version() const;

private:
    mutable std::mutex m_mutex;
    std::vector<Crossing> m_rows;
    std::uint64_t m_version = 0;
};

} // namespace cg::trust
