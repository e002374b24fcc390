#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"
#include "trust/crossing_log.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace cg::session {

/// What was opened. HandedOver: a network was encrypted under another key, for whoever holds that.
enum class OpenedKind : std::uint8_t { Loss, Weights, Prediction, Noise, HandedOver };
/// How much of a number an opening shows.
enum class Precision : std::uint8_t { ClassOnly, TwoDigits, Everything };
/// Who learns it: the key holder alone, or the trainer as well (then it crosses the wall).
enum class Audience : std::uint8_t { KeyHolder, Trainer };
/// Why it is opened, for the ledger.
enum class Reason : std::uint8_t { CheckAnswer, Demonstrate, UseResult };

/// Bits that one number of this precision gives away at most: 1, 7 and 16.
[[nodiscard]] std::uint64_t bitsOf(Precision precision);

/// One row of the ledger of disclosures. It has no place for what was opened.
struct Disclosure {
    std::chrono::system_clock::time_point when; ///< of the last opening that this row stands for
    OpenedKind kind = OpenedKind::Loss;
    std::uint64_t row = 0; ///< of the data, counted from 0, of a prediction; 0 of anything else
    std::uint64_t step = 0;
    std::uint64_t numbers = 1;
    Precision precision = Precision::ClassOnly; ///< of each number
    Audience audience = Audience::KeyHolder;
    Reason reason = Reason::CheckAnswer;

    /// What all of its numbers give away at most.
    [[nodiscard]] std::uint64_t bits() const { return numbers * bitsOf(precision); }
    /// Whether both are about the same thing, on the same terms.
    [[nodiscard]] bool isLike(const Disclosure& other) const
    {
        return kind == other.kind && row == other.row && precision == other.precision && audience == other.audience &&
               reason == other.reason;
    }
    friend bool operator==(const Disclosure&, const Disclosure&) = default;
};

/// Adds a row to a ledger of disclosures, unless one of its last `lookBack` rows is like it and takes it in. A ledger
/// of kMostDisclosures rows looks through all of them, so that it stays bounded.
void addTo(std::vector<Disclosure>& ledger, const Disclosure& disclosure, std::size_t lookBack);
inline constexpr std::size_t kMostDisclosures = std::size_t{1} << 16;

/// Whether a record tells of everything since the run began. InPart: before it was begun, or meanwhile, things may have
/// crossed or been opened that nobody wrote down.
enum class Recorded : std::uint8_t { FromTheBeginning, InPart };

/// What crossed the wall during a run and what was opened of it, as a session file keeps it: kinds, numbers and times,
/// and nothing that was opened.
struct TrustRecord {
    Recorded recorded = Recorded::FromTheBeginning;
    std::vector<trust::Crossing> crossings; ///< at most one a kind, in their order; `what` is not kept
    std::vector<Disclosure> disclosures;
};

/// One row for each kind that occurs, with the sums of all its rows and nothing in `what`.
[[nodiscard]] std::vector<trust::Crossing> sumsByKind(const std::vector<trust::Crossing>& crossings);

/// The section of a session file; times are kept in milliseconds.
[[nodiscard]] base::Bytes encode(const TrustRecord& record);
/// `subject` names the section in messages. FileNewer for a later version of the section, FileDamaged.
[[nodiscard]] base::Result<TrustRecord> decodeTrustRecord(base::ByteView bytes, const std::string& subject);

} // namespace cg::session
