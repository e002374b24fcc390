#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "cli/options.h"

namespace cg::cli {

// Each runs one command to its end, with its report on stdout and progress and warnings on stderr. An error becomes the
// sentence on stderr and the exit code; `train` may have printed its report nevertheless.

base::Result<void> runCommand(const ShowText& show);
base::Result<void> runCommand(const TrainOptions& options);
base::Result<void> runCommand(const SealOptions& options);
base::Result<void> runCommand(const OpenOptions& options);
base::Result<void> runCommand(const ReleaseOptions& options);
base::Result<void> runCommand(const RekeyOptions& options);
base::Result<void> runCommand(const InfoOptions& options);
base::Result<void> runCommand(const NoiseOptions& options);
base::Result<void> runCommand(const CalculateOptions& options);
base::Result<void> runCommand(const NewKeyOptions& options);
base::Result<void> runCommand(const KeyInfoOptions& options);
base::Result<void> runCommand(const ChangePassphraseOptions& options);
base::Result<void> runCommand(const KeyPolicyOptions& options);
base::Result<void> runCommand(const KeyLedgerOptions& options);
base::Result<void> runCommand(const KeyListOptions& options);
base::Result<void> runCommand(const ExportKeyOptions& options);

} // namespace cg::cli
