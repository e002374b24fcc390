// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/session_controller.h"
#include "ui/theme/indicator_style.h"
#include "ui/window/main_window.h"
#include "ui/window/screenshots.h"
#include "ui/window/settings.h"
#include "window/options.h"

#include <QApplication>
#include <QDir>
#include <QIcon>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <variant>

namespace {

void nameApplication()
{
    QCoreApplication::setApplicationName(QStringLiteral("ciphergrad"));
    QCoreApplication::setApplicationVersion(QStringLiteral(CG_VERSION));
}

/// --help and --version are answered without a display.
void answerWithoutWindow(int argc, char** argv)
{
    constexpr std::array<std::string_view, 6> kAnswered{"-h", "--help", "--help-all", "-?", "-v", "--version"};
    const auto isAnswered = [&](const char* argument) { return std::ranges::count(kAnswered, argument) > 0; };
    if (std::any_of(argv, argv + argc, isAnswered)) {
        const QCoreApplication application(argc, argv);
        (void)cg::window::parseOptions(application);
    }
}

void describeApplication()
{
    QApplication::setApplicationDisplayName(QStringLiteral("Ciphergrad"));
    QApplication::setDesktopFileName(QStringLiteral("org.ciphergrad.Ciphergrad"));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/ciphergrad.svg")));
    QApplication::setStyle(std::make_unique<cg::ui::IndicatorStyle>().release());
}

void complain(const QString& sentence)
{
    std::fprintf(stderr, "ciphergrad: %s\n", qPrintable(sentence));
}

void takeScreenshots(cg::ui::MainWindow& window, cg::ui::TrainingController& controller, const QString& folder)
{
    auto* const screenshots = std::make_unique<cg::ui::Screenshots>(window, controller, QDir(folder)).release();
    QObject::connect(
        screenshots, &cg::ui::Screenshots::finished, &window,
        [](const QString& problem) {
            if (!problem.isEmpty()) {
                complain(problem);
            }
            QApplication::exit(problem.isEmpty() ? EXIT_SUCCESS : EXIT_FAILURE);
        },
        Qt::QueuedConnection);
    screenshots->start();
}

int runWindow(const cg::window::Options& options)
{
    cg::ui::Settings settings;
    cg::ui::SessionController controller;
    cg::ui::MainWindow window(controller, settings);
    window.setAppearance(options.appearance ? options.appearance : settings.appearance());
    if (options.size.isValid()) {
        window.resize(options.size);
    }
    window.show();
    if (options.session.isEmpty()) {
        window.begin(options.choice);
    } else {
        window.openFile(options.session);
    }
    if (options.screenshots) {
        takeScreenshots(window, controller, *options.screenshots);
    }
    return QApplication::exec();
}

} // namespace

int main(int argc, char** argv)
{
    nameApplication();
    answerWithoutWindow(argc, argv);
    QGuiApplication::setHighDpiScaleFactorRoundingPolicy(Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
    const QApplication application(argc, argv);
    describeApplication();
    const auto parsed = cg::window::parseOptions(application);
    if (const auto* refusal = std::get_if<cg::window::Refusal>(&parsed)) {
        constexpr int kUsageError = 2;
        complain(refusal->sentence);
        return kUsageError;
    }
    return runWindow(std::get<cg::window::Options>(parsed));
}
