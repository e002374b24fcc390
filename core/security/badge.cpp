// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/badge.h"

#include "base/contract.h"
#include "security/lwe_estimator.h"
#include "security/standard_tables.h"

#include <array>
#include <utility>

namespace cg::security {

std::string_view nameOf(Badge badge)
{
    switch (badge) {
    case Badge::Plain:
        return "PLAIN";
    case Badge::Broken:
        return "BROKEN";
    case Badge::Toy:
        return "TOY";
    case Badge::Reduced:
        return "REDUCED";
    case Badge::Standard128:
        return "STANDARD-128";
    case Badge::Standard192:
        return "STANDARD-192";
    case Badge::Standard256:
        return "STANDARD-256";
    }
    base::contractViolated("a known badge", __FILE__, __LINE__);
}

std::string_view reasonFor(Badge badge)
{
    switch (badge) {
    case Badge::Plain:
        return "nothing is encrypted";
    case Badge::Broken:
        return "whoever has the public key computes the secret key by least squares";
    case Badge::Toy:
        return "below 80 bits: small enough to be attacked here";
    case Badge::Reduced:
        return "outside the table of the 2024 security guidelines for 128 bits";
    case Badge::Standard128:
    case Badge::Standard192:
    case Badge::Standard256:
        return "inside the table of the 2024 security guidelines";
    }
    base::contractViolated("a known badge", __FILE__, __LINE__);
}

Badge badgeOf(base::SchemeId scheme)
{
    switch (scheme) {
    case base::SchemeId::Plain:
        return Badge::Plain;
    case base::SchemeId::Vhe:
        return Badge::Broken;
    case base::SchemeId::Ckks:
        return Badge::Toy;
    }
    base::contractViolated("a known scheme", __FILE__, __LINE__);
}

Badge badgeOfLwe(std::size_t degree, double log2Modulus)
{
    constexpr double kToyBits = 80.0;
    constexpr std::array kLevels{std::pair(StandardLevel::Bits256, Badge::Standard256),
                                 std::pair(StandardLevel::Bits192, Badge::Standard192),
                                 std::pair(StandardLevel::Bits128, Badge::Standard128)};
    for (const auto& [level, badge] : kLevels) {
        const auto largest = largestLog2Modulus(degree, level);
        if (largest && log2Modulus <= *largest) {
            return badge;
        }
    }
    const LweInstance instance = ternaryInstance(static_cast<double>(degree), log2Modulus);
    return cheapestPrimal(instance).bits < kToyBits ? Badge::Toy : Badge::Reduced;
}

int securityBits(Badge badge)
{
    switch (badge) {
    case Badge::Standard128:
        return 128;
    case Badge::Standard192:
        return 192;
    case Badge::Standard256:
        return 256;
    case Badge::Plain:
    case Badge::Broken:
    case Badge::Toy:
    case Badge::Reduced:
        return 0;
    }
    base::contractViolated("a known badge", __FILE__, __LINE__);
}

} // namespace cg::security
