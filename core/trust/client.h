#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "trust/key_holder.h"
#include "trust/protocol.h"
#include "trust/transport.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>

namespace cg::trust {

/// The key holder's interface over a connection: every call sends one frame and waits for one answer.
///
/// After `KeyHolderLost` or `ProtocolViolation` the connection is closed and every further call gives `KeyHolderLost`.
/// A call waits at most two minutes; one that makes the key holder ask for a passphrase waits as long as it takes.
/// Paths are resolved here, since the key holder opens them in a process of its own.
class Client final : public KeyHolder {
public:
    /// Shows the token and waits for the welcome. KeyHolderLost if the key holder refuses it.
    [[nodiscard]] static base::Result<std::unique_ptr<Client>> connect(Connection connection, const Token& token);

    /// For how long the call in progress has been waiting for its answer; zero while there is none. From any thread.
    [[nodiscard]] std::chrono::nanoseconds waiting() const;

    base::Result<KeyDescription> createSessionKey(const KeyKind& kind) override;
    base::Result<KeyDescription> createDemoKey(const KeyKind& kind, std::uint64_t number) override;
    base::Result<KeyDescription> createKeyFile(const KeyKind& kind, const std::string& path,
                                               const PassphraseSource& passphrase) override;
    base::Result<KeyDescription> loadKeyFile(const std::string& path, const PassphraseSource& passphrase) override;
    base::Result<KeyDescription> keepKey(const std::string& path, const PassphraseSource& passphrase) override;
    base::Result<KeyDescription> changePassphrase(const std::string& path, const PassphraseSource& present,
                                                  const PassphraseSource& fresh) override;
    base::Result<void> setAccess(Access access) override;
    base::Result<base::Bytes> publicKeys(const base::Bytes& needs) override;
    base::Result<std::vector<base::Bytes>> sealStart(const base::Bytes& plan, const StartSource& start) override;
    base::Result<std::vector<base::Bytes>> refresh(const std::vector<base::Bytes>& ciphertexts, double range) override;
    base::Result<RefreshedNetwork> refreshNetwork(const base::Bytes& plan, const NetworkRefresh& network) override;
    base::Result<Disclosed<std::vector<std::vector<double>>>> open(OpenPurpose purpose,
                                                                   const std::vector<OpenItem>& items) override;
    base::Result<Disclosed<bool>> ownLossBelow(const TrainingRun& run, double threshold) override;
    base::Result<Disclosed<bool>> lossBelow(const OpenItem& loss, double threshold) override;
    base::Result<Disclosed<std::vector<double>>> measureNoise(const MeasureRequest& request) override;
    base::Result<Disclosed<std::vector<base::Bytes>>> handOver(const NetworkHandOver& network) override;
    base::Result<ReleaseOutlook> foretellRelease(const base::Bytes& plan, std::uint64_t steps) override;
    base::Result<Disclosed<Release>> release(const ReleaseRequest& request) override;
    base::Result<void> setPolicy(const ReleasePolicy& policy) override;
    base::Result<AccountReport> account() override;
    base::Result<std::uint64_t> peakMemory() override;

private:
    enum class Patience { Bounded, AsLongAsItTakes };

    explicit Client(Connection connection) : m_connection(std::move(connection)) {}

    /// Sends the request and decodes the answer, which must be a message of type Answer or a failure.
    template <typename Answer, typename Request>
    base::Result<Answer> call(const Request& request, Patience patience = Patience::Bounded);
    /// A request that needs a passphrase: the key holder may have to ask somebody for it.
    template <typename Request>
    base::Result<KeyDescription> askForKey(const Request& request, const PassphraseSource& passphrase);
    base::Result<Frame> exchange(const Frame& request, Patience patience);

    std::optional<Connection> m_connection;
    /// When the call in progress began, as time since the clock's epoch; zero without a call.
    std::atomic<std::chrono::nanoseconds> m_callBegan;
};

} // namespace cg::trust
