// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/calculator/calculator.h"

#include "he/ckks/backend.h"
#include "he/ckks/encoder.h"
#include "he/plain/backend.h"
#include "he/vhe/backend.h"
#include "session/calculator/evaluator_inl.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <type_traits>
#include <utility>

namespace cg::session {

namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using PlainVector = EncryptedVector<he::plain::Ciphertext>;
using PlainValue = CalculatorValue<he::plain::Ciphertext>;

void appendRaw(const he::plain::Ciphertext& tile, StatementResult& result)
{
    result.numbers.insert(result.numbers.end(), tile.slots.begin(), tile.slots.end());
}

void appendRaw(const he::vhe::Ciphertext& tile, StatementResult& result)
{
    result.integers.insert(result.integers.end(), tile.entries().begin(), tile.entries().end());
}

void appendRaw(const he::ckks::Ciphertext& tile, StatementResult& result)
{
    const std::vector<std::int64_t> residues = he::ckks::firstResidues(tile);
    result.integers.insert(result.integers.end(), residues.begin(), residues.end());
}

/// The numbers of a vector that hides nothing.
std::vector<double> numbersOf(const PlainValue& value)
{
    if (const double* number = std::get_if<double>(&value)) {
        return {*number};
    }
    const auto& vector = std::get<PlainVector>(value);
    std::vector<double> numbers;
    for (std::size_t tile = 0; tile < vector.tiles.size(); ++tile) {
        const auto begin = vector.tiles[tile].slots.begin();
        numbers.insert(numbers.end(), begin, begin + static_cast<std::ptrdiff_t>(vector.layout.numbersIn(tile)));
    }
    return numbers;
}

template <he::StorableBackend B>
base::Bytes encoded(const B& backend, const typename B::Ciphertext& ciphertext)
{
    base::ByteWriter writer;
    backend.encode(ciphertext, writer);
    return std::move(writer).take();
}

/// The result of a program on one backend, statement by statement.
template <he::StorableBackend B>
struct Run {
    using Value = typename Evaluator<B>::Value;
    using Vector = typename Evaluator<B>::Vector;

