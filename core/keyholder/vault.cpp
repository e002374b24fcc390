// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/vault.h"

#include "base/contract.h"
#include "base/file.h"
#include "base/sodium.h"

#include <sodium.h>

namespace cg::keyholder {

namespace {

using base::Error;
using base::ErrorCode;
using base::SecureBuffer;

constexpr std::size_t kSealedBytes = SecretSeed::kBytes + crypto_aead_xchacha20poly1305_ietf_ABYTES;

static_assert(sizeof(trust::KeyFileHeader::salt) == crypto_pwhash_SALTBYTES);
static_assert(sizeof(trust::KeyFileHeader::nonce) == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);

const char* letters(const SecureBuffer& buffer)
{
    return reinterpret_cast<const char*>(buffer.bytes().data());
}

/// The file's key: Argon2id of the passphrase. Takes as long and as much memory as the header says.
base::Result<SecureBuffer> derivedKey(const SecureBuffer& passphrase, const trust::KeyFileHeader& header)
{
    base::initSodium();
    SecureBuffer key(crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
    const int failed =
        crypto_pwhash(key.bytes().data(), key.size(), letters(passphrase), passphrase.size(), header.salt.data(),
                      header.cost.passes, header.cost.memoryBytes, crypto_pwhash_ALG_ARGON2ID13);
    if (failed != 0) {
        return Error{ErrorCode::Unsupported,
                     "there is not enough memory for the passphrase of the key file, which takes " +
                         std::to_string(header.cost.memoryBytes >> 20) + " MiB"};
    }
    return key;
}

trust::KeyFileHeader newHeader(const trust::KeyDescription& key, const trust::PassphraseCost& cost)
{
    base::SystemRandom random;
    trust::KeyFileHeader header;
    header.scheme = key.scheme;
    header.parameters = key.parameters;
    header.id = key.id;
    header.publicBytes = key.publicBytes;
    header.cost = cost;
    random.fill(header.salt);
    random.fill(header.nonce);
    return header;
}

} // namespace

base::Result<base::Bytes> Vault::sealed(const SecretSeed& seed, const trust::KeyDescription& key,
                                        const SecureBuffer& passphrase, const trust::PassphraseCost& cost)
{
    trust::KeyFile file{newHeader(key, cost), base::Bytes(kSealedBytes)};
    CG_TRY(const SecureBuffer fileKey, derivedKey(passphrase, file.header));
    const base::Bytes bound = trust::associatedData(file.header);
    crypto_aead_xchacha20poly1305_ietf_encrypt(file.sealed.data(), nullptr, seed.m_bytes.bytes().data(),
                                               SecretSeed::kBytes, bound.data(), bound.size(), nullptr,
                                               file.header.nonce.data(), fileKey.bytes().data());
    return trust::encode(file);
}

base::Result<void> Vault::store(const std::string& path, const SecretSeed& seed, const trust::KeyDescription& key,
                                const SecureBuffer& passphrase, const trust::PassphraseCost& cost)
{
    CG_TRY(const base::Bytes file, sealed(seed, key, passphrase, cost));
    return base::writeFileAtomically(path, file, base::FileMode::Private, base::Overwrite::Refuse);
}

base::Result<void> Vault::replace(const std::string& path, const SecretSeed& seed, const trust::KeyDescription& key,
                                  const SecureBuffer& passphrase, const trust::PassphraseCost& cost)
{
    CG_TRY(const base::Bytes file, sealed(seed, key, passphrase, cost));
    return base::writeFileAtomically(path, file, base::FileMode::Private, base::Overwrite::Replace);
}

base::Result<Vault::Unlocked> Vault::unlock(const trust::KeyFile& file, const SecureBuffer& passphrase,
                                            const std::string& path)
{
    if (file.sealed.size() != kSealedBytes) {
        return Error{ErrorCode::FileDamaged, "the key file " + path + " is damaged: its sealed part has " +
                                                 std::to_string(file.sealed.size()) + " bytes"};
    }
    CG_TRY(const SecureBuffer key, derivedKey(passphrase, file.header));
    const base::Bytes bound = trust::associatedData(file.header);
    SecureBuffer seed(SecretSeed::kBytes);
    const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
        seed.bytes().data(), nullptr, nullptr, file.sealed.data(), file.sealed.size(), bound.data(), bound.size(),
        file.header.nonce.data(), key.bytes().data());
    if (failed != 0) {
        return Error{ErrorCode::WrongPassphrase, "the passphrase does not open " + path};
    }
    return Unlocked{SecretSeed(std::move(seed)), file.header.id};
}

} // namespace cg::keyholder
