// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/file_flows.h"

#include "ui/dialogs/control.h"
#include "ui/window/key_flows.h"

#include <QAction>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>

#include <memory>
#include <utility>

namespace cg::ui {

namespace {

QString sessionFilter()
{
    return FileFlows::tr("Sessions (*.cgsession)");
}

} // namespace

FileFlows::FileFlows(TrainingController& controller, KeyFlows& keys, Settings& settings, QWidget& window)
    : QObject(&window), m_controller(controller), m_keys(keys), m_settings(settings), m_window(window)
{
    connect(&m_controller, &TrainingController::stateChanged, this, &FileFlows::goOn);
}

void FileFlows::save()
{
    const QString file = m_controller.state()->file;
    file.isEmpty() ? saveAs() : keepKeyThen([this, file] { saveTo(file); });
}

void FileFlows::saveAs()
{
    keepKeyThen([this] {
        auto dialog = std::make_unique<QFileDialog>(&m_window, tr("Save the session"), QString(), sessionFilter());
        dialog->setObjectName(QStringLiteral("saveDialog"));
        dialog->setAcceptMode(QFileDialog::AcceptSave);
        dialog->setDefaultSuffix(QStringLiteral("cgsession"));
        connect(dialog.get(), &QFileDialog::fileSelected, this, &FileFlows::saveTo);
        openOnce(*dialog.release());
    });
}

void FileFlows::saveTo(const QString& path)
{
    m_controller.save(path);
    m_settings.noteSession(QFileInfo(path).absoluteFilePath());
}

void FileFlows::open()
{
    afterConsent([this] {
        auto dialog = std::make_unique<QFileDialog>(&m_window, tr("Open a session"), QString(), sessionFilter());
        dialog->setObjectName(QStringLiteral("openDialog"));
        dialog->setFileMode(QFileDialog::ExistingFile);
        connect(dialog.get(), &QFileDialog::fileSelected, this, [this](const QString& path) {
            m_controller.open(path);
            m_settings.noteSession(QFileInfo(path).absoluteFilePath());
        });
        openOnce(*dialog.release());
    });
}

void FileFlows::openFile(const QString& path)
{
    afterConsent([this, path] {
        m_controller.open(path);
        m_settings.noteSession(QFileInfo(path).absoluteFilePath());
    });
}

void FileFlows::fillRecent(QMenu& menu)
{
    menu.clear();
    for (const QString& path : m_settings.recentSessions()) {
        QAction* const action = menu.addAction(QFileInfo(path).fileName());
        action->setToolTip(path);
        connect(action, &QAction::triggered, this, [this, path] { openFile(path); });
    }
    menu.setEnabled(!menu.isEmpty());
}

void FileFlows::goOn()
{
    if (m_afterKeeping && m_controller.state()->hasPassphrase) {
        std::exchange(m_afterKeeping, nullptr)();
    }
}

void FileFlows::keepKeyThen(const std::function<void()>& next)
{
    m_afterKeeping = nullptr;
    if (!KeyFlows::wouldLoseKey(*m_controller.state())) {
        next();
        return;
    }
    auto box = std::make_unique<QMessageBox>(QMessageBox::Question, tr("Keep the session key?"),
                                             tr("The secret key of this run lies in the key holder's memory only and "
                                                "dies with this window. Without it nobody "
                                                "will ever open what is saved."),
                                             QMessageBox::Cancel, &m_window);
    box->setObjectName(QStringLiteral("keepKey"));
    const QPushButton* const keep = box->addButton(tr("Keep it under a passphrase…"), QMessageBox::AcceptRole);
    const QPushButton* const without = box->addButton(tr("Save without the key"), QMessageBox::DestructiveRole);
    connect(keep, &QPushButton::clicked, this, [this, next] {
        m_afterKeeping = next;
        m_keys.keepSessionKey();
    });
    connect(without, &QPushButton::clicked, this, next);
    openOnce(*box.release());
}

void FileFlows::afterConsent(const std::function<void()>& next)
{
    if (!m_controller.state()->hasUnsavedSteps()) {
        next();
        return;
    }
    auto box = std::make_unique<QMessageBox>(QMessageBox::Question, tr("Give up this run?"),
                                             tr("What was trained since the last saving will be lost."),
                                             QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, &m_window);
    box->setObjectName(QStringLiteral("unsavedRun"));
    connect(box->button(QMessageBox::Save), &QAbstractButton::clicked, this, &FileFlows::save);
    connect(box->button(QMessageBox::Discard), &QAbstractButton::clicked, this, next);
    openOnce(*box.release());
}

bool FileFlows::mayClose()
{
    if (!m_controller.state()->hasUnsavedSteps()) {
        return true;
    }
    afterConsent([this] { Q_EMIT closeAgreed(); });
    return false;
}

} // namespace cg::ui
