#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "he/ckks/context.h"
#include "he/estimate.h"

#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <utility>

namespace cg::he::ckks {

/// A plaintext operand: public slots, and their encodings at the levels where ciphertexts were met, each made once and
/// shared by all copies. Thread-safe.
class Prepared {
public:
    /// Requires at most N/2 slots.
    Prepared(std::shared_ptr<const Context> context, std::span<const double> slots);

    [[nodiscard]] std::span<const double> slots() const { return m_shared->slots.values().first(m_count); }
    [[nodiscard]] const MessageRange& range() const { return m_range; }
    [[nodiscard]] const Context& context() const { return *m_context; }
    /// The encoding at a level's plaintext scale. The errors of `encode`.
    [[nodiscard]] base::Result<const math::EvaluationPoly*> at(int level) const;

private:
    struct Shared {
        explicit Shared(math::PolyPool::Buffer buffer) : slots(std::move(buffer)) {}

        math::PolyPool::Buffer slots;
        std::mutex mutex;                            ///< of what follows
        std::map<int, math::EvaluationPoly> byLevel; ///< never erased: pointers to them stay
    };

    std::shared_ptr<const Context> m_context;
    std::size_t m_count; ///< of slots in use
    MessageRange m_range;
    std::shared_ptr<Shared> m_shared;
};

} // namespace cg::he::ckks
