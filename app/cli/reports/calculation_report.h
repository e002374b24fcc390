#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/scheme.h"
#include "cli/options.h"
#include "security/badge.h"
#include "session/calculator/calculator.h"

#include <vector>

namespace cg::cli {

/// What `calc` tells.
struct CalculationReport {
    base::SchemeId scheme = base::SchemeId::Vhe;
    security::Badge badge = security::Badge::Broken;
    bool demoKey = false;
    RawIntegers raw = RawIntegers::Hide;
    std::vector<session::StatementResult> results;
};

[[nodiscard]] base::Result<void> print(const CalculationReport& report, OutputFormat format);

} // namespace cg::cli
