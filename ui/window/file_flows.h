#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/training_controller.h"
#include "ui/window/settings.h"

#include <QObject>

#include <functional>

class QDialog;
class QMenu;
class QWidget;

namespace cg::ui {

class KeyFlows;

/// Saving, opening and closing, with the questions that they take. Nothing blocks.
class FileFlows : public QObject {
    Q_OBJECT
public:
    FileFlows(TrainingController& controller, KeyFlows& keys, Settings& settings, QWidget& window);

    void save();
    void saveAs();
    void open();
    void openFile(const QString& path);
    void fillRecent(QMenu& menu);
    /// True if the window may close now; otherwise a question is being asked, whose answer may be `closeAgreed`.
    [[nodiscard]] bool mayClose();

Q_SIGNALS:
    void closeAgreed();

private:
    void saveTo(const QString& path);
    /// Asks whether to keep a session key, without which nobody opens what is saved; then goes on.
    void keepKeyThen(const std::function<void()>& next);
    /// What waited for the key to be kept.
    void goOn();
    void afterConsent(const std::function<void()>& next);

    TrainingController& m_controller;
    KeyFlows& m_keys;
    Settings& m_settings;
    QWidget& m_window;
    std::function<void()> m_afterKeeping;
};

} // namespace cg::ui
