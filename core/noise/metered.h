#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/backend.h"
#include "noise/ledger.h"
#include "noise/operation_gate.h"

#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

namespace cg::noise {

/// A ciphertext (or prepared operand) of the metered backend with its name in the ledger and, so that it need not be
/// asked for again, its noise estimate.
template <typename Inner>
struct Tracked {
    Inner inner;
    std::uint32_t id = 0; ///< 0: not seen in this step
    he::NoiseEstimate noise;
};

/// A backend that records every operation of another one in a ledger and asks a gate before it. An operation that
/// fails is not recorded. The cost is two readings of the clock and one of `info`, together below 100 ns.
template <he::HeBackend B>
class Metered {
public:
    using Ciphertext = Tracked<typename B::Ciphertext>;
    using Prepared = Tracked<typename B::Prepared>;
    /// Sees the result of each ledger entry, in the ledger's order (a prepared operand only where it is a ciphertext).
    using ResultSink = std::function<void(const typename B::Ciphertext&)>;

    /// All three must outlive this object; without a gate nothing is asked.
    Metered(B& backend, NoiseLedger& ledger, OperationGate* gate = nullptr)
        : m_backend(backend), m_ledger(ledger), m_gate(gate)
    {}

    /// An empty function: no sink.
    void setResultSink(ResultSink sink) { m_sink = std::move(sink); }
    /// A ciphertext of the inner backend, not yet seen by the ledger.
    [[nodiscard]] Ciphertext adopt(typename B::Ciphertext inner) const
    {
        const he::NoiseEstimate noise = std::as_const(m_backend).info(inner).noise;
        return {std::move(inner), 0, noise};
    }

    [[nodiscard]] std::size_t slotCount() const { return m_backend.slotCount(); }
    [[nodiscard]] base::SchemeId scheme() const { return m_backend.scheme(); }
    [[nodiscard]] he::CircuitTraits traits() const { return m_backend.traits(); }

    base::Result<Ciphertext> encrypt(std::span<const double> slots, base::StreamAddress address)
    {
        return measured(he::OpKind::Encrypt, {}, [&] { return m_backend.encrypt(slots, address); });
    }
    base::Result<Prepared> prepare(std::span<const double> slots, base::StreamAddress address);
    base::Result<Ciphertext> add(const Ciphertext& a, const Ciphertext& b)
    {
        return measured(he::OpKind::Add, operands(a, b), [&] { return m_backend.add(a.inner, b.inner); });
    }
    base::Result<Ciphertext> subtract(const Ciphertext& a, const Ciphertext& b)
    {
        return measured(he::OpKind::Subtract, operands(a, b), [&] { return m_backend.subtract(a.inner, b.inner); });
    }
    base::Result<Ciphertext> negate(const Ciphertext& a)
    {
        return measured(he::OpKind::Negate, operands(a), [&] { return m_backend.negate(a.inner); });
    }
    base::Result<Ciphertext> addPlain(const Ciphertext& a, std::span<const double> slots)
    {
        return measured(he::OpKind::AddPlain, operands(a), [&] { return m_backend.addPlain(a.inner, slots); });
    }
    base::Result<Ciphertext> multiplyScalar(const Ciphertext& a, double factor)
    {
        return measured(he::OpKind::MultiplyScalar, operands(a),
                        [&] { return m_backend.multiplyScalar(a.inner, factor); });
    }
    base::Result<Ciphertext> absorb(const Ciphertext& a, double factor)
    {
        return measured(he::OpKind::Absorb, operands(a), [&] { return m_backend.absorb(a.inner, factor); });
    }
    base::Result<Ciphertext> multiply(const Ciphertext& a, const Ciphertext& b)
    {
        return measured(he::OpKind::Multiply, operands(a, b), [&] { return m_backend.multiply(a.inner, b.inner); });
    }
    base::Result<Ciphertext> multiplyPlain(const Ciphertext& a, const Prepared& p)
    {
        return measured(he::OpKind::MultiplyPlain, operands(a, p),
                        [&] { return m_backend.multiplyPlain(a.inner, p.inner); });
    }
    base::Result<Ciphertext> multiplyAccumulate(std::span<const Ciphertext* const> as,
                                                std::span<const Ciphertext* const> bs)
    {
        unwrap(as, m_first);
        unwrap(bs, m_second);
        return measured(he::OpKind::Multiply, products(as, bs),
                        [&] { return m_backend.multiplyAccumulate(m_first, m_second); });
    }
    base::Result<Ciphertext> multiplyPlainAccumulate(std::span<const Ciphertext* const> as,
                                                     std::span<const Prepared* const> ps)
    {
        unwrap(as, m_first);
        unwrap(ps, m_prepared);
        return measured(he::OpKind::MultiplyPlain, products(as, ps),
                        [&] { return m_backend.multiplyPlainAccumulate(m_first, m_prepared); });
    }
    base::Result<Ciphertext> sumBlocks(const Ciphertext& a, const he::BlockSum& sum)
    {
        return measured(he::OpKind::SumBlocks, operands(a), [&] { return m_backend.sumBlocks(a.inner, sum); });
    }
    base::Result<Ciphertext> rotate(const Ciphertext& a, int steps)
    {
        return measured(he::OpKind::Rotate, operands(a), [&] { return m_backend.rotate(a.inner, steps); });
    }
    base::Result<Ciphertext> linearMap(const Ciphertext& a, const he::LinearMap& map)
    {
        return measured(he::OpKind::LinearMap, operands(a), [&] { return m_backend.linearMap(a.inner, map); });
    }
    base::Result<Ciphertext> remask(const Ciphertext& a)
    {
        return measured(he::OpKind::Remask, operands(a), [&] { return m_backend.remask(a.inner); });
    }

