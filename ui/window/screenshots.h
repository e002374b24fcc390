#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/training_controller.h"
#include "ui/theme/theme.h"
#include "ui/window/main_window.h"

#include <QDir>
#include <QObject>

#include <deque>
#include <functional>

namespace cg::ui {

/// Trains for a short while and writes a picture of every page, in light and dark, locked and unlocked, as
/// `train-locked-light.png` and so on.
class Screenshots : public QObject {
    Q_OBJECT
public:
    /// Both must outlive this. The window must be visible.
    Screenshots(MainWindow& window, TrainingController& controller, const QDir& folder);

    /// Returns at once; ends with `finished`.
    void start();

Q_SIGNALS:
    /// `problem` is empty if all pictures were written.
    void finished(const QString& problem);

private:
    /// An order to the controller, and what the state must say before the next one.
    struct Stage {
        std::function<void()> begin;
        std::function<bool(const SessionState&)> isDone;
    };
    struct Picture {
        MainWindow::Page page;
        Appearance appearance;
        QString name;
    };

    void planStages();
    void beginStage();
    void lookAtState();
    void takeAll(const QString& lockName);
    void takeNext();
    void end(const QString& problem);

    MainWindow& m_window;
    TrainingController& m_controller;
    QDir m_folder;
    std::deque<Stage> m_stages;
    std::deque<Picture> m_pictures;
    bool m_isWaiting = false; ///< for the state that ends the first stage
};

} // namespace cg::ui
