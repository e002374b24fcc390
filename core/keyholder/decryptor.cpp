// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/decryptor.h"

#include "base/contract.h"
#include "base/int128.h"

namespace cg::keyholder {

std::vector<double> decrypt(const SecretKey& key, const he::vhe::Ciphertext& ciphertext)
{
    const std::size_t m = key.params().slots();
    const std::size_t k = key.params().secretColumns();
    const std::span<const std::int64_t> entries = ciphertext.entries();
    CG_EXPECTS(entries.size() == m + k);
    std::vector<double> slots(m);
    for (std::size_t s = 0; s < m; ++s) {
        // 64 bits, plus k ≤ 64 products of 64 bits and a secret of at most 10: far below 128.
        base::Int128 sum = entries[s];
        for (std::size_t t = 0; t < k; ++t) {
            sum += static_cast<base::Int128>(key.columns()[s * k + t]) * entries[m + t];
        }
        slots[s] = static_cast<double>(sum) / ciphertext.scale();
    }
    return slots;
}

} // namespace cg::keyholder
