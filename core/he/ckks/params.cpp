// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/ckks/params.h"

#include "math/primes.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <string>

namespace cg::he::ckks {

namespace {

constexpr std::size_t kMinDegree = 16;
constexpr std::size_t kMaxDegree = 131072;
constexpr std::size_t kMaxLevels = 40;
constexpr std::size_t kMaxPrimesOfLevel = 2;
constexpr std::size_t kMaxSpecialPrimes = 8;
constexpr int kMinPrimeBits = 10;
constexpr int kMaxPrimeBits = 49;
constexpr int kMinScaleBits = 10;
constexpr int kMaxScaleBits = 80; // an encoded slot must stay below 2^100
constexpr double kDigitSlack = 2; // bits by which a digit may exceed P before its noise reaches the message
constexpr std::size_t kMaxNameBytes = 64;

base::Error refused(const std::string& reason)
{
    return {base::ErrorCode::InvalidParameters, "CKKS parameters refused: " + reason};
}

std::string shown(double bits)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.1f", bits);
    return text.data();
}

int sumOf(const std::vector<int>& bits)
{
    return std::accumulate(bits.begin(), bits.end(), 0);
}

base::Result<void> checkPrimeSizes(const std::vector<int>& bits, std::size_t most, const char* what)
{
    const auto fits = [](int size) { return size >= kMinPrimeBits && size <= kMaxPrimeBits; };
    if (bits.empty() || bits.size() > most || !std::ranges::all_of(bits, fits)) {
        return refused(std::string(what) + " needs one to " + std::to_string(most) + " primes of " +
                       std::to_string(kMinPrimeBits) + " to " + std::to_string(kMaxPrimeBits) + " bits");
    }
    return {};
}

base::Result<void> checkSizes(const ParamsLiteral& p)
{
    if (p.name.size() > kMaxNameBytes) {
        return refused("the name is longer than " + std::to_string(kMaxNameBytes) + " bytes");
    }
    if (!std::has_single_bit(p.degree) || p.degree < kMinDegree || p.degree > kMaxDegree) {
        return refused("the degree " + std::to_string(p.degree) + " is no power of two in 16 … 131072");
    }
    if (p.levels.size() < 2 || p.levels.size() > kMaxLevels) {
        return refused("there must be 1 to " + std::to_string(kMaxLevels - 1) + " levels above q0");
    }
    for (const std::vector<int>& level : p.levels) {
        CG_CHECK(checkPrimeSizes(level, kMaxPrimesOfLevel, "a level"));
    }
    CG_CHECK(checkPrimeSizes(p.special, kMaxSpecialPrimes, "P"));
    if (p.scaleBits < kMinScaleBits || p.scaleBits > kMaxScaleBits) {
        return refused("a scale of 2^" + std::to_string(p.scaleBits) + " is not in 2^10 … 2^80");
    }
    if (sumOf(p.levels.front()) < p.scaleBits + 2) {
        return refused("q0 of " + std::to_string(sumOf(p.levels.front())) + " bits leaves no room for a message at 2^" +
                       std::to_string(p.scaleBits));
    }
    return {};
}

base::Result<void> checkDigits(const ParamsLiteral& p)
{
    const std::size_t limbs = std::accumulate(p.levels.begin(), p.levels.end(), std::size_t{0},
                                              [](std::size_t sum, const auto& level) { return sum + level.size(); });
    std::size_t left = limbs;
    for (const std::size_t digit : p.digits) {
        if (digit == 0 || digit > left) {
            return refused("the digits of the key switch do not add up to the " + std::to_string(limbs) + " primes");
        }
        left -= digit;
    }
    if (left != 0) {
        return refused("the digits of the key switch leave " + std::to_string(left) + " primes out");
    }
    return {};
}

} // namespace

base::Result<Params> Params::create(const ParamsLiteral& literal)
{
    CG_CHECK(checkSizes(literal));
    CG_CHECK(checkDigits(literal));
    Params params(literal);
    params.layOut();
    CG_CHECK(params.choosePrimes());
    for (const math::LimbRange& digit : params.m_digits) {
        if (params.log2Of(digit) > params.log2SpecialModulus() + kDigitSlack) {
            return refused("a digit of " + shown(params.log2Of(digit)) + " bits is too large for P of " +
                           shown(params.log2SpecialModulus()) + " bits; take smaller digits or more special primes");
        }
    }
    params.m_badge = security::badgeOfLwe(params.degree(), params.log2KeyModulus());
    const int claimed = literal.claimedBits;
    if (claimed != 0 && claimed != 128 && claimed != 192 && claimed != 256) {
        return refused("a claim of " + std::to_string(claimed) + " bits is none of 128, 192 and 256");
    }
    if (security::securityBits(params.m_badge) < claimed) {
        return refused("log2(Q·P) = " + shown(params.log2KeyModulus()) + " at N = " + std::to_string(params.degree()) +
                       " is " + std::string(security::nameOf(params.m_badge)) + ", below the claimed " +
                       std::to_string(claimed) + " bits; take fewer or smaller primes, or a larger degree");
    }
    return params;
}

