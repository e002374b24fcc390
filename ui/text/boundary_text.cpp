// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/boundary_text.h"

#include "ui/text/format.h"

#include <QCoreApplication>
#include <QStringList>

#include <array>

namespace cg::ui {

namespace {

using session::Sight;
using session::Visibility;

QString translated(const char* text)
{
    return QCoreApplication::translate("cg::ui::boundary", text);
}

struct Noun {
    Sight Visibility::* sight;
    const char* text;
};
constexpr std::array kNouns = {
    Noun{&Visibility::inputs, QT_TRANSLATE_NOOP("cg::ui::boundary", "inputs")},
    Noun{&Visibility::labels, QT_TRANSLATE_NOOP("cg::ui::boundary", "labels")},
    Noun{&Visibility::circuit, QT_TRANSLATE_NOOP("cg::ui::boundary", "circuit")},
    Noun{&Visibility::weights, QT_TRANSLATE_NOOP("cg::ui::boundary", "weights")},
    Noun{&Visibility::predictions, QT_TRANSLATE_NOOP("cg::ui::boundary", "predictions")},
    Noun{&Visibility::loss, QT_TRANSLATE_NOOP("cg::ui::boundary", "loss")},
};

/// The nouns that the table marks with `sight`, in its order.
QString nounsOf(const Visibility& visibility, Sight sight)
{
    QStringList nouns;
    for (const Noun& noun : kNouns) {
        if (visibility.*noun.sight == sight) {
            nouns << translated(noun.text);
        }
    }
    return nouns.join(QStringLiteral(", "));
}

QString bitCountText(std::uint64_t bits)
{
    return bits == 1 ? translated("1 bit") : translated("%1 bits").arg(countText(bits));
}

} // namespace

bool isControlRun(const Visibility& visibility)
{
    return nounsOf(visibility, Sight::Hidden).isEmpty() && nounsOf(visibility, Sight::BelievedHidden).isEmpty();
}

QString trainerSentence(const Visibility& visibility, base::SchemeId scheme)
{
    if (isControlRun(visibility)) {
        return translated("Sees everything. Nothing is encrypted.");
    }
    const QString seen = nounsOf(visibility, Sight::Seen);
    const QString hidden = nounsOf(visibility, Sight::Hidden);
    const QString believed = nounsOf(visibility, Sight::BelievedHidden);
    QStringList sentences;
    if (!seen.isEmpty()) {
        sentences << translated("Sees: %1.").arg(seen);
    }
    if (!hidden.isEmpty()) {
        sentences << translated("Cannot see: %1.").arg(hidden);
    }
    if (!believed.isEmpty()) {
        sentences << translated("Believed not to see: %1.").arg(believed)
                  << translated("Actually can: %1 is BROKEN.").arg(schemeText(scheme));
    }
    return sentences.join(QLatin1Char(' '));
}

QString trainerSecondLine(const Visibility& visibility)
{
    if (isControlRun(visibility)) {
        return {};
    }
    if (visibility.isStartKnown) {
        return translated("Could compute this run in the clear: the start is known.");
    }
    return translated("Can still add, multiply and update — on ciphertext.");
}

QString trainerMore(const Visibility& visibility)
{
    const bool areDataSeen = visibility.inputs == Sight::Seen && visibility.labels == Sight::Seen;
    if (isControlRun(visibility) || visibility.isStartKnown || !areDataSeen) {
        return {};
    }
    return translated("Could train a network of its own on this data.");
}

QString trainerFootnote()
{
    return translated("No encryption hides the shape of the network, sizes, order, timing and the number of steps. "
                      "A trainer could also compute something else than it was asked for.");
}

QString keyHolderSentence(KeyState key)
{
    switch (key) {
    case KeyState::None:
        return translated("No secret key on this computer. Nothing can be opened.");
    case KeyState::PublicOnly:
        return translated("This is the trainer's copy. The secret key is elsewhere.");
    case KeyState::Locked:
        return translated("The secret key is locked. Nothing can be opened.");
    case KeyState::Armed:
        return translated("Has the secret key. Opens nothing until it is unlocked.");
    case KeyState::Open:
        return translated("Has the secret key. Opens only what was asked for.");
    case KeyState::Wrong:
        return translated("This key belongs to another session. Nothing can be opened.");
    case KeyState::NotNeeded:
        return translated("Nothing is encrypted. There is no key.");
    }
    return {};
}

QString keyHolderSecondLine(const trust::CrossingTotals& totals, session::Recorded recorded)
{
    if (recorded == session::Recorded::InPart) {
        const QString gap = translated("Before this file was opened: not recorded.");
        return totals.messages == 0 ? gap
                                    : translated("Told the trainer at least: %1.").arg(bitCountText(totals.bits)) +
                                          QLatin1Char(' ') + gap;
    }
    if (totals.messages == 0) {
        return translated("Nothing on this side reaches the trainer.");
    }
    return translated("Told the trainer so far: %1.").arg(bitCountText(totals.bits));
}

} // namespace cg::ui
