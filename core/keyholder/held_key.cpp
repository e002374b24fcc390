// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/held_key.h"

#include "he/ckks/named_sets.h"
#include "keyholder/ckks/held_key.h"
#include "keyholder/vhe_held_key.h"

namespace cg::keyholder {

namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::SchemeId;

constexpr const char* kUsualSet = "train-8192";

Error noKeys(SchemeId scheme)
{
    return {ErrorCode::Unsupported, "the scheme '" + std::string(base::nameOf(scheme)) + "' has no key"};
}

Result<he::ckks::Params> ckksParams(const trust::KeyKind& kind)
{
    return he::ckks::namedParams(kind.set.empty() ? kUsualSet : kind.set);
}

template <typename Params>
Result<Params> decoded(Result<Params> (*decode)(base::ByteReader&), const base::Bytes& parameters,
                       const std::string& path)
{
    base::ByteReader reader(parameters, "the key file " + path);
    CG_TRY(Params params, decode(reader));
    CG_CHECK(reader.finish());
    return params;
}

/// The key that a seed determines.
Result<std::unique_ptr<HeldKey>> keyOf(const trust::KeyKind& kind, SecretSeed seed, trust::KeyOrigin origin,
                                       std::optional<std::uint64_t> demoNumber)
{
    switch (kind.scheme) {
    case SchemeId::Plain:
        return noKeys(kind.scheme);
    case SchemeId::Vhe:
        return std::unique_ptr<HeldKey>(
            std::make_unique<VheHeldKey>(demoNumber ? KeySet::ofDemoKey(he::vhe::Params::standard(), *demoNumber)
                                                    : KeySet(he::vhe::Params::standard(), std::move(seed), origin)));
    case SchemeId::Ckks: {
        CG_TRY(const he::ckks::Params params, ckksParams(kind));
        return std::unique_ptr<HeldKey>(
            std::make_unique<ckks::HeldRingKey>(params, std::move(seed), origin, demoNumber));
    }
    }
    return noKeys(kind.scheme);
}

} // namespace

Result<std::unique_ptr<HeldKey>> drawKey(const trust::KeyKind& kind, trust::KeyOrigin origin)
{
    base::SystemRandom random;
    return keyOf(kind, SecretSeed::draw(random), origin, std::nullopt);
}

Result<std::unique_ptr<HeldKey>> demoKey(const trust::KeyKind& kind, std::uint64_t demoNumber)
{
    return keyOf(kind, SecretSeed::ofDemoKey(demoNumber), trust::KeyOrigin::Demo, demoNumber);
}

Result<void> checkParameters(SchemeId scheme, const base::Bytes& parameters, const std::string& path)
{
    if (scheme == SchemeId::Plain) {
        return noKeys(scheme);
    }
    if (scheme == SchemeId::Vhe) {
        CG_CHECK(decoded(he::vhe::decodeParams, parameters, path));
    } else {
        CG_CHECK(decoded(he::ckks::decodeParams, parameters, path));
    }
    return {};
}

Result<std::unique_ptr<HeldKey>> fileKey(SchemeId scheme, const base::Bytes& parameters, SecretSeed seed,
                                         const std::string& path)
{
    if (scheme == SchemeId::Vhe) {
        CG_TRY(const he::vhe::Params params, decoded(he::vhe::decodeParams, parameters, path));
        return std::unique_ptr<HeldKey>(
            std::make_unique<VheHeldKey>(KeySet(params, std::move(seed), trust::KeyOrigin::File)));
    }
    CG_TRY(const he::ckks::Params params, decoded(he::ckks::decodeParams, parameters, path));
    return std::unique_ptr<HeldKey>(
        std::make_unique<ckks::HeldRingKey>(params, std::move(seed), trust::KeyOrigin::File, std::nullopt));
}

} // namespace cg::keyholder
