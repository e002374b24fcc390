#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/backend.h"

namespace cg::noise {

/// Asked before every operation: the place where a run is stopped, paused or slowed down between two operations.
class OperationGate {
public:
    OperationGate() = default;
    OperationGate(const OperationGate&) = delete;
    OperationGate& operator=(const OperationGate&) = delete;
    virtual ~OperationGate() = default;

    /// Success lets the operation run; an error (Cancelled) is returned by the operation instead.
    virtual base::Result<void> enter(he::OpKind next) = 0;
};

} // namespace cg::noise
