// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/reports/trust_report.h"

#include <array>
#include <chrono>
#include <ctime>
#include <string>

namespace cg::cli {

namespace {

using session::Disclosure;
using session::OpenedKind;
using session::TrustRecord;
using trust::Crossing;
using trust::CrossingKind;

/// "2026-11-22T09:30:00Z".
std::string timeText(std::chrono::system_clock::time_point when)
{
    const std::time_t seconds = std::chrono::system_clock::to_time_t(when);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

std::string nameOf(CrossingKind kind)
{
    constexpr std::array kNames{"ciphertexts", "public keys", "sealed ciphertexts", "messages"};
    return kNames.at(static_cast<std::size_t>(kind));
}

std::string directionOf(CrossingKind kind)
{
    return kind == CrossingKind::Ciphertexts ? "to the key holder" : "to the trainer";
}

std::string nameOf(OpenedKind kind)
{
    constexpr std::array kNames{"loss", "weights", "prediction", "noise", "network handed over"};
    return kNames.at(static_cast<std::size_t>(kind));
}

std::string nameOf(session::Precision precision)
{
    constexpr std::array kNames{"class only", "two digits", "everything"};
    return kNames.at(static_cast<std::size_t>(precision));
}

std::string nameOf(session::Audience audience)
{
    return audience == session::Audience::Trainer ? "trainer" : "key holder";
}

std::string nameOf(session::Reason reason)
{
    constexpr std::array kNames{"check an answer", "demonstrate", "use the result"};
    return kNames.at(static_cast<std::size_t>(reason));
}

std::string recordedText(const std::optional<TrustRecord>& trust)
{
    if (!trust) {
        return "no";
    }
    return trust->recorded == session::Recorded::FromTheBeginning ? "from the beginning" : "in part";
}

Json crossingJson(const Crossing& crossing)
{
    return {{"kind", nameOf(crossing.kind)},  {"direction", directionOf(crossing.kind)},
            {"times", crossing.times},        {"items", crossing.items},
            {"bytes", crossing.bytes},        {"bits", crossing.bits},
            {"last", timeText(crossing.when)}};
}

Json disclosureJson(const Disclosure& disclosure)
{
    const bool isOfRow = disclosure.kind == OpenedKind::Prediction;
    return {{"kind", nameOf(disclosure.kind)},
            {"row", isOfRow ? Json(disclosure.row) : Json(nullptr)},
            {"step", disclosure.step},
            {"numbers", disclosure.numbers},
            {"precision", nameOf(disclosure.precision)},
            {"bits", disclosure.bits()},
            {"audience", nameOf(disclosure.audience)},
            {"reason", nameOf(disclosure.reason)},
            {"last", timeText(disclosure.when)}};
}

std::string crossingText(const Crossing& crossing)
{
    const std::string count = std::to_string(crossing.items) + ", " + bytesText(crossing.bytes);
    const std::string bits = crossing.bits > 0 ? ", " + std::to_string(crossing.bits) + " bits told" : std::string();
    return directionOf(crossing.kind) + ": " + count + bits;
}

std::string openedText(const TrustRecord& trust, OpenedKind kind)
{
    std::uint64_t numbers = 0;
    std::uint64_t bits = 0;
    for (const Disclosure& disclosure : trust.disclosures) {
        numbers += disclosure.kind == kind ? disclosure.numbers : 0;
        bits += disclosure.kind == kind ? disclosure.bits() : 0;
    }
    return numbers == 0 ? std::string() : std::to_string(numbers) + " numbers, " + std::to_string(bits) + " bits";
}

} // namespace

void addTrust(Json& json, const std::optional<TrustRecord>& trust)
{
    json["recorded"] = recordedText(trust);
    json["crossings"] = trust ? Json::array() : Json(nullptr);
    json["disclosures"] = json["crossings"];
    if (trust) {
        for (const Crossing& crossing : trust->crossings) {
            json["crossings"].push_back(crossingJson(crossing));
        }
        for (const Disclosure& disclosure : trust->disclosures) {
            json["disclosures"].push_back(disclosureJson(disclosure));
        }
    }
}

void addTrust(FactList& facts, const std::optional<TrustRecord>& trust)
{
    facts.add("recorded", trust ? recordedText(trust) : "nothing of what crossed the wall or was opened");
    if (!trust) {
        return;
    }
    for (const Crossing& crossing : trust->crossings) {
        facts.add(nameOf(crossing.kind), crossingText(crossing));
    }
    for (const OpenedKind kind :
         {OpenedKind::Loss, OpenedKind::Weights, OpenedKind::Prediction, OpenedKind::Noise, OpenedKind::HandedOver}) {
        if (const std::string text = openedText(*trust, kind); !text.empty()) {
            facts.add((kind == OpenedKind::HandedOver ? "" : "opened ") + nameOf(kind), text);
        }
    }
}

} // namespace cg::cli
