// SPDX-License-Identifier: GPL-3.0-or-later
#include "trust/key_file_header.h"

#include "base/file.h"
#include "base/random.h"

#include <algorithm>
#include <tuple>

namespace cg::trust {

namespace {

constexpr std::string_view kMagic = "CGKEY\r\n\x1a";
constexpr std::size_t kChecksumBytes = std::tuple_size_v<base::Seed>;
constexpr std::size_t kMaxParameterBytes = 4096;
constexpr std::size_t kMaxSealedBytes = 4096;

base::Result<PassphraseCost> readCost(base::ByteReader& reader)
{
    PassphraseCost cost;
    CG_TRY(cost.passes, reader.u64());
    CG_TRY(cost.memoryBytes, reader.u64());
    const PassphraseCost& low = kSmallestPassphraseCost;
    const PassphraseCost& high = kLargestPassphraseCost;
    if (cost.passes < low.passes || cost.passes > high.passes || cost.memoryBytes < low.memoryBytes ||
        cost.memoryBytes > high.memoryBytes) {
        return reader.damaged("its passphrase would cost " + std::to_string(cost.passes) + " passes over " +
                              std::to_string(cost.memoryBytes) + " bytes, which no key file of ours asks for");
    }
    return cost;
}

base::Result<KeyFileHeader> readHeader(base::ByteReader& reader, std::uint32_t version)
{
    KeyFileHeader header;
    header.version = version;
    CG_TRY(const std::uint8_t scheme, reader.choice(static_cast<std::uint8_t>(base::SchemeId::Ckks)));
    header.scheme = static_cast<base::SchemeId>(scheme);
    if (header.scheme == base::SchemeId::Plain) {
        return reader.damaged("a key for the scheme plain, which has none");
    }
    CG_TRY(const base::ByteView parameters, reader.blob(kMaxParameterBytes));
    header.parameters.assign(parameters.begin(), parameters.end());
    CG_TRY(header.id.bytes, reader.array<16>());
    CG_TRY(header.publicBytes, reader.u64());
    CG_TRY(header.cost, readCost(reader));
    CG_TRY(header.salt, reader.array<16>());
    CG_TRY(header.nonce, reader.array<24>());
    if (version == 1) {
        header.account = newAccount(header.id);
    } else {
        CG_TRY(header.account, decodeAccount(reader));
    }
    return header;
}

bool hasMagic(base::ByteView bytes)
{
    const base::ByteView magic = base::viewOf(kMagic);
    const std::size_t common = std::min(bytes.size(), magic.size());
    return common > 0 && std::ranges::equal(bytes.first(common), magic.first(common));
}

/// Everything but the checksum, which must be right.
base::Result<base::ByteView> checkedBody(base::ByteView bytes, const std::string& subject)
{
    if (bytes.size() < kMagic.size() + sizeof kKeyFileVersion + kChecksumBytes) {
        return base::Error{base::ErrorCode::FileDamaged,
                           subject + " is cut off: it has only " + std::to_string(bytes.size()) + " bytes"};
    }
    const base::ByteView body = bytes.first(bytes.size() - kChecksumBytes);
    if (!std::ranges::equal(base::hashOf(body), bytes.last(kChecksumBytes))) {
        return base::Error{base::ErrorCode::FileDamaged,
                           subject + " is damaged: its bytes are not the ones that were written"};
    }
    return body;
}

} // namespace

base::Bytes associatedData(const KeyFileHeader& header)
{
    base::ByteWriter writer;
    writer.raw(base::viewOf(kMagic));
    writer.u32(header.version);
    writer.u8(static_cast<std::uint8_t>(header.scheme));
    writer.blob(header.parameters);
    writer.raw(header.id.bytes);
    writer.u64(header.publicBytes);
    writer.u64(header.cost.passes);
    writer.u64(header.cost.memoryBytes);
    writer.raw(header.salt);
    writer.raw(header.nonce);
    if (header.version > 1) {
        encode(header.account, writer);
    }
    return std::move(writer).take();
}

base::Bytes encode(const KeyFile& file)
{
    base::ByteWriter writer;
    writer.raw(associatedData(file.header));
    writer.blob(file.sealed);
    writer.raw(base::hashOf(writer.bytes()));
    return std::move(writer).take();
}

base::Result<KeyFile> decodeKeyFile(base::ByteView bytes, const std::string& name)
{
    const std::string subject = "the key file " + name;
    if (!hasMagic(bytes)) {
        return base::Error{base::ErrorCode::FileForeign, name + " is not a key file of Ciphergrad"};
    }
    CG_TRY(const base::ByteView body, checkedBody(bytes, subject));
    base::ByteReader reader(body, subject);
    CG_CHECK(reader.raw(kMagic.size()));
    CG_TRY(const std::uint32_t version, reader.u32());
    if (version > kKeyFileVersion) {
        return base::Error{base::ErrorCode::FileNewer, subject + " has format version " + std::to_string(version) +
                                                           "; this program reads versions up to " +
                                                           std::to_string(kKeyFileVersion)};
    }
    if (version == 0) {
        return reader.damaged("format version 0");
    }
    KeyFile file;
    CG_TRY(file.header, readHeader(reader, version));
    CG_TRY(const base::ByteView sealed, reader.blob(kMaxSealedBytes));
    CG_CHECK(reader.finish());
    file.sealed.assign(sealed.begin(), sealed.end());
    return file;
}

base::Result<KeyFile> readKeyFile(const std::string& path)
{
    CG_TRY(const base::Bytes bytes, base::readFile(path, kMaxKeyFileBytes));
    return decodeKeyFile(bytes, path);
}

base::Result<KeyFileHeader> describeKeyFile(const std::string& path)
{
    CG_TRY(KeyFile file, readKeyFile(path));
    return std::move(file.header);
}

} // namespace cg::trust
