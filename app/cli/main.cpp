// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands/commands.h"
#include "cli/exit_codes.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "cli/output.h"

#include <exception>
#include <variant>

namespace {

cg::base::Result<void> run(int count, const char* const* arguments)
{
    CG_TRY(const cg::cli::Command command, cg::cli::parseCommandLine(count, arguments));
    return std::visit([](const auto& options) { return cg::cli::runCommand(options); }, command);
}

} // namespace

int main(int count, char** arguments)
{
    using cg::cli::ExitCode;
    cg::cli::installInterruptHandler();
    try {
        const auto result = run(count, arguments);
        if (result) {
            return static_cast<int>(ExitCode::Ok);
        }
        cg::cli::writeError(result.error().message);
        return static_cast<int>(cg::cli::exitCodeOf(result.error().code));
    } catch (const std::bad_alloc&) {
        cg::cli::writeError("there is not enough memory for this");
    } catch (const std::exception& failure) {
        cg::cli::writeError(std::string("a defect of the program: ") + failure.what());
    }
    return static_cast<int>(ExitCode::FailedCheck);
}
