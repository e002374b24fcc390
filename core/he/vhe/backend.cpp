// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/vhe/backend.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdio>
#include <limits>
#include <string>

namespace cg::he::vhe {

namespace {

using base::Error;
using base::ErrorCode;
using base::Int128;

std::string shown(double number)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.6g", number);
    return text.data();
}

Error overflow(const std::string& operation)
{
    return {ErrorCode::NoiseOverflow, "the integers of a ciphertext have outgrown 64 bits in " + operation};
}

bool fits(Int128 value)
{
    return value == static_cast<std::int64_t>(value);
}

/// value / 2^bits, rounded to the nearest integer; bits ≥ 0.
Int128 roundedShift(Int128 value, int bits)
{
    return bits == 0 ? value : ((value >> (bits - 1)) + 1) >> 1;
}

/// A positive or negative double as an integer of at most 53 bits times a power of two.
struct FixedPoint {
    std::int64_t mantissa;
    int exponent;

    explicit FixedPoint(double value)
    {
        constexpr int kMantissaBits = 53;
        mantissa = static_cast<std::int64_t>(std::ldexp(std::frexp(value, &exponent), kMantissaBits));
        exponent -= kMantissaBits;
    }
};

/// round(entry · factor), or nothing if it does not fit. 64 and 53 bits make 117: the product is exact.
bool multiplyRounded(std::int64_t& entry, const FixedPoint& factor)
{
    constexpr int kLargestShift = 126;
    Int128 product = static_cast<Int128>(entry) * factor.mantissa;
    if (factor.exponent <= 0) {
        product = -factor.exponent > kLargestShift ? 0 : roundedShift(product, -factor.exponent);
    } else if (entry != 0 && (factor.exponent > 10 || !fits(product))) {
        return false;
    } else {
        product <<= factor.exponent;
    }
    if (!fits(product)) {
        return false;
    }
    entry = static_cast<std::int64_t>(product);
    return true;
}

bool multiplyRounded(std::vector<std::int64_t>& entries, double factor)
{
    if (!std::isfinite(factor)) {
        return false;
    }
    const FixedPoint fixed(factor);
    return std::ranges::all_of(entries, [&](std::int64_t& entry) { return multiplyRounded(entry, fixed); });
}

/// Bits of the largest magnitude among the entries (that of −2^n counts as n).
int largestBits(std::span<const std::int64_t> entries)
{
    std::uint64_t bits = 0;
    for (const std::int64_t entry : entries) {
        bits |= static_cast<std::uint64_t>(entry < 0 ? ~entry : entry);
    }
    return static_cast<int>(std::bit_width(bits));
}

Error missing(const std::string& what)
{
    return {ErrorCode::MissingEvaluationKey, "the key set holds no evaluation key for " + what};
}

} // namespace

Backend::Backend(std::shared_ptr<const PublicKeys> keys, const base::Seed& seed)
    : m_keys(std::move(keys)), m_params(m_keys->params()), m_model(m_params), m_seed(seed)
{}

Ciphertext Backend::made(std::vector<std::int64_t> entries, const Term& term) const
{
    return {std::move(entries), term.scale, term.noise, term.range, m_keys->id()};
}

base::Result<void> Backend::sameKeys(const Ciphertext& a) const
{
    if (a.keyId() != m_keys->id()) {
        return Error{ErrorCode::WrongKey,
                     "a ciphertext under key " + a.keyId().text() + " cannot be used with key " + m_keys->id().text()};
    }
    return {};
}

base::Result<Ciphertext> Backend::encrypt(std::span<const double> slots, base::StreamAddress address)
{
    return encryptDeclared(slots, MessageRange::of(slots), address);
}

base::Result<Ciphertext> Backend::encryptDeclared(std::span<const double> slots, MessageRange range,
                                                  base::StreamAddress address)
{
    CG_EXPECTS(slots.size() <= slotCount());
    std::vector<std::int64_t> message(slotCount(), 0);
    for (std::size_t i = 0; i < slots.size(); ++i) {
        if (!(std::abs(slots[i]) <= m_params.largestMessage())) {
            return Error{ErrorCode::InvalidArgument,
                         "the masks of this key cover numbers up to " +
                             std::to_string(static_cast<long long>(m_params.largestMessage())) + " in magnitude, not " +
                             shown(slots[i])};
        }
        message[i] = std::llround(slots[i] * m_params.scale());
    }
    CG_TRY(Switched switched, m_keys->encryption().matrix.apply(message));
    base::SeededRandom random(m_seed, address);
    const std::span<const std::int64_t> zeros = m_keys->encryption().zeros;
    // Zeros are below 2^56 and at most 2^12: the sum of the chosen ones may leave 64 bits if the key is not sound.
    std::vector<Int128> sums(switched.entries.begin(), switched.entries.end());
    for (std::size_t z = 0; z < m_params.zeroEncryptions(); ++z) {
        const std::int64_t sign = random.between(-1, 1);
        for (std::size_t i = 0; i < sums.size(); ++i) {
            sums[i] += Int128{sign} * zeros[z * sums.size() + i];
        }
    }
    CG_TRY(switched.entries, shifted(sums, 0));
    return made(std::move(switched.entries), m_model.fresh(range));
}

