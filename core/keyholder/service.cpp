// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/service.h"

#include "base/file.h"
#include "keyholder/decryptor.h"
#include "keyholder/noise_meter.h"
#include "keyholder/passphrase.h"
#include "keyholder/start_sealer.h"
#include "keyholder/vault.h"
#include "train/state.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>

namespace cg::keyholder {

namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

Result<void> checkScheme(base::SchemeId scheme)
{
    if (scheme != base::SchemeId::Vhe) {
        return Error{ErrorCode::Unsupported, "the scheme '" + std::string(base::nameOf(scheme)) + "' has no key"};
    }
    return {};
}

base::Bytes encoded(const he::vhe::Backend& backend, const he::vhe::Ciphertext& ciphertext)
{
    base::ByteWriter writer;
    backend.encode(ciphertext, writer);
    return std::move(writer).take();
}

Result<he::vhe::Ciphertext> decoded(const he::vhe::Backend& backend, const base::Bytes& bytes, const std::string& name)
{
    base::ByteReader reader(bytes, name);
    CG_TRY(he::vhe::Ciphertext ciphertext, backend.decode(reader));
    CG_CHECK(reader.finish());
    return ciphertext;
}

std::string itemName(std::size_t index)
{
    return "ciphertext " + std::to_string(index + 1);
}

Result<std::vector<double>> decrypted(const KeySet& keys, const he::vhe::Backend& backend, const base::Bytes& bytes,
                                      const std::string& name)
{
    CG_TRY(const he::vhe::Ciphertext ciphertext, decoded(backend, bytes, name));
    return decrypt(keys.secret(), ciphertext);
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

/// Encryptions of the slots of a network, number `number` of its kind. An encryption notes how large its numbers are; a
/// sealed weight says what is declared of all weights instead.
Result<std::vector<base::Bytes>> sealed(he::vhe::Backend& backend, const std::vector<std::vector<double>>& slots,
                                        std::uint64_t number)
{
    std::vector<base::Bytes> ciphertexts;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        CG_TRY(const he::vhe::Ciphertext fresh, backend.encryptDeclared(slots[i], train::DeclaredRanges{}.weight,
                                                                        {base::Purpose::SealStart, number, i}));
        ciphertexts.push_back(encoded(backend, fresh));
    }
    return ciphertexts;
}

base::Seed fingerprint(const std::vector<base::Bytes>& ciphertexts)
{
    base::ByteWriter writer;
    for (const base::Bytes& ciphertext : ciphertexts) {
        writer.blob(ciphertext);
    }
    return base::hashOf(writer.bytes());
}

} // namespace

trust::KeyDescription KeyHolderService::adopt(KeySet keys)
{
    base::SystemRandom random;
    const base::Seed seed =
        keys.demoNumber() ? base::seedFromNumber(*keys.demoNumber(), "demo key's encryptions") : random.seed();
    he::vhe::Backend backend(keys.publicKey(), seed);
    m_holding.reset();
    m_holding.emplace(Holding{std::move(keys), std::move(backend), 0, 0, std::nullopt});
    return m_holding->keys.description();
}

Result<KeyHolderService::Holding*> KeyHolderService::holding()
{
    if (!m_holding) {
        return Error{ErrorCode::NoKey, "the key holder has no key yet"};
    }
    return &*m_holding;
}

Result<trust::KeyDescription> KeyHolderService::createSessionKey(base::SchemeId scheme)
{
    CG_CHECK(checkScheme(scheme));
    base::SystemRandom random;
    return adopt(KeySet(he::vhe::Params::standard(), SecretSeed::draw(random), trust::KeyOrigin::Session));
}

Result<trust::KeyDescription> KeyHolderService::createDemoKey(base::SchemeId scheme, std::uint64_t number)
{
    CG_CHECK(checkScheme(scheme));
    return adopt(KeySet::ofDemoKey(he::vhe::Params::standard(), number));
}

Result<void> KeyHolderService::store(const KeySet& keys, const std::string& path,
                                     const trust::PassphraseSource& passphrase) const
{
    CG_CHECK(base::checkWritable(path, base::Overwrite::Refuse)); // before anybody types a passphrase
    CG_TRY(const base::SecureBuffer secret, readPassphrase(passphrase, PassphraseUse::Create, path));
    return Vault::store(path, keys.seed(), *keys.publicKey(), secret, m_passphraseCost);
}

Result<trust::KeyDescription> KeyHolderService::createKeyFile(base::SchemeId scheme, const std::string& path,
                                                              const trust::PassphraseSource& passphrase)
{
    CG_CHECK(checkScheme(scheme));
    base::SystemRandom random;
    KeySet keys(he::vhe::Params::standard(), SecretSeed::draw(random), trust::KeyOrigin::File);
    CG_CHECK(store(keys, path, passphrase));
    return adopt(std::move(keys));
}

Result<trust::KeyDescription> KeyHolderService::loadKeyFile(const std::string& path,
                                                            const trust::PassphraseSource& passphrase)
{
    CG_TRY(const trust::KeyFile file, trust::readKeyFile(path)); // before anybody types a passphrase
    CG_CHECK(checkScheme(file.header.scheme));
    CG_TRY(const base::SecureBuffer secret, readPassphrase(passphrase, PassphraseUse::Unlock, path));
    CG_TRY(Vault::Unlocked unlocked, Vault::unlock(file, secret, path));
    KeySet keys(unlocked.params, std::move(unlocked.seed), trust::KeyOrigin::File);
    if (keys.publicKey()->id() != unlocked.id) {
        return Error{ErrorCode::FileDamaged,
                     "the key file " + path + " is damaged: it names a key that it does not hold"};
    }
    return adopt(std::move(keys));
}

