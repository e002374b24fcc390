#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/key_id.h"
#include "he/circuit.h"
#include "he/vhe/params.h"
#include "he/vhe/switch_matrix.h"

#include <map>
#include <optional>
#include <vector>

namespace cg::he::vhe {

/// The public key: the key switch from I (as such deterministic) and r encryptions of zero that make it probabilistic.
struct EncryptionKey {
    SwitchMatrix matrix;             ///< from I to S: m sources
    std::vector<std::int64_t> zeros; ///< r rows of m + k: (−T·u + e0, u)
};

/// Everything that the key holder publishes for a circuit. Nothing of the data is in it, and (as far as VHE goes: it
/// is broken) nothing of the secret key.
class PublicKeys {
public:
    PublicKeys(Params params, EncryptionKey encryption);

    [[nodiscard]] const Params& params() const { return m_params; }
    /// BLAKE2b of the byte form of parameters and encryption key.
    [[nodiscard]] const base::KeyId& id() const { return m_id; }
    [[nodiscard]] const EncryptionKey& encryption() const { return m_encryption; }

    /// Sources of each key, by which the key holder makes them (R is the source key, rows m):
    /// tensor: tensorLength() entries in the order (s,s) s<m; (s,m+t) s<m, t<k; (m+t,m+t') t≤t'<k.
    std::optional<SwitchMatrix> tensor;
    /// from S to S
    std::optional<SwitchMatrix> remask;
    std::map<BlockSum, SwitchMatrix> sums;
    std::map<int, SwitchMatrix> rotations;
    std::map<LinearMap, SwitchMatrix> maps;

    [[nodiscard]] static SwitchShape encryptionShape(const Params& params);
    [[nodiscard]] static SwitchShape tensorShape(const Params& params);
    /// From S to S, for sums, rotations, re-masking and integer maps.
    [[nodiscard]] static SwitchShape linearShape(const Params& params);
    /// For a map with entries that are no integers: fractionBits = params.mapFractionBits().
    [[nodiscard]] static SwitchShape mapShape(const Params& params, const LinearMap& map);

    /// In memory.
    [[nodiscard]] std::size_t bytes() const;
    [[nodiscard]] std::size_t evaluationKeys() const
    {
        return (tensor ? 1U : 0U) + (remask ? 1U : 0U) + sums.size() + rotations.size() + maps.size();
    }

private:
    Params m_params;
    EncryptionKey m_encryption;
    base::KeyId m_id;
};

void encode(const PublicKeys& keys, base::ByteWriter& writer);
/// Checks every count against the parameters before anything is allocated.
[[nodiscard]] base::Result<PublicKeys> decodePublicKeys(base::ByteReader& reader);

/// The m × m integer matrix that a sum or a rotation applies to the slots, row by row.
[[nodiscard]] std::vector<std::int64_t> slotMatrix(const BlockSum& sum, std::size_t slots);
[[nodiscard]] std::vector<std::int64_t> rotationMatrix(int steps, std::size_t slots);
/// The fixed-point integers of a map: round(entry · 2^fractionBits), m × m row by row. InvalidArgument where they do
/// not fit the shape's masks.
[[nodiscard]] base::Result<std::vector<std::int64_t>> mapMatrix(const LinearMap& map, const Params& params);

} // namespace cg::he::vhe
