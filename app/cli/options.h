#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "base/result.h"
#include "base/scheme.h"
#include "model/activation.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace cg::cli {

enum class OutputFormat { Text, Json };

/// Which secret key to use. At most one of `file` and `demoNumber` is meaningful.
struct KeyOptions {
    std::optional<std::string> file;
    std::optional<std::string> passphraseFile;
    std::optional<std::uint64_t> demoNumber;

    [[nodiscard]] bool isAnyGiven() const { return file || passphraseFile || demoNumber; }
};

/// What a new run is made of; what is not given comes from the preset.
struct ExperimentOptions {
    std::optional<std::string> preset;
    std::optional<base::SchemeId> scheme;
    std::optional<int> security;    ///< bits, under CKKS
    std::optional<std::string> set; ///< name of the parameter set, under CKKS
    std::optional<std::uint64_t> seed;
    std::optional<std::string> data; ///< CSV file, last column the target
    std::optional<double> rate;
    std::optional<double> momentum;
    std::optional<std::size_t> batch;
    std::optional<std::vector<std::size_t>> hidden; ///< units of the hidden layers
    std::optional<model::Activation> activation;    ///< of the hidden layers
};

/// Whether the session file that is written holds the data.
enum class DataInFile { Keep, LeaveOut };

struct TrainOptions {
    ExperimentOptions experiment;
    KeyOptions key;
    std::optional<std::string> from;
    std::optional<std::uint64_t> steps;
    std::optional<double> targetLoss;
    std::optional<std::string> out;
    DataInFile data = DataInFile::Keep;
    std::optional<double> autosave; ///< seconds
    base::Overwrite overwrite = base::Overwrite::Refuse;
    OutputFormat format = OutputFormat::Text;
};

struct SealOptions {
    ExperimentOptions experiment;
    KeyOptions key;
    std::string out;
    base::Overwrite overwrite = base::Overwrite::Refuse;
    OutputFormat format = OutputFormat::Text;
};

enum class OpenKind { Loss, Predictions, Prediction, Network };

/// What `open` shows; `row` counts from 0 and belongs to Prediction.
struct OpenTarget {
    OpenKind kind = OpenKind::Loss;
    std::size_t row = 0;
    std::string text; ///< as the user wrote it
};

struct OpenOptions {
    std::string session;
    OpenTarget what;
    KeyOptions key;
    OutputFormat format = OutputFormat::Text;
};

/// Without rows: what a release would be worth.
/// What is given of a policy of releases; the rest is as in trust::ReleasePolicy.
struct PolicyOptions {
    std::optional<std::uint64_t> numbers;
    std::optional<double> largest;
    std::optional<std::uint64_t> releases;
    std::optional<std::uint64_t> securityBits;

    [[nodiscard]] bool isAnyGiven() const { return numbers || largest || releases || securityBits; }
};

struct ReleaseOptions {
    std::string session;
    std::vector<std::size_t> rows; ///< of the data, counted from 0
    PolicyOptions policy;          ///< nothing: the one that the key has
    KeyOptions key;
    OutputFormat format = OutputFormat::Text;
};

/// Hands the network of a session over to another key.
struct RekeyOptions {
    std::string session;
    std::string to; ///< the receiver's exported public key
    std::string out;
    base::Overwrite overwrite = base::Overwrite::Refuse;
    KeyOptions key; ///< of the session
    OutputFormat format = OutputFormat::Text;
};

enum class CiphertextListing { Hide, Show };

struct InfoOptions {
    std::string session;
    CiphertextListing ciphertexts = CiphertextListing::Hide;
    OutputFormat format = OutputFormat::Text;
};

struct NoiseOptions {
    ExperimentOptions experiment;
    KeyOptions key;
    std::optional<std::string> from;
    std::optional<std::uint64_t> steps; ///< how far the forecast looks
    OutputFormat format = OutputFormat::Text;
};

enum class RawIntegers { Hide, Show };

struct CalculateOptions {
    std::optional<std::string> expression; ///< "-": stdin
    std::optional<std::string> file;
    std::optional<std::string> from;
    std::optional<base::SchemeId> scheme;
    std::optional<int> security; ///< bits, under CKKS
    KeyOptions key;
    RawIntegers raw = RawIntegers::Hide;
    OutputFormat format = OutputFormat::Text;
};

struct NewKeyOptions {
    base::SchemeId scheme = base::SchemeId::Vhe;
    std::optional<int> security;    ///< bits, under CKKS
    std::optional<std::string> set; ///< name of the parameter set, under CKKS
    std::string out;
    std::optional<std::string> passphraseFile;
    OutputFormat format = OutputFormat::Text;
};

struct KeyInfoOptions {
    std::string file;
    OutputFormat format = OutputFormat::Text;
};

struct ChangePassphraseOptions {
    std::string file;
    std::optional<std::string> passphraseFile;    ///< of the present one; nothing: the terminal is asked
    std::optional<std::string> newPassphraseFile; ///< the same of the new one
    OutputFormat format = OutputFormat::Text;
};

struct KeyPolicyOptions {
    std::string file;
    PolicyOptions policy;                      ///< nothing: the present one is shown
    std::optional<std::string> passphraseFile; ///< nothing: the terminal is asked
    OutputFormat format = OutputFormat::Text;
};

struct KeyLedgerOptions {
    std::string file;
    OutputFormat format = OutputFormat::Text;
};

struct KeyListOptions {
    std::string folder = ".";
    OutputFormat format = OutputFormat::Text;
};

struct ExportKeyOptions {
    ExperimentOptions experiment; ///< what the evaluation keys are for
    KeyOptions key;
    std::string out;
    base::Overwrite overwrite = base::Overwrite::Refuse;
    OutputFormat format = OutputFormat::Text;
};

/// --help or --version: a text for stdout.
struct ShowText {
    std::string text;
};

using Command =
    std::variant<ShowText, TrainOptions, SealOptions, OpenOptions, ReleaseOptions, RekeyOptions, InfoOptions,
                 NoiseOptions, CalculateOptions, NewKeyOptions, KeyInfoOptions, ChangePassphraseOptions,
                 KeyPolicyOptions, KeyLedgerOptions, KeyListOptions, ExportKeyOptions>;

/// Reads the arguments of main. InvalidArgument, InvalidParameters, Syntax or Unsupported with one sentence.
[[nodiscard]] base::Result<Command> parseCommandLine(int count, const char* const* arguments);

} // namespace cg::cli
