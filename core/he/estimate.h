#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/log2.h"

#include <span>

namespace cg::he {

/// A public estimate of the error of a ciphertext's message, relative to 1.0: never a measurement, which only the
/// key holder can make. `worst` bounds the largest slot, `typical` is the standard deviation of one slot.
struct NoiseEstimate {
    base::Log2 worst;
    base::Log2 typical;

    friend auto operator<=>(const NoiseEstimate&, const NoiseEstimate&) = default;
};

/// What is publicly assumed about the slots of a message: none is larger than `bound`, their root mean square is
/// `rms`. It comes from the data (which are public) or from a declaration of the circuit.
struct MessageRange {
    double bound = 0.0;
    double rms = 0.0;

    /// The range of known slots.
    [[nodiscard]] static MessageRange of(std::span<const double> slots);

    friend MessageRange operator+(MessageRange a, MessageRange b);
    friend MessageRange operator*(MessageRange a, MessageRange b);
    [[nodiscard]] MessageRange scaled(double factor) const;
    friend bool operator==(MessageRange, MessageRange) = default;
};

/// What anybody may know of a ciphertext.
struct CiphertextInfo {
    int level = 0;         ///< multiplications left in the modulus chain; 0 for schemes without one
    base::Log2 scale;      ///< fixed-point factor between the message and the integers
    NoiseEstimate noise;   ///< of the message, relative to 1.0
    MessageRange range;    ///< of the message
    std::size_t bytes = 0; ///< of the ciphertext in memory
    int entryBits = 0;     ///< of the largest integer in it (0 where there is none)
};

} // namespace cg::he
