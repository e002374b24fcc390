#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/backend.h"

#include <concepts>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace cg::he::simulated {

/// What a model says of one ciphertext: its noise, the range of its message and its scale (a struct with those fields).
template <typename Model>
using TermOf = decltype(std::declval<const Model&>().fresh(MessageRange{}));

/// A term, or why the operation cannot be done (a scheme with levels runs out of them here as it does in earnest).
template <typename From, typename Model>
concept GivesTermOf = std::convertible_to<From, base::Result<TermOf<Model>>>;

/// The noise of a scheme's operations, as formulas: what the simulated backend needs of a scheme.
///
/// Some parts only some schemes have: `multiplyPlainAccumulate` over pairs of a term and the range of a plaintext, if
/// products with plaintexts are not those with an encryption of them; `level` of a term, if there are levels; `traits`,
/// if circuits are to be arranged otherwise than by default.
/// `operationCost(kind, terms)` is an estimated number of 64-bit multiply-accumulates.
template <typename Model>
concept NoiseModel = std::copyable<Model> && std::copyable<TermOf<Model>> &&
                     requires(const Model& model, const TermOf<Model>& term, MessageRange range, double factor,
                              std::span<const std::pair<TermOf<Model>, TermOf<Model>>> factors, const BlockSum& sum,
                              const LinearMap& map, OpKind kind, std::size_t terms) {
                         { term.noise } -> std::convertible_to<NoiseEstimate>;
                         { term.range } -> std::convertible_to<MessageRange>;
                         { term.scale } -> std::convertible_to<double>;
                         { model.add(term, term) } -> GivesTermOf<Model>;
                         { model.addPlain(term, range) } -> GivesTermOf<Model>;
                         { model.multiplyScalar(term, factor) } -> GivesTermOf<Model>;
                         { model.absorb(term, factor) } -> GivesTermOf<Model>;
                         { model.multiplyAccumulate(factors) } -> GivesTermOf<Model>;
                         { model.sumBlocks(term, sum) } -> GivesTermOf<Model>;
                         { model.rotate(term) } -> GivesTermOf<Model>;
                         { model.linearMap(term, map) } -> GivesTermOf<Model>;
                         { model.remask(term) } -> GivesTermOf<Model>;
                         { model.slotCount() } -> std::same_as<std::size_t>;
                         { model.ciphertextBytes() } -> std::same_as<std::size_t>;
                         { model.operationCost(kind, terms) } -> std::same_as<double>;
                     };

/// A scheme that multiplies by plaintexts as such.
template <typename Model>
concept MultipliesPlaintexts =
    requires(const Model& model, std::span<const std::pair<TermOf<Model>, MessageRange>> factors) {
        { model.multiplyPlainAccumulate(factors) } -> GivesTermOf<Model>;
    };

/// What stands for a ciphertext: all that the scheme's model says of it.
template <typename Model>
struct Ciphertext {
    TermOf<Model> term;
};

/// The contract without data: a ciphertext is what the scheme's noise model says of it. The same circuit, run on this
/// backend, forecasts the noise and the cost of the real run before any key exists, and where its levels end.
template <NoiseModel Model>
class Backend {
public:
    using Ciphertext = simulated::Ciphertext<Model>;
    using Prepared = std::conditional_t<MultipliesPlaintexts<Model>, MessageRange, Ciphertext>;

    Backend(Model model, base::SchemeId scheme) : m_model(std::move(model)), m_scheme(scheme) {}

    [[nodiscard]] std::size_t slotCount() const { return m_model.slotCount(); }
    /// The scheme that is simulated.
    [[nodiscard]] base::SchemeId scheme() const { return m_scheme; }
    [[nodiscard]] CircuitTraits traits() const
    {
        if constexpr (requires { m_model.traits(); }) {
            return m_model.traits();
        } else {
            return {};
        }
    }

