// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include <QWidget>
#include <QtTest/QTest>

#include <algorithm>
#include <array>
#include <cmath>

using namespace cg::ui;

namespace {

using Vector = std::array<double, 3>;
using Matrix = std::array<Vector, 3>;

/// IEC 61966-2-1.
double linearOf(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

Vector linearOf(const QColor& color)
{
    return {linearOf(color.redF()), linearOf(color.greenF()), linearOf(color.blueF())};
}

Vector times(const Matrix& matrix, const Vector& v)
{
    Vector result{};
    for (std::size_t i = 0; i < 3; ++i) {
        result[i] = matrix[i][0] * v[0] + matrix[i][1] * v[1] + matrix[i][2] * v[2];
    }
    return result;
}

/// CIE L*a*b* under D65.
Vector labOf(const Vector& linearRgb)
{
    static constexpr Matrix kToXyz{
        {{0.4124564, 0.3575761, 0.1804375}, {0.2126729, 0.7151522, 0.0721750}, {0.0193339, 0.1191920, 0.9503041}}};
    const Vector xyz = times(kToXyz, linearRgb);
    const auto f = [](double t) { return t > 216.0 / 24389.0 ? std::cbrt(t) : (24389.0 / 27.0 * t + 16.0) / 116.0; };
    const double x = f(xyz[0] / 0.95047);
    const double y = f(xyz[1]);
    const double z = f(xyz[2] / 1.08883);
    return {116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)};
}

/// What an eye sees of a colour: Machado, Oliveira & Fernandes 2009, severity 1.0, on linear RGB.
Vector seenBy(const Matrix& eye, const QColor& color)
{
    Vector rgb = times(eye, linearOf(color));
    for (double& channel : rgb) {
        channel = std::clamp(channel, 0.0, 1.0);
    }
    return labOf(rgb);
}

/// ΔE*ab of 1976.
double difference(const Vector& a, const Vector& b)
{
    return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

double luminance(const QColor& color)
{
    const Vector rgb = linearOf(color);
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
}

/// WCAG 2.1.
double contrast(const QColor& a, const QColor& b)
{
    const double lighter = std::max(luminance(a), luminance(b));
    const double darker = std::min(luminance(a), luminance(b));
    return (lighter + 0.05) / (darker + 0.05);
}

constexpr Matrix kNormal{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
constexpr Matrix kProtan{
    {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}};
constexpr Matrix kDeutan{
    {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}};
constexpr Matrix kTritan{
    {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}};

constexpr std::array kMeaningful = {Role::Opened, Role::Ciphertext, Role::Budget,
                                    Role::Noise,  Role::ClassA,     Role::ClassB};

} // namespace

class ThemeTest : public QObject {
    Q_OBJECT

private slots:
    void textsAreReadable_data()
    {
        QTest::addColumn<int>("role");
        QTest::addColumn<double>("least");
        QTest::newRow("text") << static_cast<int>(Role::Text) << 7.0;
        QTest::newRow("dim text") << static_cast<int>(Role::DimText) << 4.5;
        QTest::newRow("focus") << static_cast<int>(Role::Focus) << 3.0;
        QTest::newRow("frames") << static_cast<int>(Role::Line) << 3.0;
        QTest::newRow("ciphertext") << static_cast<int>(Role::Ciphertext) << 3.0;
    }
    void textsAreReadable()
    {
        QFETCH(const int, role);
        QFETCH(const double, least);
        for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
            const Theme& theme = Theme::of(appearance);
            const QColor color = theme.color(static_cast<Role>(role));
            QVERIFY(contrast(color, theme.color(Role::Window)) >= least);
            QVERIFY(contrast(color, theme.color(Role::Panel)) >= least);
        }
    }

    void noTwoMeaningsLookAlikeToAnyEye_data()
    {
        QTest::addColumn<int>("appearance");
        QTest::newRow("light") << static_cast<int>(Appearance::Light);
        QTest::newRow("dark") << static_cast<int>(Appearance::Dark);
    }
    void noTwoMeaningsLookAlikeToAnyEye()
    {
        QFETCH(const int, appearance);
        const Theme& theme = Theme::of(static_cast<Appearance>(appearance));
        for (const Matrix& eye : {kNormal, kProtan, kDeutan, kTritan}) {
            for (std::size_t i = 0; i < kMeaningful.size(); ++i) {
                for (std::size_t j = i + 1; j < kMeaningful.size(); ++j) {
                    const double distance =
                        difference(seenBy(eye, theme.color(kMeaningful[i])), seenBy(eye, theme.color(kMeaningful[j])));
                    QVERIFY2(distance >= 19.0, qPrintable(QStringLiteral("roles %1 and %2: %3")
                                                              .arg(static_cast<int>(kMeaningful[i]))
                                                              .arg(static_cast<int>(kMeaningful[j]))
                                                              .arg(distance)));
                }
            }
        }
    }

    /// Okabe & Ito's gold and vermillion are known to fail this measure (ΔE 18 for deutan eyes).
    void theMeasureRefusesColoursThatAreKnownToFail()
    {
        QVERIFY(difference(seenBy(kDeutan, QColor(0xe69f00)), seenBy(kDeutan, QColor(0xd55e00))) < 19.0);
        QVERIFY(std::abs(contrast(QColor(Qt::black), QColor(Qt::white)) - 21.0) < 1e-9);
    }

    void amberMeansOneThingOnly()
    {
        for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
            const Theme& theme = Theme::of(appearance);
            for (std::size_t role = 0; role < kRoles; ++role) {
                QCOMPARE(theme.color(static_cast<Role>(role)) == theme.color(Role::Opened),
                         static_cast<Role>(role) == Role::Opened);
            }
        }
    }

    void aWidgetKnowsItsThemeFromItsPalette()
    {
        QWidget widget;
        for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
            widget.setPalette(Theme::of(appearance).palette());
            QVERIFY(Theme::of(widget).appearance() == appearance);
        }
    }
};

QTEST_MAIN(ThemeTest)
#include "theme_test.moc"
