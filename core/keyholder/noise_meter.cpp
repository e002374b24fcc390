// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/noise_meter.h"

#include "base/log2.h"
#include "keyholder/decryptor.h"
#include "keyholder/noise_meter_inl.h"

#include <algorithm>
#include <cmath>

namespace cg::keyholder {

using base::Error;
using base::ErrorCode;
using base::Result;

Result<double> errorBits(const std::vector<double>& measured, const std::vector<double>& expected)
{
    double largest = 0.0;
    for (std::size_t slot = 0; slot < measured.size(); ++slot) {
        const double error = std::abs(measured[slot] - (slot < expected.size() ? expected[slot] : 0.0));
        if (!std::isfinite(error)) {
            return Error{ErrorCode::Diverged, "the plain twin of the step has left the finite numbers"};
        }
        largest = std::max(largest, error);
    }
    return base::Log2::ofMagnitude(largest).bits();
}

Result<std::vector<double>> measureNoise(const SecretKey& key, const he::vhe::Backend& backend,
                                         const trust::MeasureRequest& request)
{
    const auto decrypted = [&](const he::vhe::Ciphertext& ciphertext) { return decrypt(key, ciphertext); };
    return NoiseMeter<he::plain::Backend, he::vhe::Backend>(decrypted, backend).measure(request);
}

} // namespace cg::keyholder