    base::Result<Ciphertext> encrypt(std::span<const double> slots, base::StreamAddress)
    {
        CG_EXPECTS(slots.size() <= slotCount());
        return Ciphertext{m_model.fresh(MessageRange::of(slots))};
    }
    base::Result<Prepared> prepare(std::span<const double> slots, base::StreamAddress address)
    {
        if constexpr (MultipliesPlaintexts<Model>) {
            CG_EXPECTS(slots.size() <= slotCount());
            return MessageRange::of(slots);
        } else {
            return encrypt(slots, address);
        }
    }
    base::Result<Ciphertext> add(const Ciphertext& a, const Ciphertext& b) { return made(m_model.add(a.term, b.term)); }
    /// The errors of both are centred: those of a difference are those of a sum.
    base::Result<Ciphertext> subtract(const Ciphertext& a, const Ciphertext& b) { return add(a, b); }
    base::Result<Ciphertext> negate(const Ciphertext& a) { return a; }
    base::Result<Ciphertext> addPlain(const Ciphertext& a, std::span<const double> slots)
    {
        return made(m_model.addPlain(a.term, MessageRange::of(slots)));
    }
    base::Result<Ciphertext> multiplyScalar(const Ciphertext& a, double factor)
    {
        return made(m_model.multiplyScalar(a.term, factor));
    }
    base::Result<Ciphertext> absorb(const Ciphertext& a, double factor)
    {
        CG_EXPECTS(factor != 0.0);
        return made(m_model.absorb(a.term, factor));
    }
    base::Result<Ciphertext> multiply(const Ciphertext& a, const Ciphertext& b)
    {
        const std::pair factors{a.term, b.term};
        return made(m_model.multiplyAccumulate(std::span(&factors, 1)));
    }
    base::Result<Ciphertext> multiplyPlain(const Ciphertext& a, const Prepared& p)
    {
        const Ciphertext* const as[] = {&a};
        const Prepared* const ps[] = {&p};
        return multiplyPlainAccumulate(as, ps);
    }
    base::Result<Ciphertext> multiplyAccumulate(std::span<const Ciphertext* const> as,
                                                std::span<const Ciphertext* const> bs)
    {
        CG_EXPECTS(!as.empty() && as.size() == bs.size());
        std::vector<std::pair<TermOf<Model>, TermOf<Model>>> factors;
        factors.reserve(as.size());
        for (std::size_t i = 0; i < as.size(); ++i) {
            factors.emplace_back(as[i]->term, bs[i]->term);
        }
        return made(m_model.multiplyAccumulate(factors));
    }
    base::Result<Ciphertext> multiplyPlainAccumulate(std::span<const Ciphertext* const> as,
                                                     std::span<const Prepared* const> ps)
    {
        if constexpr (MultipliesPlaintexts<Model>) {
            CG_EXPECTS(!as.empty() && as.size() == ps.size());
            std::vector<std::pair<TermOf<Model>, MessageRange>> factors;
            factors.reserve(as.size());
            for (std::size_t i = 0; i < as.size(); ++i) {
                factors.emplace_back(as[i]->term, *ps[i]);
            }
            return made(m_model.multiplyPlainAccumulate(factors));
        } else {
            return multiplyAccumulate(as, ps);
        }
    }
    base::Result<Ciphertext> sumBlocks(const Ciphertext& a, const BlockSum& sum)
    {
        return made(m_model.sumBlocks(a.term, sum));
    }
    base::Result<Ciphertext> rotate(const Ciphertext& a, int) { return made(m_model.rotate(a.term)); }
    base::Result<Ciphertext> linearMap(const Ciphertext& a, const LinearMap& map)
    {
        return made(m_model.linearMap(a.term, map));
    }
    base::Result<Ciphertext> remask(const Ciphertext& a) { return made(m_model.remask(a.term)); }

    [[nodiscard]] int room(const Ciphertext& a) const
    {
        if constexpr (kHasLevels) {
            return a.term.level;
        } else {
            return kUnlimitedRoom;
        }
    }
    [[nodiscard]] CiphertextInfo info(const Ciphertext& a) const
    {
        CiphertextInfo info;
        if constexpr (kHasLevels) {
            info.level = a.term.level;
        }
        info.scale = base::Log2::ofMagnitude(a.term.scale);
        info.noise = a.term.noise;
        info.range = a.term.range;
        info.bytes = m_model.ciphertextBytes();
        return info;
    }
    [[nodiscard]] Ciphertext declareRange(const Ciphertext& a, MessageRange range) const
    {
        Ciphertext declared = a;
        declared.term.range = range;
        return declared;
    }
    [[nodiscard]] Ciphertext declareReference(const Ciphertext& a, MessageRange range) const
    {
        Ciphertext declared = declareRange(a, range);
        declared.term.noise = NoiseEstimate{};
        return declared;
    }

private:
    static constexpr bool kHasLevels = requires(const TermOf<Model>& term) { term.level; };

    static base::Result<Ciphertext> made(base::Result<TermOf<Model>> term)
    {
        CG_TRY(TermOf<Model> value, std::move(term));
        return Ciphertext{std::move(value)};
    }

    Model m_model;
    base::SchemeId m_scheme;
};

} // namespace cg::he::simulated