base::Result<Ciphertext> Backend::prepare(std::span<const double> slots, base::StreamAddress address)
{
    return encrypt(slots, address);
}

base::Result<Ciphertext> Backend::atScale(const Ciphertext& a, double scale) const
{
    if (a.scale() == scale) {
        return a;
    }
    Ciphertext result = a;
    if (!multiplyRounded(result.m_entries, scale / a.scale())) {
        return overflow("a change of scale");
    }
    result.m_scale = scale;
    return result;
}

template <typename Combine>
base::Result<Ciphertext> Backend::combine(const Ciphertext& a, const Ciphertext& b, Combine combine) const
{
    CG_CHECK(sameKeys(a));
    CG_CHECK(sameKeys(b));
    const Term term = m_model.add(termOf(a), termOf(b));
    CG_TRY(const Ciphertext left, atScale(a, term.scale));
    CG_TRY(const Ciphertext right, atScale(b, term.scale));
    std::vector<std::int64_t> entries(left.m_entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const Int128 value = combine(static_cast<Int128>(left.m_entries[i]), static_cast<Int128>(right.m_entries[i]));
        if (!fits(value)) {
            return overflow("a sum");
        }
        entries[i] = static_cast<std::int64_t>(value);
    }
    return made(std::move(entries), term);
}

base::Result<Ciphertext> Backend::add(const Ciphertext& a, const Ciphertext& b)
{
    return combine(a, b, std::plus<>());
}

base::Result<Ciphertext> Backend::subtract(const Ciphertext& a, const Ciphertext& b)
{
    return combine(a, b, std::minus<>());
}

base::Result<Ciphertext> Backend::negate(const Ciphertext& a)
{
    CG_CHECK(sameKeys(a));
    Ciphertext result = a;
    for (std::int64_t& entry : result.m_entries) {
        if (entry == std::numeric_limits<std::int64_t>::min()) {
            return overflow("a negation");
        }
        entry = -entry;
    }
    return result;
}

base::Result<Ciphertext> Backend::addPlain(const Ciphertext& a, std::span<const double> slots)
{
    CG_EXPECTS(slots.size() <= slotCount());
    CG_CHECK(sameKeys(a));
    // S = [I, T]: a public number added to entry s is added to slot s, with no noise but its rounding.
    constexpr double kLargest = 0x1p62;
    std::vector<std::int64_t> entries = a.m_entries;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        const double integer = slots[i] * a.m_scale;
        if (!(std::abs(integer) < kLargest) || !fits(static_cast<Int128>(entries[i]) + std::llround(integer))) {
            return overflow("the addition of a public number");
        }
        entries[i] += std::llround(integer);
    }
    return made(std::move(entries), m_model.addPlain(termOf(a), MessageRange::of(slots)));
}

base::Result<Ciphertext> Backend::multiplyScalar(const Ciphertext& a, double factor)
{
    CG_CHECK(sameKeys(a));
    std::vector<std::int64_t> entries = a.m_entries;
    if (!multiplyRounded(entries, factor)) {
        return overflow("the multiplication by a constant");
    }
    return made(std::move(entries), m_model.multiplyScalar(termOf(a), factor));
}

base::Result<Ciphertext> Backend::absorb(const Ciphertext& a, double factor)
{
    CG_EXPECTS(std::isfinite(factor) && factor != 0.0);
    CG_CHECK(sameKeys(a));
    CG_TRY(Ciphertext result, factor < 0 ? negate(a) : base::Result<Ciphertext>(a));
    return made(std::move(result.m_entries), m_model.absorb(termOf(a), factor));
}