    std::vector<Value> values;
    std::vector<StatementResult> results;
};

template <he::StorableBackend B>
Result<Run<B>> run(const Program& program, B& backend, typename Evaluator<B>::Refresh refresh,
                   const std::stop_token& stop)
{
    Evaluator<B> evaluator(backend, std::move(refresh), stop);
    Run<B> run;
    const std::vector<bool> refreshed = refreshedStatements(program);
    for (const Statement& statement : program.statements) {
        const auto start = std::chrono::steady_clock::now();
        CG_TRY(auto value, evaluator.evaluate(statement));
        StatementResult result;
        result.time = std::chrono::steady_clock::now() - start;
        result.text = statement.text;
        result.name = statement.name;
        result.isSinceRefresh = refreshed[run.results.size()];
        if (const auto* vector = std::get_if<typename Run<B>::Vector>(&value)) {
            for (const auto& tile : vector->tiles) {
                const he::NoiseEstimate noise = std::as_const(backend).info(tile).noise;
                result.noise = {std::max(result.noise.worst, noise.worst),
                                std::max(result.noise.typical, noise.typical)};
                appendRaw(tile, result);
            }
        }
        run.values.push_back(std::move(value));
        run.results.push_back(std::move(result));
    }
    return run;
}

Result<Run<he::plain::Backend>> runInTheClear(const Program& program, std::size_t slotCount,
                                              const std::stop_token& stop)
{
    using Tiles = std::vector<he::plain::Ciphertext>;
    he::plain::Backend backend(slotCount);
    return run<he::plain::Backend>(program, backend, [](const Tiles& tiles) { return Result<Tiles>(tiles); }, stop);
}

/// All tiles of all vectors, with the slots in use.
template <he::StorableBackend B>
std::vector<trust::OpenItem> openItems(const B& backend, const Run<B>& run)
{
    std::vector<trust::OpenItem> items;
    for (const auto& value : run.values) {
        const auto* vector = std::get_if<typename Run<B>::Vector>(&value);
        for (std::size_t tile = 0; vector != nullptr && tile < vector->tiles.size(); ++tile) {
            trust::OpenItem item{encoded(backend, vector->tiles[tile]), {}};
            item.slots.resize(vector->layout.numbersIn(tile));
            std::ranges::generate(item.slots, [next = std::uint32_t{0}]() mutable { return next++; });
            items.push_back(std::move(item));
        }
    }
    return items;
}

/// Has the key holder open the vectors of a run; plain numbers are known without.
template <he::StorableBackend B>
Result<void> open(const B& backend, trust::KeyHolder& holder, Run<B>& run)
{
    const std::vector<trust::OpenItem> items = openItems(backend, run);
    std::vector<std::vector<double>> opened;
    if (!items.empty()) {
        CG_TRY(auto disclosed, holder.open(trust::OpenPurpose::Calculator, items));
        opened = std::move(disclosed).value();
    }
    const auto asked = [](const trust::OpenItem& item, const std::vector<double>& values) {
        return item.slots.size() == values.size();
    };
    if (!std::ranges::equal(items, opened, asked)) {
        return Error{ErrorCode::ProtocolViolation, "the key holder opened other slots than it was asked for"};
    }
    auto next = opened.begin();
    for (std::size_t i = 0; i < run.values.size(); ++i) {
        const auto* vector = std::get_if<typename Run<B>::Vector>(&run.values[i]);
        if (vector == nullptr) {
            continue;
        }
        std::vector<double>& numbers = run.results[i].opened.emplace();
        for (std::size_t tile = 0; tile < vector->tiles.size(); ++tile, ++next) {
            numbers.insert(numbers.end(), next->begin(), next->end());
        }
    }
    return {};
}

/// The largest difference of the opened numbers from the same program in ordinary arithmetic; nothing where that has
/// left the finite numbers.
std::optional<base::Log2> largestError(const std::vector<double>& opened, const std::vector<double>& exact)
{
    CG_EXPECTS(opened.size() == exact.size());
    double largest = 0.0;
    for (std::size_t i = 0; i < opened.size(); ++i) {
        const double error = std::abs(opened[i] - exact[i]);
        if (!std::isfinite(error)) {
            return std::nullopt;
        }
        largest = std::max(largest, error);
    }
    return largest == 0.0 ? base::Log2() : base::Log2::ofMagnitude(largest);
}

template <typename B>
void openNumbers(Run<B>& run)
{
    for (std::size_t i = 0; i < run.values.size(); ++i) {
        if (const double* number = std::get_if<double>(&run.values[i])) {
            run.results[i].opened = {*number};
        }
    }
}

Result<std::vector<StatementResult>> calculatePlain(const Program& program, const CalculatorSetup& setup)
{
    const std::size_t slots = he::vhe::Params::standard().slots();
    CG_CHECK(needsOf(program, slots));
    CG_TRY(auto run, runInTheClear(program, slots, setup.stop));
    for (std::size_t i = 0; i < run.values.size(); ++i) {
        std::vector<double> numbers = numbersOf(run.values[i]);
        if (!std::ranges::all_of(numbers, [](double number) { return std::isfinite(number); })) {
            return errorAt(program.statements[i].nodes.back().position, ErrorCode::NoiseOverflow,
                           "the result is too large for a double");
        }
        run.results[i].opened = std::move(numbers);
        run.results[i].measured = base::Log2();
    }
    return std::move(run.results);
}

/// What the calculator needs to know of VHE.
struct Vhe {
    using Backend = he::vhe::Backend;
    using Tiles = std::vector<he::vhe::Ciphertext>;
    static constexpr auto kDecodeKeys = he::vhe::decodePublicKeys;

    static Result<std::size_t> slotCount(const CalculatorSetup&) { return he::vhe::Params::standard().slots(); }
    /// What a refresh clamps to.
    static double refreshRange(const Backend& backend, const Tiles&)
    {
        return backend.keys().params().largestMessage();
    }
};

/// And of CKKS.
struct Ckks {
    using Backend = he::ckks::Backend;
    using Tiles = std::vector<he::ckks::Ciphertext>;
    static constexpr auto kDecodeKeys = he::ckks::decodePublicKeys;

