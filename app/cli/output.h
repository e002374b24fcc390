#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "cli/options.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace cg::cli {

/// A JSON object whose fields keep the order in which they were put in.
using Json = nlohmann::ordered_json;

/// Writes to stdout. FileNotWritable if it did not take all of it (full disk, closed pipe).
[[nodiscard]] base::Result<void> writeOut(std::string_view text);

/// One line of JSON, or the text: `json` and `text` are functions of the same report, of which one is called.
template <typename ToJson, typename ToText>
[[nodiscard]] base::Result<void> writeReport(OutputFormat format, const ToJson& json, const ToText& text)
{
    if (format == OutputFormat::Text) {
        return writeOut(text());
    }
    // Names of files and columns need not be UTF-8.
    return writeOut(json().dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
}

/// "ciphergrad-cli: message" on stderr, on one line and without control characters.
void writeError(std::string_view message);
/// "warning: message" on stderr.
void warn(std::string_view message);

/// Whether stderr is a terminal; only there are progress bars drawn.
[[nodiscard]] bool isErrorTerminal();
/// Whether stderr is a terminal that should show colours (NO_COLOR is unset or empty, TERM is not "dumb").
[[nodiscard]] bool isErrorColoured();

} // namespace cg::cli
