#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/contract.h"

#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace cg::base {

/// What kind of expected failure an Error is. Front ends map it to an exit code or a translated text.
enum class ErrorCode {
    InvalidArgument,      ///< a value given by the user is not acceptable
    InvalidParameters,    ///< a parameter set was refused at its construction
    Syntax,               ///< a text (expression, option) cannot be read
    BadData,              ///< a table has a bad cell or shape
    FileMissing,          ///< there is no such file
    FileUnreadable,       ///< the file exists and cannot be read
    FileNotWritable,      ///< the file cannot be written (folder, rights, full disk)
    FileExists,           ///< the file exists and must not be replaced
    FileDamaged,          ///< the file is ours and its bytes are not what was written
    FileForeign,          ///< the file is not one of ours
    FileNewer,            ///< the file was written by a newer version
    FileInUse,            ///< another program is using the file
    NoiseOverflow,        ///< an integer no longer fits; the result would have wrapped
    LevelsExhausted,      ///< no multiplication is left in the modulus chain
    Diverged,             ///< the training has left the finite numbers
    MissingEvaluationKey, ///< an operation needs an evaluation key that is not there
    NoKey,                ///< a secret key is needed and none was given
    WrongKey,             ///< the key belongs to another session
    WrongPassphrase,      ///< the passphrase does not open the key
    Refused,              ///< the key holder's policy says no
    ProtocolViolation,    ///< a peer sent bytes that are no valid message
    KeyHolderLost,        ///< the key holder's process is gone or does not answer
    Cancelled,            ///< the user stopped the work
    Unsupported,          ///< this build or scheme cannot do it
    OutOfMemory,          ///< there is not enough memory
};

/// An expected failure: a code for programs and one English sentence for people.
struct Error {
    ErrorCode code;
    std::string message;

    /// The same error with "context: " in front of its message.
    [[nodiscard]] Error within(const std::string& context) const { return {code, context + ": " + message}; }
};

/// A value or the Error that prevented it. `value()` and `error()` may be called on the side that is there only
/// (checked: a violation is a bug and terminates).
template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}

    [[nodiscard]] bool hasValue() const { return m_state.index() == 0; }
    explicit operator bool() const { return hasValue(); }

    [[nodiscard]] const T& value() const&
    {
        CG_EXPECTS(hasValue());
        return *std::get_if<0>(&m_state);
    }
    [[nodiscard]] T& value() &
    {
        CG_EXPECTS(hasValue());
        return *std::get_if<0>(&m_state);
    }
    [[nodiscard]] T&& value() &&
    {
        CG_EXPECTS(hasValue());
        return std::move(*std::get_if<0>(&m_state));
    }
    [[nodiscard]] const Error& error() const
    {
        CG_EXPECTS(!hasValue());
        return *std::get_if<1>(&m_state);
    }

    [[nodiscard]] const T& operator*() const& { return value(); }
    [[nodiscard]] T& operator*() & { return value(); }
    [[nodiscard]] const T* operator->() const { return &value(); }
    [[nodiscard]] T* operator->() { return &value(); }

private:
    std::variant<T, Error> m_state;
};

/// Success without a value, or an Error.
template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : m_error(std::move(error)) {}

    [[nodiscard]] bool hasValue() const { return !m_error.has_value(); }
    explicit operator bool() const { return hasValue(); }
    [[nodiscard]] const Error& error() const
    {
        CG_EXPECTS(m_error.has_value());
        return *m_error;
    }

private:
    std::optional<Error> m_error;
};

} // namespace cg::base

#define CG_TRY_NAME2(line) cgTryResult##line
#define CG_TRY_NAME(line) CG_TRY_NAME2(line)
/// CG_TRY(auto x, expression): evaluates an expression of type Result<T>; on failure returns its error from the
/// enclosing function, otherwise binds the value to `x`.
#define CG_TRY(declaration, ...)                                                                                       \
    auto CG_TRY_NAME(__LINE__) = (__VA_ARGS__);                                                                        \
    if (!CG_TRY_NAME(__LINE__)) {                                                                                      \
        return CG_TRY_NAME(__LINE__).error();                                                                          \
    }                                                                                                                  \
    declaration = std::move(CG_TRY_NAME(__LINE__)).value()

/// CG_CHECK(expression): the same for a Result whose value is not wanted.
#define CG_CHECK(...)                                                                                                  \
    do {                                                                                                               \
        if (auto cgCheckResult = (__VA_ARGS__); !cgCheckResult) {                                                      \
            return cgCheckResult.error();                                                                              \
        }                                                                                                              \
    } while (false)
