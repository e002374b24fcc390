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
    using Step = std::function<void()>;

    void saveTo(const QString& path);
    void openNow(const QString& path);
    /// Asks whether to keep a session key, without which nobody opens what is saved; then goes on.
    void keepKeyThen(const Step& next);
    void askForKey(const QString& text, const QString& without, const Step& next);
    /// Goes on with what waited for a key to be kept, or for a run to be saved.
    void goOn();
    /// What waited is not to happen any more.
    void giveUp();
    /// Whether going on loses steps that were not saved, or the key of a file.
    [[nodiscard]] bool needsConsent() const;
    /// Asks where the run or its key would be lost; then goes on.
    void afterConsent(const Step& next);
    void askForRun(const Step& next);

    TrainingController& m_controller;
    KeyFlows& m_keys;
    Settings& m_settings;
    QWidget& m_window;
    Step m_afterKeeping;
    Step m_afterSaving;
    QString m_noted; ///< the file that the list of recent sessions has had last
};

} // namespace cg::ui
