// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/discloser.h"

#include "base/contract.h"

#include <string>
#include <utility>

namespace cg::keyholder {

namespace {

using base::Result;
using trust::Charge;

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

void Discloser::add(const Charge& charge)
{
    Charge& total = m_totals[static_cast<std::size_t>(charge.kind)];
    total = {charge.kind, total.answers + charge.answers, total.numbers + charge.numbers, total.bits + charge.bits};
}

Result<void> Discloser::charge(const Charge& charge)
{
    CG_CHECK(m_keeper.charge(charge));
    add(charge);
    return {};
}

void Discloser::count(const Charge& charge)
{
    m_keeper.count(charge);
    add(charge);
}

trust::Disclosed<std::vector<std::vector<double>>> Discloser::show(DisclosureKind kind,
                                                                   std::vector<std::vector<double>> values)
{
    std::size_t numbers = 0;
    for (const std::vector<double>& item : values) {
        numbers += item.size();
    }
    count({kind, 1, numbers, numbers * kBitsOfNumber});
    return trust::Disclosed<std::vector<std::vector<double>>>(std::move(values));
}

trust::Disclosed<std::vector<double>> Discloser::show(DisclosureKind kind, std::vector<double> values)
{
    count({kind, 1, values.size(), values.size() * kBitsOfNumber});
    return trust::Disclosed<std::vector<double>>(std::move(values));
}

void Discloser::countRefresh(std::size_t numbers)
{
    count({DisclosureKind::Refresh, 1, numbers, 0});
}

Result<trust::Disclosed<trust::Release>> Discloser::disclose(trust::Release release)
{
    const std::size_t numbers = release.numbers.size();
    CG_CHECK(charge({DisclosureKind::Release, 1, numbers, numbers * release.outlook.bitsOfNumber()}));
    release.outlook.releases = m_keeper.account().releases;
    return trust::Disclosed<trust::Release>(std::move(release));
}

Result<trust::Disclosed<std::vector<base::Bytes>>> Discloser::discloseNetwork(std::vector<base::Bytes> ciphertexts,
                                                                              std::size_t numbers)
{
    CG_CHECK(charge({DisclosureKind::HandOver, 1, numbers, numbers * kBitsOfNumber}));
    return trust::Disclosed<std::vector<base::Bytes>>(std::move(ciphertexts));
}

trust::Disclosed<bool> Discloser::tell(bool value)
{
    count({DisclosureKind::LossBelow, 1, 1, 1});
    return trust::Disclosed<bool>(value);
}

Result<trust::Disclosed<bool>> Discloser::discloseUnchecked(bool value)
{
    if (m_keeper.account().uncheckedBits >= trust::KeyAccount::kMostUncheckedBits) {
        return base::Error{base::ErrorCode::Refused,
                           "the " + std::to_string(trust::KeyAccount::kMostUncheckedBits) +
                               " bits are used up that this key tells of trainings whose start it does not know; train "
                               "without a target loss, or hand the network over to a new key"};
    }
    CG_CHECK(charge({DisclosureKind::UncheckedLossBelow, 1, 1, 1}));
    return trust::Disclosed<bool>(value);
}

} // namespace cg::keyholder
