#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "trust/protocol.h"
#include "trust/release.h"

namespace cg::trust::wire {

// The messages of releases, as trust/messages.h has the others.

void encodeStart(const StartSource& start, base::ByteWriter& writer);
[[nodiscard]] base::Result<StartSource> decodeStart(base::ByteReader& reader);

struct MakeRelease {
    static constexpr MessageType kType = MessageType::MakeRelease;
    ReleaseRequest request;

    void encode(base::ByteWriter& writer) const;
    static base::Result<MakeRelease> decode(base::ByteReader& reader);
};

struct ForetellRelease {
    static constexpr MessageType kType = MessageType::ForetellRelease;
    base::Bytes plan;
    std::uint64_t steps;

    void encode(base::ByteWriter& writer) const;
    static base::Result<ForetellRelease> decode(base::ByteReader& reader);
};

struct OwnLossBelow {
    static constexpr MessageType kType = MessageType::OwnLossBelow;
    TrainingRun run;
    double threshold; ///< finite

    void encode(base::ByteWriter& writer) const;
    static base::Result<OwnLossBelow> decode(base::ByteReader& reader);
};

struct SetPolicy {
    static constexpr MessageType kType = MessageType::SetPolicy;
    ReleasePolicy policy;

    void encode(base::ByteWriter& writer) const { trust::encode(policy, writer); }
    static base::Result<SetPolicy> decode(base::ByteReader& reader);
};

struct Released {
    static constexpr MessageType kType = MessageType::Released;
    Release release;

    void encode(base::ByteWriter& writer) const;
    static base::Result<Released> decode(base::ByteReader& reader);
};

struct ReleaseForetold {
    static constexpr MessageType kType = MessageType::ReleaseForetold;
    ReleaseOutlook outlook;

    void encode(base::ByteWriter& writer) const;
    static base::Result<ReleaseForetold> decode(base::ByteReader& reader);
};

} // namespace cg::trust::wire