void Params::layOut()
{
    std::size_t first = 0;
    for (const std::vector<int>& level : m_literal.levels) {
        m_groups.push_back({first, level.size()});
        first += level.size();
    }
    first = 0;
    for (const std::size_t digit : m_literal.digits) {
        m_digits.push_back({first, digit});
        first += digit;
    }
}

base::Result<void> Params::choosePrimes()
{
    m_primes.assign(dataLimbs() + specialLimbs(), 0);
    m_levelScales.assign(m_groups.size(), scale());
    for (std::size_t level = m_groups.size(); level-- > 0;) {
        CG_CHECK(chooseLevel(level));
    }
    for (std::size_t i = 0; i < specialLimbs(); ++i) {
        CG_TRY(m_primes[dataLimbs() + i], math::nttPrimeNearest(std::exp2(m_literal.special[i]), degree(), m_primes));
    }
    return {};
}

base::Result<void> Params::chooseLevel(std::size_t level)
{
    const std::vector<int>& bits = m_literal.levels[level];
    const double levelScale = m_levelScales[level];
    const bool forProducts = level > 0 && sumOf(bits) == m_literal.scaleBits;
    double rest = forProducts ? levelScale * levelScale / scale() : std::exp2(sumOf(bits));
    double product = 1.0;
    for (std::size_t i = 0; i < bits.size(); ++i) {
        const bool last = i + 1 == bits.size();
        std::uint64_t& prime = m_primes[m_groups[level].first + i];
        CG_TRY(prime, math::nttPrimeNearest(last ? rest : std::exp2(bits[i]), degree(), m_primes));
        rest /= static_cast<double>(prime);
        product *= static_cast<double>(prime);
    }
    if (level > 0) {
        m_levelScales[level - 1] = forProducts ? levelScale * levelScale / product : levelScale;
    }
    return {};
}

double Params::scale() const
{
    return std::exp2(m_literal.scaleBits);
}

std::size_t Params::limbs(int level) const
{
    const math::LimbRange last = group(level);
    return last.first + last.count;
}

double Params::groupModulus(int level) const
{
    double product = 1.0;
    for (std::size_t i = 0; i < group(level).count; ++i) {
        product *= static_cast<double>(m_primes[group(level).first + i]);
    }
    return product;
}

double Params::plainScale(int level) const
{
    CG_EXPECTS(level >= 1);
    return groupModulus(level) * (levelScale(level - 1) / levelScale(level));
}

double Params::log2Modulus(int level) const
{
    return log2Of({0, limbs(level)});
}

double Params::log2Of(math::LimbRange range) const
{
    double bits = 0.0;
    for (std::size_t i = 0; i < range.count; ++i) {
        bits += std::log2(static_cast<double>(m_primes[range.first + i]));
    }
    return bits;
}

void encode(const Params& params, base::ByteWriter& writer)
{
    const ParamsLiteral& p = params.literal();
    const auto number = [&](auto value) { writer.u32(static_cast<std::uint32_t>(value)); };
    writer.text(p.name);
    number(p.degree);
    number(p.levels.size());
    for (const std::vector<int>& level : p.levels) {
        number(level.size());
        std::ranges::for_each(level, number);
    }
    number(p.special.size());
    std::ranges::for_each(p.special, number);
    number(p.scaleBits);
    number(p.digits.size());
    std::ranges::for_each(p.digits, number);
    number(p.claimedBits);
}

namespace {

base::Result<int> decodeNumber(base::ByteReader& reader)
{
    CG_TRY(const std::uint32_t number, reader.u32());
    return static_cast<int>(std::min<std::uint32_t>(number, 1U << 30));
}

base::Result<std::vector<int>> decodeNumbers(base::ByteReader& reader, std::size_t most)
{
    CG_TRY(const std::size_t count, reader.count(most, sizeof(std::uint32_t)));
    std::vector<int> numbers(count);
    for (int& number : numbers) {
        CG_TRY(number, decodeNumber(reader));
    }
    return numbers;
}

base::Result<ParamsLiteral> decodeLiteral(base::ByteReader& reader)
{
    ParamsLiteral p;
    CG_TRY(p.name, reader.text(kMaxNameBytes));
    CG_TRY(const int degree, decodeNumber(reader));
    p.degree = static_cast<std::size_t>(degree);
    CG_TRY(const std::size_t levels, reader.count(kMaxLevels, sizeof(std::uint32_t)));
    for (std::size_t i = 0; i < levels; ++i) {
        CG_TRY(p.levels.emplace_back(), decodeNumbers(reader, kMaxPrimesOfLevel));
    }
    CG_TRY(p.special, decodeNumbers(reader, kMaxSpecialPrimes));
    CG_TRY(p.scaleBits, decodeNumber(reader));
    CG_TRY(const std::vector<int> digits, decodeNumbers(reader, kMaxLevels * kMaxPrimesOfLevel));
    p.digits.assign(digits.begin(), digits.end());
    CG_TRY(p.claimedBits, decodeNumber(reader));
    return p;
}

} // namespace

base::Result<Params> decodeParams(base::ByteReader& reader)
{
    CG_TRY(const ParamsLiteral literal, decodeLiteral(reader));
    auto params = Params::create(literal);
    if (!params) {
        return reader.damaged(params.error().message);
    }
    return params;
}

} // namespace cg::he::ckks
