// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/service.h"

#include "base/file.h"
#include "keyholder/handing_over.h"
#include "keyholder/noise_meter.h"
#include "keyholder/passphrase.h"
#include "keyholder/release/releaser.h"
#include "keyholder/start_sealer.h"
#include "keyholder/vault.h"

#include <fstream>
#include <numeric>
#include <string>

namespace cg::keyholder {

namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

/// For another process that writes the same key file.
constexpr std::chrono::milliseconds kPatience{2000};

std::string itemName(std::size_t index)
{
    return "ciphertext " + std::to_string(index + 1);
}

/// The wanted slots of a decrypted ciphertext.
Result<std::vector<double>> chosen(const std::vector<double>& slots, const std::vector<std::uint32_t>& wanted)
{
    std::vector<double> values;
    for (const std::uint32_t slot : wanted) {
        if (slot >= slots.size()) {
            return Error{ErrorCode::InvalidArgument, "slot " + std::to_string(slot) + " of a ciphertext with " +
                                                         std::to_string(slots.size()) + " slots"};
        }
        values.push_back(slots[slot]);
    }
    return values;
}

base::Seed fingerprint(const std::vector<base::Bytes>& ciphertexts)
{
    base::ByteWriter writer;
    for (const base::Bytes& ciphertext : ciphertexts) {
        writer.blob(ciphertext);
    }
    return base::hashOf(writer.bytes());
}

/// By how much each ciphertext of a sealed start misses what was drawn.
Result<std::vector<double>> startErrors(const HeldKey& key, const std::vector<base::Bytes>& sealed,
                                        const std::vector<std::vector<double>>& drawn)
{
    std::vector<double> bits;
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        CG_TRY(const auto slots, key.decrypted(sealed[i], itemName(i)));
        CG_TRY(bits.emplace_back(), errorBits(slots, drawn[i]));
    }
    return bits;
}

} // namespace

trust::KeyDescription KeyHolderService::adopt(std::unique_ptr<HeldKey> key, AccountKeeper keeper)
{
    m_holding.emplace(std::move(key), Discloser(std::move(keeper)));
    return m_holding->key->description();
}

trust::KeyDescription KeyHolderService::adopt(std::unique_ptr<HeldKey> key)
{
    AccountKeeper keeper(key->description().id);
    return adopt(std::move(key), std::move(keeper));
}

Result<KeyHolderService::Holding*> KeyHolderService::holding()
{
    if (!m_holding) {
        return Error{ErrorCode::NoKey, "the key holder has no key yet"};
    }
    return &*m_holding;
}

Result<KeyHolderService::Holding*> KeyHolderService::holdingFor(trust::Access access)
{
    CG_TRY(Holding* const holding, this->holding());
    if (holding->access < access) {
        return Error{ErrorCode::Refused,
                     "the key holder is armed: it refreshes and lets nothing out until its owner unlocks it"};
    }
    return holding;
}

Result<void> KeyHolderService::setAccess(trust::Access access)
{
    CG_TRY(Holding* const holding, this->holding());
    holding->access = access;
    holding->discloser.keeper().settle();
    return {};
}

Result<trust::KeyDescription> KeyHolderService::createSessionKey(const trust::KeyKind& kind)
{
    CG_TRY(std::unique_ptr<HeldKey> key, drawKey(kind, trust::KeyOrigin::Session));
    return adopt(std::move(key));
}

Result<trust::KeyDescription> KeyHolderService::createDemoKey(const trust::KeyKind& kind, std::uint64_t number)
{
    CG_TRY(std::unique_ptr<HeldKey> key, demoKey(kind, number));
    return adopt(std::move(key));
}

Result<UnlockedFile> KeyHolderService::store(const HeldKey& key, const trust::KeyAccount& account,
                                             const std::string& path, const trust::PassphraseSource& passphrase) const
{
    CG_CHECK(base::checkWritable(path, base::Overwrite::Refuse)); // before anybody types a passphrase
    CG_TRY(const base::SecureBuffer secret, readPassphrase(passphrase, PassphraseUse::Create, path));
    return Vault::store(path, {key.seed(), key.description(), account}, secret, m_passphraseCost);
}

