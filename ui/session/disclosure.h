#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDateTime>
#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace cg::ui {

/// How much of a number an opening shows.
enum class Precision : std::uint8_t { ClassOnly, TwoDigits, Everything };
/// Who learns it: the key holder alone, or the trainer as well (then it crosses the wall).
enum class Audience : std::uint8_t { KeyHolder, Trainer };
/// Why it is opened, for the ledger.
enum class Reason : std::uint8_t { CheckAnswer, Demonstrate, UseResult };
/// Once: as the network is now. UntilLocked: opened anew as the training goes on, each time counted.
enum class Lifetime : std::uint8_t { Once, UntilLocked };

/// Bits that one number of this precision gives away at most: 1, 7 and 16.
[[nodiscard]] int bitsOf(Precision precision);

/// What the key holder agreed to in the dialog.
struct OpeningTerms {
    Precision precision = Precision::ClassOnly;
    Audience audience = Audience::KeyHolder;
    Reason reason = Reason::CheckAnswer;
    Lifetime lifetime = Lifetime::Once;
};

/// One row of the ledger of disclosures.
struct Disclosure {
    QDateTime when;
    QString what; ///< "prediction of sample 3"
    std::uint64_t step = 0;
    std::uint64_t numbers = 1;
    std::uint64_t bits = 0;
    Audience audience = Audience::KeyHolder;
    Reason reason = Reason::CheckAnswer;
};

} // namespace cg::ui
