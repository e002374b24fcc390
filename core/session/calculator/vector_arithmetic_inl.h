#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"
#include "he/backend.h"
#include "math/polynomial.h"
#include "session/calculator/value.h"
#include "train/polynomial_circuit_inl.h"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace cg::session {

/// Arithmetic on vectors of any length by the operations of a backend, tile by tile. Operands of two vectors must be of
/// equal length; what fails is the backend's.
template <he::HeBackend B>
class VectorArithmetic {
public:
    using Ciphertext = typename B::Ciphertext;
    using Vector = EncryptedVector<Ciphertext>;

    /// `backend` must outlive this object.
    explicit VectorArithmetic(B& backend) : m_backend(backend) {}

    /// How a vector of `length` is laid out.
    [[nodiscard]] TileLayout layout(std::size_t length) const { return {length, std::as_const(m_backend).slotCount()}; }

    /// Tile number i takes its randomness from index first.index + i.
    base::Result<Vector> encrypt(std::span<const double> numbers, base::StreamAddress first)
    {
        Vector result{layout(numbers.size()), {}};
        for (std::size_t tile = 0; tile < result.layout.tiles(); ++tile) {
            const auto slots = numbers.subspan(result.layout.begin(tile), result.layout.numbersIn(tile));
            CG_TRY(Ciphertext ciphertext, m_backend.encrypt(slots, {first.purpose, first.step, first.index + tile}));
            result.tiles.push_back(std::move(ciphertext));
        }
        return result;
    }

    base::Result<Vector> add(const Vector& a, const Vector& b)
    {
        return tileByTile(a, [&](std::size_t tile) { return m_backend.add(a.tiles[tile], b.tiles[tile]); });
    }
    base::Result<Vector> subtract(const Vector& a, const Vector& b)
    {
        return tileByTile(a, [&](std::size_t tile) { return m_backend.subtract(a.tiles[tile], b.tiles[tile]); });
    }
    base::Result<Vector> multiply(const Vector& a, const Vector& b)
    {
        CG_TRY(const Vector left, withRoom(a));
        CG_TRY(const Vector right, withRoom(b));
        return tileByTile(a, [&](std::size_t tile) { return m_backend.multiply(left.tiles[tile], right.tiles[tile]); });
    }
    base::Result<Vector> negate(const Vector& a)
    {
        return tileByTile(a, [&](std::size_t tile) { return m_backend.negate(a.tiles[tile]); });
    }
    base::Result<Vector> multiplyNumber(const Vector& a, double number)
    {
        return tileByTile(a, [&](std::size_t tile) { return m_backend.multiplyScalar(a.tiles[tile], number); });
    }
    base::Result<Vector> addNumber(const Vector& a, double number)
    {
        return tileByTile(a, [&](std::size_t tile) {
            return m_backend.addPlain(a.tiles[tile], std::vector(a.layout.numbersIn(tile), number));
        });
    }

    /// The sum of all numbers.
    base::Result<Vector> sum(const Vector& a)
    {
        Ciphertext total = a.tiles.front();
        for (std::size_t tile = 1; tile < a.tiles.size(); ++tile) {
            CG_TRY(total, m_backend.add(total, a.tiles[tile]));
        }
        return summed(total, a.length());
    }

    /// The scalar product, with one key switch for every few tiles and one for the sum.
    base::Result<Vector> dot(const Vector& a, const Vector& b)
    {
        CG_TRY(const Vector left, withRoom(a));
        CG_TRY(const Vector right, withRoom(b));
        std::optional<Ciphertext> total;
        for (std::size_t from = 0; from < left.tiles.size(); from += kProductsAtOnce) {
            CG_TRY(Ciphertext products, m_backend.multiplyAccumulate(pointers(left, from), pointers(right, from)));
            if (total) {
                CG_TRY(products, m_backend.add(*total, products));
            }
            total = std::move(products);
        }
        return summed(*total, a.length());
    }

    /// `matrix`, in blocks of at most slotCount × slotCount, times a; as many columns as a has numbers.
    base::Result<Vector> linear(const NumberTable& matrix, const Vector& a)
    {
        CG_TRY(const Vector operand, withRoom(a));
        Vector result{layout(matrix.rows), {}};
        for (std::size_t row = 0; row < result.layout.tiles(); ++row) {
            CG_TRY(Ciphertext total, m_backend.linearMap(operand.tiles.front(), block(matrix, row, 0)));
            for (std::size_t column = 1; column < operand.tiles.size(); ++column) {
                CG_TRY(const Ciphertext part, m_backend.linearMap(operand.tiles[column], block(matrix, row, column)));
                CG_TRY(total, m_backend.add(total, part));
            }
            result.tiles.push_back(std::move(total));
        }
        return result;
    }