Result<trust::KeyDescription> KeyHolderService::createKeyFile(const trust::KeyKind& kind, const std::string& path,
                                                              const trust::PassphraseSource& passphrase)
{
    CG_TRY(std::unique_ptr<HeldKey> key, drawKey(kind, trust::KeyOrigin::File));
    CG_TRY(UnlockedFile file, store(*key, trust::newAccount(key->description().id), path, passphrase));
    CG_TRY(AccountKeeper keeper, AccountKeeper::ofFile(key->description().id, std::move(file)));
    return adopt(std::move(key), std::move(keeper));
}

namespace {

/// The key of a file with its account.
struct KeyOfFile {
    std::unique_ptr<HeldKey> key;
    AccountKeeper keeper;
};

Result<KeyOfFile> unlocked(const std::string& path, const trust::PassphraseSource& passphrase)
{
    CG_TRY(const trust::KeyFile file, trust::readKeyFile(path)); // before anybody types a passphrase
    CG_CHECK(checkParameters(file.header.scheme, file.header.parameters, path));
    CG_TRY(const base::SecureBuffer secret, readPassphrase(passphrase, PassphraseUse::Unlock, path));
    CG_TRY(Vault::Unlocked content, Vault::unlock(file, secret, path));
    CG_TRY(std::unique_ptr<HeldKey> key,
           fileKey(file.header.scheme, file.header.parameters, std::move(content.seed), path));
    if (key->description().id != content.id) {
        return Error{ErrorCode::FileDamaged,
                     "the key file " + path + " is damaged: it names a key that it does not hold"};
    }
    CG_TRY(AccountKeeper keeper, AccountKeeper::ofFile(content.id, std::move(content.file)));
    return KeyOfFile{std::move(key), std::move(keeper)};
}

} // namespace

Result<trust::KeyDescription> KeyHolderService::loadKeyFile(const std::string& path,
                                                            const trust::PassphraseSource& passphrase)
{
    CG_TRY(KeyOfFile content, unlocked(path, passphrase));
    return adopt(std::move(content.key), std::move(content.keeper));
}

Result<trust::KeyDescription> KeyHolderService::changePassphrase(const std::string& path,
                                                                 const trust::PassphraseSource& present,
                                                                 const trust::PassphraseSource& fresh)
{
    CG_TRY(const base::FileLock lock, base::FileLock::acquireWithin(path, kPatience));
    CG_TRY(const KeyOfFile content, unlocked(path, present));
    CG_CHECK(base::checkWritable(path, base::Overwrite::Replace)); // before anybody types the new one
    CG_TRY(const base::SecureBuffer secret, readPassphrase(fresh, PassphraseUse::Replace, path));
    const HeldKey& key = *content.key;
    CG_TRY(UnlockedFile file,
           Vault::replace(path, {key.seed(), key.description(), content.keeper.account()}, secret, m_passphraseCost));
    if (m_holding && m_holding->discloser.keeper().path() == path) {
        m_holding->discloser.keeper().useFile(std::move(file));
    }
    return key.description();
}

Result<trust::KeyDescription> KeyHolderService::keepKey(const std::string& path,
                                                        const trust::PassphraseSource& passphrase)
{
    CG_TRY(Holding* const holding, this->holding());
    HeldKey& key = *holding->key;
    if (key.description().origin != trust::KeyOrigin::Session) {
        return Error{ErrorCode::InvalidArgument,
                     key.demoNumber() ? "a demo key is not kept in a file, because its number makes it again"
                                      : "this key lies in a file already"};
    }
    AccountKeeper& keeper = holding->discloser.keeper();
    keeper.settle();
    CG_TRY(UnlockedFile file, store(key, keeper.account(), path, passphrase));
    CG_CHECK(keeper.moveInto(std::move(file)));
    key.noteFile();
    return key.description();
}

Result<base::Bytes> KeyHolderService::publicKeys(const base::Bytes& needs)
{
    CG_TRY(const Holding* holding, this->holding());
    base::ByteReader reader(needs, "the list of evaluation keys");
    CG_TRY(const he::CircuitNeeds circuit, he::decodeNeeds(reader));
    CG_CHECK(reader.finish());
    return holding->key->publicKeys(circuit);
}

