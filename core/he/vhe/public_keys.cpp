// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/vhe/public_keys.h"

#include "base/random.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace cg::he::vhe {

namespace {

constexpr std::size_t kMapValueBits = 48; // ciphertexts that a linear map is applied to: leaves room for its entries
constexpr int kMapEntryBits = 20;         // Σ|entry| of a row of a map, in fixed point

base::KeyId idOf(const Params& params, const EncryptionKey& key)
{
    base::ByteWriter writer;
    encode(params, writer);
    key.matrix.encode(writer);
    writer.integers(key.zeros);
    const base::Seed hash = base::hashOf(writer.bytes());
    base::KeyId id;
    std::copy_n(hash.begin(), id.bytes.size(), id.bytes.begin());
    return id;
}

bool isInteger(double value)
{
    return value == std::nearbyint(value);
}

double largestRowSum(const LinearMap& map)
{
    double largest = 0.0;
    for (std::size_t row = 0; row < map.rows; ++row) {
        double sum = 0.0;
        for (std::size_t column = 0; column < map.columns; ++column) {
            sum += std::abs(map.entries[row * map.columns + column]);
        }
        largest = std::max(largest, sum);
    }
    return largest;
}

SwitchShape shapeFor(const Params& params, std::size_t sources)
{
    return {params.ciphertextLength(), sources, params.digits(), params.digitBits(), 0};
}

std::size_t bytesOf(const auto& keys)
{
    std::size_t bytes = 0;
    for (const auto& [need, matrix] : keys) {
        bytes += matrix.bytes();
    }
    return bytes;
}

CircuitNeeds needsOf(const PublicKeys& keys)
{
    CircuitNeeds needs;
    needs.products = keys.tensor.has_value();
    needs.remasking = keys.remask.has_value();
    for (const auto& [sum, matrix] : keys.sums) {
        needs.sums.push_back(sum);
    }
    for (const auto& [steps, matrix] : keys.rotations) {
        needs.rotations.push_back(steps);
    }
    for (const auto& [map, matrix] : keys.maps) {
        needs.maps.push_back(map);
    }
    return needs;
}

base::Result<EncryptionKey> decodeEncryptionKey(base::ByteReader& reader, const Params& params)
{
    CG_TRY(SwitchMatrix matrix, SwitchMatrix::decode(reader, PublicKeys::encryptionShape(params)));
    const std::size_t count = params.zeroEncryptions() * params.ciphertextLength();
    CG_TRY(std::vector<std::int64_t> zeros, reader.integers(count));
    const auto limit = std::int64_t{1} << 56;
    if (zeros.size() != count || std::ranges::any_of(zeros, [&](auto z) { return z >= limit || z <= -limit; })) {
        return reader.damaged("the encryptions of zero are not what the parameters say");
    }
    return EncryptionKey{std::move(matrix), std::move(zeros)};
}

template <typename Need>
bool isAscending(const std::vector<Need>& needs)
{
    return std::ranges::adjacent_find(needs, [](const Need& a, const Need& b) { return !(a < b); }) == needs.end();
}

} // namespace

PublicKeys::PublicKeys(Params params, EncryptionKey encryption)
    : m_params(params), m_encryption(std::move(encryption)), m_id(idOf(m_params, m_encryption))
{
    CG_EXPECTS(m_encryption.zeros.size() == params.zeroEncryptions() * params.ciphertextLength());
}

SwitchShape PublicKeys::encryptionShape(const Params& params)
{
    return shapeFor(params, params.slots());
}

SwitchShape PublicKeys::tensorShape(const Params& params)
{
    return shapeFor(params, params.tensorLength());
}

SwitchShape PublicKeys::linearShape(const Params& params)
{
    return shapeFor(params, params.ciphertextLength());
}

SwitchShape PublicKeys::mapShape(const Params& params, const LinearMap& map)
{
    SwitchShape shape = shapeFor(params, params.ciphertextLength());
    const auto digitBits = static_cast<std::size_t>(params.digitBits());
    shape.digits = std::min(shape.digits, (kMapValueBits + digitBits - 1) / digitBits);
    if (!std::ranges::all_of(map.entries, isInteger)) {
        // A sum that leaves the finite numbers is refused by mapMatrix; here it must only not be taken for a size.
        const double rowBits = std::min(std::ceil(std::log2(std::max(largestRowSum(map), 1.0))), 64.0);
        shape.fractionBits = std::clamp(kMapEntryBits - static_cast<int>(rowBits), 0, params.mapFractionBits());
    }
    return shape;
}

std::size_t PublicKeys::bytes() const
{
    return m_encryption.matrix.bytes() + m_encryption.zeros.size() * sizeof(std::int64_t) +
           (tensor ? tensor->bytes() : 0) + (remask ? remask->bytes() : 0) + bytesOf(sums) + bytesOf(rotations) +
           bytesOf(maps);
}

