#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later

namespace cg::base {

/// Prepares libsodium once for the process; called by everything here that uses it. Thread-safe.
void initSodium();

} // namespace cg::base
