#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CG_SECRET_SIDE
#error "core/keyholder is the secret side: only the key-holder program and its tests may include it"
#endif
#include "base/file.h"
#include "base/key_id.h"
#include "base/result.h"
#include "base/secure_memory.h"
#include "keyholder/secret_key.h"
#include "trust/key_file_header.h"
#include "trust/key_holder.h"

#include <string>

namespace cg::keyholder {

/// A key file that was unlocked: its account can be read and written without the passphrase. Move-only.
class UnlockedFile {
public:
    [[nodiscard]] const std::string& path() const { return m_path; }
    /// The account as the file has it now, authenticated. FileMissing, FileUnreadable, FileDamaged, FileForeign,
    /// FileNewer; WrongPassphrase where the file was sealed under another passphrase since.
    [[nodiscard]] base::Result<trust::KeyAccount> account() const;
    /// Gives the file this account, with a new nonce, as a whole or not at all. The errors of account();
    /// FileNotWritable.
    [[nodiscard]] base::Result<void> write(const trust::KeyAccount& account) const;

private:
    friend class Vault;
    UnlockedFile(std::string path, base::SecureBuffer key) : m_path(std::move(path)), m_key(std::move(key)) {}

    std::string m_path;
    base::SecureBuffer m_key; ///< what Argon2id made of the passphrase and the file's salt
};

/// Keeps a master seed in a `.cgkey` file: XChaCha20-Poly1305 under a key that Argon2id makes from the passphrase, the
/// header as associated data (trust/key_file_header.h). Nothing else can write a secret key.
class Vault {
public:
    /// What a key file is made of.
    struct Content {
        const SecretSeed& seed;
        const trust::KeyDescription& key;
        const trust::KeyAccount& account;
    };
    /// Writes a new file with mode 0600, as a whole or not at all. FileExists, FileNotWritable.
    [[nodiscard]] static base::Result<UnlockedFile> store(const std::string& path, const Content& content,
                                                          const base::SecureBuffer& passphrase,
                                                          const trust::PassphraseCost& cost);

    /// The same in the place of the file that is there. FileNotWritable; the old file is then untouched.
    [[nodiscard]] static base::Result<UnlockedFile> replace(const std::string& path, const Content& content,
                                                            const base::SecureBuffer& passphrase,
                                                            const trust::PassphraseCost& cost);

    /// What an unlocked file holds. That the seed gives the key which the header names is for the caller to check.
    struct Unlocked {
        SecretSeed seed;
        base::KeyId id;
        UnlockedFile file;
    };
    /// WrongPassphrase, or FileDamaged where the file has been tampered with. `path` is where the file was read.
    [[nodiscard]] static base::Result<Unlocked> unlock(const trust::KeyFile& file, const base::SecureBuffer& passphrase,
                                                       const std::string& path);

private:
    [[nodiscard]] static base::Result<UnlockedFile> written(const std::string& path, const Content& content,
                                                            const base::SecureBuffer& passphrase,
                                                            const trust::PassphraseCost& cost,
                                                            base::Overwrite overwrite);
};

} // namespace cg::keyholder
