#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/backend.h"

#include <concepts>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace cg::he::simulated {

/// What a model says of one ciphertext: its noise, the range of its message and its scale (a struct with those fields).
template <typename Model>
using TermOf = decltype(std::declval<const Model&>().fresh(MessageRange{}));

/// The noise of a scheme's operations, as formulas: what the simulated backend needs of a scheme.
/// `operationCost(kind, terms)` is an estimated number of 64-bit multiply-accumulates.
template <typename Model>
concept NoiseModel = std::copyable<Model> && std::copyable<TermOf<Model>> &&
                     requires(const Model& model, const TermOf<Model>& term, MessageRange range, double factor,
                              std::span<const std::pair<TermOf<Model>, TermOf<Model>>> factors, const BlockSum& sum,
                              const LinearMap& map, OpKind kind, std::size_t terms) {
                         { term.noise } -> std::convertible_to<NoiseEstimate>;
                         { term.range } -> std::convertible_to<MessageRange>;
                         { term.scale } -> std::convertible_to<double>;
                         { model.add(term, term) } -> std::same_as<TermOf<Model>>;
                         { model.addPlain(term, range) } -> std::same_as<TermOf<Model>>;
                         { model.multiplyScalar(term, factor) } -> std::same_as<TermOf<Model>>;
                         { model.absorb(term, factor) } -> std::same_as<TermOf<Model>>;
                         { model.multiplyAccumulate(factors) } -> std::same_as<TermOf<Model>>;
                         { model.sumBlocks(term, sum) } -> std::same_as<TermOf<Model>>;
                         { model.rotate(term) } -> std::same_as<TermOf<Model>>;
                         { model.linearMap(term, map) } -> std::same_as<TermOf<Model>>;
                         { model.remask(term) } -> std::same_as<TermOf<Model>>;
                         { model.slotCount() } -> std::same_as<std::size_t>;
                         { model.ciphertextBytes() } -> std::same_as<std::size_t>;
                         { model.operationCost(kind, terms) } -> std::same_as<double>;
                     };

/// The contract without data: a ciphertext is what the scheme's noise model says of it. The same circuit, run on this
/// backend, forecasts the noise and the cost of the real run before any key exists. Nothing ever runs out here.
template <NoiseModel Model>
class Backend {
public:
    struct Ciphertext {
        TermOf<Model> term;
    };
    using Prepared = Ciphertext;

    Backend(Model model, base::SchemeId scheme) : m_model(std::move(model)), m_scheme(scheme) {}

    [[nodiscard]] std::size_t slotCount() const { return m_model.slotCount(); }
    /// The scheme that is simulated.
    [[nodiscard]] base::SchemeId scheme() const { return m_scheme; }

    base::Result<Ciphertext> encrypt(std::span<const double> slots, base::StreamAddress)
    {
        CG_EXPECTS(slots.size() <= slotCount());
        return Ciphertext{m_model.fresh(MessageRange::of(slots))};
    }
    base::Result<Prepared> prepare(std::span<const double> slots, base::StreamAddress address)
    {
        return encrypt(slots, address);
    }
    base::Result<Ciphertext> add(const Ciphertext& a, const Ciphertext& b)
    {
        return Ciphertext{m_model.add(a.term, b.term)};
    }
    /// The errors of both are centred: those of a difference are those of a sum.
    base::Result<Ciphertext> subtract(const Ciphertext& a, const Ciphertext& b) { return add(a, b); }
    base::Result<Ciphertext> negate(const Ciphertext& a) { return a; }
    base::Result<Ciphertext> addPlain(const Ciphertext& a, std::span<const double> slots)
    {
        return Ciphertext{m_model.addPlain(a.term, MessageRange::of(slots))};
    }
    base::Result<Ciphertext> multiplyScalar(const Ciphertext& a, double factor)
    {
        return Ciphertext{m_model.multiplyScalar(a.term, factor)};
    }
    base::Result<Ciphertext> absorb(const Ciphertext& a, double factor)
    {
        CG_EXPECTS(factor != 0.0);
        return Ciphertext{m_model.absorb(a.term, factor)};
    }
    base::Result<Ciphertext> multiply(const Ciphertext& a, const Ciphertext& b)
    {
        const std::pair factors{a.term, b.term};
        return Ciphertext{m_model.multiplyAccumulate(std::span(&factors, 1))};
    }
    base::Result<Ciphertext> multiplyPlain(const Ciphertext& a, const Prepared& p) { return multiply(a, p); }
    base::Result<Ciphertext> multiplyAccumulate(std::span<const Ciphertext* const> as,
                                                std::span<const Ciphertext* const> bs)
    {
        CG_EXPECTS(!as.empty() && as.size() == bs.size());
        std::vector<std::pair<TermOf<Model>, TermOf<Model>>> factors;
        factors.reserve(as.size());
        for (std::size_t i = 0; i < as.size(); ++i) {
            factors.emplace_back(as[i]->term, bs[i]->term);
        }
        return Ciphertext{m_model.multiplyAccumulate(factors)};
    }
    base::Result<Ciphertext> multiplyPlainAccumulate(std::span<const Ciphertext* const> as,
                                                     std::span<const Prepared* const> ps)
    {
        return multiplyAccumulate(as, ps);
    }
    base::Result<Ciphertext> sumBlocks(const Ciphertext& a, const BlockSum& sum)
    {
        return Ciphertext{m_model.sumBlocks(a.term, sum)};
    }
    base::Result<Ciphertext> rotate(const Ciphertext& a, int) { return Ciphertext{m_model.rotate(a.term)}; }
    base::Result<Ciphertext> linearMap(const Ciphertext& a, const LinearMap& map)
    {
        return Ciphertext{m_model.linearMap(a.term, map)};
    }
    base::Result<Ciphertext> remask(const Ciphertext& a) { return Ciphertext{m_model.remask(a.term)}; }

    [[nodiscard]] int room(const Ciphertext&) const { return kUnlimitedRoom; }
    [[nodiscard]] CiphertextInfo info(const Ciphertext& a) const
    {
        CiphertextInfo info;
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
    Model m_model;
    base::SchemeId m_scheme;
};

} // namespace cg::he::simulated
