// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/vault.h"

#include "base/sodium.h"

#include <sodium.h>

namespace cg::keyholder {

namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::SecureBuffer;

constexpr std::size_t kSealedBytes = SecretSeed::kBytes + crypto_aead_xchacha20poly1305_ietf_ABYTES;

static_assert(sizeof(trust::KeyFileHeader::salt) == crypto_pwhash_SALTBYTES);
static_assert(sizeof(trust::KeyFileHeader::nonce) == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);

const char* letters(const SecureBuffer& buffer)
{
    return reinterpret_cast<const char*>(buffer.bytes().data());
}

/// The file's key: Argon2id of the passphrase. Takes as long and as much memory as the header says.
Result<SecureBuffer> derivedKey(const SecureBuffer& passphrase, const trust::KeyFileHeader& header)
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

/// The master seed in a file, or WrongPassphrase with the sentence `otherwise`.
Result<SecureBuffer> openedSeed(const trust::KeyFile& file, const SecureBuffer& key, const std::string& path,
                                const std::string& otherwise)
{
    if (file.sealed.size() != kSealedBytes) {
        return Error{ErrorCode::FileDamaged, "the key file " + path + " is damaged: its sealed part has " +
                                                 std::to_string(file.sealed.size()) + " bytes"};
    }
    const base::Bytes bound = trust::associatedData(file.header);
    SecureBuffer seed(SecretSeed::kBytes);
    const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
        seed.bytes().data(), nullptr, nullptr, file.sealed.data(), file.sealed.size(), bound.data(), bound.size(),
        file.header.nonce.data(), key.bytes().data());
    if (failed != 0) {
        return Error{ErrorCode::WrongPassphrase, otherwise};
    }
    return seed;
}

/// The bytes of a file with this header, which gets a new nonce.
base::Bytes sealedBytes(trust::KeyFileHeader header, base::ByteView seed, const SecureBuffer& key)
{
    base::SystemRandom().fill(header.nonce);
    trust::KeyFile file{std::move(header), base::Bytes(kSealedBytes)};
    const base::Bytes bound = trust::associatedData(file.header);
    crypto_aead_xchacha20poly1305_ietf_encrypt(file.sealed.data(), nullptr, seed.data(), seed.size(), bound.data(),
                                               bound.size(), nullptr, file.header.nonce.data(), key.bytes().data());
    return trust::encode(file);
}

std::string changedSince(const std::string& path)
{
    return "the passphrase of " + path + " was changed, or the file replaced, since it was unlocked; load it again";
}

} // namespace

Result<trust::KeyAccount> UnlockedFile::account() const
{
    CG_TRY(const trust::KeyFile file, trust::readKeyFile(m_path));
    CG_CHECK(openedSeed(file, m_key, m_path, changedSince(m_path)));
    return file.header.account;
}

Result<void> UnlockedFile::write(const trust::KeyAccount& account) const
{
    CG_TRY(trust::KeyFile file, trust::readKeyFile(m_path));
    CG_TRY(const SecureBuffer seed, openedSeed(file, m_key, m_path, changedSince(m_path)));
    file.header.version = trust::kKeyFileVersion;
    file.header.account = account;
    return base::writeFileAtomically(m_path, sealedBytes(std::move(file.header), seed.bytes(), m_key),
                                     base::FileMode::Private, base::Overwrite::Replace);
}

Result<UnlockedFile> Vault::written(const std::string& path, const Content& content, const SecureBuffer& passphrase,
                                    const trust::PassphraseCost& cost, base::Overwrite overwrite)
{
    trust::KeyFileHeader header;
    header.scheme = content.key.scheme;
    header.parameters = content.key.parameters;
    header.id = content.key.id;
    header.publicBytes = content.key.publicBytes;
    header.cost = cost;
    header.account = content.account;
    base::SystemRandom().fill(header.salt);
    CG_TRY(SecureBuffer key, derivedKey(passphrase, header));
    CG_CHECK(base::writeFileAtomically(path, sealedBytes(std::move(header), content.seed.m_bytes.bytes(), key),
                                       base::FileMode::Private, overwrite));
    return UnlockedFile(path, std::move(key));
}

Result<UnlockedFile> Vault::store(const std::string& path, const Content& content, const SecureBuffer& passphrase,
                                  const trust::PassphraseCost& cost)
{
    return written(path, content, passphrase, cost, base::Overwrite::Refuse);
}

Result<UnlockedFile> Vault::replace(const std::string& path, const Content& content, const SecureBuffer& passphrase,
                                    const trust::PassphraseCost& cost)
{
    return written(path, content, passphrase, cost, base::Overwrite::Replace);
}

Result<Vault::Unlocked> Vault::unlock(const trust::KeyFile& file, const SecureBuffer& passphrase,
                                      const std::string& path)
{
    CG_TRY(SecureBuffer key, derivedKey(passphrase, file.header));
    CG_TRY(SecureBuffer seed, openedSeed(file, key, path, "the passphrase does not open " + path));
    return Unlocked{SecretSeed(std::move(seed)), file.header.id, UnlockedFile(path, std::move(key))};
}

} // namespace cg::keyholder