    [[nodiscard]] int room(const Ciphertext& a) const { return m_backend.room(a.inner); }
    [[nodiscard]] he::CiphertextInfo info(const Ciphertext& a) const { return m_backend.info(a.inner); }
    /// Values are not touched, so that the name stays.
    [[nodiscard]] Ciphertext declareRange(const Ciphertext& a, he::MessageRange range) const
    {
        Ciphertext declared = adopt(std::as_const(m_backend).declareRange(a.inner, range));
        declared.id = a.id;
        return declared;
    }
    /// What a step starts from gets the first names of the step.
    [[nodiscard]] Ciphertext declareReference(const Ciphertext& a, he::MessageRange range) const
    {
        Ciphertext declared = adopt(std::as_const(m_backend).declareReference(a.inner, range));
        declared.id = m_ledger.nextId();
        return declared;
    }

    void encode(const Ciphertext& a, base::ByteWriter& writer) const
        requires he::StorableBackend<B>
    {
        std::as_const(m_backend).encode(a.inner, writer);
    }
    [[nodiscard]] base::Result<Ciphertext> decode(base::ByteReader& reader) const
        requires he::StorableBackend<B>
    {
        CG_TRY(typename B::Ciphertext inner, std::as_const(m_backend).decode(reader));
        return adopt(std::move(inner));
    }

private:
    /// What the ledger says of the operands.
    struct Operands {
        std::array<std::uint32_t, 2> ids{};
        std::uint32_t count = 0;
        he::NoiseEstimate noise;
    };

    static Operands operands(const Ciphertext& a) { return {{a.id, 0}, 1, a.noise}; }
    template <typename Second>
    static Operands operands(const Ciphertext& a, const Second& b)
    {
        return {{a.id, b.id}, 2, largest(a.noise, b.noise)};
    }
    template <typename Second>
    static Operands products(std::span<const Ciphertext* const> as, std::span<const Second* const> bs)
    {
        CG_EXPECTS(!as.empty() && as.size() == bs.size());
        Operands all = operands(*as[0], *bs[0]);
        for (std::size_t i = 1; i < as.size(); ++i) {
            all.noise = largest(all.noise, largest(as[i]->noise, bs[i]->noise));
        }
        all.count = static_cast<std::uint32_t>(2 * as.size());
        return all;
    }
    template <typename Inner>
    static void unwrap(std::span<const Tracked<Inner>* const> tracked, std::vector<const Inner*>& inner)
    {
        inner.clear();
        std::ranges::transform(tracked, std::back_inserter(inner), [](const auto* each) { return &each->inner; });
    }

    base::Result<void> enter(he::OpKind kind) { return m_gate == nullptr ? base::Result<void>() : m_gate->enter(kind); }
    template <typename Operation>
    base::Result<Ciphertext> measured(he::OpKind kind, const Operands& operands, Operation operation);

    B& m_backend;
    NoiseLedger& m_ledger;
    OperationGate* m_gate;
    ResultSink m_sink;
    std::vector<const typename B::Ciphertext*> m_first; // for the spans of the inner backend, kept to save allocations
    std::vector<const typename B::Ciphertext*> m_second;
    std::vector<const typename B::Prepared*> m_prepared;
};

template <he::HeBackend B>
template <typename Operation>
base::Result<typename Metered<B>::Ciphertext> Metered<B>::measured(he::OpKind kind, const Operands& operands,
                                                                   Operation operation)
{
    CG_CHECK(enter(kind));
    const auto start = std::chrono::steady_clock::now();
    base::Result<typename B::Ciphertext> result = operation();
    const auto time = std::chrono::steady_clock::now() - start;
    if (!result) {
        return result.error();
    }
    const he::CiphertextInfo info = std::as_const(m_backend).info(*result);
    Ciphertext tracked{std::move(*result), m_ledger.nextId(), info.noise};
    m_ledger.record({kind, operands.ids, operands.count, tracked.id, operands.noise, info.noise, info.level,
                     std::chrono::duration_cast<std::chrono::nanoseconds>(time), info.bytes});
    if (m_sink) {
        m_sink(tracked.inner);
    }
    return tracked;
}

template <he::HeBackend B>
base::Result<typename Metered<B>::Prepared> Metered<B>::prepare(std::span<const double> slots,
                                                                base::StreamAddress address)
{
    CG_CHECK(enter(he::OpKind::Prepare));
    const auto start = std::chrono::steady_clock::now();
    base::Result<typename B::Prepared> result = m_backend.prepare(slots, address);
    const auto time = std::chrono::steady_clock::now() - start;
    if (!result) {
        return result.error();
    }
    Prepared tracked{std::move(*result), m_ledger.nextPreparedId(), {}};
    LedgerEntry entry;
    entry.kind = he::OpKind::Prepare;
    entry.result = tracked.id;
    entry.time = std::chrono::duration_cast<std::chrono::nanoseconds>(time);
    // Under some schemes a prepared operand is a ciphertext, with noise of its own.
    if constexpr (std::same_as<typename B::Prepared, typename B::Ciphertext>) {
        const he::CiphertextInfo info = std::as_const(m_backend).info(tracked.inner);
        tracked.noise = info.noise;
        entry.after = info.noise;
        entry.level = info.level;
        entry.bytes = info.bytes;
    }
    m_ledger.record(entry);
    if constexpr (std::same_as<typename B::Prepared, typename B::Ciphertext>) {
        if (m_sink) {
            m_sink(tracked.inner);
        }
    }
    return tracked;
}

} // namespace cg::noise
