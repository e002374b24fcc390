#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CG_SECRET_SIDE
#error "core/keyholder is the secret side: only the key-holder program and its tests may include it"
#endif
#include "base/key_id.h"
#include "base/result.h"
#include "base/secure_memory.h"
#include "keyholder/secret_key.h"
#include "trust/key_file_header.h"
#include "trust/key_holder.h"

#include <string>

namespace cg::keyholder {

/// Keeps a master seed in a `.cgkey` file: XChaCha20-Poly1305 under a key that Argon2id makes from the passphrase, the
/// header as associated data (trust/key_file_header.h). Nothing else can write a secret key.
class Vault {
public:
    /// Writes a new file with mode 0600, as a whole or not at all. FileExists, FileNotWritable.
    [[nodiscard]] static base::Result<void> store(const std::string& path, const SecretSeed& seed,
                                                  const trust::KeyDescription& key,
                                                  const base::SecureBuffer& passphrase,
                                                  const trust::PassphraseCost& cost);

    /// The same in the place of the file that is there. FileNotWritable; the old file is then untouched.
    [[nodiscard]] static base::Result<void> replace(const std::string& path, const SecretSeed& seed,
                                                    const trust::KeyDescription& key,
                                                    const base::SecureBuffer& passphrase,
                                                    const trust::PassphraseCost& cost);

    /// What an unlocked file holds. That the seed gives the key which the header names is for the caller to check.
    struct Unlocked {
        SecretSeed seed;
        base::KeyId id;
    };
    /// WrongPassphrase, or FileDamaged where the file has been tampered with.
    [[nodiscard]] static base::Result<Unlocked> unlock(const trust::KeyFile& file, const base::SecureBuffer& passphrase,
                                                       const std::string& path);

private:
    /// The bytes of a file.
    [[nodiscard]] static base::Result<base::Bytes> sealed(const SecretSeed& seed, const trust::KeyDescription& key,
                                                          const base::SecureBuffer& passphrase,
                                                          const trust::PassphraseCost& cost);
};

} // namespace cg::keyholder
