// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/format.h"

#include <QCoreApplication>
#include <QLocale>

#include <array>
#include <cmath>
#include <cstddef>

namespace cg::ui {

namespace {

constexpr double kThousand = 1000.0;

/// Three significant digits, without an exponent between 1e-4 and 1e5.
QString threeDigits(double value)
{
    return QLocale::c().toString(value, 'g', 3);
}

QString translated(const char* text)
{
    return QCoreApplication::translate("cg::ui::format", text);
}

} // namespace

QString numberText(double value)
{
    constexpr double kLargePlain = 1e5;
    if (std::isfinite(value) && std::abs(value) >= kThousand && std::abs(value) < kLargePlain) {
        return QLocale::c().toString(value, 'f', 0);
    }
    return threeDigits(value);
}

QString lossText(double loss)
{
    return loss < 0.0 ? translated("≈ 0") : numberText(loss);
}

QString bitsText(double bits)
{
    return translated("%1 bits").arg(QLocale::c().toString(bits, 'f', 1));
}

QString countText(std::uint64_t count)
{
    return QLocale(QLocale::English, QLocale::UnitedStates).toString(static_cast<qulonglong>(count));
}

QString bytesText(std::uint64_t bytes)
{
    const auto value = static_cast<double>(bytes);
    if (value < kThousand) {
        return translated("%1 bytes").arg(bytes);
    }
    return value < kThousand * kThousand ? translated("%1 KB").arg(threeDigits(value / kThousand))
                                         : translated("%1 MB").arg(threeDigits(value / kThousand / kThousand));
}

QString timeText(std::chrono::nanoseconds time)
{
    const double seconds = std::chrono::duration<double>(time).count();
    constexpr double kMilli = 1e-3;
    constexpr double kMicro = 1e-6;
    if (seconds >= 1.0) {
        return translated("%1 s").arg(threeDigits(seconds));
    }
    return seconds >= kMilli ? translated("%1 ms").arg(threeDigits(seconds / kMilli))
                             : translated("%1 µs").arg(threeDigits(seconds / kMicro));
}

QString schemeText(base::SchemeId scheme)
{
    switch (scheme) {
    case base::SchemeId::Plain:
        return translated("plain");
    case base::SchemeId::Vhe:
        return QStringLiteral("VHE");
    case base::SchemeId::Ckks:
        return QStringLiteral("CKKS");
    }
    return {};
}

QString shortNameOf(he::OpKind kind)
{
    static const std::array<QString, he::kOpKinds> names{
        QStringLiteral("enc"), QStringLiteral("prep"),  QStringLiteral("+"),  QStringLiteral("−"),
        QStringLiteral("neg"), QStringLiteral("+p"),    QStringLiteral("·f"), QStringLiteral("×p"),
        QStringLiteral("×"),   QStringLiteral("scale"), QStringLiteral("Σ"),  QStringLiteral("rot"),
        QStringLiteral("map"), QStringLiteral("mask")};
    return names.at(static_cast<std::size_t>(kind));
}

QString nameOf(he::OpKind kind)
{
    static constexpr std::array<const char*, he::kOpKinds> kNames{
        QT_TRANSLATE_NOOP("cg::ui::format", "encrypt"),
        QT_TRANSLATE_NOOP("cg::ui::format", "prepare a plaintext"),
        QT_TRANSLATE_NOOP("cg::ui::format", "add"),
        QT_TRANSLATE_NOOP("cg::ui::format", "subtract"),
        QT_TRANSLATE_NOOP("cg::ui::format", "negate"),
        QT_TRANSLATE_NOOP("cg::ui::format", "add a plaintext"),
        QT_TRANSLATE_NOOP("cg::ui::format", "multiply by a number"),
        QT_TRANSLATE_NOOP("cg::ui::format", "multiply by a plaintext"),
        QT_TRANSLATE_NOOP("cg::ui::format", "multiply"),
        QT_TRANSLATE_NOOP("cg::ui::format", "change the scale"),
        QT_TRANSLATE_NOOP("cg::ui::format", "sum over slots"),
        QT_TRANSLATE_NOOP("cg::ui::format", "rotate"),
        QT_TRANSLATE_NOOP("cg::ui::format", "linear map"),
        QT_TRANSLATE_NOOP("cg::ui::format", "re-mask")};
    return translated(kNames.at(static_cast<std::size_t>(kind)));
}

} // namespace cg::ui
