#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstddef>
#include <cstdint>

namespace cg::testing {

/// A number that was opened at a step, kept so that this object is not found itself.
class HiddenPoint {
public:
    HiddenPoint(std::uint64_t step, double value);

    /// In how many places of this process's writable memory the number lies behind its step, as the values and the
    /// points of charts hold them.
    [[nodiscard]] std::size_t places() const;

private:
    std::uint64_t m_step;
    std::uint64_t m_complement;
};

} // namespace cg::testing
