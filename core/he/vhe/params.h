#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"
#include "base/result.h"

#include <cstddef>
#include <cstdint>

namespace cg::he::vhe {

/// The sizes of the integer-vector scheme as a person writes them down; nothing is checked yet. Letters as in
/// docs/vhe.md and [ZW14].
struct ParamsLiteral {
    int slots = 16;           ///< m
    int secretColumns = 8;    ///< k
    int secretBound = 1;      ///< tB: entries of T lie in [−tB, tB]
    int scaleBits = 30;       ///< log2 Δ
    int maskBits = 30;        ///< a: entries of A lie in [−2^(a−1), 2^(a−1)]
    int digitBits = 8;        ///< b
    int valueBits = 62;       ///< l: L = ⌈l/b⌉ digits cover l-bit integers in a key switch
    int noiseBound = 1;       ///< eB: entries of E lie in [−eB, eB]
    int zeroEncryptions = 64; ///< r published encryptions of zero
    int zeroMaskBits = 40;    ///< bits of their masks u
    int mapFractionBits = 16; ///< fixed-point bits of a linear map whose entries are no integers
};

/// A checked set of sizes. Every sum that the scheme forms with them is known not to leave 64 bits except where the
/// backend checks the integers themselves.
class Params {
public:
    /// InvalidParameters with the reason where a size is out of range or two of them do not go together.
    static base::Result<Params> create(const ParamsLiteral& literal);
    /// The set that training uses: m = 16, k = 8, Δ = 2^30, 30-bit masks.
    static Params standard();

    [[nodiscard]] std::size_t slots() const { return static_cast<std::size_t>(m_literal.slots); }
    [[nodiscard]] std::size_t secretColumns() const { return static_cast<std::size_t>(m_literal.secretColumns); }
    /// m + k, the length of a ciphertext.
    [[nodiscard]] std::size_t ciphertextLength() const { return slots() + secretColumns(); }
    [[nodiscard]] std::int64_t secretBound() const { return m_literal.secretBound; }
    [[nodiscard]] int scaleBits() const { return m_literal.scaleBits; }
    [[nodiscard]] double scale() const;
    [[nodiscard]] int maskBits() const { return m_literal.maskBits; }
    [[nodiscard]] int digitBits() const { return m_literal.digitBits; }
    [[nodiscard]] int valueBits() const { return m_literal.valueBits; }
    /// L
    [[nodiscard]] std::size_t digits() const;
    [[nodiscard]] std::int64_t noiseBound() const { return m_literal.noiseBound; }
    [[nodiscard]] std::size_t zeroEncryptions() const { return static_cast<std::size_t>(m_literal.zeroEncryptions); }
    [[nodiscard]] int zeroMaskBits() const { return m_literal.zeroMaskBits; }
    [[nodiscard]] int mapFractionBits() const { return m_literal.mapFractionBits; }
    /// m + m·k + k(k+1)/2: entries of the symmetrised tensor product that the tensor key covers.
    [[nodiscard]] std::size_t tensorLength() const;
    /// Bits by which the product of ciphertexts at two scales is divided: log2 Δ, and more where the scale of the
    /// result would otherwise leave Δ by more than four bits, as it does through layers whose scales nothing brings
    /// back.
    [[nodiscard]] int productShift(double scaleA, double scaleB) const;
    /// Largest |slot| that may be encrypted: masks must stay far larger than the message.
    [[nodiscard]] double largestMessage() const;
    [[nodiscard]] const ParamsLiteral& literal() const { return m_literal; }

private:
    explicit Params(const ParamsLiteral& literal) : m_literal(literal) {}

    ParamsLiteral m_literal;
};

void encode(const Params& params, base::ByteWriter& writer);
[[nodiscard]] base::Result<Params> decodeParams(base::ByteReader& reader);

} // namespace cg::he::vhe
