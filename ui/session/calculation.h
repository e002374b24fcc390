#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "session/calculator/calculator.h"

#include <QString>

#include <memory>
#include <vector>

namespace cg::ui {

/// Overwrites what was opened of encrypted results, and what was measured with the key, and takes it out. Results of
/// the scheme plain stay: nothing of them was opened.
void forgetOpened(std::vector<session::StatementResult>& results);

/// What a program of the calculator gave. Its opened numbers are overwritten before the memory is given back.
class Calculation {
public:
    Calculation(base::Result<std::vector<session::StatementResult>> theResults, QString theKeyName)
        : results(std::move(theResults)), keyName(std::move(theKeyName))
    {}
    Calculation(const Calculation&) = delete;
    Calculation& operator=(const Calculation&) = delete;
    ~Calculation();

    base::Result<std::vector<session::StatementResult>> results;
    QString keyName; ///< of the calculator's session key, as keyName() gives it; empty where there is none
};
using CalculationPtr = std::shared_ptr<const Calculation>;

} // namespace cg::ui
