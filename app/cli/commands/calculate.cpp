// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "base/random.h"
#include "cli/commands/commands.h"
#include "cli/experiment.h"
#include "cli/key_choice.h"
#include "cli/reports/calculation_report.h"
#include "cli/session_input.h"
#include "session/calculator/calculator.h"
#include "session/experiment.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>

namespace cg::cli {

namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::SchemeId;

/// The text without the mark that some editors put in front of UTF-8.
std::string withoutMark(std::string text)
{
    constexpr std::string_view kUtf8Mark = "\xef\xbb\xbf";
    return text.starts_with(kUtf8Mark) ? text.substr(kUtf8Mark.size()) : std::move(text);
}

Result<std::string> textOf(const std::string& path)
{
    CG_TRY(const base::Bytes bytes, base::readFile(path, session::kMaxProgramBytes));
    return withoutMark(std::string(bytes.begin(), bytes.end()));
}

/// All of stdin, which may be a socket and thus cannot be opened by a name.
Result<std::string> textOfStandardInput()
{
    std::string text;
    std::array<char, 4096> buffer;
    while (text.size() <= session::kMaxProgramBytes) {
        const ssize_t count = read(STDIN_FILENO, buffer.data(), buffer.size());
        if (count > 0) {
            text.append(buffer.data(), static_cast<std::size_t>(count));
        } else if (count == 0) {
            break;
        } else if (errno != EINTR) {
            return Error{ErrorCode::FileUnreadable,
                         "the standard input cannot be read: " + std::generic_category().message(errno)};
        }
    }
    return withoutMark(std::move(text)); // one that is too long is refused by the parser
}

/// The statements: from the argument, the file or stdin.
Result<std::string> programText(const CalculateOptions& options)
{
    if (options.expression && options.file) {
        return Error{ErrorCode::InvalidArgument, "calc takes an expression or --file, not both"};
    }
    if (options.file) {
        return textOf(*options.file);
    }
    if (options.expression && *options.expression != "-") {
        return *options.expression;
    }
    if (!options.expression && isatty(STDIN_FILENO) == 1) {
        return Error{ErrorCode::InvalidArgument,
                     "calc needs an expression, such as 'enc([1, 2]) * 2.5' (see ciphergrad-cli calc --help)"};
    }
    return textOfStandardInput();
}

/// The public keys of the session in --from, with the scheme that they are for.
Result<void> useSession(const CalculateOptions& options, session::CalculatorSetup& setup, base::KeyId& keyId,
                        trust::KeyKind& kind)
{
    CG_TRY(session::StoredSession stored, readSessionFile(*options.from));
    session::SessionRecord& record = stored.record;
    CG_CHECK(checkScheme(options.scheme, record.spec.scheme));
    setup.scheme = record.spec.scheme;
    kind = keyKindOf(record.spec);
    setup.publicKeys = std::move(record.publicKeys);
    keyId = record.keyId;
    return {};
}

} // namespace

Result<void> runCommand(const CalculateOptions& options)
{
    CG_TRY(const std::string text, programText(options));
    CG_TRY(const session::Program program, session::parseProgram(text));
    session::CalculatorSetup setup;
    setup.scheme = options.scheme.value_or(SchemeId::Vhe);
    base::KeyId sessionKeyId;
    trust::KeyKind kind(setup.scheme);
    if (options.from) {
        ExperimentOptions beside;
        beside.security = options.security;
        CG_CHECK(checkBesideFrom(beside));
        CG_CHECK(useSession(options, setup, sessionKeyId, kind));
    } else {
        CG_CHECK(checkSecurity(options.security, setup.scheme));
        CG_TRY(kind, session::calculatorKeyKind(setup.scheme, options.security.value_or(kUsualSecurity)));
    }
    CG_TRY(const KeyInUse key,
           takeKey(options.key, kind, options.from ? WithoutKey::UseNoKey : WithoutKey::UseSessionKey));
    CG_CHECK(key.setAccess(trust::Access::Open));
    const auto& description = key.description();
    if (options.from && description && description->id != sessionKeyId) {
        return Error{ErrorCode::WrongKey, "this key (" + description->id.text() + ") does not belong to " +
                                              *options.from + ", which needs " + sessionKeyId.text()};
    }
    const bool isDemo = description && description->origin == trust::KeyOrigin::Demo;
    base::SystemRandom random;
    setup.seed = isDemo ? base::seedFromNumber(*options.key.demoNumber, "calculator") : random.seed();
    setup.holder = key.holder();
    setup.parameters = description ? description->parameters : base::Bytes();
    // Public keys begin with the parameters that they are for.
    const base::Bytes& parameters = description ? setup.parameters : setup.publicKeys;
    CalculationReport report{setup.scheme, session::badgeOfKey(setup.scheme, parameters), isDemo, options.raw, {}};
    auto results = session::calculate(program, setup);
    if (!results) {
        return options.from ? namingFile(results.error(), *options.from) : results.error();
    }
    report.results = std::move(*results);
    return print(report, options.format);
}

} // namespace cg::cli