Result<trust::KeyDescription> KeyHolderService::keepKey(const std::string& path,
                                                        const trust::PassphraseSource& passphrase)
{
    CG_TRY(Holding* const holding, this->holding());
    KeySet& keys = holding->keys;
    if (keys.description().origin != trust::KeyOrigin::Session) {
        return Error{ErrorCode::InvalidArgument,
                     keys.demoNumber() ? "a demo key is not kept in a file, because its number makes it again"
                                       : "this key lies in a file already"};
    }
    CG_CHECK(store(keys, path, passphrase));
    keys.noteFile();
    return keys.description();
}

Result<base::Bytes> KeyHolderService::publicKeys(const base::Bytes& needs)
{
    CG_TRY(const Holding* holding, this->holding());
    base::ByteReader reader(needs, "the list of evaluation keys");
    CG_TRY(const he::CircuitNeeds circuit, he::decodeNeeds(reader));
    CG_CHECK(reader.finish());
    CG_TRY(const he::vhe::PublicKeys made, holding->keys.publicKeys(circuit));
    base::ByteWriter writer;
    he::vhe::encode(made, writer);
    return std::move(writer).take();
}

Result<std::vector<base::Bytes>> KeyHolderService::sealStart(const base::Bytes& plan,
                                                             std::optional<base::Seed> knownSeed)
{
    CG_TRY(Holding * holding, this->holding());
    const KeySet& keys = holding->keys;
    CG_TRY(const auto slots, initialSlots(plan, knownSeed, keys.demoNumber(), keys.publicKey()->params()));
    if (keys.demoNumber()) {
        // The same bytes for the same plan, however often a demo key is asked.
        he::vhe::Backend repeating(keys.publicKey(), demoSealSeed(*keys.demoNumber(), plan, knownSeed));
        return measured(*holding, sealed(repeating, slots, 0), slots);
    }
    return measured(*holding, sealed(holding->backend, slots, holding->seals++), slots);
}

Result<std::vector<base::Bytes>> KeyHolderService::measured(Holding& holding, Result<std::vector<base::Bytes>> sealed,
                                                            const std::vector<std::vector<double>>& drawn)
{
    if (!sealed) {
        return sealed;
    }
    std::vector<double> bits;
    for (std::size_t i = 0; i < sealed->size(); ++i) {
        CG_TRY(const auto slots, decrypted(holding.keys, holding.backend, (*sealed)[i], itemName(i)));
        CG_TRY(bits.emplace_back(), errorBits(slots, drawn[i]));
    }
    holding.start = SealedStart{fingerprint(*sealed), std::move(bits)};
    return sealed;
}

Result<std::vector<base::Bytes>> KeyHolderService::refresh(const std::vector<base::Bytes>& ciphertexts, double range)
{
    CG_TRY(Holding * holding, this->holding());
    const double largest = holding->keys.publicKey()->params().largestMessage();
    if (!(range > 0.0 && range <= largest)) {
        return Error{ErrorCode::InvalidArgument, "the range of a refresh must be above 0 and at most " +
                                                     std::to_string(static_cast<long long>(largest))};
    }
    he::vhe::Backend& backend = holding->backend;
    const std::uint64_t number = holding->refreshes++;
    std::vector<base::Bytes> fresh;
    for (std::size_t i = 0; i < ciphertexts.size(); ++i) {
        CG_TRY(std::vector<double> slots, decrypted(holding->keys, backend, ciphertexts[i], itemName(i)));
        for (double& slot : slots) {
            slot = std::max(-range, std::min(range, slot));
        }
        // Range and noise of whatever may be in there, for what is in there nobody may know.
        CG_TRY(const he::vhe::Ciphertext again,
               backend.encryptDeclared(slots, {range, range}, {base::Purpose::Refresh, number, i}));
        fresh.push_back(encoded(backend, again));
    }
    return fresh;
}

Result<trust::Disclosed<std::vector<std::vector<double>>>>
KeyHolderService::open(trust::OpenPurpose purpose, const std::vector<trust::OpenItem>& items)
{
    CG_TRY(const Holding* holding, this->holding());
    std::vector<std::vector<double>> values;
    for (std::size_t i = 0; i < items.size(); ++i) {
        CG_TRY(const auto slots, decrypted(holding->keys, holding->backend, items[i].ciphertext, itemName(i)));
        CG_TRY(std::vector<double> wanted, chosen(slots, items[i].slots));
        values.push_back(std::move(wanted));
    }
    return m_discloser.disclose(kindOf(purpose), std::move(values));
}

Result<trust::Disclosed<bool>> KeyHolderService::lossBelow(const base::Bytes& ciphertext, double threshold)
{
    CG_TRY(const Holding* holding, this->holding());
    CG_TRY(const auto slots, decrypted(holding->keys, holding->backend, ciphertext, "the loss"));
    return m_discloser.disclose(DisclosureKind::LossBelow, slots.front() < threshold);
}

Result<trust::Disclosed<std::vector<double>>> KeyHolderService::measureNoise(const trust::MeasureRequest& request)
{
    CG_TRY(const Holding* holding, this->holding());
    if (request.plan.empty() && request.results.empty()) {
        // Of nothing but these bytes: comparing others with the start would say what was drawn.
        if (!holding->start || holding->start->fingerprint != fingerprint(request.state)) {
            return Error{ErrorCode::InvalidArgument,
                         "only the start that was sealed last can be measured without a step"};
        }
        return m_discloser.disclose(DisclosureKind::MeasuredNoise, holding->start->errorBits);
    }
    CG_TRY(std::vector<double> bits, keyholder::measureNoise(holding->keys.secret(), holding->backend, request));
    return m_discloser.disclose(DisclosureKind::MeasuredNoise, std::move(bits));
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
