// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/options.h"

#include <QCommandLineParser>

namespace cg::window {

namespace {

using ui::Appearance;

QString translated(const char* text)
{
    return QApplication::translate("cg::window", text);
}

std::optional<Appearance> appearanceNamed(const QString& name)
{
    if (name == QStringLiteral("light")) {
        return Appearance::Light;
    }
    return name == QStringLiteral("dark") ? std::optional(Appearance::Dark) : std::nullopt;
}

/// An invalid size where the text names none that the window can have.
QSize sizeNamed(const QString& name)
{
    constexpr QSize kLeast(1024, 640);
    constexpr QSize kMost(7680, 4320);
    const QStringList sides = name.split(QLatin1Char('x'));
    const QSize size = sides.size() == 2 ? QSize(sides[0].toInt(), sides[1].toInt()) : QSize();
    return size.expandedTo(kLeast) == size && size.boundedTo(kMost) == size ? size : QSize();
}

std::variant<Options, Refusal> optionsOf(const QCommandLineParser& parser)
{
    const QStringList sessions = parser.positionalArguments();
    if (sessions.size() > 1) {
        return Refusal{translated("one session at a time can be opened, not %1").arg(sessions.size())};
    }
    Options options;
    options.session = sessions.value(0);
    if (parser.isSet(QStringLiteral("appearance"))) {
        const QString name = parser.value(QStringLiteral("appearance"));
        options.appearance = appearanceNamed(name);
        if (!options.appearance) {
            return Refusal{translated("--appearance takes light or dark, not '%1'").arg(name)};
        }
    }
    if (parser.isSet(QStringLiteral("screenshot"))) {
        options.screenshots = parser.value(QStringLiteral("screenshot"));
    }
    if (parser.isSet(QStringLiteral("size")) || options.screenshots) {
        const QString name = parser.value(QStringLiteral("size"));
        options.size = sizeNamed(name);
        if (!options.size.isValid()) {
            return Refusal{
                translated("--size takes a width and a height from 1024x640 to 7680x4320, not '%1'").arg(name)};
        }
    }
    return options;
}

} // namespace

std::variant<Options, Refusal> parseOptions(const QCoreApplication& application)
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
    if (!parser.parse(QCoreApplication::arguments())) {
        return Refusal{parser.errorText()};
    }
    parser.process(application); // --help and --version
    return optionsOf(parser);
}

} // namespace cg::window
