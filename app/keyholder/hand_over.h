#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "trust/protocol.h"

/// Reads what the program that starts the key holder gives it on stdin: token and socket name, then the end of the
/// pipe. ProtocolViolation if anything else is there, and for a terminal, without waiting for it.
[[nodiscard]] cg::base::Result<cg::trust::HandOver> readHandOver();

/// Tells that program that clients can connect now, and closes stdout: nothing else is ever written there.
void reportReady();
