// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/discloser.h"

#include "base/contract.h"

#include <utility>

namespace cg::keyholder {

namespace {

constexpr std::uint64_t kBitsOfNumber = 64;

} // namespace

DisclosureKind kindOf(trust::OpenPurpose purpose)
{
    switch (purpose) {
    case trust::OpenPurpose::Loss:
        return DisclosureKind::Loss;
    case trust::OpenPurpose::Predictions:
        return DisclosureKind::Predictions;
    case trust::OpenPurpose::Prediction:
        return DisclosureKind::Prediction;
    case trust::OpenPurpose::Network:
        return DisclosureKind::Network;
    case trust::OpenPurpose::Calculator:
        return DisclosureKind::Calculator;
    }
    base::contractViolated("a known purpose", __FILE__, __LINE__);
}

void Discloser::enter(DisclosureKind kind, std::size_t numbers, std::uint64_t bitsEach)
{
    DisclosureTotal& total = m_ledger[static_cast<std::size_t>(kind)];
    ++total.answers;
    total.numbers += numbers;
    total.bits += numbers * bitsEach;
}

trust::Disclosed<std::vector<std::vector<double>>> Discloser::disclose(DisclosureKind kind,
                                                                       std::vector<std::vector<double>> values)
{
    std::size_t numbers = 0;
    for (const std::vector<double>& item : values) {
        numbers += item.size();
    }
    enter(kind, numbers, kBitsOfNumber);
    return trust::Disclosed<std::vector<std::vector<double>>>(std::move(values));
}

trust::Disclosed<std::vector<double>> Discloser::disclose(DisclosureKind kind, std::vector<double> values)
{
    enter(kind, values.size(), kBitsOfNumber);
    return trust::Disclosed<std::vector<double>>(std::move(values));
}

trust::Disclosed<trust::Release> Discloser::disclose(trust::Release release)
{
    enter(DisclosureKind::Release, release.numbers.size(), release.outlook.bitsOfNumber());
    return trust::Disclosed<trust::Release>(std::move(release));
}

trust::Disclosed<std::vector<base::Bytes>> Discloser::discloseNetwork(std::vector<base::Bytes> ciphertexts,
                                                                      std::size_t numbers)
{
    enter(DisclosureKind::HandOver, numbers, kBitsOfNumber);
    return trust::Disclosed<std::vector<base::Bytes>>(std::move(ciphertexts));
}

trust::Disclosed<bool> Discloser::disclose(DisclosureKind kind, bool value)
{
    enter(kind, 1, 1);
    return trust::Disclosed<bool>(value);
}

} // namespace cg::keyholder
