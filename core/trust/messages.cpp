// SPDX-License-Identifier: GPL-3.0-or-later
#include "trust/messages.h"

#include "trust/release_messages.h"

#include <algorithm>

namespace cg::trust::wire {

namespace {

constexpr auto kLastScheme = static_cast<std::uint8_t>(base::SchemeId::Ckks);
constexpr auto kLastOrigin = static_cast<std::uint8_t>(KeyOrigin::File);
constexpr auto kLastAccess = static_cast<std::uint8_t>(Access::Open);
constexpr auto kLastPurpose = static_cast<std::uint8_t>(OpenPurpose::Calculator);
/// The last enumerator of ErrorCode; one that is added behind it must be named here.
constexpr auto kLastErrorCode = static_cast<std::uint8_t>(base::ErrorCode::OutOfMemory);
constexpr std::uint8_t kLastBit = 1;
constexpr std::size_t kMostBytesOfNumbers = 128; // of a message, beside its byte strings and lists

base::Bytes copied(base::ByteView view)
{
    return {view.begin(), view.end()};
}

void writeBit(bool value, base::ByteWriter& writer)
{
    writer.u8(value ? 1 : 0);
}

base::Result<bool> readBit(base::ByteReader& reader)
{
    CG_TRY(const std::uint8_t bit, reader.choice(kLastBit));
    return bit == 1;
}

void writeScheme(base::SchemeId scheme, base::ByteWriter& writer)
{
    writer.u8(static_cast<std::uint8_t>(scheme));
}

base::Result<base::SchemeId> readScheme(base::ByteReader& reader)
{
    CG_TRY(const std::uint8_t scheme, reader.choice(kLastScheme));
    return static_cast<base::SchemeId>(scheme);
}

void writeKind(const KeyKind& kind, base::ByteWriter& writer)
{
    writeScheme(kind.scheme, writer);
    writer.text(kind.set);
}

base::Result<KeyKind> readKind(base::ByteReader& reader)
{
    CG_TRY(const base::SchemeId scheme, readScheme(reader));
    CG_TRY(std::string set, reader.text(kMaxSetName));
    return KeyKind(scheme, std::move(set));
}

/// A path as the system calls take it: not empty, no zero byte.
base::Result<std::string> readPath(base::ByteReader& reader)
{
    CG_TRY(std::string path, reader.text(kMaxPathBytes));
    if (path.empty() || path.find('\0') != std::string::npos) {
        return reader.damaged("a path that is empty or holds a zero byte");
    }
    return path;
}

void writePassphrase(const PassphraseSource& source, base::ByteWriter& writer)
{
    writeBit(source.file.has_value(), writer);
    if (source.file) {
        writer.text(*source.file);
    }
}

base::Result<PassphraseSource> readPassphrase(base::ByteReader& reader)
{
    CG_TRY(const bool hasFile, readBit(reader));
    PassphraseSource source;
    if (hasFile) {
        CG_TRY(source.file, readPath(reader));
    }
    return source;
}

base::Result<base::Bytes> readBlob(base::ByteReader& reader, std::size_t maxBytes)
{
    CG_TRY(const base::ByteView view, reader.blob(maxBytes));
    return copied(view);
}

void writeCount(std::size_t count, base::ByteWriter& writer)
{
    writer.u32(static_cast<std::uint32_t>(count));
}

/// As writeCiphertexts writes them.
std::size_t writtenBytes(const std::vector<base::Bytes>& ciphertexts)
{
    std::size_t bytes = sizeof(std::uint32_t);
    for (const base::Bytes& ciphertext : ciphertexts) {
        bytes += sizeof(std::uint32_t) + ciphertext.size();
    }
    return bytes;
}

void writeCiphertexts(const std::vector<base::Bytes>& ciphertexts, base::ByteWriter& writer)
{
    writeCount(ciphertexts.size(), writer);
    for (const base::Bytes& ciphertext : ciphertexts) {
        writer.blob(ciphertext);
    }
}

base::Result<std::vector<base::Bytes>> readCiphertexts(base::ByteReader& reader)
{
    CG_TRY(const std::size_t count, reader.count(kMaxCiphertexts, sizeof(std::uint32_t)));
    std::vector<base::Bytes> ciphertexts;
    for (std::size_t i = 0; i < count; ++i) {
        CG_TRY(base::Bytes ciphertext, readBlob(reader, kMaxCiphertextBytes));
        ciphertexts.push_back(std::move(ciphertext));
    }
    return ciphertexts;
}

void writeIndices(const std::vector<std::uint32_t>& indices, base::ByteWriter& writer)
{
    writeCount(indices.size(), writer);
    for (const std::uint32_t each : indices) {
        writer.u32(each);
    }
}

base::Result<std::vector<std::uint32_t>> readIndices(base::ByteReader& reader, std::size_t max)
{
    CG_TRY(const std::size_t count, reader.count(max, sizeof(std::uint32_t)));
    std::vector<std::uint32_t> indices(count);
    for (std::uint32_t& each : indices) {
        CG_TRY(each, reader.u32());
    }
    return indices;
}

void writeItem(const OpenItem& item, base::ByteWriter& writer)
{
    writer.blob(item.ciphertext);
    writeIndices(item.slots, writer);
}

base::Result<OpenItem> readItem(base::ByteReader& reader)
{
    OpenItem item;
    CG_TRY(item.ciphertext, readBlob(reader, kMaxCiphertextBytes));
    CG_TRY(item.slots, readIndices(reader, kMaxSlotsOfItem));
    return item;
}

} // namespace

void Hello::encode(base::ByteWriter& writer) const
{
    writer.u32(version);
    writer.raw(token.bytes);
}

base::Result<Hello> Hello::decode(base::ByteReader& reader)
{
    Hello hello;
    CG_TRY(hello.version, reader.u32());
    CG_TRY(hello.token.bytes, reader.array<32>());
    return hello;
}

void CreateSessionKey::encode(base::ByteWriter& writer) const
{
    writeKind(kind, writer);
}

base::Result<CreateSessionKey> CreateSessionKey::decode(base::ByteReader& reader)
{
    CG_TRY(KeyKind kind, readKind(reader));
    return CreateSessionKey{std::move(kind)};
}

void CreateDemoKey::encode(base::ByteWriter& writer) const
{
    writeKind(kind, writer);
    writer.u64(number);
}

base::Result<CreateDemoKey> CreateDemoKey::decode(base::ByteReader& reader)
{
    CG_TRY(KeyKind kind, readKind(reader));
    CG_TRY(const std::uint64_t number, reader.u64());
    return CreateDemoKey{std::move(kind), number};
}

void CreateKeyFile::encode(base::ByteWriter& writer) const
{
    writeKind(kind, writer);
    writer.text(path);
    writePassphrase(passphrase, writer);
}

base::Result<CreateKeyFile> CreateKeyFile::decode(base::ByteReader& reader)
{
    CG_TRY(KeyKind kind, readKind(reader));
    CG_TRY(std::string path, readPath(reader));
    CG_TRY(PassphraseSource passphrase, readPassphrase(reader));
    return CreateKeyFile{std::move(kind), std::move(path), std::move(passphrase)};
}

template <MessageType Type>
void KeyFileRequest<Type>::encode(base::ByteWriter& writer) const
{
    writer.text(path);
    writePassphrase(passphrase, writer);
}

template <MessageType Type>
base::Result<KeyFileRequest<Type>> KeyFileRequest<Type>::decode(base::ByteReader& reader)
{
    CG_TRY(std::string path, readPath(reader));
    CG_TRY(PassphraseSource passphrase, readPassphrase(reader));
    return KeyFileRequest{std::move(path), std::move(passphrase)};
}

template struct KeyFileRequest<MessageType::LoadKeyFile>;
template struct KeyFileRequest<MessageType::KeepKey>;

void ChangePassphrase::encode(base::ByteWriter& writer) const
{
    writer.text(path);
    writePassphrase(present, writer);
    writePassphrase(fresh, writer);
}

base::Result<ChangePassphrase> ChangePassphrase::decode(base::ByteReader& reader)
{
    ChangePassphrase change;
    CG_TRY(change.path, readPath(reader));
    CG_TRY(change.present, readPassphrase(reader));
    CG_TRY(change.fresh, readPassphrase(reader));
    return change;
}

void MakePublicKeys::encode(base::ByteWriter& writer) const
{
    writer.blob(needs);
}

base::Result<MakePublicKeys> MakePublicKeys::decode(base::ByteReader& reader)
{
    CG_TRY(base::Bytes needs, readBlob(reader, kMaxPayloadBytes));
    return MakePublicKeys{std::move(needs)};
}

void SealStart::encode(base::ByteWriter& writer) const
{
    writer.blob(plan);
    encodeStart(start, writer);
}

base::Result<SealStart> SealStart::decode(base::ByteReader& reader)
{
    SealStart seal;
    CG_TRY(seal.plan, readBlob(reader, kMaxPayloadBytes));
    CG_TRY(seal.start, decodeStart(reader));
    return seal;
}

void Refresh::encode(base::ByteWriter& writer) const
{
    writeCiphertexts(ciphertexts, writer);
    writer.f64(range);
}

base::Result<Refresh> Refresh::decode(base::ByteReader& reader)
{
    CG_TRY(std::vector<base::Bytes> ciphertexts, readCiphertexts(reader));
    CG_TRY(const double range, reader.finite());
    return Refresh{std::move(ciphertexts), range};
}

void RefreshState::encode(base::ByteWriter& writer) const
{
    writer.reserve(plan.size() + writtenBytes(network.state) + writtenBytes(network.losses) + network.packed.size() +
                   kMostBytesOfNumbers);
    writer.blob(plan);
    writeCiphertexts(network.state, writer);
    writeCiphertexts(network.losses, writer);
    writer.u32(network.packedCount);
    writer.blob(network.packed);
}

base::Result<RefreshState> RefreshState::decode(base::ByteReader& reader)
{
    RefreshState message;
    CG_TRY(message.plan, readBlob(reader, kMaxPayloadBytes));
    CG_TRY(message.network.state, readCiphertexts(reader));
    CG_TRY(message.network.losses, readCiphertexts(reader));
    CG_TRY(message.network.packedCount, reader.u32());
    CG_TRY(message.network.packed, readBlob(reader, kMaxCiphertextBytes));
    return message;
}

void HandOverNetwork::encode(base::ByteWriter& writer) const
{
    writer.reserve(network.plan.size() + writtenBytes(network.state) + network.receiverKeys.size() +
                   kMostBytesOfNumbers);
    writer.blob(network.plan);
    writeCiphertexts(network.state, writer);
    writeScheme(network.receiverScheme, writer);
    writer.blob(network.receiverKeys);
    writer.u64(network.receiverRows);
}

base::Result<HandOverNetwork> HandOverNetwork::decode(base::ByteReader& reader)
{
    HandOverNetwork message;
    CG_TRY(message.network.plan, readBlob(reader, kMaxPayloadBytes));
    CG_TRY(message.network.state, readCiphertexts(reader));
    CG_TRY(message.network.receiverScheme, readScheme(reader));
    CG_TRY(message.network.receiverKeys, readBlob(reader, kMaxPayloadBytes));
    CG_TRY(message.network.receiverRows, reader.u64());
    return message;
}

void Open::encode(base::ByteWriter& writer) const
{
    writer.u8(static_cast<std::uint8_t>(purpose));
    writeCount(items.size(), writer);
    for (const OpenItem& item : items) {
        writeItem(item, writer);
    }
}

base::Result<Open> Open::decode(base::ByteReader& reader)
{
    CG_TRY(const std::uint8_t purpose, reader.choice(kLastPurpose));
    CG_TRY(const std::size_t count, reader.count(kMaxCiphertexts, 2 * sizeof(std::uint32_t)));
    Open open{static_cast<OpenPurpose>(purpose), {}};
    for (std::size_t i = 0; i < count; ++i) {
        CG_TRY(OpenItem item, readItem(reader));
        open.items.push_back(std::move(item));
    }
    return open;
}

void LossBelow::encode(base::ByteWriter& writer) const
{
    writeItem(loss, writer);
    writer.f64(threshold);
}

base::Result<LossBelow> LossBelow::decode(base::ByteReader& reader)
{
    CG_TRY(OpenItem loss, readItem(reader));
    CG_TRY(const double threshold, reader.finite());
    return LossBelow{std::move(loss), threshold};
}

void MeasureNoise::encode(const MeasureRequest& request, base::ByteWriter& writer)
{
    writer.reserve(request.plan.size() + writtenBytes(request.state) + writtenBytes(request.results) +
                   request.remasked.size() * sizeof(std::uint32_t) + kMostBytesOfNumbers);
    writer.blob(request.plan);
    writer.u64(request.step);
    writer.raw(request.shuffleSeed);
    writeCiphertexts(request.state, writer);
    writeCiphertexts(request.results, writer);
    writeIndices(request.remasked, writer);
}

base::Result<MeasureNoise> MeasureNoise::decode(base::ByteReader& reader)
{
    MeasureNoise message;
    CG_TRY(message.request.plan, readBlob(reader, kMaxPayloadBytes));
    CG_TRY(message.request.step, reader.u64());
    CG_TRY(message.request.shuffleSeed, reader.array<32>());
    CG_TRY(message.request.state, readCiphertexts(reader));
    CG_TRY(message.request.results, readCiphertexts(reader));
    CG_TRY(message.request.remasked, readIndices(reader, kMaxMeasurements));
    return message;
}

void Failure::encode(base::ByteWriter& writer) const
{
    writer.u8(static_cast<std::uint8_t>(error.code));
    writer.text(std::string_view(error.message).substr(0, kMaxErrorBytes));
}

base::Result<Failure> Failure::decode(base::ByteReader& reader)
{
    CG_TRY(const std::uint8_t code, reader.choice(kLastErrorCode));
    CG_TRY(std::string message, reader.text(kMaxErrorBytes));
    return Failure{{static_cast<base::ErrorCode>(code), std::move(message)}};
}

void Welcome::encode(base::ByteWriter& writer) const
{
    writer.u32(version);
}

base::Result<Welcome> Welcome::decode(base::ByteReader& reader)
{
    CG_TRY(const std::uint32_t version, reader.u32());
    return Welcome{version};
}

void Key::encode(base::ByteWriter& writer) const
{
    writer.raw(description.id.bytes);
    writeScheme(description.scheme, writer);
    writer.blob(description.parameters);
    writer.u8(static_cast<std::uint8_t>(description.origin));
    writer.u64(description.publicBytes);
    writeBit(description.memoryLocked, writer);
}

base::Result<Key> Key::decode(base::ByteReader& reader)
{
    Key key;
    CG_TRY(key.description.id.bytes, reader.array<16>());
    CG_TRY(key.description.scheme, readScheme(reader));
    CG_TRY(key.description.parameters, readBlob(reader, kMaxParameterBytes));
    CG_TRY(const std::uint8_t origin, reader.choice(kLastOrigin));
    key.description.origin = static_cast<KeyOrigin>(origin);
    CG_TRY(key.description.publicBytes, reader.u64());
    CG_TRY(key.description.memoryLocked, readBit(reader));
    return key;
}

void PublicKeys::encode(base::ByteWriter& writer) const
{
    writer.blob(keys);
}

base::Result<PublicKeys> PublicKeys::decode(base::ByteReader& reader)
{
    CG_TRY(base::Bytes keys, readBlob(reader, kMaxPayloadBytes));
    return PublicKeys{std::move(keys)};
}

void Ciphertexts::encode(base::ByteWriter& writer) const
{
    writeCiphertexts(ciphertexts, writer);
}

base::Result<Ciphertexts> Ciphertexts::decode(base::ByteReader& reader)
{
    CG_TRY(std::vector<base::Bytes> ciphertexts, readCiphertexts(reader));
    return Ciphertexts{std::move(ciphertexts)};
}

void Refreshed::encode(base::ByteWriter& writer) const
{
    writeCiphertexts(network.state, writer);
    writer.u32(network.packedCount);
    writer.blob(network.packed);
}

base::Result<Refreshed> Refreshed::decode(base::ByteReader& reader)
{
    Refreshed message;
    CG_TRY(message.network.state, readCiphertexts(reader));
    CG_TRY(message.network.packedCount, reader.u32());
    CG_TRY(message.network.packed, readBlob(reader, kMaxCiphertextBytes));
    return message;
}

void Opened::encode(base::ByteWriter& writer) const
{
    writeCount(values.size(), writer);
    for (const std::vector<double>& item : values) {
        writer.numbers(item);
    }
}

base::Result<Opened> Opened::decode(base::ByteReader& reader)
{
    CG_TRY(const std::size_t count, reader.count(kMaxCiphertexts, sizeof(std::uint32_t)));
    Opened opened;
    for (std::size_t i = 0; i < count; ++i) {
        CG_TRY(std::vector<double> item, reader.numbers(kMaxSlotsOfItem));
        opened.values.push_back(std::move(item));
    }
    return opened;
}

void Bit::encode(base::ByteWriter& writer) const
{
    writeBit(value, writer);
}

base::Result<Bit> Bit::decode(base::ByteReader& reader)
{
    CG_TRY(const bool value, readBit(reader));
    return Bit{value};
}

void MeasuredNoise::encode(base::ByteWriter& writer) const
{
    writer.numbers(bits);
}

base::Result<MeasuredNoise> MeasuredNoise::decode(base::ByteReader& reader)
{
    CG_TRY(std::vector<double> bits, reader.numbers(kMaxMeasurements));
    return MeasuredNoise{std::move(bits)};
}

void SetAccess::encode(base::ByteWriter& writer) const
{
    writer.u8(static_cast<std::uint8_t>(access));
}

base::Result<SetAccess> SetAccess::decode(base::ByteReader& reader)
{
    CG_TRY(const std::uint8_t access, reader.choice(kLastAccess));
    return SetAccess{static_cast<Access>(access)};
}

void Memory::encode(base::ByteWriter& writer) const
{
    writer.u64(bytes);
}

base::Result<Memory> Memory::decode(base::ByteReader& reader)
{
    CG_TRY(const std::uint64_t bytes, reader.u64());
    return Memory{bytes};
}

base::Error asViolation(const base::Error& error)
{
    return {base::ErrorCode::ProtocolViolation, error.message};
}

base::Error unexpectedType(MessageType got, MessageType expected)
{
    return {base::ErrorCode::ProtocolViolation, "the peer sent a message of type " +
                                                    std::to_string(static_cast<std::uint32_t>(got)) + " where type " +
                                                    std::to_string(static_cast<std::uint32_t>(expected)) + " belongs"};
}

} // namespace cg::trust::wire
