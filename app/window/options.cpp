// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/options.h"

#include <QCommandLineParser>

#include <cstdio>
#include <cstdlib>

namespace cg::window {

namespace {

using ui::Appearance;

[[noreturn]] void refuse(const QString& sentence)
{
    constexpr int kUsageError = 2;
    std::fprintf(stderr, "ciphergrad: %s\n", qPrintable(sentence));
    std::exit(kUsageError); // NOLINT(concurrency-mt-unsafe): before any other thread is there
}

QString translated(const char* text)
{
    return QApplication::translate("cg::window", text);
}

Appearance appearanceNamed(const QString& name)
{
    if (name != QStringLiteral("light") && name != QStringLiteral("dark")) {
        refuse(translated("--appearance takes light or dark, not '%1'").arg(name));
    }
    return name == QStringLiteral("dark") ? Appearance::Dark : Appearance::Light;
}

QSize sizeNamed(const QString& name)
{
    constexpr QSize kLeast(1024, 640);
    constexpr QSize kMost(7680, 4320);
    const QStringList sides = name.split(QLatin1Char('x'));
    const QSize size = sides.size() == 2 ? QSize(sides[0].toInt(), sides[1].toInt()) : QSize();
    if (size.expandedTo(kLeast) != size || size.boundedTo(kMost) != size) {
        refuse(translated("--size takes a width and a height from 1024x640 to 7680x4320, not '%1'").arg(name));
    }
    return size;
}

} // namespace

Options parseOptions(const QApplication& application)
{
    const QCommandLineOption screenshot(QStringLiteral("screenshot"),
                                        translated("Write a picture of every page into DIR and end."),
                                        QStringLiteral("DIR"));
    const QCommandLineOption appearance(QStringLiteral("appearance"),
                                        translated("light or dark; by default as chosen in the menu."),
                                        QStringLiteral("NAME"));
    const QCommandLineOption size(QStringLiteral("size"), translated("Size of the window, from 1024x640."),
                                  QStringLiteral("WxH"), QStringLiteral("1440x900"));
    QCommandLineParser parser;
    parser.setApplicationDescription(
        translated("Trains a neural network whose weights are encrypted, and shows what happens."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOptions({screenshot, appearance, size});
    parser.addPositionalArgument(QStringLiteral("session"), translated("A .cgsession file to go on with."),
                                 QStringLiteral("[session]"));
    if (!parser.parse(QApplication::arguments())) {
        refuse(parser.errorText());
    }
    parser.process(application); // --help and --version
    const QStringList sessions = parser.positionalArguments();
    if (sessions.size() > 1) {
        refuse(translated("one session at a time can be opened, not %1").arg(sessions.size()));
    }
    Options options;
    if (parser.isSet(appearance)) {
        options.appearance = appearanceNamed(parser.value(appearance));
    }
    if (parser.isSet(screenshot)) {
        options.screenshots = parser.value(screenshot);
    }
    if (parser.isSet(size) || parser.isSet(screenshot)) {
        options.size = sizeNamed(parser.value(size));
    }
    options.session = sessions.value(0);
    return options;
}

} // namespace cg::window
