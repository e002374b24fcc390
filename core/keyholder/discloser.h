#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CG_SECRET_SIDE
#error "core/keyholder is the secret side: only the key-holder program and its tests may include it"
#endif
#include "trust/disclosed.h"
#include "trust/key_holder.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace cg::keyholder {

/// Why a value computed with the secret key leaves: an opening, the bit of a loss threshold, measured noise, a release,
/// or a network that goes on under another key.
enum class DisclosureKind : std::uint8_t {
    Loss,
    Predictions,
    Prediction,
    Network,
    Calculator,
    LossBelow,
    MeasuredNoise,
    Release,
    HandOver,
};
inline constexpr std::size_t kDisclosureKinds = 9;

[[nodiscard]] DisclosureKind kindOf(trust::OpenPurpose purpose);

/// What has left for one purpose. Every number counts as 64 bits, a yes or no as one.
struct DisclosureTotal {
    std::uint64_t answers = 0;
    std::uint64_t numbers = 0;
    std::uint64_t bits = 0;
};

/// The only maker of Disclosed values, so that none leaves without being counted. The ledger keeps one total for each
/// kind: a long training opens millions of values, and memory must not grow with them.
class Discloser {
public:
    [[nodiscard]] trust::Disclosed<std::vector<std::vector<double>>> disclose(DisclosureKind kind,
                                                                              std::vector<std::vector<double>> values);
    [[nodiscard]] trust::Disclosed<std::vector<double>> disclose(DisclosureKind kind, std::vector<double> values);
    /// A number of a release counts as the bits that its grid has in the policy's range.
    [[nodiscard]] trust::Disclosed<trust::Release> disclose(trust::Release release);
    /// A network of `numbers` numbers, encrypted under a key that is not ours: whoever holds that one reads them all.
    [[nodiscard]] trust::Disclosed<std::vector<base::Bytes>> discloseNetwork(std::vector<base::Bytes> ciphertexts,
                                                                             std::size_t numbers);
    [[nodiscard]] trust::Disclosed<bool> disclose(DisclosureKind kind, bool value);

    [[nodiscard]] const DisclosureTotal& total(DisclosureKind kind) const
    {
        return m_ledger[static_cast<std::size_t>(kind)];
    }

private:
    void enter(DisclosureKind kind, std::size_t numbers, std::uint64_t bitsEach);

    std::array<DisclosureTotal, kDisclosureKinds> m_ledger{};
};

} // namespace cg::keyholder