void encode(const PublicKeys& keys, base::ByteWriter& writer)
{
    encode(keys.params(), writer);
    keys.encryption().matrix.encode(writer);
    writer.integers(keys.encryption().zeros);
    encode(needsOf(keys), writer);
    if (keys.tensor) {
        keys.tensor->encode(writer);
    }
    if (keys.remask) {
        keys.remask->encode(writer);
    }
    for (const auto& [sum, matrix] : keys.sums) {
        matrix.encode(writer);
    }
    for (const auto& [steps, matrix] : keys.rotations) {
        matrix.encode(writer);
    }
    for (const auto& [map, matrix] : keys.maps) {
        matrix.encode(writer);
    }
}

base::Result<PublicKeys> decodePublicKeys(base::ByteReader& reader)
{
    CG_TRY(const Params params, decodeParams(reader));
    CG_TRY(EncryptionKey encryption, decodeEncryptionKey(reader, params));
    PublicKeys keys(params, std::move(encryption));
    CG_TRY(const CircuitNeeds needs, decodeNeeds(reader));
    if (!isAscending(needs.sums) || !isAscending(needs.rotations) || !isAscending(needs.maps)) {
        return reader.damaged("evaluation keys that stand twice or in another order than they are written");
    }
    if (needs.products) {
        CG_TRY(keys.tensor, SwitchMatrix::decode(reader, PublicKeys::tensorShape(params)));
    }
    const SwitchShape linear = PublicKeys::linearShape(params);
    if (needs.remasking) {
        CG_TRY(keys.remask, SwitchMatrix::decode(reader, linear));
    }
    for (const BlockSum& sum : needs.sums) {
        CG_TRY(SwitchMatrix matrix, SwitchMatrix::decode(reader, linear));
        keys.sums.emplace(sum, std::move(matrix));
    }
    for (const int steps : needs.rotations) {
        CG_TRY(SwitchMatrix matrix, SwitchMatrix::decode(reader, linear));
        keys.rotations.emplace(steps, std::move(matrix));
    }
    for (const LinearMap& map : needs.maps) {
        CG_TRY(SwitchMatrix matrix, SwitchMatrix::decode(reader, PublicKeys::mapShape(params, map)));
        keys.maps.emplace(map, std::move(matrix));
    }
    return keys;
}

std::vector<std::int64_t> slotMatrix(const BlockSum& sum, std::size_t slots)
{
    const SlotGrid& grid = sum.grid;
    CG_EXPECTS((grid.rows - 1) * grid.rowStride + grid.columns <= slots);
    std::vector<std::int64_t> matrix(slots * slots, 0);
    for (std::size_t row = 0; row < grid.rows; ++row) {
        for (std::size_t column = 0; column < grid.columns; ++column) {
            const std::size_t to = grid.slot(row, column);
            const bool overRows = sum.axis == SumAxis::OverRows;
            for (std::size_t i = 0; i < (overRows ? grid.rows : grid.columns); ++i) {
                matrix[to * slots + (overRows ? grid.slot(i, column) : grid.slot(row, i))] = 1;
            }
        }
    }
    return matrix;
}

std::vector<std::int64_t> rotationMatrix(int steps, std::size_t slots)
{
    const auto count = static_cast<std::int64_t>(slots);
    std::vector<std::int64_t> matrix(slots * slots, 0);
    for (std::int64_t slot = 0; slot < count; ++slot) {
        const std::int64_t from = ((slot + steps) % count + count) % count;
        matrix[static_cast<std::size_t>(slot * count + from)] = 1;
    }
    return matrix;
}

base::Result<std::vector<std::int64_t>> mapMatrix(const LinearMap& map, const Params& params)
{
    const std::size_t slots = params.slots();
    if (map.rows > slots || map.columns > slots || map.entries.size() != map.rows * map.columns) {
        return base::Error{base::ErrorCode::InvalidArgument, "a matrix of " + std::to_string(map.rows) + " × " +
                                                                 std::to_string(map.columns) + " does not fit " +
                                                                 std::to_string(slots) + " slots"};
    }
    if (!std::ranges::all_of(map.entries, [](double entry) { return std::isfinite(entry); })) {
        return base::Error{base::ErrorCode::InvalidArgument, "an entry of the matrix is not a finite number"};
    }
    const double factor = std::exp2(PublicKeys::mapShape(params, map).fractionBits);
    if (!(largestRowSum(map) * factor <= std::exp2(kMapEntryBits))) {
        return base::Error{base::ErrorCode::InvalidArgument,
                           "the entries of a row of the matrix must not add up to more than 2^20 in magnitude"};
    }
    std::vector<std::int64_t> matrix(slots * slots, 0);
    for (std::size_t row = 0; row < map.rows; ++row) {
        for (std::size_t column = 0; column < map.columns; ++column) {
            matrix[row * slots + column] = std::llround(map.entries[row * map.columns + column] * factor);
        }
    }
    return matrix;
}

} // namespace cg::he::vhe