    static Result<std::size_t> slotCount(const CalculatorSetup& setup)
    {
        base::ByteReader reader(setup.parameters, "the parameters of the key");
        CG_TRY(const he::ckks::Params params, he::ckks::decodeParams(reader));
        return params.slotCount();
    }
    /// As narrow as what is known of the numbers: a fresh encryption has to hold it.
    static double refreshRange(const Backend& backend, const Tiles& tiles)
    {
        double known = 1.0;
        for (const he::ckks::Ciphertext& tile : tiles) {
            known = std::max(known, backend.info(tile).range.bound);
        }
        return std::min(known, he::ckks::widestRange(backend.params(), backend.params().topLevel()));
    }
};

template <typename Scheme>
auto decodeKeys(const base::Bytes& bytes) -> decltype(Scheme::kDecodeKeys(std::declval<base::ByteReader&>()))
{
    base::ByteReader reader(bytes, "the public keys");
    CG_TRY(auto keys, Scheme::kDecodeKeys(reader));
    CG_CHECK(reader.finish());
    return keys;
}

/// The key holder's keys for what the program needs, or the keys that were given, in byte form.
template <typename Scheme>
auto keysFor(const Program& program, const CalculatorSetup& setup) -> decltype(decodeKeys<Scheme>({}))
{
    if (setup.holder == nullptr) {
        if (setup.publicKeys.empty()) {
            return Error{ErrorCode::NoKey, "the calculator needs a key holder, or the public keys of a session"};
        }
        CG_TRY(auto keys, decodeKeys<Scheme>(setup.publicKeys));
        return keys;
    }
    CG_TRY(const std::size_t slots, Scheme::slotCount(setup));
    CG_TRY(const he::CircuitNeeds needs, needsOf(program, slots));
    base::ByteWriter writer;
    he::encode(needs, writer);
    CG_TRY(const base::Bytes bytes, setup.holder->publicKeys(writer.bytes()));
    return decodeKeys<Scheme>(bytes);
}

template <typename Scheme>
Result<typename Scheme::Tiles> refreshed(const typename Scheme::Backend& backend, trust::KeyHolder& holder,
                                         const typename Scheme::Tiles& tiles)
{
    std::vector<base::Bytes> bytes;
    for (const auto& tile : tiles) {
        bytes.push_back(encoded(backend, tile));
    }
    const double range = Scheme::refreshRange(backend, tiles);
    CG_TRY(const std::vector<base::Bytes> answer, holder.refresh(bytes, range));
    if (answer.size() != tiles.size()) {
        return Error{ErrorCode::ProtocolViolation, "the key holder refreshed another number of ciphertexts"};
    }
    typename Scheme::Tiles fresh;
    for (std::size_t i = 0; i < tiles.size(); ++i) {
        base::ByteReader reader(answer[i], "a refreshed ciphertext");
        CG_TRY(const auto tile, backend.decode(reader));
        CG_CHECK(reader.finish());
        // The key holder declares the range that it clamps to, whatever the numbers are; what was known before holds
        // too.
        const he::MessageRange before = backend.info(tiles[i]).range;
        fresh.push_back(backend.declareRange(tile, {std::min(before.bound, range), std::min(before.rms, range)}));
    }
    return fresh;
}

template <typename Scheme>
Result<std::vector<StatementResult>> calculateUnder(const Program& program, const CalculatorSetup& setup)
{
    using Backend = typename Scheme::Backend;
    using Keys = std::remove_cvref_t<decltype(std::declval<const Backend&>().keys())>;
    CG_TRY(Keys keys, keysFor<Scheme>(program, setup));
    Backend backend(std::make_shared<const Keys>(std::move(keys)), setup.seed);
    CG_CHECK(needsOf(program, backend.slotCount()));
    const auto refresh = [&](const typename Scheme::Tiles& tiles) -> Result<typename Scheme::Tiles> {
        if (setup.holder == nullptr) {
            return Error{ErrorCode::NoKey, "only the key holder can refresh a ciphertext, and there is none"};
        }
        return refreshed<Scheme>(backend, *setup.holder, tiles);
    };
    CG_TRY(auto encrypted, run<Backend>(program, backend, refresh, setup.stop));
    openNumbers(encrypted);
    if (setup.holder == nullptr) {
        return std::move(encrypted.results);
    }
    CG_CHECK(open(backend, *setup.holder, encrypted));
    CG_TRY(const auto twin, runInTheClear(program, backend.slotCount(), setup.stop));
    for (std::size_t i = 0; i < encrypted.results.size(); ++i) {
        StatementResult& result = encrypted.results[i];
        result.measured = largestError(*result.opened, numbersOf(twin.values[i]));
    }
    return std::move(encrypted.results);
}

} // namespace

Result<std::vector<StatementResult>> calculate(const Program& program, const CalculatorSetup& setup)
{
    switch (setup.scheme) {
    case base::SchemeId::Plain:
        return calculatePlain(program, setup);
    case base::SchemeId::Vhe:
        return calculateUnder<Vhe>(program, setup);
    case base::SchemeId::Ckks:
        return calculateUnder<Ckks>(program, setup);
    }
    base::contractViolated("a known scheme", __FILE__, __LINE__);
}

} // namespace cg::session
