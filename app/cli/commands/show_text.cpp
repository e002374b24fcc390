// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands/commands.h"
#include "cli/output.h"

namespace cg::cli {

base::Result<void> runCommand(const ShowText& show)
{
    return writeOut(show.text);
}

} // namespace cg::cli
