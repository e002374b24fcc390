// SPDX-License-Identifier: GPL-3.0-or-later
#include "trust/watched_key_holder.h"

#include <array>
#include <numeric>
#include <utility>

namespace cg::trust {

namespace {

using base::Result;

std::uint64_t bytesIn(const std::vector<base::Bytes>& parts)
{
    return std::accumulate(parts.begin(), parts.end(), std::uint64_t{0},
                           [](std::uint64_t sum, const base::Bytes& part) { return sum + part.size(); });
}

std::string wordsFor(OpenPurpose purpose)
{
    constexpr std::array<const char*, 5> kWords{"loss to open", "predictions to open", "a prediction to open",
                                                "weights to open", "calculator results to open"};
    return kWords.at(static_cast<std::size_t>(purpose));
}

} // namespace

void WatchedKeyHolder::crossed(CrossingKind kind, std::uint64_t items, std::uint64_t bytes, std::string what,
                               std::uint64_t bits) const
{
    m_log.add({kind, std::chrono::system_clock::now(), 1, items, bytes, bits, std::move(what)});
}

void WatchedKeyHolder::sent(const std::vector<base::Bytes>& ciphertexts, std::string what) const
{
    crossed(CrossingKind::Ciphertexts, ciphertexts.size(), bytesIn(ciphertexts), std::move(what));
}

Result<KeyDescription> WatchedKeyHolder::createSessionKey(const KeyKind& kind)
{
    return m_inner.createSessionKey(kind);
}

Result<KeyDescription> WatchedKeyHolder::createDemoKey(const KeyKind& kind, std::uint64_t number)
{
    return m_inner.createDemoKey(kind, number);
}

Result<KeyDescription> WatchedKeyHolder::createKeyFile(const KeyKind& kind, const std::string& path,
                                                       const PassphraseSource& passphrase)
{
    return m_inner.createKeyFile(kind, path, passphrase);
}

Result<KeyDescription> WatchedKeyHolder::loadKeyFile(const std::string& path, const PassphraseSource& passphrase)
{
    return m_inner.loadKeyFile(path, passphrase);
}

Result<KeyDescription> WatchedKeyHolder::keepKey(const std::string& path, const PassphraseSource& passphrase)
{
    return m_inner.keepKey(path, passphrase);
}

Result<KeyDescription> WatchedKeyHolder::changePassphrase(const std::string& path, const PassphraseSource& present,
                                                          const PassphraseSource& fresh)
{
    return m_inner.changePassphrase(path, present, fresh);
}

Result<void> WatchedKeyHolder::setAccess(Access access)
{
    return m_inner.setAccess(access);
}

Result<base::Bytes> WatchedKeyHolder::publicKeys(const base::Bytes& needs)
{
    CG_TRY(base::Bytes keys, m_inner.publicKeys(needs));
    crossed(CrossingKind::PublicKeys, 1, keys.size(), "public and evaluation keys");
    return keys;
}

Result<std::vector<base::Bytes>> WatchedKeyHolder::sealStart(const base::Bytes& plan, const StartSource& start)
{
    CG_TRY(std::vector<base::Bytes> sealed, m_inner.sealStart(plan, start));
    crossed(CrossingKind::SealedCiphertexts, sealed.size(), bytesIn(sealed),
            start.known ? "known start" : "sealed start");
    return sealed;
}

Result<std::vector<base::Bytes>> WatchedKeyHolder::refresh(const std::vector<base::Bytes>& ciphertexts, double range)
{
    sent(ciphertexts, "ciphertexts to refresh");
    CG_TRY(std::vector<base::Bytes> fresh, m_inner.refresh(ciphertexts, range));
    crossed(CrossingKind::SealedCiphertexts, fresh.size(), bytesIn(fresh), "refreshed ciphertexts");
    return fresh;
}

Result<RefreshedNetwork> WatchedKeyHolder::refreshNetwork(const base::Bytes& plan, const NetworkRefresh& network)
{
    const std::uint64_t losses = bytesIn(network.losses) + network.packed.size();
    crossed(CrossingKind::Ciphertexts, network.state.size() + network.losses.size() + (network.packedCount > 0 ? 1 : 0),
            bytesIn(network.state) + losses, "network to refresh");
    CG_TRY(RefreshedNetwork fresh, m_inner.refreshNetwork(plan, network));
    crossed(CrossingKind::SealedCiphertexts, fresh.state.size() + (fresh.packedCount > 0 ? 1 : 0),
            bytesIn(fresh.state) + fresh.packed.size(), "refreshed network");
    return fresh;
}

Result<Disclosed<std::vector<std::vector<double>>>> WatchedKeyHolder::open(OpenPurpose purpose,
                                                                           const std::vector<OpenItem>& items)
{
    std::uint64_t bytes = 0;
    for (const OpenItem& item : items) {
        bytes += item.ciphertext.size();
    }
    crossed(CrossingKind::Ciphertexts, items.size(), bytes, wordsFor(purpose));
    return m_inner.open(purpose, items);
}

Result<Disclosed<bool>> WatchedKeyHolder::ownLossBelow(const TrainingRun& run, double threshold)
{
    CG_TRY(const Disclosed<bool> below, m_inner.ownLossBelow(run, threshold));
    return toldOfLoss(below);
}

Result<Disclosed<bool>> WatchedKeyHolder::lossBelow(const OpenItem& loss, double threshold)
{
    sent({loss.ciphertext}, "loss to compare");
    CG_TRY(const Disclosed<bool> below, m_inner.lossBelow(loss, threshold));
    return toldOfLoss(below);
}

Disclosed<bool> WatchedKeyHolder::toldOfLoss(const Disclosed<bool>& below) const
{
    crossed(CrossingKind::Message, 1, 1, below.value() ? "the loss is below: stop" : "the loss is not below: go on", 1);
    return below;
}

Result<Disclosed<std::vector<double>>> WatchedKeyHolder::measureNoise(const MeasureRequest& request)
{
    sent(request.results, "ciphertexts to measure");
    return m_inner.measureNoise(request);
}

Result<Disclosed<std::vector<base::Bytes>>> WatchedKeyHolder::handOver(const NetworkHandOver& network)
{
    sent(network.state, "network to hand over");
    CG_TRY(Disclosed<std::vector<base::Bytes>> handed, m_inner.handOver(network));
    crossed(CrossingKind::SealedCiphertexts, handed.value().size(), bytesIn(handed.value()),
            "network under another key");
    return handed;
}

Result<ReleaseOutlook> WatchedKeyHolder::foretellRelease(const base::Bytes& plan, std::uint64_t steps)
{
    return m_inner.foretellRelease(plan, steps);
}

Result<Disclosed<Release>> WatchedKeyHolder::release(const ReleaseRequest& request)
{
    CG_TRY(Disclosed<Release> released, m_inner.release(request));
    const std::size_t numbers = released.value().numbers.size();
    crossed(CrossingKind::Message, numbers, numbers * sizeof(double), "released predictions",
            numbers * released.value().outlook.bitsOfNumber());
    return released;
}

Result<void> WatchedKeyHolder::setPolicy(const ReleasePolicy& policy)
{
    return m_inner.setPolicy(policy);
}

Result<AccountReport> WatchedKeyHolder::account()
{
    return m_inner.account();
}

Result<std::uint64_t> WatchedKeyHolder::peakMemory()
{
    return m_inner.peakMemory();
}

} // namespace cg::trust
