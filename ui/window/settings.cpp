// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/settings.h"

#include <QSettings>

namespace cg::ui {

namespace {

constexpr qsizetype kMostRecent = 8;

const QString& appearanceKey()
{
    static const QString key = QStringLiteral("window/appearance");
    return key;
}

const QString& recentKey()
{
    static const QString key = QStringLiteral("files/recent");
    return key;
}

const QString& geometryKey()
{
    static const QString key = QStringLiteral("window/geometry");
    return key;
}

QSettings store()
{
    return {QSettings::IniFormat, QSettings::UserScope, QStringLiteral("ciphergrad"), QStringLiteral("ciphergrad")};
}

} // namespace

std::optional<Appearance> Settings::appearance() const
{
    const QString value = store().value(appearanceKey()).toString();
    if (value == QStringLiteral("dark")) {
        return Appearance::Dark;
    }
    return value == QStringLiteral("light") ? std::optional(Appearance::Light) : std::nullopt;
}

void Settings::setAppearance(std::optional<Appearance> appearance)
{
    QSettings settings = store();
    if (!appearance) {
        settings.remove(appearanceKey());
        return;
    }
    settings.setValue(appearanceKey(),
                      *appearance == Appearance::Dark ? QStringLiteral("dark") : QStringLiteral("light"));
}

QStringList Settings::recentSessions() const
{
    return store().value(recentKey()).toStringList();
}

void Settings::noteSession(const QString& path)
{
    QSettings settings = store();
    QStringList sessions = settings.value(recentKey()).toStringList();
    sessions.removeAll(path);
    sessions.prepend(path);
    settings.setValue(recentKey(), QVariant(sessions.mid(0, kMostRecent)));
}

QByteArray Settings::geometry() const
{
    return store().value(geometryKey()).toByteArray();
}

void Settings::setGeometry(const QByteArray& geometry)
{
    store().setValue(geometryKey(), geometry);
}

} // namespace cg::ui
