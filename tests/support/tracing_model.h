#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "he/simulated/backend.h"

#include <sstream>
#include <string>

namespace cg::testing {

/// A "noise model" whose terms say in words how they were made.
class TracingModel {
public:
    struct Term {
        he::NoiseEstimate noise{base::Log2::ofBits(-20), base::Log2::ofBits(-22)};
        he::MessageRange range{};
        double scale = 1.0;
        std::string text;
    };

    [[nodiscard]] Term fresh(he::MessageRange range) const { return made("fresh(" + number(range.bound) + ")"); }
    [[nodiscard]] Term add(const Term& a, const Term& b) const { return made("(" + a.text + "+" + b.text + ")"); }
    [[nodiscard]] Term addPlain(const Term& a, he::MessageRange range) const
    {
        return made("(" + a.text + "+plain(" + number(range.bound) + "))");
    }
    [[nodiscard]] Term multiplyScalar(const Term& a, double factor) const
    {
        return made("scalar(" + a.text + "," + number(factor) + ")");
    }
    [[nodiscard]] Term absorb(const Term& a, double factor) const
    {
        return made("absorb(" + a.text + "," + number(factor) + ")");
    }
    [[nodiscard]] Term multiplyAccumulate(std::span<const std::pair<Term, Term>> factors) const
    {
        std::string text = "products(";
        for (const auto& [a, b] : factors) {
            text += a.text + "*" + b.text + ";";
        }
        return made(text + ")");
    }
    [[nodiscard]] Term sumBlocks(const Term& a, const he::BlockSum& sum) const
    {
        return made("sum(" + a.text + "," + number(static_cast<double>(sum.grid.rows)) + ")");
    }
    [[nodiscard]] Term rotate(const Term& a) const { return made("rotate(" + a.text + ")"); }
    [[nodiscard]] Term linearMap(const Term& a, const he::LinearMap& map) const
    {
        return made("map(" + a.text + "," + number(static_cast<double>(map.rows)) + ")");
    }
    [[nodiscard]] Term remask(const Term& a) const { return made("remask(" + a.text + ")"); }
    [[nodiscard]] std::size_t slotCount() const { return 16; }
    [[nodiscard]] std::size_t ciphertextBytes() const { return 100; }
    /// Products cost 10 each, sums 7, everything else 1.
    [[nodiscard]] double operationCost(he::OpKind kind, std::size_t terms) const
    {
        const bool isProduct = kind == he::OpKind::Multiply || kind == he::OpKind::MultiplyPlain;
        return isProduct ? 10.0 * static_cast<double>(terms) : kind == he::OpKind::SumBlocks ? 7.0 : 1.0;
    }

private:
    static Term made(std::string text)
    {
        Term term;
        term.text = std::move(text);
        return term;
    }
    static std::string number(double value)
    {
        std::ostringstream text;
        text << value;
        return text.str();
    }
};

} // namespace cg::testing
