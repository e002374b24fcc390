// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/key_generator.h"

#include "base/contract.h"
#include "base/int128.h"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

namespace cg::keyholder {

namespace {

using base::Int128;
using he::vhe::Params;
using he::vhe::PublicKeys;
using he::vhe::SwitchMatrix;
using he::vhe::SwitchShape;

using Matrix = Eigen::Matrix<std::int64_t, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Vector = Eigen::Matrix<std::int64_t, Eigen::Dynamic, 1>;

constexpr std::size_t kMaxKeyBytes = std::size_t{128} << 20;

Eigen::Index index(std::size_t value)
{
    return static_cast<Eigen::Index>(value);
}

Eigen::Map<const Matrix> matrixOf(std::span<const std::int64_t> entries, std::size_t rows)
{
    return {entries.data(), index(rows), index(entries.size() / rows)};
}

Eigen::Map<Matrix> matrixOf(std::span<std::int64_t> entries, std::size_t rows)
{
    return {entries.data(), index(rows), index(entries.size() / rows)};
}

void fillUniformly(std::span<std::int64_t> values, std::int64_t bound, base::RandomSource& random)
{
    for (std::int64_t& value : values) {
        value = random.between(-bound, bound);
    }
}

base::Error invalid(const std::string& what)
{
    return {base::ErrorCode::InvalidArgument, what};
}

/// Whether every entry 2^(b·d)·R_j − T·a + e stays below 2^62, whatever the secret: the bound of |R_j| times the
/// highest power, plus k·tB times the largest mask, plus the noise. Decided from public numbers alone, so that a
/// refusal says nothing about T.
bool entriesFit(std::int64_t sourceBound, const SwitchShape& shape, const Params& params)
{
    const int highestPower = shape.digitBits * (static_cast<int>(shape.digits) - 1);
    const Int128 mask = Int128{1} << (params.maskBits() + shape.fractionBits - 1);
    const Int128 masked = static_cast<Int128>(params.secretColumns()) * params.secretBound() * mask;
    return (Int128{sourceBound} << highestPower) + masked + params.noiseBound() < Int128{1} << 62;
}

/// Largest Σ|entry| of a row of an m × m matrix.
std::int64_t largestRowSum(std::span<const std::int64_t> map, std::size_t m)
{
    return matrixOf(map, m).cwiseAbs().rowwise().sum().maxCoeff();
}

base::StreamAddress addressOf(const he::CircuitNeeds& oneNeed)
{
    base::ByteWriter writer;
    he::encode(oneNeed, writer);
    const base::Seed hash = base::hashOf(writer.bytes());
    base::StreamAddress address{base::Purpose::EvaluationKey};
    std::memcpy(&address.step, hash.data(), sizeof address.step);
    std::memcpy(&address.index, hash.data() + sizeof address.step, sizeof address.index);
    return address;
}

base::Result<void> checkFits(const he::CircuitNeeds& needs, const Params& params)
{
    CG_CHECK(he::checkNeeds(needs, params.slots()));
    const bool finite = std::ranges::all_of(needs.maps, [](const he::LinearMap& map) {
        return std::ranges::all_of(map.entries, [](double entry) { return std::abs(entry) < 0x1p53; });
    });
    if (!finite) {
        return invalid("an entry of a matrix must not exceed 2^53 in magnitude");
    }
    return {};
}

/// The evaluation keys of 8-byte entries that `needs` asks for, in bytes at most.
std::size_t bytesFor(const he::CircuitNeeds& needs, const Params& params)
{
    const auto bytesOf = [](const SwitchShape& shape) { return shape.rows * shape.columns() * sizeof(std::int64_t); };
    const std::size_t linear = needs.sums.size() + needs.rotations.size() + needs.maps.size() + 1;
    return linear * bytesOf(PublicKeys::linearShape(params)) + bytesOf(PublicKeys::tensorShape(params));
}

} // namespace

KeyGenerator::SourceKey KeyGenerator::identity() const
{
    const std::size_t m = params().slots();
    base::SecureBuffer source(m * m * sizeof(std::int64_t));
    matrixOf(source.integers(), m).setIdentity();
    return {std::move(source), 1};
}

KeyGenerator::SourceKey KeyGenerator::tensorRows() const
{
    const std::size_t m = params().slots();
    const std::size_t k = params().secretColumns();
    base::SecureBuffer source(m * params().tensorLength() * sizeof(std::int64_t));
    const auto secret = matrixOf(m_secret.columns(), m);
    auto rows = matrixOf(source.integers(), m);
    for (Eigen::Index s = 0; s < index(m); ++s) {
        rows(s, s) = 1;                                                         // (s, s)
        rows.row(s).segment(index(m) + s * index(k), index(k)) = secret.row(s); // (s, m+t)
        Eigen::Index at = index(m + m * k);
        for (Eigen::Index t = 0; t < index(k); ++t) {
            for (Eigen::Index u = t; u < index(k); ++u) {
                rows(s, at++) = secret(s, t) * secret(s, u); // (m+t, m+u)
            }
        }
    }
    return {std::move(source), params().secretBound() * params().secretBound()};
}

KeyGenerator::SourceKey KeyGenerator::mappedKey(std::span<const std::int64_t> map) const
{
    const std::size_t m = params().slots();
    base::SecureBuffer source(m * params().ciphertextLength() * sizeof(std::int64_t));
    auto mapped = matrixOf(source.integers(), m);
    mapped.leftCols(index(m)) = matrixOf(map, m);
    // lazyProduct: entry by entry. The blocked product would copy T into memory that is not wiped.
    mapped.rightCols(index(params().secretColumns())) = matrixOf(map, m).lazyProduct(matrixOf(m_secret.columns(), m));
    // Entries are those of the map or its rows times T.
    return {std::move(source), largestRowSum(map, m) * params().secretBound()};
}

base::Result<SwitchMatrix> KeyGenerator::switchFrom(const SourceKey& source, const SwitchShape& shape,
                                                    base::RandomSource& random) const
{
    if (!entriesFit(source.bound, shape, params())) {
        return invalid("the entries of a key-switch matrix would not fit into 62 bits");
    }
    const std::size_t m = params().slots();
    const auto secret = matrixOf(m_secret.columns(), m);
    const auto sources = matrixOf(source.rows.integers(), m);
    const std::int64_t maskBound = std::int64_t{1} << (params().maskBits() + shape.fractionBits - 1);
    std::vector<std::int64_t> entries(shape.rows * shape.columns());
    Vector noise(index(m));
    for (std::size_t column = 0; column < shape.columns(); ++column) {
        Eigen::Map<Vector> whole(entries.data() + column * shape.rows, index(shape.rows));
        auto mask = whole.tail(index(params().secretColumns()));
        fillUniformly({mask.data(), params().secretColumns()}, maskBound, random);
        fillUniformly({noise.data(), m}, params().noiseBound(), random);
        const auto power = std::int64_t{1} << (static_cast<std::size_t>(shape.digitBits) * (column / shape.sources));
        whole.head(index(m)) = sources.col(index(column % shape.sources)) * power - secret.lazyProduct(mask) + noise;
    }
    base::wipe({reinterpret_cast<std::uint8_t*>(noise.data()), m * sizeof(std::int64_t)});
    return SwitchMatrix::create(shape, std::move(entries));
}

std::vector<std::int64_t> KeyGenerator::encryptionsOfZero() const
{
    const std::size_t m = params().slots();
    const std::size_t n = params().ciphertextLength();
    const auto secret = matrixOf(m_secret.columns(), m);
    const std::int64_t maskBound = std::int64_t{1} << (params().zeroMaskBits() - 1);
    base::SeededRandom random = m_seed.stream({base::Purpose::PublicKey, 1});
    std::vector<std::int64_t> zeros(params().zeroEncryptions() * n);
    for (std::size_t row = 0; row < params().zeroEncryptions(); ++row) {
        Eigen::Map<Vector> whole(zeros.data() + row * n, index(n));
        auto mask = whole.tail(index(params().secretColumns()));
        fillUniformly({mask.data(), params().secretColumns()}, maskBound, random);
        fillUniformly({whole.data(), m}, params().noiseBound(), random);
        whole.head(index(m)) -= secret.lazyProduct(mask);
    }
    return zeros;
}

PublicKeys KeyGenerator::publicKey() const
{
    base::SeededRandom random = m_seed.stream({base::Purpose::PublicKey, 0});
    // Params guarantee that its entries fit.
    SwitchMatrix matrix = switchFrom(identity(), PublicKeys::encryptionShape(params()), random).value();
    return {params(), he::vhe::EncryptionKey{std::move(matrix), encryptionsOfZero()}};
}

base::Result<SwitchMatrix> KeyGenerator::evaluationKey(const he::CircuitNeeds& oneNeed, const SourceKey& source,
                                                       const SwitchShape& shape) const
{
    base::SeededRandom random = m_seed.stream(addressOf(oneNeed));
    return switchFrom(source, shape, random);
}

base::Result<PublicKeys> KeyGenerator::withEvaluationKeys(const PublicKeys& publicKey,
                                                          const he::CircuitNeeds& needs) const
{
    CG_CHECK(checkFits(needs, params()));
    if (bytesFor(needs, params()) > kMaxKeyBytes) {
        return invalid("the evaluation keys for this circuit would take more than " +
                       std::to_string(kMaxKeyBytes >> 20) + " MiB");
    }
    PublicKeys keys(publicKey.params(), publicKey.encryption());
    if (needs.products) {
        he::CircuitNeeds products;
        products.products = true;
        CG_TRY(keys.tensor, evaluationKey(products, tensorRows(), PublicKeys::tensorShape(params())));
    }
    if (needs.remasking) {
        he::CircuitNeeds remasking;
        remasking.remasking = true;
        const std::vector<std::int64_t> unchanged = he::vhe::rotationMatrix(0, params().slots());
        CG_TRY(keys.remask, evaluationKey(remasking, mappedKey(unchanged), PublicKeys::linearShape(params())));
    }
    CG_CHECK(addSums(keys, needs));
    CG_CHECK(addRotations(keys, needs));
    CG_CHECK(addMaps(keys, needs));
    return keys;
}

base::Result<void> KeyGenerator::addSums(PublicKeys& keys, const he::CircuitNeeds& needs) const
{
    for (const he::BlockSum& sum : needs.sums) {
        he::CircuitNeeds one;
        one.sums = {sum};
        const SourceKey source = mappedKey(he::vhe::slotMatrix(sum, params().slots()));
        CG_TRY(SwitchMatrix matrix, evaluationKey(one, source, PublicKeys::linearShape(params())));
        keys.sums.insert_or_assign(sum, std::move(matrix));
    }
    return {};
}

base::Result<void> KeyGenerator::addRotations(PublicKeys& keys, const he::CircuitNeeds& needs) const
{
    for (const int steps : needs.rotations) {
        he::CircuitNeeds one;
        one.rotations = {steps};
        const SourceKey source = mappedKey(he::vhe::rotationMatrix(steps, params().slots()));
        CG_TRY(SwitchMatrix matrix, evaluationKey(one, source, PublicKeys::linearShape(params())));
        keys.rotations.insert_or_assign(steps, std::move(matrix));
    }
    return {};
}

base::Result<void> KeyGenerator::addMaps(PublicKeys& keys, const he::CircuitNeeds& needs) const
{
    for (const he::LinearMap& map : needs.maps) {
        he::CircuitNeeds one;
        one.maps = {map};
        CG_TRY(const std::vector<std::int64_t> integers, he::vhe::mapMatrix(map, params()));
        CG_TRY(SwitchMatrix matrix, evaluationKey(one, mappedKey(integers), PublicKeys::mapShape(params(), map)));
        keys.maps.insert_or_assign(map, std::move(matrix));
    }
    return {};
}

} // namespace cg::keyholder
