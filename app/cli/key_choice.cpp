// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/key_choice.h"

#include "base/file_descriptor.h"
#include "cli/experiment.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "model/presets.h"

#include <fcntl.h>
#include <signal.h>
#include <termios.h>

#include <chrono>
#include <functional>
#include <future>

namespace cg::cli {

namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using trust::KeyDescription;
using trust::KeyHolderProcess;

/// The settings of the controlling terminal, put back at the end: a key holder that is killed while it asks for a
/// passphrase leaves the terminal without echo.
class TerminalSettings {
public:
    TerminalSettings()
        : m_terminal(open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)),
          m_isKnown(m_terminal.isOpen() && tcgetattr(m_terminal.get(), &m_settings) == 0)
    {}

    void restore() const
    {
        if (m_isKnown) {
            tcsetattr(m_terminal.get(), TCSANOW, &m_settings);
        }
    }

private:
    base::FileDescriptor m_terminal;
    termios m_settings{};
    bool m_isKnown;
};

using KeyRequest = std::function<Result<KeyDescription>(trust::KeyHolder&)>;

/// Has the key holder ask the user, who may answer with Ctrl-C: then its process is ended, for it waits for the
/// terminal and nothing else.
Result<KeyDescription> requestWithPrompt(KeyHolderProcess& process, const KeyRequest& request)
{
    constexpr std::chrono::milliseconds kLookInterval{50};
    const TerminalSettings terminal;
    const FinishFirst finish;
    auto answer = std::async(std::launch::async, [&] { return request(process.keyHolder()); });
    while (!isInterrupted() && answer.wait_for(kLookInterval) != std::future_status::ready) {
    }
    if (isInterrupted()) {
        kill(process.processId(), SIGKILL);
        answer.wait();
        terminal.restore();
        return Error{ErrorCode::Cancelled, "interrupted"};
    }
    return answer.get();
}

/// Where a copy of an old key file was put back, its owner should know.
void warnOfLedger(KeyHolderProcess& process)
{
    const auto account = process.keyHolder().account();
    if (account && account->state != trust::LedgerState::Complete) {
        warn(account->file.value_or("the key") + ": " + trust::sentenceOf(account->state));
    }
}

enum class Prompt { Possible, Never };

Result<KeyInUse> startWith(const KeyRequest& request, Prompt prompt)
{
    std::unique_ptr<KeyHolderProcess> process;
    auto watch = std::make_unique<HolderWatch>(); // destroyed before the process
    const auto obtainKey = [&]() -> Result<KeyDescription> {
        trust::LaunchOptions launch;
        launch.spawned = [&watch](pid_t child) { watch->beginStart(child); };
        CG_TRY(process, KeyHolderProcess::start(launch));
        watch->endStart(process->keyHolder());
        return prompt == Prompt::Possible ? requestWithPrompt(*process, request) : request(process->keyHolder());
    };
    const Result<KeyDescription> key = obtainKey();
    if (!key) {
        return watch->hasEndedIt() ? givenUp() : key.error();
    }
    if (!key->memoryLocked) {
        warn("the memory of the secret key could not be locked (see ulimit -l), so it may reach the swap file");
    }
    warnOfLedger(*process);
    return KeyInUse(std::move(process), std::move(watch), *key);
}

} // namespace

bool KeyInUse::isLost() const
{
    const bool isGone = m_process && m_process->hasEnded();
    return isGone && !isGivenUp(); // asked last: it is known before the process is gone
}

Result<void> KeyInUse::setAccess(trust::Access access) const
{
    return m_process ? m_process->keyHolder().setAccess(access) : Result<void>();
}

std::optional<std::uint64_t> KeyInUse::peakMemory() const
{
    if (!m_process) {
        return std::nullopt;
    }
    const auto bytes = m_process->keyHolder().peakMemory();
    return bytes ? std::optional(*bytes) : std::nullopt;
}

Error givenUp(const std::string& steps)
{
    return {ErrorCode::Cancelled, "interrupted" + steps + "; the key holder did not answer and was ended"};
}

Result<void> checkKeyOptions(const KeyOptions& options, base::SchemeId scheme)
{
    if (scheme == base::SchemeId::Plain) {
        return {};
    }
    if (options.file && options.demoNumber) {
        return Error{ErrorCode::InvalidArgument, "--key and --demo-key cannot be used together"};
    }
    if (options.passphraseFile && !options.file) {
        return Error{ErrorCode::InvalidArgument, "--passphrase-file needs --key, whose passphrase it holds"};
    }
    return {};
}

Result<KeyInUse> takeKey(const KeyOptions& options, const trust::KeyKind& kind, WithoutKey without)
{
    CG_CHECK(checkKeyOptions(options, kind.scheme));
    if (kind.scheme == base::SchemeId::Plain || (!options.isAnyGiven() && without == WithoutKey::UseNoKey)) {
        return KeyInUse();
    }
    const KeyRequest request = [&](trust::KeyHolder& holder) -> Result<KeyDescription> {
        if (options.file) {
            return holder.loadKeyFile(*options.file, {options.passphraseFile});
        }
        return options.demoNumber ? holder.createDemoKey(kind, *options.demoNumber) : holder.createSessionKey(kind);
    };
    return startWith(request, options.file && !options.passphraseFile ? Prompt::Possible : Prompt::Never);
}

namespace {

/// The kind of a new key: under CKKS the usual set of its security for training.
Result<trust::KeyKind> kindOf(const NewKeyOptions& options)
{
    CG_CHECK(checkSecurity(options.security, options.scheme));
    CG_CHECK(checkSet(options.set, options.security, options.scheme));
    if (options.scheme != base::SchemeId::Ckks) {
        return trust::KeyKind(options.scheme);
    }
    if (options.set) {
        CG_TRY(const auto params, session::trainingSet(*options.set));
        return trust::KeyKind(options.scheme, params.name());
    }
    CG_TRY(const model::Preset preset, model::findPreset("xor"));
    CG_TRY(const auto ring, session::ringFor(session::experimentOf(preset, options.scheme).plan,
                                             options.security.value_or(kUsualSecurity)));
    return trust::KeyKind(options.scheme, ring.name());
}

} // namespace

Result<KeyInUse> makeKeyFile(const NewKeyOptions& options)
{
    CG_TRY(const trust::KeyKind kind, kindOf(options));
    const KeyRequest request = [&](trust::KeyHolder& holder) {
        return holder.createKeyFile(kind, options.out, {options.passphraseFile});
    };
    return startWith(request, options.passphraseFile ? Prompt::Never : Prompt::Possible);
}

Result<KeyInUse> changePassphrase(const ChangePassphraseOptions& options)
{
    const KeyRequest request = [&](trust::KeyHolder& holder) {
        return holder.changePassphrase(options.file, {options.passphraseFile}, {options.newPassphraseFile});
    };
    const bool asks = !options.passphraseFile || !options.newPassphraseFile;
    return startWith(request, asks ? Prompt::Possible : Prompt::Never);
}

Result<KeyInUse> openKeyFile(const std::string& path, const std::optional<std::string>& passphraseFile)
{
    const KeyRequest request = [&](trust::KeyHolder& holder) { return holder.loadKeyFile(path, {passphraseFile}); };
    CG_TRY(KeyInUse key, startWith(request, passphraseFile ? Prompt::Never : Prompt::Possible));
    CG_CHECK(key.setAccess(trust::Access::Open));
    return key;
}

} // namespace cg::cli
