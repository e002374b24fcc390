// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/ckks/named_sets.h"

#include <algorithm>
#include <string>

namespace cg::he::ckks {

namespace {

/// One weighted input by plaintext, then three products of ciphertexts.
std::vector<std::vector<int>> stepLevels()
{
    return {{40}, {34}, {34}, {34}, {26}};
}

std::vector<std::vector<int>> threeProducts()
{
    return {{49}, {38}, {38}, {38}};
}

/// Fourteen products of ciphertexts.
std::vector<std::vector<int>> fourteenProducts()
{
    std::vector<std::vector<int>> levels{{49}};
    levels.insert(levels.end(), 14, {42});
    return levels;
}

/// Three steps, each of one plaintext product and three products of ciphertexts.
std::vector<std::vector<int>> threeSteps()
{
    std::vector<std::vector<int>> levels{{38}};
    for (int step = 0; step < 3; ++step) {
        levels.insert(levels.end(), {{31}, {31}, {31}, {24}});
    }
    return levels;
}

std::vector<std::size_t> singly(std::size_t limbs)
{
    std::vector<std::size_t> digits(limbs, 1);
    return digits;
}

std::vector<ParamsLiteral> makeSets()
{
    return {
        {"train-8192", 8192, stepLevels(), {42}, 34, singly(5), 128},
        {"train-16384-192", 16384, stepLevels(), {42}, 34, singly(5), 192},
        {"train-16384-256", 16384, stepLevels(), {42}, 34, singly(5), 256},
        // q0 is a digit of its own: 49 + 42 bits over P of 86 would cost 7.5 bits.
        {"train-16384-1", 16384, {{49}, {42}, {42}, {42}, {42}, {42}, {42}, {42}}, {43, 43}, 42, {1, 2, 2, 2, 1}, 128},
        {"train-16384-3", 16384, threeSteps(), {40}, 31, singly(13), 128},
        // Two small primes on top: a single one would round the plaintext by more than all other errors together.
        {"release-16384",
         16384,
         {{37, 37}, {31, 31}, {31, 31}, {31, 31}, {28, 28}},
         {37, 37, 37},
         62,
         {3, 3, 2, 2},
         128},
        {"calc-8192", 8192, threeProducts(), {49}, 38, singly(4), 128},
        {"calc-16384-192", 16384, threeProducts(), {49}, 38, singly(4), 192},
        {"calc-16384-256", 16384, threeProducts(), {49}, 38, singly(4), 256},
        // Three digits of up to 217 bits, below P of 220.
        {"calc-32768", 32768, fourteenProducts(), {44, 44, 44, 44, 44}, 42, {5, 5, 5}, 128},
        {"bench-8192", 8192, {{49}, {38}, {38}}, {49}, 38, singly(3), 128},
        {"toy-32", 32, {{45}, {30}, {30}, {30}}, {45}, 30, singly(4), 0},
    };
}

} // namespace

const std::vector<ParamsLiteral>& namedSets()
{
    static const std::vector<ParamsLiteral> sets = makeSets();
    return sets;
}

base::Result<Params> namedParams(std::string_view name)
{
    const auto found = std::ranges::find(namedSets(), name, &ParamsLiteral::name);
    if (found != namedSets().end()) {
        return Params::create(*found);
    }
    std::string names;
    for (const ParamsLiteral& set : namedSets()) {
        names += (names.empty() ? "" : ", ") + set.name;
    }
    return base::Error{base::ErrorCode::InvalidArgument,
                       "there is no CKKS parameter set \"" + std::string(name) + "\"; there are " + names};
}

} // namespace cg::he::ckks
