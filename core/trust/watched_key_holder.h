#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "trust/crossing_log.h"
#include "trust/key_holder.h"

namespace cg::trust {

/// Passes every request on to another key holder and writes what crossed the wall into a log. Openings that the key
/// holder keeps to itself send ciphertexts over the wall and nothing back: their values stay on the key holder's side.
/// Both others must outlive it.
class WatchedKeyHolder final : public KeyHolder {
public:
    WatchedKeyHolder(KeyHolder& inner, CrossingLog& log) : m_inner(inner), m_log(log) {}

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
    void crossed(CrossingKind kind, std::uint64_t items, std::uint64_t bytes, std::string what,
                 std::uint64_t bits = 0) const;
    /// Writes a stop signal into the log, and gives it on.
    [[nodiscard]] Disclosed<bool> toldOfLoss(const Disclosed<bool>& below) const;
    /// Ciphertexts from the trainer to the key holder.
    void sent(const std::vector<base::Bytes>& ciphertexts, std::string what) const;

    KeyHolder& m_inner;
    CrossingLog& m_log;
};

} // namespace cg::trust
