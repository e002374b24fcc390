#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <compare>
#include <utility>

namespace cg::base {

/// A value of type T that cannot be mixed up with another quantity of the same representation: `Tag` names the
/// quantity. Comparable, never implicitly convertible.
template <typename T, typename Tag>
class Strong {
public:
    constexpr Strong() = default;
    constexpr explicit Strong(T value) : m_value(std::move(value)) {}

    [[nodiscard]] constexpr const T& value() const { return m_value; }

    friend constexpr auto operator<=>(const Strong&, const Strong&) = default;

private:
    T m_value{};
};

} // namespace cg::base
