// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/secret_key.h"

#include "base/contract.h"

#include <algorithm>

namespace cg::keyholder {

namespace {

/// A seed outside guarded memory for the moment in which it is handed on.
struct PassingSeed {
    base::Seed value{};

    PassingSeed() = default;
    PassingSeed(const PassingSeed&) = delete;
    PassingSeed& operator=(const PassingSeed&) = delete;
    ~PassingSeed() { base::wipe(value); }
};

} // namespace

SecretSeed::SecretSeed(base::SecureBuffer bytes) : m_bytes(std::move(bytes))
{
    CG_EXPECTS(m_bytes.size() == kBytes);
}

SecretSeed SecretSeed::draw(base::RandomSource& random)
{
    base::SecureBuffer bytes(kBytes);
    random.fill(bytes.bytes());
    return SecretSeed(std::move(bytes));
}

SecretSeed SecretSeed::ofDemoKey(std::uint64_t number)
{
    base::SecureBuffer bytes(kBytes);
    std::ranges::copy(base::seedFromNumber(number, "demo key"), bytes.bytes().begin());
    return SecretSeed(std::move(bytes));
}

base::SeededRandom SecretSeed::stream(base::StreamAddress address) const
{
    PassingSeed seed;
    std::ranges::copy(m_bytes.bytes(), seed.value.begin());
    return {seed.value, address};
}

SecretKey::SecretKey(const he::vhe::Params& params, const SecretSeed& seed)
    : m_params(params), m_columns(params.slots() * params.secretColumns() * sizeof(std::int64_t))
{
    base::SeededRandom random = seed.stream({base::Purpose::SecretKey});
    for (std::int64_t& entry : m_columns.integers()) {
        entry = random.between(-params.secretBound(), params.secretBound());
    }
}

} // namespace cg::keyholder
