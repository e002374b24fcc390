// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/key_forms.h"

#include "base/contract.h"
#include "base/sodium.h"
#include "keyholder/ckks/secret_key.h"
#include "keyholder/secret_key.h"
#include "keyholder/vault.h"
#include "math/sampling.h"
#include "support/results.h"
#include "trust/key_file_header.h"

#include <sodium.h>

#include <algorithm>
#include <array>

namespace cg::testing {

namespace {

using keyholder::SecretSeed;

/// Of a seed or a key, whose bytes are uniform.
constexpr std::size_t kPieceBytes = 16;
/// Of a secret key's entries, which are ternary: 76 bits.
constexpr std::size_t kPieceEntries = 48;
/// Values of a polynomial, of nearly 50 bits each.
constexpr std::size_t kPieceValues = 4;

template <typename T>
base::ByteView bytesOf(std::span<const T> values)
{
    return {reinterpret_cast<const std::uint8_t*>(values.data()), values.size_bytes()};
}

std::vector<Needle> uniformForms(const std::string& name, base::ByteView bytes)
{
    std::vector<Needle> forms = piecesOf(name, bytes, kPieceBytes);
    std::string digits(bytes.size() * 2 + 1, '\0');
    sodium_bin2hex(digits.data(), digits.size(), bytes.data(), bytes.size());
    digits.pop_back();
    append(forms, textForms(name + ", in hexadecimal digits", digits));
    return forms;
}

/// The same integers, held as numbers of another type. A few pieces are enough to see a copy, and so many places look
/// like the beginning of one that more would take long.
template <typename T>
std::vector<Needle> entriesAs(const char* type, std::span<const std::int8_t> entries)
{
    constexpr std::size_t kMostPieces = 12;
    const std::vector<T> numbers(entries.begin(), entries.end());
    return piecesOf(std::string("secret key as ") + type, bytesOf(std::span<const T>(numbers)),
                    kPieceEntries * sizeof(T), kMostPieces);
}

std::vector<Needle> entryForms(std::span<const std::int8_t> entries)
{
    std::vector<Needle> forms = piecesOf("secret key as bytes", bytesOf(entries), kPieceEntries);
    append(forms, entriesAs<std::int32_t>("32-bit integers", entries));
    append(forms, entriesAs<std::int64_t>("64-bit integers", entries));
    append(forms, entriesAs<float>("floats", entries));
    append(forms, entriesAs<double>("doubles", entries));
    return forms;
}

/// The master seed with the key that opens it, as the vault gets at them.
std::vector<Needle> sealedForms(const trust::KeyFile& file, std::string_view passphrase)
{
    base::initSodium();
    std::array<std::uint8_t, crypto_aead_xchacha20poly1305_ietf_KEYBYTES> key{};
    const trust::PassphraseCost& cost = file.header.cost;
    CG_EXPECTS(crypto_pwhash(key.data(), key.size(), passphrase.data(), passphrase.size(), file.header.salt.data(),
                             cost.passes, cost.memoryBytes, crypto_pwhash_ALG_ARGON2ID13) == 0);
    const base::Bytes bound = trust::associatedData(file.header);
    std::array<std::uint8_t, SecretSeed::kBytes> seed{};
    CG_EXPECTS(crypto_aead_xchacha20poly1305_ietf_decrypt(seed.data(), nullptr, nullptr, file.sealed.data(),
                                                          file.sealed.size(), bound.data(), bound.size(),
                                                          file.header.nonce.data(), key.data()) == 0);
    std::vector<Needle> forms = uniformForms("seed", seed);
    append(forms, uniformForms("file key", key));
    return forms;
}

SecretSeed unlockedSeed(const trust::KeyFile& file, std::string_view passphrase)
{
    base::SecureBuffer buffer(passphrase.size());
    std::ranges::copy(base::viewOf(passphrase), buffer.bytes().begin());
    return valueOf(keyholder::Vault::unlock(file, buffer, "the key file")).seed;
}

std::vector<Needle> vheForms(const base::Bytes& parameters, const SecretSeed& seed)
{
    base::ByteReader reader(parameters);
    const keyholder::SecretKey key(valueOf(he::vhe::decodeParams(reader)), seed);
    const std::vector<std::int8_t> entries(key.columns().begin(), key.columns().end());
    return entryForms(entries);
}

std::vector<Needle> ckksForms(const base::Bytes& parameters, const SecretSeed& seed)
{
    base::ByteReader reader(parameters);
    const auto context = std::make_shared<const he::ckks::Context>(valueOf(he::ckks::decodeParams(reader)));
    std::vector<std::int8_t> entries(context->params().degree());
    base::SeededRandom random = seed.stream({base::Purpose::RingSecretKey});
    math::sampleTernary(random, entries);
    std::vector<Needle> forms = entryForms(entries);
    const keyholder::ckks::SecretKey key(context, seed);
    for (std::size_t limb = 0; limb < key.values().limbs(); ++limb) {
        append(forms, piecesOf("secret key modulo prime " + std::to_string(limb), bytesOf(key.values().limb(limb)),
                               kPieceValues * sizeof(double)));
    }
    return forms;
}

} // namespace

std::vector<Needle> keyForms(const std::string& keyFile, std::string_view passphrase)
{
    const trust::KeyFile file = valueOf(trust::readKeyFile(keyFile));
    std::vector<Needle> forms = sealedForms(file, passphrase);
    const SecretSeed seed = unlockedSeed(file, passphrase);
    append(forms, file.header.scheme == base::SchemeId::Vhe ? vheForms(file.header.parameters, seed)
                                                            : ckksForms(file.header.parameters, seed));
    return forms;
}

std::vector<Needle> passphraseForms(std::string_view passphrase)
{
    std::vector<Needle> forms = textForms("passphrase", passphrase);
    const std::size_t half = passphrase.size() / 2;
    append(forms, textForms("passphrase, its first half", passphrase.substr(0, half)));
    append(forms, textForms("passphrase, its second half", passphrase.substr(half)));
    return forms;
}

} // namespace cg::testing
