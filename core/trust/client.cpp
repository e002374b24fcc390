// SPDX-License-Identifier: GPL-3.0-or-later
#include "trust/client.h"

#include "trust/account_messages.h"
#include "trust/messages.h"
#include "trust/release_messages.h"

#include <unistd.h>

#include <filesystem>

namespace cg::trust {

namespace {

constexpr std::chrono::minutes kAnswerBound{2};
constexpr std::string_view kOwnDescriptors = "/dev/fd/";
constexpr std::string_view kOwnInput = "/dev/stdin";

base::Error disconnected()
{
    return {base::ErrorCode::KeyHolderLost, "the key holder is gone"};
}

std::string descriptorPath(std::string_view descriptor)
{
    return "/proc/" + std::to_string(getpid()) + "/fd/" + std::string(descriptor);
}

/// The path as another process of this user can open it: absolute, and a descriptor of this process (as a shell gives
/// one for `<(command)`) through /proc.
std::string pathForOtherProcess(const std::string& path)
{
    if (path.starts_with(kOwnDescriptors)) {
        return descriptorPath(std::string_view(path).substr(kOwnDescriptors.size()));
    }
    if (path == kOwnInput) {
        return descriptorPath("0");
    }
    std::error_code failed;
    const std::filesystem::path absolute = std::filesystem::absolute(path, failed);
    return failed || path.empty() ? path : absolute.string();
}

PassphraseSource sourceForOtherProcess(const PassphraseSource& source)
{
    return source.file ? PassphraseSource{pathForOtherProcess(*source.file)} : source;
}

/// A path from the user must fit into a message; the key holder would end the connection otherwise.
base::Result<void> checkPath(const std::string& path)
{
    if (path.empty() || path.size() > wire::kMaxPathBytes || path.find('\0') != std::string::npos) {
        return base::Error{base::ErrorCode::InvalidArgument,
                           "the path of a key or passphrase file must have between 1 and " +
                               std::to_string(wire::kMaxPathBytes) + " characters, none of them zero"};
    }
    return {};
}

base::Result<void> checkPaths(const std::string& path, const PassphraseSource& passphrase)
{
    CG_CHECK(checkPath(path));
    return passphrase.file ? checkPath(*passphrase.file) : base::Result<void>();
}

std::chrono::nanoseconds sinceEpoch()
{
    return std::chrono::steady_clock::now().time_since_epoch();
}

/// wire::MeasureNoise without a copy of its ciphertexts, of which there are many.
struct MeasureNoiseOf {
    static constexpr MessageType kType = wire::MeasureNoise::kType;
    const MeasureRequest& request;

