#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>
#include <utility>

namespace cg::ui {

/// A new widget or layout that its parent owns: the one place where Qt's way of owning begins.
template <typename Child, typename Parent, typename... Arguments>
[[nodiscard]] Child* makeChild(Parent* parent, Arguments&&... arguments)
{
    return std::make_unique<Child>(std::forward<Arguments>(arguments)..., parent).release();
}

/// A new layout for `Layout::addLayout`, which takes it over.
template <typename Layout>
[[nodiscard]] Layout* makeLayout()
{
    return std::make_unique<Layout>().release();
}

} // namespace cg::ui