    /// A polynomial of degree ≥ 1 of every number.
    base::Result<Vector> polynomial(const Vector& argument, const math::Polynomial& polynomial)
    {
        CG_TRY(const Vector a, withRoom(argument));
        return tileByTile(a, [&](std::size_t tile) -> base::Result<Ciphertext> {
            const std::size_t used = a.layout.numbersIn(tile);
            const he::SlotGrid grid{used, 1, 1};
            CG_TRY(const auto circuit, train::PolynomialCircuit<B>::create(m_backend, grid, {used, grid.columns},
                                                                           a.tiles[tile], polynomial.degree()));
            CG_TRY(const Ciphertext value, circuit.evaluate(polynomial));
            return atScaleOf(a.tiles[tile], value);
        });
    }

private:
    /// A sum of as many products of equal sign must fit where one product fits easily.
    static constexpr std::size_t kProductsAtOnce = 8;

    /// `a`, re-masked where its integers have grown too large to be multiplied: sums and public factors make them grow.
    base::Result<Vector> withRoom(const Vector& a)
    {
        return tileByTile(a, [&](std::size_t tile) {
            const Ciphertext& ciphertext = a.tiles[tile];
            return std::as_const(m_backend).room(ciphertext) > 0 ? base::Result<Ciphertext>(ciphertext)
                                                                 : m_backend.remask(ciphertext);
        });
    }

    template <typename Operation>
    base::Result<Vector> tileByTile(const Vector& a, Operation operation)
    {
        Vector result{a.layout, {}};
        result.tiles.reserve(a.tiles.size());
        for (std::size_t tile = 0; tile < a.tiles.size(); ++tile) {
            CG_TRY(Ciphertext ciphertext, operation(tile));
            result.tiles.push_back(std::move(ciphertext));
        }
        return result;
    }

    /// One number from the `length` first slots of a tile; the others must be zero unless the length is 1.
    base::Result<Vector> summed(const Ciphertext& tile, std::size_t length)
    {
        if (length == 1) {
            return Vector{layout(1), {tile}};
        }
        const std::size_t slots = std::as_const(m_backend).slotCount();
        const he::BlockSum all{{1, slots, slots}, he::SumAxis::OverColumns};
        CG_TRY(Ciphertext total, m_backend.sumBlocks(tile, all));
        return Vector{layout(1), {std::move(total)}};
    }

    /// Brings `value` back to the scale of `reference`. A polynomial leaves the scale that its coefficients gave it;
    /// squared again and again, that would use up the room for integers although the numbers are small.
    base::Result<Ciphertext> atScaleOf(const Ciphertext& reference, const Ciphertext& value)
    {
        const base::Log2 wanted = std::as_const(m_backend).info(reference).scale;
        const base::Log2 scale = std::as_const(m_backend).info(value).scale;
        // Where levels are scarce, the scheme itself brings scales back in products.
        if (wanted == scale || m_backend.traits().levelsAreScarce) {
            return value;
        }
        const double factor = (wanted / scale).magnitude();
        CG_TRY(const Ciphertext scaled, m_backend.multiplyScalar(value, factor));
        return m_backend.absorb(scaled, 1.0 / factor);
    }

    /// The next kProductsAtOnce tiles.
    [[nodiscard]] static std::vector<const Ciphertext*> pointers(const Vector& a, std::size_t from)
    {
        std::vector<const Ciphertext*> some;
        for (std::size_t tile = from; tile < std::min(from + kProductsAtOnce, a.tiles.size()); ++tile) {
            some.push_back(&a.tiles[tile]);
        }
        return some;
    }

    /// The block of a matrix that maps tile `column` of the vector to tile `row` of the result.
    [[nodiscard]] he::LinearMap block(const NumberTable& matrix, std::size_t row, std::size_t column) const
    {
        const TileLayout rows = layout(matrix.rows);
        const TileLayout columns = layout(matrix.columns);
        he::LinearMap map{rows.numbersIn(row), columns.numbersIn(column), {}};
        for (std::size_t r = 0; r < map.rows; ++r) {
            const std::size_t first = (rows.begin(row) + r) * matrix.columns + columns.begin(column);
            const auto from = matrix.entries.begin() + static_cast<std::ptrdiff_t>(first);
            map.entries.insert(map.entries.end(), from, from + static_cast<std::ptrdiff_t>(map.columns));
        }
        return map;
    }

    B& m_backend;
};

} // namespace cg::session