void Backend::addTensor(const Ciphertext& a, const Ciphertext& b, std::span<Int128> sums) const
{
    const std::size_t m = m_params.slots();
    const std::size_t n = m_params.ciphertextLength();
    const std::span<const std::int64_t> x = a.entries();
    const std::span<const std::int64_t> y = b.entries();
    const auto product = [](std::int64_t p, std::int64_t q) { return static_cast<Int128>(p) * q; };
    std::size_t at = 0;
    for (std::size_t s = 0; s < m; ++s) {
        sums[at++] += product(x[s], y[s]);
    }
    for (std::size_t s = 0; s < m; ++s) {
        for (std::size_t t = m; t < n; ++t) {
            sums[at++] += product(x[s], y[t]) + product(x[t], y[s]);
        }
    }
    for (std::size_t t = m; t < n; ++t) {
        sums[at++] += product(x[t], y[t]);
        for (std::size_t u = t + 1; u < n; ++u) {
            sums[at++] += product(x[t], y[u]) + product(x[u], y[t]);
        }
    }
}

base::Result<std::vector<std::int64_t>> Backend::shifted(std::span<const Int128> sums, int bits) const
{
    std::vector<std::int64_t> values(sums.size());
    for (std::size_t i = 0; i < sums.size(); ++i) {
        const Int128 value = roundedShift(sums[i], bits);
        if (!fits(value)) {
            return overflow("a product");
        }
        values[i] = static_cast<std::int64_t>(value);
    }
    return values;
}

base::Result<Ciphertext> Backend::multiply(const Ciphertext& a, const Ciphertext& b)
{
    const Ciphertext* const as[] = {&a};
    const Ciphertext* const bs[] = {&b};
    return multiplyAccumulate(as, bs);
}

base::Result<Ciphertext> Backend::multiplyPlain(const Ciphertext& a, const Prepared& p)
{
    return multiply(a, p);
}

std::size_t Backend::productsPerSwitch(std::span<const Ciphertext* const> as,
                                       std::span<const Ciphertext* const> bs) const
{
    int bits = 0;
    for (std::size_t i = 0; i < as.size(); ++i) {
        // As large as the integers are when they are multiplied: at the scale of the first product.
        const double ratio = as[0]->scale() * bs[0]->scale() / (as[i]->scale() * bs[i]->scale());
        const int rescaling = std::isfinite(ratio) && ratio > 0 ? std::ilogb(ratio) + 1 : 0;
        bits = std::max(bits, largestBits(as[i]->entries()) + largestBits(bs[i]->entries()) + std::max(rescaling, 0));
    }
    // Two products an entry, divided by the shift, must stay below 2^(l − 1).
    const int room = m_params.valueBits() - 2 + m_params.productShift(as[0]->scale(), bs[0]->scale()) - bits;
    constexpr int kMost = 16;
    return std::size_t{1} << std::clamp(room, 0, kMost);
}

base::Result<Ciphertext> Backend::multiplyAccumulate(std::span<const Ciphertext* const> as,
                                                     std::span<const Ciphertext* const> bs)
{
    CG_EXPECTS(!as.empty() && as.size() == bs.size());
    const std::size_t most = productsPerSwitch(as, bs);
    CG_TRY(Ciphertext sum, multiplyTogether(as.first(std::min(most, as.size())), bs.first(std::min(most, bs.size()))));
    for (std::size_t done = most; done < as.size(); done += most) {
        const std::size_t count = std::min(most, as.size() - done);
        CG_TRY(const Ciphertext part, multiplyTogether(as.subspan(done, count), bs.subspan(done, count)));
        CG_TRY(sum, add(sum, part));
    }
    return sum;
}

base::Result<Ciphertext> Backend::multiplyTogether(std::span<const Ciphertext* const> as,
                                                   std::span<const Ciphertext* const> bs) const
{
    // A product of two 64-bit numbers has 126 bits: entries are bounded so that the sums below stay exact.
    constexpr int kLargestProductBits = 120;
    const int shift = m_params.productShift(as[0]->scale(), bs[0]->scale());
    if (shift > kLargestProductBits) {
        return overflow("a product of ciphertexts at scales that large");
    }
    if (!m_keys->tensor) {
        return missing("products of ciphertexts");
    }
    std::vector<Int128> sums(m_params.tensorLength(), 0);
    std::vector<std::pair<Term, Term>> terms;
    const double scale = as[0]->scale() * bs[0]->scale();
    for (std::size_t i = 0; i < as.size(); ++i) {
        CG_CHECK(sameKeys(*as[i]));
        CG_CHECK(sameKeys(*bs[i]));
        CG_TRY(const Ciphertext left, atScale(*as[i], scale / bs[i]->scale()));
        if (largestBits(left.entries()) + largestBits(bs[i]->entries()) + static_cast<int>(std::bit_width(as.size())) >
            kLargestProductBits) {
            return overflow("a product");
        }
        addTensor(left, *bs[i], sums);
        terms.emplace_back(termOf(left), termOf(*bs[i]));
    }
    CG_TRY(const std::vector<std::int64_t> values, shifted(sums, shift));
    CG_TRY(Switched switched, m_keys->tensor->apply(values));
    return made(std::move(switched.entries), m_model.multiplyAccumulate(terms, switched.digitSquares));
}

