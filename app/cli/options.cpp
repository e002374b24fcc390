// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/options.h"

#include "cli/option_values.h"
#include "data/quote.h"
#include "model/presets.h"

#include <CLI/CLI.hpp>

#include <functional>
#include <utility>

namespace cg::cli {

namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

/// Adds an option whose text `parse` turns into `target`; what it refuses becomes the sentence of a usage error.
template <typename Target, typename Value>
CLI::Option* addValue(CLI::App& app, const std::string& name, Target& target, Result<Value> (*parse)(std::string_view),
                      const std::string& description)
{
    const auto store = [&target, name, parse](const std::string& text) {
        auto value = parse(text);
        if (!value) {
            throw CLI::ValidationError(name, value.error().message);
        }
        target = std::move(value).value();
    };
    return app.add_option_function<std::string>(name, store, description);
}

template <typename Choice>
void addChoice(CLI::App& app, const std::string& name, Choice& target, Choice whenGiven, const std::string& description)
{
    app.add_flag_callback(name, [&target, whenGiven] { target = whenGiven; }, description);
}

void addFormat(CLI::App& app, OutputFormat& format)
{
    addChoice(app, "--json", format, OutputFormat::Json, "print one JSON object on stdout");
}

void addOverwrite(CLI::App& app, base::Overwrite& overwrite)
{
    addChoice(app, "--force", overwrite, base::Overwrite::Replace, "let --out replace an existing file");
}

void addKey(CLI::App& app, KeyOptions& key)
{
    app.add_option("--key", key.file, "key file to use")->type_name("FILE");
    app.add_option("--passphrase-file", key.passphraseFile, "file that holds the passphrase of the key file")
        ->type_name("FILE");
    addValue(app, "--demo-key", key.demoNumber, parseCount, "use the key made from this number; it hides nothing")
        ->type_name("N");
}

void addScheme(CLI::App& app, std::optional<base::SchemeId>& scheme)
{
    addValue(app, "--scheme", scheme, parseScheme, "plain, vhe (the default) or ckks")->type_name("NAME");
}

void addSecurity(CLI::App& app, std::optional<int>& security)
{
    addValue(app, "--security", security, parseSecurity, "bits, under ckks: 128 (the default), 192 or 256")
        ->type_name("BITS");
}

void addSet(CLI::App& app, std::optional<std::string>& set)
{
    app.add_option(
           "--set", set,
           "parameter set under ckks, in the place of --security: train-8192, train-16384-1 (two hidden layers), "
           "train-16384-3 (three steps a refresh), train-16384-192, train-16384-256")
        ->type_name("NAME");
}

std::string presetDescription()
{
    std::string names;
    for (const std::string& name : model::presetNames()) {
        names += (names.empty() ? "" : ", ") + name;
    }
    return names + " (xor unless given)";
}

void addExperiment(CLI::App& app, ExperimentOptions& experiment)
{
    app.add_option("--preset", experiment.preset, presetDescription())->type_name("NAME");
    addScheme(app, experiment.scheme);
    addSecurity(app, experiment.security);
    addSet(app, experiment.set);
    addValue(app, "--seed", experiment.seed, parseCount, "start and shuffles from this number: a KNOWN START")
        ->type_name("N");
    app.add_option("--data", experiment.data, "table to train on: header line, last column the target")
        ->type_name("CSV");
    addValue(app, "--rate", experiment.rate, parseRate, "learning rate, 1e-9 to 1000")->type_name("X");
    addValue(app, "--momentum", experiment.momentum, parseFraction, "Nesterov momentum")->type_name("X");
    addValue(app, "--batch", experiment.batch, parsePositiveCount, "rows in one step (all unless given)")
        ->type_name("N");
    addValue(app, "--hidden", experiment.hidden, parseUnits, "units of the hidden layers, such as 4 or 8,4")
        ->type_name("LIST");
    addValue(app, "--activation", experiment.activation, model::Activation::parse,
             "of the hidden layers: identity, sqx, or FUNCTION:APPROXIMATION:DEGREE@RADIUS, such as "
             "sigmoid:taylor:3@4; functions: sigmoid, tanh, exp; approximations: taylor, least-squares, chebyshev, "
             "minimax; degree 1 to 9; radius 0.125 to 64")
        ->type_name("TEXT");
}

/// All that the parser writes into, and the commands that it found.
struct Parsed {
    TrainOptions train;
    SealOptions seal;
    OpenOptions open;
    ReleaseOptions release;
    RekeyOptions rekey;
    InfoOptions info;
    NoiseOptions noise;
    CalculateOptions calculate;
    NewKeyOptions newKey;
    KeyInfoOptions keyInfo;
    ChangePassphraseOptions changePassphrase;
    KeyPolicyOptions keyPolicy;
    KeyLedgerOptions keyLedger;
    KeyListOptions keyList;
    ExportKeyOptions exportKey;
    KeyOptions unused; ///< key options of a command that needs none
};

/// A command of the program, and what to run if it is the one given.
struct Entry {
    CLI::App* app;
    std::function<Command(Parsed&)> command;
};

Entry addTrain(CLI::App& app, Parsed& parsed)
{
    TrainOptions& options = parsed.train;
    CLI::App& train = *app.add_subcommand("train", "Train a network, encrypted or in the clear");
    addExperiment(train, options.experiment);
    train.add_option("--from", options.from, "go on with this session instead of a new run")->type_name("SESSION");
    addValue(train, "--steps", options.steps, parseCount, "updates (with --from: more of them)")->type_name("N");
    addValue(train, "--target-loss", options.targetLoss, parsePositiveNumber,
             "stop once the key holder says that the loss is below")
        ->type_name("X");
    train.add_option("--out", options.out, "write the session to this file")->type_name("SESSION");
    addChoice(train, "--without-data", options.data, DataInFile::LeaveOut,
              "leave the data out of --out: the next trainer gives his own with --data");
    addValue(train, "--autosave", options.autosave, parsePositiveNumber,
             "keep what is trained in a journal beside --out at most this often (60 unless given)")
        ->type_name("SECONDS");
    addOverwrite(train, options.overwrite);
    addKey(train, options.key);
    addFormat(train, options.format);
    train.footer("Without a key option, vhe uses a session key, which dies with the program: the results are shown,\n"
                 "but nothing can be saved.\n\n"
                 "Examples:\n"
                 "  ciphergrad-cli train --preset xor\n"
                 "  ciphergrad-cli train --preset xor --scheme plain --seed 7 --target-loss 0.01\n"
                 "  ciphergrad-cli train --preset xor --key my.cgkey --out run.cgsession\n"
                 "  ciphergrad-cli train --from start.cgsession --steps 500 --out run.cgsession\n"
                 "  ciphergrad-cli train --from start.cgsession --data own.csv --without-data --out run.cgsession\n"
                 "  ciphergrad-cli train --data points.csv --hidden 8,4 --activation sigmoid:taylor:3@4 --steps 300");
    return {&train, [](Parsed& all) -> Command { return std::move(all.train); }};
}

Entry addSeal(CLI::App& app, Parsed& parsed)
{
    SealOptions& options = parsed.seal;
    CLI::App& seal = *app.add_subcommand("seal", "Have the key holder draw and encrypt a start, for others to train");
    addExperiment(seal, options.experiment);
    seal.add_option("--out", options.out, "write the session to this file")->type_name("SESSION")->required();
    addOverwrite(seal, options.overwrite);
    addKey(seal, options.key);
    addFormat(seal, options.format);
    seal.footer("The file holds the public and evaluation keys and the encrypted weights. Whoever has it can train\n"
                "with 'train --from', without a key; only the holder of the key can open the result.\n\n"
                "Examples:\n"
                "  ciphergrad-cli seal --preset xor --key my.cgkey --out start.cgsession\n"
                "  ciphergrad-cli seal --data points.csv --hidden 8 --key my.cgkey --passphrase-file secret.txt \\\n"
                "      --out start.cgsession");
    return {&seal, [](Parsed& all) -> Command { return std::move(all.seal); }};
}

Entry addOpen(CLI::App& app, Parsed& parsed)
{
    OpenOptions& options = parsed.open;
    CLI::App& open = *app.add_subcommand("open", "Open values of a session with its key");
    open.add_option("session", options.session, "session file")->type_name("SESSION")->required();
    addValue(open, "--what", options.what, parseOpenTarget,
             "loss, predictions, prediction:ROW (rows count from 0) or network")
        ->type_name("WHAT")
        ->required();
    addKey(open, options.key);
    addFormat(open, options.format);
    open.footer("Examples:\n"
                "  ciphergrad-cli open run.cgsession --what loss --key my.cgkey\n"
                "  ciphergrad-cli open run.cgsession --what prediction:3 --key my.cgkey --json\n"
                "  ciphergrad-cli open run.cgsession --what network --demo-key 7");
    return {&open, [](Parsed& all) -> Command { return std::move(all.open); }};
}

void addPolicy(CLI::App& app, PolicyOptions& policy)
{
    addValue(app, "--numbers", policy.numbers, parseCount, "how many numbers a release may have (1 unless given)")
        ->type_name("N");
    addValue(app, "--largest", policy.largest, parsePositiveNumber, "numbers are clamped to this (2 unless given)")
        ->type_name("X");
    addValue(app, "--releases", policy.releases, parseCount,
             "how many releases the key may ever make (1024 unless given): fewer cost fewer bits")
        ->type_name("N");
    addValue(app, "--statistical", policy.securityBits, parseCount,
             "bits of statistical security, 20 to 128 (30 unless given)")
        ->type_name("BITS");
}

Entry addRelease(CLI::App& app, Parsed& parsed)
{
    ReleaseOptions& options = parsed.release;
    CLI::App& release =
        *app.add_subcommand("release", "Release predictions of a session, flooded, to whoever wants them");
    release.add_option("session", options.session, "session file")->type_name("SESSION")->required();
    addValue(release, "--rows", options.rows, parseRows, "rows of the data, counted from 0, such as 0 or 0,3")
        ->type_name("LIST");
    addPolicy(release, options.policy);
    addKey(release, options.key);
    addFormat(release, options.format);
    release.footer("The key holder repeats the training itself, in the clear, from the start that it drew, so that\n"
                   "nothing which a trainer computed is released. Without --rows it says what a release would be\n"
                   "worth. To see values yourself, use 'open'. Releases are off until the owner of the key sets a\n"
                   "policy, with 'keys policy' or the options above; once one has left the policy stands.\n\n"
                   "Examples:\n"
                   "  ciphergrad-cli release run.cgsession --key my.cgkey\n"
                   "  ciphergrad-cli release run.cgsession --rows 0 --key my.cgkey");
    return {&release, [](Parsed& all) -> Command { return std::move(all.release); }};
}

Entry addRekey(CLI::App& app, Parsed& parsed)
{
    RekeyOptions& options = parsed.rekey;
    CLI::App& rekey = *app.add_subcommand("rekey", "Hand a trained network over to another key");
    rekey.add_option("session", options.session, "session file")->type_name("SESSION")->required();
    rekey.add_option("--to", options.to, "public key of the receiver, from 'keys export'")
        ->type_name("CGPUB")
        ->required();
    rekey.add_option("--out", options.out, "write the session under the receiver's key to this file")
        ->type_name("SESSION")
        ->required();
    addOverwrite(rekey, options.overwrite);
    addKey(rekey, options.key);
    addFormat(rekey, options.format);
    rekey.footer("The key holder of the session decrypts the network and encrypts it anew under the receiver's public\n"
                 "key. Whoever holds the receiver's secret key reads the whole network. The new session has no data,\n"
                 "no losses and no steps; its trainer gives data of his own with 'train --from … --data …'.\n\n"
                 "Example:\n"
                 "  ciphergrad-cli rekey run.cgsession --key first.cgkey --to second.cgpub --out next.cgsession");
    return {&rekey, [](Parsed& all) -> Command { return std::move(all.rekey); }};
}

Entry addInfo(CLI::App& app, Parsed& parsed)
{
    InfoOptions& options = parsed.info;
    CLI::App& info = *app.add_subcommand("info", "Show what anybody can know of a session; needs no key");
    info.add_option("session", options.session, "session file")->type_name("SESSION")->required();
    addChoice(info, "--ciphertexts", options.ciphertexts, CiphertextListing::Show,
              "list the integers that the trainer holds");
    addKey(info, parsed.unused);
    addFormat(info, options.format);
    info.footer("Key options are accepted and ignored.\n\n"
                "Examples:\n"
                "  ciphergrad-cli info run.cgsession\n"
                "  ciphergrad-cli info run.cgsession --ciphertexts --json");
    return {&info, [](Parsed& all) -> Command { return std::move(all.info); }};
}

Entry addNoise(CLI::App& app, Parsed& parsed)
{
    NoiseOptions& options = parsed.noise;
    CLI::App& noise = *app.add_subcommand("noise", "Forecast the noise of a training step, or measure it with a key");
    addExperiment(noise, options.experiment);
    noise.add_option("--from", options.from, "the next step of this session instead of a new run")
        ->type_name("SESSION");
    addValue(noise, "--steps", options.steps, parsePositiveCount, "how many steps the forecast looks ahead")
        ->type_name("N");
    addKey(noise, options.key);
    addFormat(noise, options.format);
    noise.footer("Bits are log2 of the error of a message relative to 1.0; an exact operation counts as -200.\n\n"
                 "Examples:\n"
                 "  ciphergrad-cli noise --preset xor\n"
                 "  ciphergrad-cli noise --preset xor --hidden 16 --demo-key 7\n"
                 "  ciphergrad-cli noise --from run.cgsession --key my.cgkey --json");
    return {&noise, [](Parsed& all) -> Command { return std::move(all.noise); }};
}

constexpr char kShield = '\x01';

/// The parser takes whatever begins with a minus for an option. An expression for calc may do so too: what has a
/// parenthesis before any '=' is one, and gets a shield in front.
std::vector<std::string> shieldExpressions(std::vector<std::string> arguments)
{
    if (arguments.size() < 2 || arguments[1] != "calc") {
        return arguments;
    }
    for (std::string& argument : arguments) {
        const std::size_t parenthesis = argument.find('(');
        if (argument.starts_with('-') && parenthesis != std::string::npos && parenthesis < argument.find('=')) {
            argument.insert(0, 1, kShield);
        }
    }
    return arguments;
}

Entry addCalculate(CLI::App& app, Parsed& parsed)
{
    CalculateOptions& options = parsed.calculate;
    CLI::App& calc = *app.add_subcommand("calc", "Calculate with ciphertexts");
    calc.add_option_function<std::string>(
            "expression",
            [&options](const std::string& text) {
                options.expression = text.substr(text.starts_with(kShield) ? 1 : 0);
            },
            "statements separated by ';' ('-' or nothing: from stdin)")
        ->type_name("TEXT");
    calc.add_option("--file", options.file, "read the statements from this file")->type_name("FILE");
    calc.add_option("--from", options.from, "use the public keys of this session; nothing is opened without its key")
        ->type_name("SESSION");
    addScheme(calc, options.scheme);
    addSecurity(calc, options.security);
    addKey(calc, options.key);
    addChoice(calc, "--raw", options.raw, RawIntegers::Show, "show the integers of each ciphertext too");
    addFormat(calc, options.format);
    calc.footer("name = expression; enc([1, 2.5, -3]); + - * slot by slot; / by a number; dot(a, b);\n"
                "linear([[1, 2], [3, 4]], a); sum(a); sigmoid(a, degree); tanh(a, degree); exp(a, degree);\n"
                "refresh(a); raw(a)\n\n"
                "Examples:\n"
                "  ciphergrad-cli calc 'a = enc([1, 2]); b = enc([3, 4]); dot(a, b)'\n"
                "  ciphergrad-cli calc --demo-key 7 --raw 'enc([1])'\n"
                "  echo 'sigmoid(enc([0.5]), 3)' | ciphergrad-cli calc --json");
    return {&calc, [](Parsed& all) -> Command { return std::move(all.calculate); }};
}

Entry addChangePassphrase(CLI::App& keys, Parsed& parsed)
{
    ChangePassphraseOptions& options = parsed.changePassphrase;
    CLI::App& change = *keys.add_subcommand("passphrase", "Put another passphrase on a key file");
    change.add_option("file", options.file, "key file")->type_name("FILE")->required();
    change
        .add_option("--passphrase-file", options.passphraseFile,
                    "file that holds the present passphrase (without it the terminal is asked)")
        ->type_name("FILE");
    change
        .add_option("--new-passphrase-file", options.newPassphraseFile,
                    "file that holds the new one (without it the terminal is asked, twice)")
        ->type_name("FILE");
    addFormat(change, options.format);
    change.footer("The key stays the same. Whoever has a copy of the old file and its passphrase still has the key.\n\n"
                  "Example:\n  ciphergrad-cli keys passphrase my.cgkey");
    return {&change, [](Parsed& all) -> Command { return std::move(all.changePassphrase); }};
}

Entry addKeyPolicy(CLI::App& keys, Parsed& parsed)
{
    KeyPolicyOptions& options = parsed.keyPolicy;
    CLI::App& policy = *keys.add_subcommand("policy", "Show or set what may be released under a key");
    policy.add_option("file", options.file, "key file")->type_name("FILE")->required();
    addPolicy(policy, options.policy);
    policy
        .add_option("--passphrase-file", options.passphraseFile,
                    "file that holds the passphrase (without it the terminal is asked)")
        ->type_name("FILE");
    addFormat(policy, options.format);
    policy.footer(
        "Without one of the four numbers it shows the policy and needs no passphrase. Once a release has left\n"
        "the policy stands: the same answers would leave again with other noise.\n\n"
        "Examples:\n"
        "  ciphergrad-cli keys policy my.cgkey\n"
        "  ciphergrad-cli keys policy my.cgkey --releases 64 --numbers 2");
    return {&policy, [](Parsed& all) -> Command { return std::move(all.keyPolicy); }};
}

Entry addKeyLedger(CLI::App& keys, Parsed& parsed)
{
    KeyLedgerOptions& options = parsed.keyLedger;
    CLI::App& ledger = *keys.add_subcommand("ledger", "Show and check everything that ever left under a key");
    ledger.add_option("file", options.file, "key file")->type_name("FILE")->required();
    addFormat(ledger, options.format);
    ledger.footer("It lies in FILE.ledger, every entry bound to the one before, the last one to the key file; no\n"
                  "passphrase is needed. Ends with 3 where entries are missing or were changed.\n\n"
                  "Example:\n  ciphergrad-cli keys ledger my.cgkey --json > ledger.json");
    return {&ledger, [](Parsed& all) -> Command { return std::move(all.keyLedger); }};
}

Entry addKeyList(CLI::App& keys, Parsed& parsed)
{
    KeyListOptions& options = parsed.keyList;
    CLI::App& list = *keys.add_subcommand("list", "List the key files of a folder");
    list.add_option("folder", options.folder, "folder (the present one unless given)")->type_name("FOLDER");
    addFormat(list, options.format);
    list.footer("Example:\n  ciphergrad-cli keys list ~/keys");
    return {&list, [](Parsed& all) -> Command { return std::move(all.keyList); }};
}

Entry addExportKey(CLI::App& keys, Parsed& parsed)
{
    ExportKeyOptions& options = parsed.exportKey;
    CLI::App& exported = *keys.add_subcommand("export", "Write the public and evaluation keys for a network to a file");
    addExperiment(exported, options.experiment);
    exported.add_option("--out", options.out, "file to write")->type_name("CGPUB")->required();
    addOverwrite(exported, options.overwrite);
    addKey(exported, options.key);
    addFormat(exported, options.format);
    exported.footer("Nothing in the file is secret. Only the shape of the network and the rows of a step matter: give\n"
                    "--hidden as the network has it, and the table that will be trained on with --data.\n\n"
                    "Example:\n"
                    "  ciphergrad-cli keys export --key second.cgkey --data own.csv --hidden 4 --out second.cgpub");
    return {&exported, [](Parsed& all) -> Command { return std::move(all.exportKey); }};
}

std::vector<Entry> addKeys(CLI::App& app, Parsed& parsed)
{
    CLI::App& keys =
        *app.add_subcommand("keys", "Make key files, list and show them, set their policy, change their passphrase");
    keys.require_subcommand(0, 1);
    keys.footer("Examples:\n"
                "  ciphergrad-cli keys new --scheme vhe --out my.cgkey\n"
                "  ciphergrad-cli keys info my.cgkey --json\n"
                "More: ciphergrad-cli keys new --help");

    CLI::App& create = *keys.add_subcommand("new", "Make a random key and write it to a new file");
    addValue(create, "--scheme", parsed.newKey.scheme, parseScheme, "vhe (the default) or ckks")->type_name("NAME");
    addSecurity(create, parsed.newKey.security);
    addSet(create, parsed.newKey.set);
    create.add_option("--out", parsed.newKey.out, "file to write; an existing one is never replaced")
        ->type_name("FILE")
        ->required();
    create
        .add_option("--passphrase-file", parsed.newKey.passphraseFile,
                    "file that holds the passphrase (without it the terminal is asked)")
        ->type_name("FILE");
    addFormat(create, parsed.newKey.format);
    create.footer("Example:\n  ciphergrad-cli keys new --out my.cgkey");

    CLI::App& show = *keys.add_subcommand("info", "Show the public part of a key file; needs no passphrase");
    show.add_option("file", parsed.keyInfo.file, "key file")->type_name("FILE")->required();
    addFormat(show, parsed.keyInfo.format);
    show.footer("Example:\n  ciphergrad-cli keys info my.cgkey");
    return {{&create, [](Parsed& all) -> Command { return std::move(all.newKey); }},
            {&show, [](Parsed& all) -> Command { return std::move(all.keyInfo); }},
            addChangePassphrase(keys, parsed),
            addKeyPolicy(keys, parsed),
            addKeyLedger(keys, parsed),
            addKeyList(keys, parsed),
            addExportKey(keys, parsed)};
}

std::vector<Entry> addCommands(CLI::App& app, Parsed& parsed)
{
    std::vector<Entry> entries = addKeys(app, parsed);
    for (const auto add : {addSeal, addTrain, addOpen, addRelease, addRekey, addInfo, addNoise, addCalculate}) {
        entries.push_back(add(app, parsed));
    }
    return entries;
}

/// The innermost command that was given, for the hint of a usage error.
std::string pathOf(const CLI::App& app)
{
    const auto given = app.get_subcommands();
    return given.empty() ? app.get_name() : app.get_name() + " " + pathOf(*given.front());
}

/// What the parser says, in a sentence of ours where its own is hard to read.
std::string sentenceOf(const CLI::App& app, const CLI::ParseError& failure)
{
    const std::string theirs = failure.what();
    if (dynamic_cast<const CLI::ExtrasError*>(&failure) != nullptr) {
        std::vector<std::string> unknown = app.remaining(true);
        return unknown.empty() ? theirs : "there is no option or command \"" + data::shown(unknown.front()) + "\"";
    }
    if (dynamic_cast<const CLI::ArgumentMismatch*>(&failure) != nullptr) {
        const std::string option = theirs.substr(0, theirs.find(':'));
        return option + (theirs.find("received") == std::string::npos ? " needs a value" : " is given more than once");
    }
    return theirs;
}

Error usageError(const CLI::App& app, const std::string& sentence)
{
    return {ErrorCode::InvalidArgument, sentence + " (see " + pathOf(app) + " --help)"};
}

void configure(CLI::App& app)
{
    app.require_subcommand(0, 1);
    app.set_version_flag("--version", "ciphergrad-cli " CG_VERSION);
    app.footer("Exit codes: 0 done, 1 failed check, 2 usage, 3 file, 4 noise or divergence, 5 key, 6 interrupted,\n"
               "7 key holder lost.\n\n"
               "Examples:\n"
               "  ciphergrad-cli train --preset xor             train XOR encrypted, with a key for this run only\n"
               "  ciphergrad-cli keys new --out my.cgkey        make a key that stays\n"
               "  ciphergrad-cli calc 'enc([1, 2]) * 2.5'       try the encryption itself\n"
               "More: ciphergrad-cli COMMAND --help");
}

} // namespace

Result<Command> parseCommandLine(int count, const char* const* arguments)
{
    CLI::App app("Ciphergrad: encrypted deep learning, where the trainer never holds the secret key", "ciphergrad-cli");
    Parsed parsed;
    configure(app);
    const std::vector<Entry> entries = addCommands(app, parsed);
    const std::vector<std::string> shielded = shieldExpressions({arguments, arguments + count});
    std::vector<const char*> texts;
    texts.reserve(shielded.size());
    for (const std::string& text : shielded) {
        texts.push_back(text.c_str());
    }
    try {
        app.parse(count, texts.data());
    } catch (const CLI::CallForHelp&) {
        return Command(ShowText{app.help()});
    } catch (const CLI::CallForVersion& version) {
        return Command(ShowText{std::string(version.what()) + "\n"});
    } catch (const CLI::ParseError& failure) {
        return usageError(app, sentenceOf(app, failure));
    }
    for (const Entry& entry : entries) {
        if (entry.app->parsed()) {
            return entry.command(parsed);
        }
    }
    return usageError(app, "a command is missing");
}

} // namespace cg::cli
