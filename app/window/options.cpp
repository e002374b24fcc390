// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/options.h"

#include "ui/session/experiment.h"

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

/// An option of the new run; without a value, nothing was given.
std::optional<QString> given(const QCommandLineParser& parser, const QString& name)
{
    return parser.isSet(name) ? std::optional(parser.value(name)) : std::nullopt;
}

std::variant<ui::ExperimentChoice, Refusal> choiceOf(const QCommandLineParser& parser)
{
    ui::ExperimentChoice choice;
    choice.preset = given(parser, QStringLiteral("preset")).value_or(choice.preset);
    if (const auto name = given(parser, QStringLiteral("scheme"))) {
        const auto scheme = base::schemeNamed(name->toStdString());
        if (!scheme) {
            return Refusal{translated("--scheme takes plain, vhe or ckks, not '%1'").arg(*name)};
        }
        choice.scheme = *scheme;
    }
    if (const auto bits = given(parser, QStringLiteral("security"))) {
        const QStringList there{QStringLiteral("128"), QStringLiteral("192"), QStringLiteral("256")};
        if (!there.contains(*bits)) {
            return Refusal{translated("--security takes 128, 192 or 256, not '%1'").arg(*bits)};
        }
        if (choice.scheme != base::SchemeId::Ckks) {
            return Refusal{translated("--security needs --scheme ckks; the other schemes have no choice of it")};
        }
        choice.securityBits = bits->toInt();
    }
    if (const auto experiment = ui::experimentOf(choice); !experiment) {
        return Refusal{QString::fromStdString(experiment.error().message)};
    }
    return choice;
}

/// What cannot be used together.
std::optional<Refusal> conflictIn(const QCommandLineParser& parser, const ui::ExperimentChoice& choice)
{
    const bool hasSession = !parser.positionalArguments().isEmpty();
    for (const QString& name : {QStringLiteral("preset"), QStringLiteral("scheme"), QStringLiteral("security")}) {
        if (hasSession && parser.isSet(name)) {
            return Refusal{translated("--%1 cannot be used with a session, which determines the run").arg(name)};
        }
    }
    const bool takesPictures = parser.isSet(QStringLiteral("screenshot"));
    if (takesPictures && hasSession) {
        return Refusal{translated("--screenshot trains a run of its own; leave the session out")};
    }
    if (takesPictures && choice.scheme == base::SchemeId::Plain) {
        return Refusal{translated("--screenshot shows pages locked and unlocked, and under plain there is no key")};
    }
    return std::nullopt;
}

std::variant<Options, Refusal> optionsOf(const QCommandLineParser& parser)
{
    const QStringList sessions = parser.positionalArguments();
    if (sessions.size() > 1) {
        return Refusal{translated("one session at a time can be opened, not %1").arg(sessions.size())};
    }
    Options options;
    options.session = sessions.value(0);
    const auto choice = choiceOf(parser);
    if (const auto* refusal = std::get_if<Refusal>(&choice)) {
        return *refusal;
    }
    options.choice = std::get<ui::ExperimentChoice>(choice);
    if (auto conflict = conflictIn(parser, options.choice)) {
        return *std::move(conflict);
    }
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
    const QCommandLineOption preset(QStringLiteral("preset"), translated("What a new run learns; xor unless given."),
                                    QStringLiteral("NAME"));
    const QCommandLineOption scheme(QStringLiteral("scheme"),
                                    translated("Scheme of a new run: vhe (the default), ckks or plain."),
                                    QStringLiteral("NAME"));
    const QCommandLineOption security(QStringLiteral("security"),
                                      translated("Bits, under ckks: 128 (the default), 192 or 256."),
                                      QStringLiteral("BITS"));
    parser.addOptions({preset, scheme, security, screenshot, appearance, size});
    parser.addPositionalArgument(QStringLiteral("session"), translated("A .cgsession file to go on with."),
                                 QStringLiteral("[session]"));
    if (!parser.parse(QCoreApplication::arguments())) {
        return Refusal{parser.errorText()};
    }
    parser.process(application); // --help and --version
    return optionsOf(parser);
}

} // namespace cg::window
