#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"
#include "base/key_id.h"
#include "base/result.h"
#include "base/scheme.h"
#include "trust/disclosure_ledger.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace cg::trust {

// A `.cgkey` file. Numbers are little-endian; the header is authenticated together with the sealed part.
//
//   0   8 bytes   "CGKEY\r\n\x1a"
//   8   u32       format version
//   12  header    scheme u8 · parameters (u32 length, bytes) · key id (16) · bytes of the public key u64 ·
//                 Argon2id passes u64 and memory u64 · salt (16) · nonce (24) · account (key_account.h; not in version
//                 1)
//       sealed    u32 length, then XChaCha20-Poly1305 of the master seed under the passphrase
//       checksum  BLAKE2b (32 bytes) of everything before it
//
// Magic, version and the checksum at the end keep their places in every version, so that a damaged file, a newer one
// and a wrong passphrase are told apart.

inline constexpr std::uint32_t kKeyFileVersion = 2;
inline constexpr std::size_t kMaxKeyFileBytes = std::size_t{64} << 10;

/// What Argon2id costs: passes over the memory, and its bytes.
struct PassphraseCost {
    std::uint64_t passes = 3;
    std::uint64_t memoryBytes = std::uint64_t{256} << 20; ///< libsodium's MODERATE: about a second

    friend bool operator==(const PassphraseCost&, const PassphraseCost&) = default;
};
/// The most that a file may ask for: the passphrase of a hostile file must not cost gigabytes or minutes.
inline constexpr PassphraseCost kLargestPassphraseCost{8, std::uint64_t{1} << 30};
inline constexpr PassphraseCost kSmallestPassphraseCost{1, 8192};

/// The part of a key file that anybody may read.
struct KeyFileHeader {
    std::uint32_t version = kKeyFileVersion; ///< of the file that it was read from
    base::SchemeId scheme = base::SchemeId::Vhe;
    base::Bytes parameters; ///< in the scheme's byte form
    base::KeyId id;
    std::uint64_t publicBytes = 0; ///< of the public key
    PassphraseCost cost;
    std::array<std::uint8_t, 16> salt{};
    std::array<std::uint8_t, 24> nonce{};
    KeyAccount account{}; ///< that of a new key in a file of version 1
};

/// A key file taken apart: nothing in it is secret without the passphrase.
struct KeyFile {
    KeyFileHeader header;
    base::Bytes sealed; ///< the encrypted master seed with its tag
};

/// The bytes from the magic to the account: what the sealed part is bound to.
[[nodiscard]] base::Bytes associatedData(const KeyFileHeader& header);
/// The whole file.
[[nodiscard]] base::Bytes encode(const KeyFile& file);
/// FileForeign without our magic; FileDamaged if the checksum or a field is wrong; FileNewer for a later version.
/// `name` is the file's name for the message.
[[nodiscard]] base::Result<KeyFile> decodeKeyFile(base::ByteView bytes, const std::string& name);

/// Reads a key file as far as that is possible without its passphrase. FileMissing and FileUnreadable besides the
/// errors of decodeKeyFile.
[[nodiscard]] base::Result<KeyFile> readKeyFile(const std::string& path);
[[nodiscard]] base::Result<KeyFileHeader> describeKeyFile(const std::string& path);

} // namespace cg::trust
