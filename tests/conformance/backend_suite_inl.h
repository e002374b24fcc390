#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "conformance/backend_suite.h"

/// In a method of the suite: returns the text of a failure, if there is one.
#define CG_CONFORMS(...)                                                                                               \
    do {                                                                                                               \
        if (std::string failure = (__VA_ARGS__); !failure.empty()) {                                                   \
            return failure;                                                                                            \
        }                                                                                                              \
    } while (false)

namespace cg::testing {

template <ConformanceSubject Subject>
template <typename Operation>
std::string BackendSuite<Subject>::both(const std::string& name, Operation operation, std::optional<Pair>& result)
{
    ++m_operations;
    base::Result<Sealed> sealed =
        operation(m_subject.backend(), [](const Pair& pair) -> const Sealed& { return pair.sealed; });
    if (!sealed) {
        return "operation " + std::to_string(m_operations) + " (" + name + ") failed: " + sealed.error().message;
    }
    DirectBackend::Ciphertext clear = valueOf(
        operation(m_reference, [](const Pair& pair) -> const DirectBackend::Ciphertext& { return pair.clear; }));
    result.emplace(Pair{std::move(*sealed), std::move(clear)});
    return compare(name, *result);
}

template <ConformanceSubject Subject>
std::string BackendSuite<Subject>::compare(const std::string& name, const Pair& pair)
{
    // Rounding of doubles on both sides, over circuits of some dozen operations on numbers of modest size.
    constexpr double kRounding = 1e-11;
    const std::vector<double> actual = m_subject.open(pair.sealed);
    const std::string where = "operation " + std::to_string(m_operations) + " (" + name + "): ";
    if (actual.size() != Subject::kSlots) {
        return where + std::to_string(actual.size()) + " slots instead of " + std::to_string(Subject::kSlots);
    }
    const he::CiphertextInfo info = std::as_const(m_subject.backend()).info(pair.sealed);
    const double noise = info.noise.worst.isZero() ? 0.0 : info.noise.worst.magnitude();
    for (std::size_t i = 0; i < actual.size(); ++i) {
        const double expected = pair.clear[i];
        const double allowed = noise + kRounding * (1.0 + std::abs(expected));
        if (!(std::abs(actual[i] - expected) <= allowed)) {
            return where + "slot " + std::to_string(i) + " is " + std::to_string(actual[i]) + " instead of " +
                   std::to_string(expected) + "; the bound is " + std::to_string(allowed);
        }
        if (std::abs(expected) > info.range.bound + allowed) {
            return where + "slot " + std::to_string(i) + " leaves the range of " + std::to_string(info.range.bound);
        }
    }
    return {};
}

template <ConformanceSubject Subject>
std::string BackendSuite<Subject>::fresh(std::optional<Pair>& result, std::size_t count)
{
    const std::vector<double> slots = randomSlots(m_random, count);
    const base::StreamAddress address = nextAddress();
    return both("encrypt", [&](auto& backend, auto) { return backend.encrypt(slots, address); }, result);
}

template <ConformanceSubject Subject>
bool BackendSuite<Subject>::isReusable(const Pair& pair)
{
    constexpr double kLargest = 4.0;
    constexpr double kNoiseBits = -6.0;
    constexpr double kScaleBits = 5.0; // each `absorb` moves the scale, and each product adds up what was moved
    const he::CiphertextInfo info = std::as_const(m_subject.backend()).info(pair.sealed);
    const bool small = std::ranges::all_of(pair.clear, [](double slot) { return std::abs(slot) <= kLargest; });
    return small && info.noise.worst.bits() < kNoiseBits && info.range.bound < 1e3 &&
           std::abs(info.scale.bits() - m_scaleBits) <= kScaleBits &&
           std::as_const(m_subject.backend()).room(pair.sealed) > 1;
}

template <ConformanceSubject Subject>
double BackendSuite<Subject>::pickFactor()
{
    constexpr std::array kFactors{0.5, -0.25, 1.5, -1.0, 1.0 / 3.0, 0.075};
    return kFactors[m_random.below(kFactors.size())];
}

template <ConformanceSubject Subject>
std::string BackendSuite<Subject>::randomProductSum(const std::vector<Pair>& pool, std::size_t terms,
                                                    std::optional<Pair>& result)
{
    std::vector<const Pair*> firsts;
    std::vector<const Pair*> seconds;
    for (std::size_t i = 0; i < terms; ++i) {
        firsts.push_back(&pick(pool));
        seconds.push_back(&pick(pool));
    }
    return both(
        "multiply accumulate",
        [&](auto& backend, auto part) {
            std::vector<std::add_pointer_t<decltype(part(pool[0]))>> as;
            std::vector<std::add_pointer_t<decltype(part(pool[0]))>> bs;
            for (std::size_t i = 0; i < terms; ++i) {
                as.push_back(&part(*firsts[i]));
                bs.push_back(&part(*seconds[i]));
            }
            return backend.multiplyAccumulate(as, bs);
        },
        result);
}

template <ConformanceSubject Subject>
std::string BackendSuite<Subject>::randomSum(const Pair& a, const he::BlockSum& sum, std::optional<Pair>& result)
{
    // The contract wants zero outside the table: mask first.
    std::vector<double> ones(Subject::kSlots, 0.0);
    for (std::size_t row = 0; row < sum.grid.rows; ++row) {
        for (std::size_t column = 0; column < sum.grid.columns; ++column) {
            ones[sum.grid.slot(row, column)] = 1.0;
        }
    }
    const base::StreamAddress address = nextAddress();
    std::optional<Pair> masked;
    CG_CONFORMS(both(
        "multiply plain",
        [&](auto& backend, auto part) {
            return backend.multiplyPlain(part(a), valueOf(backend.prepare(ones, address)));
        },
        masked));
    return both(
        "sum blocks",
        [&](auto& backend, auto part) {
            auto summed = backend.sumBlocks(part(*masked), sum);
            if (!kFreesSlotsOutsideTables<Subject> || !summed) {
                return summed;
            }
            return backend.multiplyPlain(*summed, valueOf(backend.prepare(ones, address)));
        },
        result);
}

template <ConformanceSubject Subject>
std::string BackendSuite<Subject>::randomOperation(const std::vector<Pair>& pool, std::optional<Pair>& result)
{
    const Pair& a = pick(pool);
    const Pair& b = pick(pool);
    const double factor = pickFactor();
    const std::vector<double> slots = randomSlots(m_random, 1 + m_random.below(Subject::kSlots));
    const base::StreamAddress address = nextAddress();
    const auto kind = static_cast<he::OpKind>(m_random.below(he::kOpKinds));
    const std::string name(he::nameOf(kind));
    switch (kind) {
    case he::OpKind::Encrypt:
        return fresh(result, slots.size());
    case he::OpKind::Add:
        return both(name, [&](auto& backend, auto of) { return backend.add(of(a), of(b)); }, result);
    case he::OpKind::Subtract:
        return both(name, [&](auto& backend, auto of) { return backend.subtract(of(a), of(b)); }, result);
    case he::OpKind::Negate:
        return both(name, [&](auto& backend, auto of) { return backend.negate(of(a)); }, result);
    case he::OpKind::AddPlain:
        return both(name, [&](auto& backend, auto of) { return backend.addPlain(of(a), slots); }, result);
    case he::OpKind::MultiplyScalar:
        return both(name, [&](auto& backend, auto of) { return backend.multiplyScalar(of(a), factor); }, result);
    case he::OpKind::Absorb:
        return both(name, [&](auto& backend, auto of) { return backend.absorb(of(a), factor); }, result);
    case he::OpKind::Prepare:
    case he::OpKind::MultiplyPlain:
        return both(
            "multiply plain",
            [&](auto& backend, auto of) {
                const auto prepared = valueOf(backend.prepare(slots, address));
                const auto* const factors = &of(a);
                const auto* const operands = &prepared;
                return kind == he::OpKind::Prepare
                           ? backend.multiplyPlain(of(a), prepared)
                           : backend.multiplyPlainAccumulate(std::span(&factors, 1), std::span(&operands, 1));
            },
            result);
    case he::OpKind::Multiply:
        return m_random.below(2) == 0
                   ? both(
                         name, [&](auto& backend, auto of) { return backend.multiply(of(a), of(b)); }, result)
                   : randomProductSum(pool, 1 + m_random.below(4), result);
    case he::OpKind::SumBlocks:
        return randomSum(a, m_needs.sums[m_random.below(m_needs.sums.size())], result);
    case he::OpKind::Rotate: {
        const int steps = m_needs.rotations[m_random.below(m_needs.rotations.size())];
        return both(name, [&](auto& backend, auto of) { return backend.rotate(of(a), steps); }, result);
    }
    case he::OpKind::LinearMap: {
        const he::LinearMap& map = m_needs.maps[m_random.below(m_needs.maps.size())];
        return both(name, [&](auto& backend, auto of) { return backend.linearMap(of(a), map); }, result);
    }
    case he::OpKind::Remask:
        return both(name, [&](auto& backend, auto of) { return backend.remask(of(a)); }, result);
    }
    return "an operation without a name";
}

template <ConformanceSubject Subject>
std::string BackendSuite<Subject>::randomCircuits(int count, int length)
{
    constexpr std::size_t kStart = 4;
    constexpr std::size_t kLargestPool = 12;
    for (int circuit = 0; circuit < count; ++circuit) {
        std::vector<Pair> pool;
        while (pool.size() < kStart) {
            std::optional<Pair> start;
            CG_CONFORMS(fresh(start));
            m_scaleBits = std::as_const(m_subject.backend()).info(start->sealed).scale.bits();
            pool.push_back(*std::move(start));
        }
        for (int i = 0; i < length; ++i) {
            std::optional<Pair> result;
            CG_CONFORMS(randomOperation(pool, result));
            if (!isReusable(*result)) {
                continue;
            }
            if (pool.size() < kLargestPool) {
                pool.push_back(*std::move(result));
            } else {
                pool[m_random.below(kLargestPool)] = *std::move(result);
            }
        }
    }
    return {};
}

template <ConformanceSubject Subject>
std::string BackendSuite<Subject>::everyLinearOperation()
{
    std::optional<Pair> a;
    std::optional<Pair> result;
    CG_CONFORMS(fresh(a));
    for (const he::BlockSum& sum : m_needs.sums) {
        CG_CONFORMS(randomSum(*a, sum, result));
    }
    for (const int steps : m_needs.rotations) {
        CG_CONFORMS(both(
            "rotate by " + std::to_string(steps), [&](auto& backend, auto of) { return backend.rotate(of(*a), steps); },
            result));
    }
    for (const he::LinearMap& map : m_needs.maps) {
        CG_CONFORMS(both(
            "linear map " + std::to_string(map.rows) + " × " + std::to_string(map.columns),
            [&](auto& backend, auto of) { return backend.linearMap(of(*a), map); }, result));
    }
    return {};
}

template <ConformanceSubject Subject>
std::string BackendSuite<Subject>::scalesAreEqualised()
{
    std::optional<Pair> a;
    std::optional<Pair> b;
    CG_CONFORMS(fresh(a));
    CG_CONFORMS(fresh(b));
    for (const double factor : {0.25, -0.3, 4.0, 1.0 / 48.0, -1.0}) {
        std::optional<Pair> absorbed;
        std::optional<Pair> multiplied;
        std::optional<Pair> result;
        CG_CONFORMS(both("absorb", [&](auto& backend, auto of) { return backend.absorb(of(*a), factor); }, absorbed));
        CG_CONFORMS(both(
            "multiply scalar", [&](auto& backend, auto of) { return backend.multiplyScalar(of(*a), factor); },
            multiplied));
        for (const Pair& scaled : {*absorbed, *multiplied}) {
            CG_CONFORMS(both("add", [&](auto& backend, auto of) { return backend.add(of(scaled), of(*b)); }, result));
            CG_CONFORMS(both("add", [&](auto& backend, auto of) { return backend.add(of(*b), of(scaled)); }, result));
            CG_CONFORMS(
                both("subtract", [&](auto& backend, auto of) { return backend.subtract(of(*b), of(scaled)); }, result));
            CG_CONFORMS(
                both("multiply", [&](auto& backend, auto of) { return backend.multiply(of(scaled), of(*b)); }, result));
            CG_CONFORMS(both(
                "add plain",
                [&](auto& backend, auto of) { return backend.addPlain(of(scaled), std::array{0.5, -0.5}); }, result));
            CG_CONFORMS(randomProductSum({scaled, *b}, 4, result));
        }
    }
    return {};
}

template <ConformanceSubject Subject>
std::string BackendSuite<Subject>::accumulatedProducts()
{
    for (const std::size_t terms : {1U, 2U, 5U, 16U}) {
        std::vector<Pair> pool;
        for (std::size_t i = 0; i < terms; ++i) {
            std::optional<Pair> next;
            CG_CONFORMS(fresh(next));
            pool.push_back(*std::move(next));
        }
        std::optional<Pair> result;
        CG_CONFORMS(randomProductSum(pool, terms, result));
        const std::vector<double> slots = randomSlots(m_random, Subject::kSlots);
        const base::StreamAddress address = nextAddress();
        CG_CONFORMS(both(
            "multiply plain accumulate",
            [&](auto& backend, auto of) {
                const auto prepared = valueOf(backend.prepare(slots, address));
                std::vector<std::add_pointer_t<decltype(of(pool[0]))>> as;
                for (const Pair& pair : pool) {
                    as.push_back(&of(pair));
                }
                const std::vector<decltype(&prepared)> ps(terms, &prepared);
                return backend.multiplyPlainAccumulate(as, ps);
            },
            result));
    }
    return {};
}

template <ConformanceSubject Subject>
std::string BackendSuite<Subject>::declarationsLeaveTheValues()
{
    const Backend& view = m_subject.backend();
    std::optional<Pair> a;
    CG_CONFORMS(fresh(a));
    const std::vector<double> before = seen(a->sealed);
    const he::MessageRange range{1.0, 0.5};
    const Sealed declared = view.declareRange(a->sealed, range);
    const Sealed reference = view.declareReference(a->sealed, range);
    if (seen(declared) != before || seen(reference) != before) {
        return "a declaration changes the slots";
    }
    if (Subject::kHasKeys && (view.info(declared).range != range || view.info(reference).range != range)) {
        return "a declared range is not the one that info gives";
    }
    if (view.info(declared).noise != view.info(a->sealed).noise) {
        return "declareRange changes the noise estimate";
    }
    if (!view.info(reference).noise.worst.isZero() || !view.info(reference).noise.typical.isZero()) {
        return "declareReference does not start the noise anew";
    }
    // From here on noise counts from what the reference decrypts to.
    std::optional<Pair> result;
    const std::optional<Pair> restarted = Pair{reference, valueOf(m_reference.encrypt(before, nextAddress()))};
    return both(
        "multiply", [&](auto& backend, auto of) { return backend.multiply(of(*restarted), of(*restarted)); }, result);
}

template <ConformanceSubject Subject>
std::string BackendSuite<Subject>::replayGivesTheSame()
{
    Backend& backend = m_subject.backend();
    const std::vector<double> slots = randomSlots(m_random, Subject::kSlots);
    const auto run = [&](base::StreamAddress address) {
        const Sealed a = valueOf(backend.encrypt(slots, address));
        const Sealed product = valueOf(backend.multiply(a, a));
        return valueOf(backend.sumBlocks(product, {{1, Subject::kSlots, Subject::kSlots}, he::SumAxis::OverColumns}));
    };
    const base::StreamAddress address = nextAddress();
    const Sealed first = run(address);
    const Sealed again = run(address);
    const Sealed other = run(nextAddress());
    if (seen(first) != seen(again)) {
        return "the same address gives another result";
    }
    if constexpr (he::StorableBackend<Backend>) {
        const auto bytes = [&](const Sealed& sealed) {
            base::ByteWriter writer;
            std::as_const(backend).encode(sealed, writer);
            return writer.bytes();
        };
        if (bytes(first) != bytes(again)) {
            return "the same address gives other bytes";
        }
        if (Subject::kHasKeys && bytes(first) == bytes(other)) {
            return "another address gives the same bytes";
        }
    }
    return {};
}

template <ConformanceSubject Subject>
std::string BackendSuite<Subject>::operandsStayAsTheyWere()
{
    Backend& backend = m_subject.backend();
    std::optional<Pair> a;
    std::optional<Pair> b;
    CG_CONFORMS(fresh(a));
    CG_CONFORMS(fresh(b));
    const std::vector<double> firstBefore = seen(a->sealed);
    const std::vector<double> secondBefore = seen(b->sealed);
    const Sealed& x = a->sealed;
    const Sealed& y = b->sealed;
    const Sealed* const xs[] = {&x};
    const Sealed* const ys[] = {&y};
    const std::vector<std::pair<const char*, std::function<base::Result<Sealed>()>>> operations{
        {"add", [&] { return backend.add(x, y); }},
        {"subtract", [&] { return backend.subtract(x, y); }},
        {"negate", [&] { return backend.negate(x); }},
        {"add plain", [&] { return backend.addPlain(x, std::array{1.0}); }},
        {"multiply scalar", [&] { return backend.multiplyScalar(x, 0.3); }},
        {"absorb", [&] { return backend.absorb(x, -0.3); }},
        {"multiply", [&] { return backend.multiply(x, y); }},
        {"multiply accumulate", [&] { return backend.multiplyAccumulate(xs, ys); }},
        {"sum blocks", [&] { return backend.sumBlocks(x, m_needs.sums.front()); }},
        {"rotate", [&] { return backend.rotate(x, m_needs.rotations.front()); }},
        {"linear map", [&] { return backend.linearMap(x, m_needs.maps.front()); }},
        {"remask", [&] { return backend.remask(x); }},
    };
    for (const auto& [name, operation] : operations) {
        if (const auto result = operation(); !result) {
            return std::string(name) + " failed: " + result.error().message;
        }
        if (seen(x) != firstBefore || seen(y) != secondBefore) {
            return std::string(name) + " changes an operand";
        }
    }
    return {};
}

template <ConformanceSubject Subject>
std::string BackendSuite<Subject>::byteFormIsExact()
    requires he::StorableBackend<typename Subject::Backend>
{
    const Backend& view = m_subject.backend();
    std::optional<Pair> a;
    CG_CONFORMS(fresh(a));
    const Sealed product = valueOf(m_subject.backend().multiply(a->sealed, a->sealed));
    for (const Sealed& sealed : {a->sealed, product}) {
        base::ByteWriter writer;
        view.encode(sealed, writer);
        base::ByteReader reader(writer.bytes());
        const base::Result<Sealed> decoded = view.decode(reader);
        if (!decoded || !reader.finish()) {
            return "a ciphertext does not decode: " + messageOf(decoded);
        }
        if (seen(*decoded) != seen(sealed) || view.info(*decoded).noise != view.info(sealed).noise ||
            view.info(*decoded).scale != view.info(sealed).scale) {
            return "a decoded ciphertext is another one";
        }
        for (std::size_t length = 0; length < writer.size(); ++length) {
            base::ByteReader shorter(base::ByteView(writer.bytes()).first(length));
            if (errorOf(view.decode(shorter)) != base::ErrorCode::FileDamaged) {
                return "the first " + std::to_string(length) + " bytes of a ciphertext are not refused as damaged";
            }
        }
    }
    return {};
}

template <ConformanceSubject Subject>
std::string BackendSuite<Subject>::keysAreChecked()
{
    if constexpr (Subject::kHasKeys) {
        Subject bare(he::CircuitNeeds{}, m_seed);
        Backend& poor = bare.backend();
        const std::vector<double> slots = randomSlots(m_random, Subject::kSlots);
        const Sealed a = valueOf(poor.encrypt(slots, nextAddress()));
        const auto isMissing = [](const base::Result<Sealed>& result) {
            return errorOf(result) == base::ErrorCode::MissingEvaluationKey;
        };
        if (!isMissing(poor.multiply(a, a)) || !isMissing(poor.sumBlocks(a, m_needs.sums.back())) ||
            !isMissing(poor.rotate(a, 1)) || !isMissing(poor.linearMap(a, m_needs.maps.front())) ||
            (!kRemasksWithoutKey<Subject> && !isMissing(poor.remask(a)))) {
            return "an operation without its evaluation key is not refused";
        }
        Subject other(m_needs, m_seed + 1);
        const Sealed foreign = valueOf(other.backend().encrypt(slots, nextAddress()));
        const Sealed own = valueOf(m_subject.backend().encrypt(slots, nextAddress()));
        Backend& backend = m_subject.backend();
        const auto isForeign = [](const base::Result<Sealed>& result) {
            return errorOf(result) == base::ErrorCode::WrongKey;
        };
        if (!isForeign(backend.add(own, foreign)) || !isForeign(backend.subtract(foreign, own)) ||
            !isForeign(backend.multiply(own, foreign)) || !isForeign(backend.negate(foreign)) ||
            !isForeign(backend.addPlain(foreign, slots)) || !isForeign(backend.multiplyScalar(foreign, 0.5)) ||
            !isForeign(backend.absorb(foreign, 0.5)) || !isForeign(backend.remask(foreign)) ||
            !isForeign(backend.sumBlocks(foreign, m_needs.sums.front())) || !isForeign(backend.rotate(foreign, 1)) ||
            !isForeign(backend.linearMap(foreign, m_needs.maps.front()))) {
            return "a ciphertext of another key set is not refused";
        }
    }
    return {};
}

} // namespace cg::testing

#undef CG_CONFORMS
