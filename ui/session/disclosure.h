#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/trust_record.h"

#include <QString>

#include <cstdint>

namespace cg::ui {

using session::Audience;
using session::Disclosure;
using session::Precision;
using session::Reason;
using session::Recorded;

/// Once: as the network is now. UntilLocked: opened anew as the training goes on, each time counted.
enum class Lifetime : std::uint8_t { Once, UntilLocked };

/// What the key holder agreed to in the dialog.
struct OpeningTerms {
    Precision precision = Precision::ClassOnly;
    Audience audience = Audience::KeyHolder;
    Reason reason = Reason::CheckAnswer;
    Lifetime lifetime = Lifetime::Once;
};

/// What was opened: "prediction of sample 3".
[[nodiscard]] QString subjectText(const Disclosure& disclosure);

} // namespace cg::ui
