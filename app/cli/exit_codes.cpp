// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/exit_codes.h"

namespace cg::cli {

ExitCode exitCodeOf(base::ErrorCode code)
{
    using base::ErrorCode;
    switch (code) {
    case ErrorCode::InvalidArgument:
    case ErrorCode::InvalidParameters:
    case ErrorCode::Syntax:
    case ErrorCode::MissingEvaluationKey:
    case ErrorCode::Unsupported:
        return ExitCode::Usage;
    case ErrorCode::BadData:
    case ErrorCode::FileMissing:
    case ErrorCode::FileUnreadable:
    case ErrorCode::FileNotWritable:
    case ErrorCode::FileExists:
    case ErrorCode::FileDamaged:
    case ErrorCode::FileForeign:
    case ErrorCode::FileNewer:
    case ErrorCode::FileInUse:
        return ExitCode::File;
    case ErrorCode::OutOfMemory:
        return ExitCode::FailedCheck;
    case ErrorCode::NoiseOverflow:
    case ErrorCode::LevelsExhausted:
    case ErrorCode::Diverged:
        return ExitCode::Noise;
    case ErrorCode::NoKey:
    case ErrorCode::WrongKey:
    case ErrorCode::WrongPassphrase:
    case ErrorCode::Refused:
        return ExitCode::Key;
    case ErrorCode::Cancelled:
        return ExitCode::Interrupted;
    case ErrorCode::ProtocolViolation:
    case ErrorCode::KeyHolderLost:
        return ExitCode::KeyHolderLost;
    }
    base::contractViolated("a known error code", __FILE__, __LINE__);
}

} // namespace cg::cli