base::Result<Ciphertext> Backend::multiplyPlainAccumulate(std::span<const Ciphertext* const> as,
                                                          std::span<const Prepared* const> ps)
{
    return multiplyAccumulate(as, ps);
}

base::Result<Ciphertext> Backend::sumBlocks(const Ciphertext& a, const BlockSum& sum)
{
    CG_CHECK(sameKeys(a));
    const auto key = m_keys->sums.find(sum);
    if (key == m_keys->sums.end()) {
        return missing("a sum over " + std::to_string(sum.grid.rows) + " rows of " + std::to_string(sum.grid.columns) +
                       " slots");
    }
    CG_TRY(Switched switched, key->second.apply(a.entries()));
    return made(std::move(switched.entries), m_model.sumBlocks(termOf(a), sum, switched.digitSquares));
}

base::Result<Ciphertext> Backend::rotate(const Ciphertext& a, int steps)
{
    CG_CHECK(sameKeys(a));
    const auto count = static_cast<int>(slotCount());
    const int normal = (steps % count + count) % count;
    if (normal == 0) {
        return a;
    }
    const auto key = m_keys->rotations.find(normal);
    if (key == m_keys->rotations.end()) {
        return missing("a rotation by " + std::to_string(normal));
    }
    CG_TRY(Switched switched, key->second.apply(a.entries()));
    return made(std::move(switched.entries), m_model.rotate(termOf(a), switched.digitSquares));
}

base::Result<Ciphertext> Backend::linearMap(const Ciphertext& a, const LinearMap& map)
{
    CG_CHECK(sameKeys(a));
    const auto key = m_keys->maps.find(map);
    if (key == m_keys->maps.end()) {
        return missing("this " + std::to_string(map.rows) + " × " + std::to_string(map.columns) + " matrix");
    }
    CG_TRY(Switched switched, key->second.apply(a.entries()));
    return made(std::move(switched.entries), m_model.linearMap(termOf(a), map, switched.digitSquares));
}

base::Result<Ciphertext> Backend::remask(const Ciphertext& a)
{
    CG_CHECK(sameKeys(a));
    if (!m_keys->remask) {
        return missing("re-masking");
    }
    CG_TRY(Switched switched, m_keys->remask->apply(a.entries()));
    return made(std::move(switched.entries), m_model.remask(termOf(a), switched.digitSquares));
}

int Backend::room(const Ciphertext& a) const
{
    // |c1·c2|·2/Δ must fit into the digits of a key switch.
    return 2 * largestBits(a.entries()) + 2 <= m_params.valueBits() + m_params.scaleBits() ? kUnlimitedRoom : 0;
}

CiphertextInfo Backend::info(const Ciphertext& a) const
{
    CiphertextInfo info;
    info.scale = base::Log2::ofMagnitude(a.scale());
    info.noise = a.noise();
    info.range = a.range();
    info.bytes = a.entries().size_bytes();
    info.entryBits = largestBits(a.entries());
    return info;
}

Ciphertext Backend::declareRange(const Ciphertext& a, MessageRange range) const
{
    return made(a.m_entries, {a.noise(), range, a.scale()});
}

Ciphertext Backend::declareReference(const Ciphertext& a, MessageRange range) const
{
    return made(a.m_entries, {{}, range, a.scale()});
}

void Backend::encode(const Ciphertext& a, base::ByteWriter& writer) const
{
    vhe::encode(a, writer);
}

base::Result<Ciphertext> Backend::decode(base::ByteReader& reader) const
{
    CG_TRY(Ciphertext ciphertext, decodeCiphertext(reader, m_params));
    CG_CHECK(sameKeys(ciphertext));
    return ciphertext;
}

} // namespace cg::he::vhe
