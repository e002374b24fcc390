// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/option_values.h"

#include "data/quote.h"
#include "train/plan.h"

#include <charconv>
#include <cmath>
#include <optional>

namespace cg::cli {

namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

Error expected(std::string_view what, std::string_view text)
{
    return {ErrorCode::InvalidArgument, std::string(what) + " is wanted, not \"" + data::shown(text) + "\""};
}

/// The whole text as a number; nothing if it is none or does not fit.
template <typename Number>
std::optional<Number> numberIn(std::string_view text)
{
    Number number{};
    const char* const end = text.data() + text.size();
    const auto [last, failure] = std::from_chars(text.data(), end, number);
    return failure == std::errc{} && last == end ? std::optional(number) : std::nullopt;
}

} // namespace

Result<std::uint64_t> parseCount(std::string_view text)
{
    if (const auto number = numberIn<std::uint64_t>(text)) {
        return *number;
    }
    return expected("a whole number from 0 to 18446744073709551615", text);
}

Result<std::size_t> parsePositiveCount(std::string_view text)
{
    const auto number = numberIn<std::size_t>(text);
    if (number && *number > 0) {
        return *number;
    }
    return expected("a whole number of at least 1", text);
}

Result<double> parsePositiveNumber(std::string_view text)
{
    const auto number = numberIn<double>(text);
    if (number && std::isfinite(*number) && *number > 0.0) {
        return *number;
    }
    return expected("a number above 0", text);
}

Result<double> parseRate(std::string_view text)
{
    const auto number = numberIn<double>(text);
    if (number && *number >= train::kLeastRate && *number <= train::kMaxRate) {
        return *number;
    }
    return expected("a learning rate from 1e-9 to 1000", text);
}

Result<double> parseFraction(std::string_view text)
{
    const auto number = numberIn<double>(text);
    if (number && *number >= 0.0 && *number < 1.0) {
        return *number;
    }
    return expected("a number from 0 up to, not including, 1", text);
}

namespace {

/// Whole numbers with commas between them; `wanted` says what, where that is no such list.
template <typename Number>
Result<std::vector<std::size_t>> parseList(std::string_view text, Result<Number> (*parse)(std::string_view),
                                           const char* wanted)
{
    std::vector<std::size_t> numbers;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const auto number = parse(text.substr(begin, end - begin));
        if (!number) {
            return expected(wanted, text);
        }
        numbers.push_back(*number);
        begin = end + 1;
    }
    return numbers;
}

} // namespace

Result<std::vector<std::size_t>> parseUnits(std::string_view text)
{
    return parseList(text, parsePositiveCount, "a list of layer sizes such as 4 or 8,4");
}

Result<std::vector<std::size_t>> parseRows(std::string_view text)
{
    return parseList(text, parseCount, "a list of rows such as 0 or 0,3");
}

Result<base::SchemeId> parseScheme(std::string_view text)
{
    if (const auto scheme = base::schemeNamed(text)) {
        return *scheme;
    }
    return Error{ErrorCode::InvalidArgument,
                 "there is no scheme \"" + data::shown(text) + "\"; there are: plain, vhe, ckks"};
}

Result<int> parseSecurity(std::string_view text)
{
    for (const int bits : {128, 192, 256}) {
        if (text == std::to_string(bits)) {
            return bits;
        }
    }
    return expected("128, 192 or 256 (bits, with --scheme ckks)", text);
}

Result<OpenTarget> parseOpenTarget(std::string_view text)
{
    constexpr std::string_view kRow = "prediction:";
    OpenTarget target{OpenKind::Loss, 0, std::string(text)};
    if (text == "loss") {
        return target;
    }
    if (text == "predictions") {
        target.kind = OpenKind::Predictions;
        return target;
    }
    if (text == "network") {
        target.kind = OpenKind::Network;
        return target;
    }
    if (text.starts_with(kRow)) {
        if (const auto row = numberIn<std::size_t>(text.substr(kRow.size()))) {
            target.kind = OpenKind::Prediction;
            target.row = *row;
            return target;
        }
    }
    return expected("loss, predictions, prediction:ROW (rows count from 0) or network", text);
}

} // namespace cg::cli
