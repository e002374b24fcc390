#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CG_SECRET_SIDE
#error "core/keyholder is the secret side: only the key-holder program and its tests may include it"
#endif
#include "base/random.h"
#include "keyholder/discloser.h"
#include "keyholder/held_key.h"
#include "keyholder/release/own_run.h"
#include "keyholder/vault.h"
#include "trust/key_file_header.h"
#include "trust/key_holder.h"

#include <cstdint>
#include <memory>
#include <optional>

namespace cg::keyholder {

/// The key holder's interface on the secret side: holds one key set, the one made or loaded last, and answers for it.
/// Before there is one, every request that needs it gives NoKey.
///
/// No answer depends on the secret key except through the Discloser and through fresh encryptions. No error depends on
/// a decrypted value, but for `measureNoise`, which refuses what has left the finite numbers; it needs Access::Open,
/// which lets the values themselves out.
class KeyHolderService final : public trust::KeyHolder {
public:
    /// `passphraseCost` is what new key files ask for.
    explicit KeyHolderService(const trust::PassphraseCost& passphraseCost = {}) : m_passphraseCost(passphraseCost) {}

    base::Result<trust::KeyDescription> createSessionKey(const trust::KeyKind& kind) override;
    base::Result<trust::KeyDescription> createDemoKey(const trust::KeyKind& kind, std::uint64_t number) override;
    base::Result<trust::KeyDescription> createKeyFile(const trust::KeyKind& kind, const std::string& path,
                                                      const trust::PassphraseSource& passphrase) override;
    base::Result<trust::KeyDescription> loadKeyFile(const std::string& path,
                                                    const trust::PassphraseSource& passphrase) override;
    base::Result<trust::KeyDescription> keepKey(const std::string& path,
                                                const trust::PassphraseSource& passphrase) override;
    base::Result<trust::KeyDescription> changePassphrase(const std::string& path,
                                                         const trust::PassphraseSource& present,
                                                         const trust::PassphraseSource& fresh) override;
    base::Result<void> setAccess(trust::Access access) override;
    base::Result<base::Bytes> publicKeys(const base::Bytes& needs) override;
    base::Result<std::vector<base::Bytes>> sealStart(const base::Bytes& plan, const trust::StartSource& start) override;
    base::Result<std::vector<base::Bytes>> refresh(const std::vector<base::Bytes>& ciphertexts, double range) override;
    base::Result<trust::RefreshedNetwork> refreshNetwork(const base::Bytes& plan,
                                                         const trust::NetworkRefresh& network) override;
    base::Result<trust::Disclosed<std::vector<std::vector<double>>>>
    open(trust::OpenPurpose purpose, const std::vector<trust::OpenItem>& items) override;
    base::Result<trust::Disclosed<bool>> ownLossBelow(const trust::TrainingRun& run, double threshold) override;
    base::Result<trust::Disclosed<bool>> lossBelow(const trust::OpenItem& loss, double threshold) override;
    /// A request without plan and results asks for the error of the start that was sealed last, whose ciphertexts it
    /// holds in `state`: log2 of the largest slot error of each one against what was drawn. InvalidArgument for any
    /// others.
    base::Result<trust::Disclosed<std::vector<double>>> measureNoise(const trust::MeasureRequest& request) override;
    base::Result<trust::Disclosed<std::vector<base::Bytes>>> handOver(const trust::NetworkHandOver& network) override;
    base::Result<trust::ReleaseOutlook> foretellRelease(const base::Bytes& plan, std::uint64_t steps) override;
    base::Result<trust::Disclosed<trust::Release>> release(const trust::ReleaseRequest& request) override;
    base::Result<void> setPolicy(const trust::ReleasePolicy& policy) override;
    base::Result<trust::AccountReport> account() override;
    base::Result<std::uint64_t> peakMemory() override;

    /// Of the present key. Requires one.
    [[nodiscard]] const Discloser& disclosures() const { return m_holding->discloser; }

private:
    /// A start as it left, and by how much each of its ciphertexts misses what was drawn.
    struct SealedStart {
        base::Seed fingerprint; ///< of the ciphertexts
        std::vector<double> errorBits;
    };
    /// A training that the key holder repeats.
    struct RepeatedRun {
        trust::TrainingRun source; ///< but for the steps
        OwnRun run;
    };
    /// The present key.
    struct Holding {
        std::unique_ptr<HeldKey> key;
        Discloser discloser;
        std::optional<SealedStart> start = std::nullopt;    ///< the last one
        std::optional<RepeatedRun> repeated = std::nullopt; ///< the last one
        trust::Access access = trust::Access::Armed;

        [[nodiscard]] const trust::KeyAccount& account() const { return discloser.keeper().account(); }
    };

    /// Makes `key` the key of the service.
    trust::KeyDescription adopt(std::unique_ptr<HeldKey> key, AccountKeeper keeper);
    trust::KeyDescription adopt(std::unique_ptr<HeldKey> key);
    [[nodiscard]] base::Result<Holding*> holding();
    /// The same for what needs at least `access`; Refused where there is less.
    [[nodiscard]] base::Result<Holding*> holdingFor(trust::Access access);
    /// The holder's own run of a training, at `steps` updates or before: the one that there is, or from its start.
    [[nodiscard]] static base::Result<OwnRun*> ownRunOf(Holding& holding, const trust::TrainingRun& run,
                                                        std::uint64_t steps);
    /// Writes the key into a new key file.
    [[nodiscard]] base::Result<UnlockedFile> store(const HeldKey& key, const trust::KeyAccount& account,
                                                   const std::string& path,
                                                   const trust::PassphraseSource& passphrase) const;

    trust::PassphraseCost m_passphraseCost;
    std::optional<Holding> m_holding;
};

} // namespace cg::keyholder