Result<std::vector<base::Bytes>> KeyHolderService::sealStart(const base::Bytes& plan, const trust::StartSource& start)
{
    CG_TRY(Holding * holding, this->holding());
    HeldKey& key = *holding->key;
    const std::optional<std::uint64_t> demo = key.demoNumber();
    CG_TRY(const auto slots, initialSlots(plan, start, key.startKey()));
    // The same bytes for the same plan, however often a demo key is asked.
    const auto repeating = demo ? std::optional(demoSealSeed(*demo, plan, start.known)) : std::nullopt;
    CG_TRY(std::vector<base::Bytes> sealed, key.seal(slots, repeating));
    CG_TRY(std::vector<double> errors, startErrors(key, sealed, slots));
    holding->start = SealedStart{fingerprint(sealed), std::move(errors)};
    return sealed;
}

Result<std::vector<base::Bytes>> KeyHolderService::refresh(const std::vector<base::Bytes>& ciphertexts, double range)
{
    CG_TRY(Holding * present, holding());
    CG_TRY(const Holding* allowed, holdingFor(present->key->refreshAccess()));
    CG_TRY(std::vector<base::Bytes> fresh, allowed->key->refresh(ciphertexts, range));
    present->discloser.countRefresh(fresh.size());
    return fresh;
}

Result<trust::RefreshedNetwork> KeyHolderService::refreshNetwork(const base::Bytes& plan,
                                                                 const trust::NetworkRefresh& network)
{
    CG_TRY(Holding * holding, this->holding());
    CG_TRY(trust::RefreshedNetwork fresh, holding->key->refreshNetwork(plan, network));
    holding->discloser.countRefresh(fresh.state.size());
    return fresh;
}

Result<trust::Disclosed<std::vector<std::vector<double>>>>
KeyHolderService::open(trust::OpenPurpose purpose, const std::vector<trust::OpenItem>& items)
{
    CG_TRY(Holding * holding, holdingFor(trust::Access::Open));
    std::vector<std::vector<double>> values;
    for (std::size_t i = 0; i < items.size(); ++i) {
        CG_TRY(const auto slots, holding->key->decrypted(items[i].ciphertext, itemName(i)));
        CG_TRY(std::vector<double> wanted, chosen(slots, items[i].slots));
        values.push_back(std::move(wanted));
    }
    return holding->discloser.show(kindOf(purpose), std::move(values));
}

Result<OwnRun*> KeyHolderService::ownRunOf(Holding& holding, const trust::TrainingRun& run, std::uint64_t steps)
{
    const auto isSame = [&](const trust::TrainingRun& other) {
        return other.plan == run.plan && other.start.known == run.start.known && other.start.label == run.start.label &&
               other.shuffleSeed == run.shuffleSeed;
    };
    std::optional<RepeatedRun>& repeated = holding.repeated;
    if (!repeated || !isSame(repeated->source) || repeated->run.steps() > steps) {
        CG_TRY(train::TrainingPlan plan, decodedPlan(run.plan));
        CG_TRY(model::Weights start, startWeights(plan, run.plan, run.start, holding.key->startKey()));
        repeated = RepeatedRun{run, OwnRun(std::move(plan), std::move(start), run.shuffleSeed)};
    }
    return &repeated->run;
}

Result<trust::Disclosed<bool>> KeyHolderService::ownLossBelow(const trust::TrainingRun& run, double threshold)
{
    CG_TRY(Holding * holding, holdingFor(trust::Access::StopSignal));
    if (run.steps == 0) {
        return Error{ErrorCode::InvalidArgument, "a training without a step has no loss yet"};
    }
    CG_TRY(OwnRun * own, ownRunOf(*holding, run, run.steps - 1));
    CG_CHECK(own->goTo(run.steps - 1));
    return holding->discloser.tell(own->nextLoss() < threshold);
}

Result<trust::Disclosed<bool>> KeyHolderService::lossBelow(const trust::OpenItem& loss, double threshold)
{
    CG_TRY(Holding * holding, holdingFor(trust::Access::StopSignal));
    CG_TRY(const auto slots, holding->key->decrypted(loss.ciphertext, "the loss"));
    CG_TRY(const std::vector<double> parts, chosen(slots, loss.slots));
    if (parts.empty()) {
        return Error{ErrorCode::InvalidArgument, "a loss is compared by the slots that it lies in, and none is named"};
    }
    // Each part is a square, so that none of a small loss is beyond the threshold: what is, is a number that has
    // wrapped around.
    const bool isWhole = std::ranges::all_of(parts, [&](double part) { return std::abs(part) < threshold; });
    const double total = std::accumulate(parts.begin(), parts.end(), 0.0);
    return holding->discloser.discloseUnchecked(isWhole && total < threshold);
}