    void encode(base::ByteWriter& writer) const { wire::MeasureNoise::encode(request, writer); }
};

bool endsConnection(base::ErrorCode code)
{
    return code == base::ErrorCode::KeyHolderLost || code == base::ErrorCode::ProtocolViolation;
}

} // namespace

base::Result<std::unique_ptr<Client>> Client::connect(Connection connection, const Token& token)
{
    std::unique_ptr<Client> client(new Client(std::move(connection)));
    CG_TRY(const wire::Welcome welcome, client->call<wire::Welcome>(wire::Hello{kProtocolVersion, token}));
    if (welcome.version != kProtocolVersion) {
        return base::Error{base::ErrorCode::ProtocolViolation,
                           "the key holder speaks protocol version " + std::to_string(welcome.version) +
                               " and this program version " + std::to_string(kProtocolVersion)};
    }
    return client;
}

std::chrono::nanoseconds Client::waiting() const
{
    const std::chrono::nanoseconds began = m_callBegan;
    return began == std::chrono::nanoseconds::zero() ? began : sinceEpoch() - began;
}

base::Result<Frame> Client::exchange(const Frame& request, Patience patience)
{
    CG_CHECK(m_connection->send(request, within(kAnswerBound)));
    return m_connection->receive(patience == Patience::Bounded ? within(kAnswerBound) : Deadline());
}

template <typename Answer, typename Request>
base::Result<Answer> Client::call(const Request& request, Patience patience)
{
    if (!m_connection) {
        return disconnected();
    }
    const auto answerOf = [](const Frame& frame) -> base::Result<Answer> {
        if (frame.type == wire::Failure::kType) {
            CG_TRY(const wire::Failure failure, wire::fromFrame<wire::Failure>(frame));
            return failure.error;
        }
        return wire::fromFrame<Answer>(frame);
    };
    const Frame message = wire::toFrame(request);
    m_callBegan = sinceEpoch();
    const base::Result<Frame> frame = exchange(message, patience);
    m_callBegan = std::chrono::nanoseconds::zero();
    base::Result<Answer> answer = frame ? answerOf(*frame) : base::Result<Answer>(frame.error());
    if (!answer && endsConnection(answer.error().code)) {
        m_connection.reset();
    }
    return answer;
}

base::Result<KeyDescription> Client::createSessionKey(const KeyKind& kind)
{
    CG_TRY(const wire::Key key, call<wire::Key>(wire::CreateSessionKey{kind}));
    return key.description;
}

base::Result<KeyDescription> Client::createDemoKey(const KeyKind& kind, std::uint64_t number)
{
    CG_TRY(const wire::Key key, call<wire::Key>(wire::CreateDemoKey{kind, number}));
    return key.description;
}

template <typename Request>
base::Result<KeyDescription> Client::askForKey(const Request& request, const PassphraseSource& passphrase)
{
    CG_TRY(const wire::Key key,
           call<wire::Key>(request, passphrase.file ? Patience::Bounded : Patience::AsLongAsItTakes));
    return key.description;
}

base::Result<KeyDescription> Client::createKeyFile(const KeyKind& kind, const std::string& path,
                                                   const PassphraseSource& passphrase)
{
    CG_CHECK(checkPaths(path, passphrase));
    const wire::CreateKeyFile request{kind, pathForOtherProcess(path), sourceForOtherProcess(passphrase)};
    return askForKey(request, passphrase);
}

base::Result<KeyDescription> Client::loadKeyFile(const std::string& path, const PassphraseSource& passphrase)
{
    CG_CHECK(checkPaths(path, passphrase));
    const wire::LoadKeyFile request{pathForOtherProcess(path), sourceForOtherProcess(passphrase)};
    return askForKey(request, passphrase);
}

base::Result<KeyDescription> Client::keepKey(const std::string& path, const PassphraseSource& passphrase)
{
    CG_CHECK(checkPaths(path, passphrase));
    const wire::KeepKey request{pathForOtherProcess(path), sourceForOtherProcess(passphrase)};
    return askForKey(request, passphrase);
}

base::Result<KeyDescription> Client::changePassphrase(const std::string& path, const PassphraseSource& present,
                                                      const PassphraseSource& fresh)
{
    CG_CHECK(checkPaths(path, present));
    CG_CHECK(checkPaths(path, fresh));
    const wire::ChangePassphrase request{pathForOtherProcess(path), sourceForOtherProcess(present),
                                         sourceForOtherProcess(fresh)};
    return askForKey(request, present.file ? fresh : present);
}

base::Result<void> Client::setAccess(Access access)
{
    CG_CHECK(call<wire::Done>(wire::SetAccess{access}));
    return {};
}

base::Result<base::Bytes> Client::publicKeys(const base::Bytes& needs)
{
    CG_TRY(wire::PublicKeys keys, call<wire::PublicKeys>(wire::MakePublicKeys{needs}));
    return std::move(keys.keys);
}

base::Result<std::vector<base::Bytes>> Client::sealStart(const base::Bytes& plan, const StartSource& start)
{
    CG_TRY(wire::Ciphertexts sealed, call<wire::Ciphertexts>(wire::SealStart{plan, start}));
    return std::move(sealed.ciphertexts);
}

base::Result<std::vector<base::Bytes>> Client::refresh(const std::vector<base::Bytes>& ciphertexts, double range)
{
    CG_TRY(wire::Ciphertexts refreshed, call<wire::Ciphertexts>(wire::Refresh{ciphertexts, range}));
    return std::move(refreshed.ciphertexts);
}

base::Result<Disclosed<std::vector<std::vector<double>>>> Client::open(OpenPurpose purpose,
                                                                       const std::vector<OpenItem>& items)
{
    CG_TRY(wire::Opened opened, call<wire::Opened>(wire::Open{purpose, items}));
    return Disclosed<std::vector<std::vector<double>>>(std::move(opened.values));
}

base::Result<RefreshedNetwork> Client::refreshNetwork(const base::Bytes& plan, const NetworkRefresh& network)
{
    CG_TRY(wire::Refreshed refreshed, call<wire::Refreshed>(wire::RefreshState{plan, network}));
    return std::move(refreshed.network);
}

base::Result<Disclosed<bool>> Client::ownLossBelow(const TrainingRun& run, double threshold)
{
    CG_TRY(const wire::Bit bit, call<wire::Bit>(wire::OwnLossBelow{run, threshold}));
    return Disclosed<bool>(bit.value);
}

base::Result<Disclosed<bool>> Client::lossBelow(const OpenItem& loss, double threshold)
{
    CG_TRY(const wire::Bit bit, call<wire::Bit>(wire::LossBelow{loss, threshold}));
    return Disclosed<bool>(bit.value);
}

base::Result<Disclosed<std::vector<double>>> Client::measureNoise(const MeasureRequest& request)
{
    CG_TRY(wire::MeasuredNoise measured, call<wire::MeasuredNoise>(MeasureNoiseOf{request}));
    return Disclosed<std::vector<double>>(std::move(measured.bits));
}

base::Result<Disclosed<std::vector<base::Bytes>>> Client::handOver(const NetworkHandOver& network)
{
    CG_TRY(wire::Ciphertexts handed, call<wire::Ciphertexts>(wire::HandOverNetwork{network}));
    return Disclosed<std::vector<base::Bytes>>(std::move(handed.ciphertexts));
}

base::Result<ReleaseOutlook> Client::foretellRelease(const base::Bytes& plan, std::uint64_t steps)
{
    CG_TRY(const wire::ReleaseForetold foretold, call<wire::ReleaseForetold>(wire::ForetellRelease{plan, steps}));
    return foretold.outlook;
}

base::Result<Disclosed<Release>> Client::release(const ReleaseRequest& request)
{
    CG_TRY(wire::Released released, call<wire::Released>(wire::MakeRelease{request}));
    return Disclosed<Release>(std::move(released.release));
}

base::Result<void> Client::setPolicy(const ReleasePolicy& policy)
{
    CG_CHECK(call<wire::Done>(wire::SetPolicy{policy}));
    return {};
}

base::Result<AccountReport> Client::account()
{
    CG_TRY(wire::Account account, call<wire::Account>(wire::TellAccount{}));
    return std::move(account.report);
}

base::Result<std::uint64_t> Client::peakMemory()
{
    CG_TRY(const wire::Memory memory, call<wire::Memory>(wire::PeakMemory{}));
    return memory.bytes;
}

} // namespace cg::trust
