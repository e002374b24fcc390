// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyholder/ckks/noise_meter.h"

#include "he/ckks/slot_sums.h"
#include "keyholder/ckks/decryptor.h"
#include "keyholder/noise_meter_inl.h"

namespace cg::keyholder::ckks {

namespace {

/// The plain backend as CKKS computes: flat circuits, sums made of rotations, plaintext operands that are no
/// ciphertexts.
class RotatingTwin : public he::plain::Backend {
public:
    struct Prepared {
        Ciphertext value;
    };

    using he::plain::Backend::Backend;
    [[nodiscard]] static he::CircuitTraits traits() { return he::ckks::Backend::traits(); }

    base::Result<Prepared> prepare(std::span<const double> slots, base::StreamAddress address)
    {
        CG_TRY(Ciphertext value, he::plain::Backend::prepare(slots, address));
        return Prepared{std::move(value)};
    }
    base::Result<Ciphertext> multiplyPlain(const Ciphertext& a, const Prepared& p) { return multiply(a, p.value); }
    base::Result<Ciphertext> multiplyPlainAccumulate(std::span<const Ciphertext* const> as,
                                                     std::span<const Prepared* const> ps)
    {
        std::vector<const Ciphertext*> values;
        values.reserve(ps.size());
        for (const Prepared* prepared : ps) {
            values.push_back(&prepared->value);
        }
        return multiplyAccumulate(as, values);
    }
    base::Result<Ciphertext> sumBlocks(const Ciphertext& a, const he::BlockSum& sum)
    {
        CG_TRY(const he::ckks::SumSteps steps, he::ckks::sumSteps(sum, slotCount()));
        Ciphertext total = a;
        for (const he::ckks::SumStep& step : steps) {
            CG_TRY(const Ciphertext rotated, rotate(total, step.rotation));
            CG_TRY(total, add(step.addsInput ? a : total, rotated));
        }
        return total;
    }
};

} // namespace

base::Result<std::vector<double>> measureNoise(const SecretKey& key, const he::ckks::Backend& backend,
                                               const trust::MeasureRequest& request)
{
    const auto decrypted = [&](const he::ckks::Ciphertext& ciphertext) { return decrypt(key, ciphertext); };
    return NoiseMeter<RotatingTwin, he::ckks::Backend>(decrypted, backend).measure(request);
}

} // namespace cg::keyholder::ckks
