#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/scheme_run.h"

#include <cstdint>
#include <vector>

namespace cg::session {

/// Asks the key holder for values of a run (under plain, reads them): a view of a session's parts, made where it is
/// needed. The run must be quiet. Members as in TrainingSession.
class Opener {
public:
    /// `holder` may be null: under plain nobody is asked, otherwise everything is NoKey.
    Opener(const SessionRecord& record, SchemeRun& run, trust::KeyHolder* holder)
        : m_record(record), m_run(run), m_holder(holder)
    {}

    /// Whether there is anybody to ask, or no need to.
    [[nodiscard]] bool canOpen() const { return m_holder != nullptr || m_record.spec.scheme == base::SchemeId::Plain; }

    [[nodiscard]] base::Result<OpenedEvaluation> openEvaluation() const;
    [[nodiscard]] base::Result<std::vector<double>> openPrediction(std::size_t row) const;
    [[nodiscard]] base::Result<OpenedLosses> openLosses(std::uint64_t first, std::size_t atMost) const;
    [[nodiscard]] base::Result<model::Weights> openNetwork() const;

    /// The wanted slots of ciphertexts in byte form. ProtocolViolation where the holder answers with others.
    [[nodiscard]] base::Result<std::vector<std::vector<double>>> open(trust::OpenPurpose purpose,
                                                                      const std::vector<trust::OpenItem>& items) const;

private:
    /// The loss in one ciphertext.
    [[nodiscard]] base::Result<double> openLoss(const base::Bytes& ciphertext) const;
    [[nodiscard]] base::Result<OpenedLosses> openPacked(const PackedLosses& packed, std::uint64_t first,
                                                        std::size_t atMost) const;
    /// The predictions of `rows` rows from `firstRow` on, each ciphertext sent to the key holder once.
    [[nodiscard]] base::Result<std::vector<std::vector<double>>> openRows(trust::OpenPurpose purpose,
                                                                          const EncryptedEvaluation& evaluation,
                                                                          std::size_t firstRow, std::size_t rows) const;

    const SessionRecord& m_record;
    SchemeRun& m_run;
    trust::KeyHolder* m_holder;
};

} // namespace cg::session
