// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/public_bundle.h"

#include "base/file.h"
#include "he/ckks/public_keys.h"
#include "he/vhe/public_keys.h"
#include "persist/container.h"
#include "session/scheme_run.h"
#include "session/session_file.h"

namespace cg::session {

namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

constexpr const char* kPublicKeys = "public keys";

base::Bytes encodeHead(const PublicBundle& bundle)
{
    base::ByteWriter writer;
    writer.u8(static_cast<std::uint8_t>(bundle.scheme));
    writer.raw(bundle.keyId.bytes);
    writer.u8(bundle.demoNumber ? 1 : 0);
    writer.u64(bundle.demoNumber.value_or(0));
    writer.u64(bundle.rowsPerStep);
    return std::move(writer).take();
}

Result<void> decodeHead(base::ByteReader reader, PublicBundle& bundle)
{
    CG_TRY(const std::uint8_t scheme, reader.choice(static_cast<std::uint8_t>(base::SchemeId::Ckks)));
    bundle.scheme = static_cast<base::SchemeId>(scheme);
    if (bundle.scheme == base::SchemeId::Plain) {
        return reader.damaged("a public key of a scheme without keys");
    }
    CG_TRY(bundle.keyId.bytes, reader.array<16>());
    CG_TRY(const std::uint8_t isDemo, reader.choice(1));
    CG_TRY(const std::uint64_t number, reader.u64());
    if (isDemo == 0 && number != 0) {
        return reader.damaged("the number of a demo key that is none");
    }
    bundle.demoNumber = isDemo == 1 ? std::optional(number) : std::nullopt;
    CG_TRY(bundle.rowsPerStep, reader.u64());
    if (bundle.rowsPerStep == 0 || bundle.rowsPerStep > data::kMaxRows) {
        return reader.damaged("steps of " + std::to_string(bundle.rowsPerStep) + " rows");
    }
    return reader.finish();
}

/// What the keys themselves say: their id and, under CKKS, the parameter set.
Result<void> checkKeys(PublicBundle& bundle, const std::string& subject)
{
    base::ByteReader reader(bundle.publicKeys, subject + ", section " + kPublicKeys);
    base::KeyId id;
    if (bundle.scheme == base::SchemeId::Vhe) {
        CG_TRY(const he::vhe::PublicKeys keys, he::vhe::decodePublicKeys(reader));
        id = keys.id();
    } else {
        CG_TRY(const he::ckks::PublicKeys keys, he::ckks::decodePublicKeys(reader));
        id = keys.id();
        bundle.ring = keys.params();
    }
    CG_CHECK(reader.finish());
    if (id != bundle.keyId) {
        return reader.damaged("keys that are not those of " + bundle.keyId.text());
    }
    return {};
}

} // namespace

security::Badge badgeOf(const PublicBundle& bundle)
{
    return bundle.ring ? bundle.ring->badge() : security::badgeOf(bundle.scheme);
}

Result<PublicBundle> exportBundle(const ExperimentSpec& spec, trust::KeyHolder& holder,
                                  const trust::KeyDescription& key, std::optional<std::uint64_t> demoNumber)
{
    const trust::KeyKind wanted = keyKindOf(spec);
    if (!isOfKind(key, wanted)) {
        const std::string set = wanted.set.empty() ? std::string() : " with the set " + wanted.set;
        return Error{ErrorCode::WrongKey, "the key is not one of scheme " + std::string(base::nameOf(wanted.scheme)) +
                                              set +
                                              ", which this network asks for; choose the scheme and the set "
                                              "that the key was made for"};
    }
    PublicBundle bundle;
    bundle.scheme = spec.scheme;
    bundle.ring = spec.ring;
    bundle.keyId = key.id;
    bundle.demoNumber = demoNumber;
    bundle.rowsPerStep = spec.plan.rowsPerStep();
    base::ByteWriter needs;
    he::encode(needsOf(spec), needs);
    CG_TRY(bundle.publicKeys, holder.publicKeys(std::move(needs).take()));
    return bundle;
}

base::Bytes encode(const PublicBundle& bundle)
{
    persist::Container container;
    container.add(kBundleSection, encodeHead(bundle));
    container.add(kPublicKeys, bundle.publicKeys);
    return container.encode();
}

Result<PublicBundle> decodeBundle(base::ByteView bytes, const std::string& subject)
{
    const Error foreign{ErrorCode::FileForeign,
                        subject + " is no exported public key; 'ciphergrad-cli keys export' writes one"};
    if (!persist::Container::isAtBeginningOf(bytes)) {
        return foreign;
    }
    CG_TRY(const persist::Container container, persist::Container::decode(bytes, subject));
    if (!container.has(kBundleSection)) {
        return foreign;
    }
    PublicBundle bundle;
    CG_TRY(const base::ByteView head, container.section(kBundleSection));
    CG_CHECK(decodeHead(base::ByteReader(head, subject + ", section " + kBundleSection), bundle));
    CG_TRY(const base::ByteView keys, container.section(kPublicKeys));
    bundle.publicKeys.assign(keys.begin(), keys.end());
    CG_CHECK(checkKeys(bundle, subject));
    return bundle;
}

Result<PublicBundle> readBundle(const std::string& path)
{
    CG_TRY(const base::Bytes bytes, base::readFile(path, persist::kMaxFileBytes));
    return decodeBundle(bytes, path);
}

} // namespace cg::session
