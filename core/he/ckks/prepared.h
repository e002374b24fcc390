#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "he/ckks/context.h"
#include "he/estimate.h"

#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

namespace cg::he::ckks {

/// A plaintext operand: public slots, and their encodings at the levels where ciphertexts were met, each made once and
/// shared by all copies. Thread-safe.
class Prepared {
public:
    Prepared(std::shared_ptr<const Context> context, std::span<const double> slots);

    [[nodiscard]] const std::vector<double>& slots() const { return m_slots; }
    [[nodiscard]] const MessageRange& range() const { return m_range; }
    [[nodiscard]] const Context& context() const { return *m_context; }
    /// The encoding at a level's plaintext scale. The errors of `encode`.
    [[nodiscard]] base::Result<const math::EvaluationPoly*> at(int level) const;

private:
    struct Encodings {
        std::mutex mutex;
        std::map<int, math::EvaluationPoly> byLevel; ///< never erased: pointers to them stay
    };

    std::shared_ptr<const Context> m_context;
    std::vector<double> m_slots;
    MessageRange m_range;
    std::shared_ptr<Encodings> m_encodings;
};

} // namespace cg::he::ckks
