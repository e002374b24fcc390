#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later

#include <chrono>
#include <cstdint>
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
    std::chrono::system_clock::time_point when;
    std::uint64_t items = 0; ///< ciphertexts, keys or messages
    std::uint64_t bytes = 0;
    std::uint64_t bits = 0; ///< disclosed to the trainer
    std::string what;       ///< a few words, e.g. "sealed start", "is the loss below 0.01: no"
};

/// Sums of a log.
struct CrossingTotals {
    std::uint64_t ciphertexts = 0;
    std::uint64_t publicKeys = 0;
    std::uint64_t secretKeys = 0; ///< always 0: nothing in the protocol can carry one
    std::uint64_t messages = 0;
    std::uint64_t bits = 0;
};
[[nodiscard]] CrossingTotals totalsOf(const std::vector<Crossing>& crossings);

} // namespace cg::trust
