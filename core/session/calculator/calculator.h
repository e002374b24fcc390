#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"
#include "base/log2.h"
#include "base/random.h"
#include "base/scheme.h"
#include "he/estimate.h"
#include "session/calculator/needs.h"
#include "session/calculator/program.h"
#include "trust/key_holder.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace cg::session {

/// What the calculator works with. Under plain neither a key holder nor public keys are used.
struct CalculatorSetup {
    base::SchemeId scheme = base::SchemeId::Vhe;
    /// Of the encryptions: number t of statement s takes the address (Calculator, s, t). Equal seeds repeat equal
    /// ciphertexts, so that a seed must serve one program only unless repeating is wanted.
    base::Seed seed{};
    /// With a key in use. It makes the evaluation keys that the program needs and opens the results; null: the program
    /// runs with `publicKeys` and nothing is opened. Must not be used by another thread meanwhile.
    trust::KeyHolder* holder = nullptr;
    /// Of the holder's key, as its description has them.
    base::Bytes parameters;
    /// The scheme's byte form, as in a session file; read only without a holder.
    base::Bytes publicKeys;
    /// A stop takes effect between two operations.
    std::stop_token stop;
};

/// What a statement gave.
struct StatementResult {
    std::string text; ///< the statement
    std::optional<std::string> name;
    /// As long as the vector; a plain number is a list of one. Nothing where there is nobody to open it.
    std::optional<std::vector<double>> opened;
    /// Largest of the ciphertexts; counted from the value that a refresh gave, where there was one.
    he::NoiseEstimate noise;
    bool isSinceRefresh = false; ///< whether there was one; the measured error holds what came before it, too
    /// Largest |opened − value of the same program in ordinary arithmetic|. Nothing if not opened, or where ordinary
    /// arithmetic left the finite numbers.
    std::optional<base::Log2> measured;
    std::chrono::nanoseconds time{};    ///< without the opening
    std::vector<std::int64_t> integers; ///< of the ciphertexts, tile after tile; empty under plain
    std::vector<double> numbers;        ///< under plain, what takes their place: the slots
};

/// Runs a program and opens its results, one a statement, in one request to the key holder. Blocks.
///
/// Everything that needsOf refuses is refused before any key is made. Then: MissingEvaluationKey where `publicKeys`
/// lack a key, NoKey for `refresh` without a key holder and under VHE without holder and public keys, FileDamaged for
/// public keys that are none, NoiseOverflow or LevelsExhausted where the scheme comes to its end, Cancelled, and the
/// errors of the key holder. Refreshing clamps to the largest number that may be encrypted.
[[nodiscard]] base::Result<std::vector<StatementResult>> calculate(const Program& program,
                                                                   const CalculatorSetup& setup);

} // namespace cg::session
