#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <optional>

namespace cg::ui {

/// What the window remembers from one start to the next, in an INI file under the user's configuration folder. Never a
/// key, a passphrase or an opened value.
class Settings {
public:
    /// Nothing: follow the system.
    [[nodiscard]] std::optional<Appearance> appearance() const;
    void setAppearance(std::optional<Appearance> appearance);

    /// Newest first. Whether they are still there is found out when one is opened: a disk may take long to answer.
    [[nodiscard]] QStringList recentSessions() const;
    void noteSession(const QString& path);

    [[nodiscard]] QByteArray geometry() const;
    void setGeometry(const QByteArray& geometry);
};

} // namespace cg::ui