Result<trust::Disclosed<std::vector<double>>> KeyHolderService::measureNoise(const trust::MeasureRequest& request)
{
    CG_TRY(Holding * holding, holdingFor(trust::Access::Open));
    if (request.plan.empty() && request.results.empty()) {
        // Of nothing but these bytes: comparing others with the start would say what was drawn.
        if (!holding->start || holding->start->fingerprint != fingerprint(request.state)) {
            return Error{ErrorCode::InvalidArgument,
                         "only the start that was sealed last can be measured without a step"};
        }
        return holding->discloser.show(DisclosureKind::MeasuredNoise, holding->start->errorBits);
    }
    CG_TRY(std::vector<double> bits, holding->key->measureNoise(request));
    return holding->discloser.show(DisclosureKind::MeasuredNoise, std::move(bits));
}

Result<trust::Disclosed<std::vector<base::Bytes>>> KeyHolderService::handOver(const trust::NetworkHandOver& network)
{
    CG_TRY(Holding * holding, holdingFor(trust::Access::Open));
    CG_TRY(HandedNetwork handed, handedOver(*holding->key, network));
    return holding->discloser.discloseNetwork(std::move(handed.state), handed.numbers);
}

Result<trust::ReleaseOutlook> KeyHolderService::foretellRelease(const base::Bytes& plan, std::uint64_t steps)
{
    CG_TRY(const Holding* holding, this->holding());
    CG_TRY(const train::TrainingPlan decoded, decodedPlan(plan));
    const trust::KeyAccount& account = holding->account();
    const trust::ReleasePolicy policy = account.policy.value_or(trust::ReleasePolicy{});
    CG_TRY(const trust::ReleasePrecision precision, releasePrecision(*holding->key, decoded, steps, policy));
    return trust::ReleaseOutlook{policy, account.policy.has_value(), precision, account.releases,
                                 determiningPredictions(decoded.network)};
}

Result<trust::Disclosed<trust::Release>> KeyHolderService::release(const trust::ReleaseRequest& request)
{
    CG_TRY(Holding * holding, holdingFor(trust::Access::Open));
    const std::optional<trust::ReleasePolicy> policy = holding->account().policy;
    if (!policy) {
        return Error{ErrorCode::Refused, "releases are off under this key until its owner sets a policy of releases"};
    }
    if (holding->account().releases >= policy->releases) {
        return Error{ErrorCode::Refused, "the " + std::to_string(policy->releases) +
                                             " releases that the policy of this key allows are used up; make a new key "
                                             "and hand the network over to it"};
    }
    CG_TRY(trust::Release release, releaseOf(*holding->key, request, *policy));
    return holding->discloser.disclose(std::move(release));
}

Result<void> KeyHolderService::setPolicy(const trust::ReleasePolicy& policy)
{
    CG_TRY(Holding * holding, holdingFor(trust::Access::Open));
    CG_CHECK(policy.check());
    const trust::KeyAccount& account = holding->account();
    if (account.policy == policy) {
        return {};
    }
    if (account.releases > 0) {
        return Error{ErrorCode::Refused, "the policy of this key stands: " + std::to_string(account.releases) +
                                             " releases left under it, and another policy would flood the same answers "
                                             "with other noise; a new key may have another"};
    }
    return holding->discloser.keeper().setPolicy(policy);
}

Result<trust::AccountReport> KeyHolderService::account()
{
    CG_TRY(Holding * holding, this->holding());
    return holding->discloser.keeper().report();
}

Result<std::uint64_t> KeyHolderService::peakMemory()
{
    // Not getrusage(): its maximum survives exec, and would be that of the program which started this one.
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        std::uint64_t kibibytes = 0;
        if (word == "VmHWM:" && status >> kibibytes) {
            return kibibytes * 1024;
        }
    }
    return Error{ErrorCode::Unsupported, "this system does not tell how much memory a process uses"};
}

} // namespace cg::keyholder
