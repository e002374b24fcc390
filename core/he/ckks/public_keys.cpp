// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/ckks/public_keys.h"

#include "base/contract.h"
#include "he/ckks/limb_codec.h"
#include "math/galois.h"

#include <algorithm>
#include <string>

namespace cg::he::ckks {

namespace {

math::LimbSet dataSet(const Params& params)
{
    return math::LimbSet::firstOf(params.dataLimbs());
}

void encodeKey(const Context& context, const SwitchKey& key, base::ByteWriter& writer)
{
    writer.raw(key.seed);
    for (const math::EvaluationPoly& b : key.b) {
        packLimbs(context, context.wholeSet(), b, writer);
    }
}

base::Result<SwitchKey> decodeKey(const Context& context, base::ByteReader& reader)
{
    SwitchKey key;
    CG_TRY(key.seed, reader.array<32>());
    for (std::size_t digit = 0; digit < context.params().digits().size(); ++digit) {
        CG_TRY(math::EvaluationPoly b, unpackLimbs(context, context.wholeSet(), reader));
        key.b.push_back(std::move(b));
        key.a.push_back(expandSeed(context, context.wholeSet(), key.seed, digit));
    }
    return key;
}

void encodeEncryptionKey(const Context& context, const EncryptionKey& key, base::ByteWriter& writer)
{
    writer.raw(key.seed);
    packLimbs(context, dataSet(context.params()), key.b, writer);
}

base::Result<EncryptionKey> decodeEncryptionKey(const Context& context, base::ByteReader& reader)
{
    CG_TRY(const base::Seed seed, reader.array<32>());
    CG_TRY(math::EvaluationPoly b, unpackLimbs(context, dataSet(context.params()), reader));
    return EncryptionKey{seed, std::move(b), expandSeed(context, dataSet(context.params()), seed, 0)};
}

base::KeyId idOf(const Context& context, const EncryptionKey& key)
{
    base::ByteWriter writer;
    encode(context.params(), writer);
    encodeEncryptionKey(context, key, writer);
    const base::Seed hash = base::hashOf(writer.bytes());
    base::KeyId id;
    std::copy_n(hash.begin(), id.bytes.size(), id.bytes.begin());
    return id;
}

} // namespace

std::size_t SwitchKey::bytes() const
{
    return b.empty() ? 0 : 2 * b.size() * b.front().limbs() * b.front().degree() * sizeof(double);
}

PublicKeys::PublicKeys(std::shared_ptr<const Context> context, EncryptionKey encryption)
    : m_context(std::move(context)), m_encryption(std::move(encryption)), m_id(idOf(*m_context, m_encryption))
{}

const GaloisKey* PublicKeys::rotation(std::size_t steps) const
{
    return galoisKey(rotationElement(params().degree(), steps));
}

const GaloisKey* PublicKeys::conjugation() const
{
    return galoisKey(conjugationElement(params().degree()));
}

const GaloisKey* PublicKeys::galoisKey(std::uint64_t element) const
{
    const auto found = galois.find(element);
    return found == galois.end() ? nullptr : &found->second;
}

void PublicKeys::insertGalois(std::uint64_t element, SwitchKey key)
{
    galois.insert_or_assign(element, GaloisKey{std::move(key), math::galoisPermutation(params().degree(), element)});
}

std::size_t PublicKeys::bytes() const
{
    std::size_t bytes = 2 * params().dataLimbs() * params().degree() * sizeof(double);
    bytes += relinearisation ? relinearisation->bytes() : 0;
    for (const auto& [element, galoisKey] : galois) {
        bytes += galoisKey.key.bytes() + galoisKey.permutation.size() * sizeof(std::uint32_t);
    }
    return bytes;
}

void encode(const PublicKeys& keys, base::ByteWriter& writer)
{
    const Context& context = keys.context();
    encode(context.params(), writer);
    encodeEncryptionKey(context, keys.encryption(), writer);
    writer.u8(keys.relinearisation ? 1 : 0);
    if (keys.relinearisation) {
        encodeKey(context, *keys.relinearisation, writer);
    }
    writer.u32(static_cast<std::uint32_t>(keys.galois.size()));
    for (const auto& [element, galoisKey] : keys.galois) {
        writer.u32(static_cast<std::uint32_t>(element));
        encodeKey(context, galoisKey.key, writer);
    }
}

base::Result<PublicKeys> decodePublicKeys(base::ByteReader& reader)
{
    CG_TRY(const Params params, decodeParams(reader));
    const std::size_t encryptionBytes = base::Seed{}.size() + packedBytes(params, dataSet(params));
    if (reader.remaining() < encryptionBytes) { // before the tables of a large ring are made for a few bytes
        return reader.damaged("a public key of fewer than " + std::to_string(encryptionBytes) + " bytes");
    }
    const auto context = std::make_shared<const Context>(params);
    CG_TRY(EncryptionKey encryption, decodeEncryptionKey(*context, reader));
    PublicKeys keys(context, std::move(encryption));
    CG_TRY(const std::uint8_t relinearisation, reader.choice(1));
    if (relinearisation == 1) {
        CG_TRY(SwitchKey key, decodeKey(*context, reader));
        keys.relinearisation = std::move(key);
    }
    const std::size_t keyBytes = params.digits().size() * packedBytes(params, context->wholeSet());
    CG_TRY(const std::size_t count, reader.count(params.degree(), keyBytes));
    std::uint32_t before = 1;
    for (std::size_t i = 0; i < count; ++i) {
        CG_TRY(const std::uint32_t element, reader.u32());
        if (element % 2 == 0 || element <= before || element >= 2 * params.degree()) {
            return reader.damaged("a key for an automorphism " + std::to_string(element) +
                                  " that is none, or stands twice or out of order");
        }
        before = element;
        CG_TRY(SwitchKey key, decodeKey(*context, reader));
        keys.insertGalois(element, std::move(key));
    }
    return keys;
}

} // namespace cg::he::ckks
