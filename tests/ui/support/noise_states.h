#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/presets.h"
#include "noise/drift.h"
#include "ui/session/session_state.h"
#include "ui/theme/theme.h"

#include <QImage>
#include <QRect>
#include <QWidget>

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

/// States for the tests of the noise and sigmoid pages: the real forecast of the preset `xor`, measurements made up.
namespace cg::ui::noise_states {

inline std::shared_ptr<const session::ExperimentSpec> spec(base::SchemeId scheme = base::SchemeId::Vhe)
{
    const model::Preset preset = model::findPreset("xor").value();
    session::ExperimentSpec spec;
    spec.preset = preset.name;
    spec.scheme = scheme;
    spec.plan.network = preset.network;
    spec.plan.data = preset.data;
    spec.plan.optimizer.rate = preset.rate;
    return std::make_shared<const session::ExperimentSpec>(std::move(spec));
}

inline std::shared_ptr<const session::Forecast> forecast()
{
    return std::make_shared<const session::Forecast>(session::forecast(*spec(), 150).value());
}

/// Bytes that look like a ciphertext's.
inline std::vector<std::uint8_t> bytes()
{
    std::vector<std::uint8_t> bytes(session::kPictureBytes);
    std::uint32_t state = 12345;
    for (std::uint8_t& byte : bytes) {
        state = state * 1664525U + 1013904223U;
        byte = static_cast<std::uint8_t>(state >> 24U);
    }
    return bytes;
}

inline session::TrainingSnapshot snapshot(std::uint64_t steps)
{
    session::TrainingSnapshot snapshot;
    snapshot.steps = steps;
    if (steps > 0) {
        snapshot.ledger = forecast()->operations;
        for (noise::LedgerEntry& entry : snapshot.ledger) {
            entry.time = std::chrono::microseconds(12);
        }
        snapshot.drift = noise::NoiseDrift::expected(forecast()->weights.typical, steps);
    }
    session::CiphertextPictures pictures;
    pictures.weights.push_back({"layer 1 weight of input 1, units 1-4", 0, bytes()});
    snapshot.pictures = std::make_shared<const session::CiphertextPictures>(std::move(pictures));
    return snapshot;
}

/// Ready or, after steps were done, paused; locked.
inline SessionState locked(std::uint64_t steps)
{
    SessionState state;
    state.spec = spec();
    state.outlook = std::make_shared<const session::Outlook>(session::Outlook{*forecast(), {}, std::nullopt});
    state.key = KeyState::Armed;
    state.run = steps == 0 ? RunPhase::Ready : RunPhase::Paused;
    state.snapshot = std::make_shared<const session::TrainingSnapshot>(snapshot(steps));
    return state;
}

/// The key is open; nothing is measured yet.
inline SessionState open(std::uint64_t steps)
{
    SessionState state = locked(steps);
    state.key = KeyState::Open;
    state.values = std::make_shared<const OpenedValues>();
    return state;
}

/// The key is open and one step was measured, each result one bit above its estimated standard deviation.
inline SessionState measured(std::uint64_t steps)
{
    SessionState state = open(steps);
    auto values = std::make_shared<OpenedValues>();
    values->measuredStep = steps;
    for (const noise::LedgerEntry& entry : state.forecast()->operations) {
        values->measured.push_back({entry, entry.after.typical * base::Log2::ofBits(1)});
    }
    state.values = values;
    return state;
}

/// Pixels of `area` of the widget that have exactly the colour of the role.
inline int pixelsOf(QWidget& widget, Role role, const QRect& area)
{
    const QImage image = widget.grab(area).toImage();
    const QRgb wanted = Theme::of(widget).color(role).rgb();
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            count += image.pixel(x, y) == wanted ? 1 : 0;
        }
    }
    return count;
}

} // namespace cg::ui::noise_states
