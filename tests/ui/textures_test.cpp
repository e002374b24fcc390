// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/painting/icons.h"
#include "ui/painting/padlock.h"
#include "ui/painting/texture.h"
#include "ui/support/sample_states.h"
#include "ui/widgets/ciphertext_texture.h"

#include <QPainter>
#include <QPixmap>
#include <QSet>
#include <QtTest/QTest>

using namespace cg::ui;

namespace {

QImage drawn(Padlock padlock, Appearance appearance)
{
    QImage image(48, 48, QImage::Format_RGB32);
    image.fill(Theme::of(appearance).color(Role::Panel));
    QPainter painter(&image);
    drawPadlock(painter, QRectF(4, 4, 40, 40), padlock, Theme::of(appearance));
    return image;
}

int count(const QImage& image, const QColor& color)
{
    int pixels = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            pixels += image.pixelColor(x, y) == color ? 1 : 0;
        }
    }
    return pixels;
}

} // namespace

class TexturesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyByteIsAPixelOfItsOwnShade()
    {
        const Theme& theme = Theme::of(Appearance::Light);
        const std::vector<std::uint8_t> bytes{0, 255, 7, 0, 128, 255};
        const QImage image = textureOf(bytes, 3, theme);
        QCOMPARE(image.size(), QSize(3, 2));
        QCOMPARE(image.pixelColor(0, 0), theme.color(Role::TextureDark));
        QCOMPARE(image.pixelColor(1, 0), theme.color(Role::TextureLight));
        QCOMPARE(image.pixelColor(0, 1), image.pixelColor(0, 0));
        QCOMPARE(image.pixelColor(2, 1), image.pixelColor(1, 0));
        QVERIFY(image.pixelColor(2, 0) != image.pixelColor(1, 1));
    }

    void aTextureNeverShowsAByteTwice_data()
    {
        QTest::addColumn<int>("bytes");
        QTest::newRow("one") << 1;
        QTest::newRow("a few") << 10;
        QTest::newRow("a picture") << 1024;
        QTest::newRow("many") << 60'000;
    }
    void aTextureNeverShowsAByteTwice()
    {
        QFETCH(const int, bytes);
        const auto count = static_cast<std::size_t>(bytes);
        const std::size_t columns = textureColumns(count, QSizeF(400, 150), 6.0);
        QVERIFY(columns >= 1);
        QVERIFY(columns <= count);
        QVERIFY(columns <= 400 / 6);
    }

    void aChangedByteChangesTheWidget()
    {
        CiphertextTexture widget;
        widget.resize(200, 100);
        std::vector<std::uint8_t> bytes = samples::bytes(1024, 3);
        widget.showBytes(bytes);
        const QImage before = widget.grab().toImage();
        QCOMPARE(widget.grab().toImage(), before);
        bytes[0] = static_cast<std::uint8_t>(bytes[0] ^ 0x80U);
        widget.showBytes(bytes);
        QVERIFY(widget.grab().toImage() != before);
    }

    void aTextureFollowsTheTheme()
    {
        CiphertextTexture widget;
        widget.resize(200, 100);
        widget.showBytes(std::vector<std::uint8_t>(1024, 0));
        for (const Appearance appearance : {Appearance::Dark, Appearance::Light}) {
            widget.setPalette(Theme::of(appearance).palette());
            QCOMPARE(widget.grab().toImage().pixelColor(100, 50), Theme::of(appearance).color(Role::TextureDark));
        }
    }

    void onlyKeysThatAreHereAreAmber()
    {
        for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
            const QColor amber = Theme::of(appearance).color(Role::Opened);
            QVERIFY(count(drawn(Padlock::Open, appearance), amber) > 100);
            QVERIFY(count(drawn(Padlock::ClosedOurs, appearance), amber) > 100);
            for (const Padlock padlock : {Padlock::Closed, Padlock::NotThisKey, Padlock::CannotBeRead}) {
                QCOMPARE(count(drawn(padlock, appearance), amber), 0);
            }
        }
    }

    void padlocksDifferInShapeAndNotInColourAlone()
    {
        const auto greys = [](Padlock padlock) {
            QImage image = drawn(padlock, Appearance::Dark);
            const QColor ground = Theme::of(Appearance::Dark).color(Role::Panel);
            for (int y = 0; y < image.height(); ++y) {
                for (int x = 0; x < image.width(); ++x) {
                    image.setPixelColor(x, y, image.pixelColor(x, y) == ground ? Qt::white : Qt::black);
                }
            }
            return image;
        };
        QVERIFY(greys(Padlock::Closed) != greys(Padlock::Open));
        QVERIFY(greys(Padlock::Closed) != greys(Padlock::CannotBeRead));
        QVERIFY(drawn(Padlock::Closed, Appearance::Dark) != drawn(Padlock::NotThisKey, Appearance::Dark));
    }

    void signsAreSharpAtEverySizeAndDifferFromEachOther()
    {
        for (const int side : {16, 24, 48}) {
            QSet<QByteArray> pictures;
            for (int sign = 0; sign < kSigns; ++sign) {
                const QImage image = iconOf(static_cast<Sign>(sign)).pixmap(QSize(side, side), 1.0).toImage();
                QCOMPARE(image.size(), QSize(side, side));
                QCOMPARE(count(image, Theme::of(Appearance::Light).color(Role::Opened)), 0);
                pictures.insert(QByteArray(reinterpret_cast<const char*>(image.constBits()), image.sizeInBytes()));
            }
            QCOMPARE(pictures.size(), kSigns);
        }
        QCOMPARE(iconOf(Sign::Key).pixmap(QSize(24, 24), 2.0).toImage().size(), QSize(48, 48));
    }
};

QTEST_MAIN(TexturesTest)
#include "textures_test.moc"
