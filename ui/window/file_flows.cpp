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
    connect(&m_controller, &TrainingController::problemOccurred, this, &FileFlows::giveUp);
    connect(&m_keys, &KeyFlows::keepingAbandoned, this, &FileFlows::giveUp);
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
        connect(dialog.get(), &QFileDialog::rejected, this, &FileFlows::giveUp);
        openOnce(*dialog.release());
    });
}

void FileFlows::saveTo(const QString& path)
{
    m_controller.save(QFileInfo(path).absoluteFilePath());
}

void FileFlows::openNow(const QString& path)
{
    m_controller.open(QFileInfo(path).absoluteFilePath());
}

void FileFlows::open()
{
    afterConsent([this] {
        auto dialog = std::make_unique<QFileDialog>(&m_window, tr("Open a session"), QString(), sessionFilter());
        dialog->setObjectName(QStringLiteral("openDialog"));
        dialog->setFileMode(QFileDialog::ExistingFile);
        connect(dialog.get(), &QFileDialog::fileSelected, this, &FileFlows::openNow);
        openOnce(*dialog.release());
    });
}

void FileFlows::openFile(const QString& path)
{
    afterConsent([this, path] { openNow(path); });
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
    const SessionStatePtr state = m_controller.state();
    if (!state->file.isEmpty() && state->file != m_noted) {
        m_noted = state->file;
        m_settings.noteSession(m_noted);
    }
    if (m_afterKeeping && state->hasPassphrase) {
        std::exchange(m_afterKeeping, nullptr)();
    }
    if (m_afterSaving && !state->file.isEmpty() && !state->isChanged) {
        std::exchange(m_afterSaving, nullptr)();
    }
}

void FileFlows::giveUp()
{
    m_afterKeeping = nullptr;
    m_afterSaving = nullptr;
}

void FileFlows::keepKeyThen(const Step& next)
{
    m_afterKeeping = nullptr;
    if (!KeyFlows::wouldLoseKey(*m_controller.state())) {
        next();
        return;
    }
    askForKey(tr("The secret key of this run lies in the key holder's memory only and dies with this window. Without "
                 "it nobody will ever open what is saved."),
              tr("Save without the key"), next);
}

void FileFlows::askForKey(const QString& text, const QString& without, const Step& next)
{
    auto box = std::make_unique<QMessageBox>(QMessageBox::Question, tr("Keep the session key?"), text,
                                             QMessageBox::Cancel, &m_window);
    box->setObjectName(QStringLiteral("keepKey"));
    const QPushButton* const keep = box->addButton(tr("Keep it under a passphrase…"), QMessageBox::AcceptRole);
    const QPushButton* const goOn = box->addButton(without, QMessageBox::DestructiveRole);
    connect(keep, &QPushButton::clicked, this, [this, next] {
        m_afterKeeping = next;
        m_keys.keepSessionKey();
    });
    connect(goOn, &QPushButton::clicked, this, next);
    connect(box->button(QMessageBox::Cancel), &QAbstractButton::clicked, this, &FileFlows::giveUp);
    openOnce(*box.release());
}

bool FileFlows::needsConsent() const
{
    const SessionStatePtr state = m_controller.state();
    const bool losesKeyOfFile = !state->file.isEmpty() && KeyFlows::wouldLoseKey(*state);
    return state->hasUnsavedSteps() || losesKeyOfFile;
}

void FileFlows::afterConsent(const Step& next)
{
    giveUp();
    if (!needsConsent()) {
        next();
    } else if (m_controller.state()->hasUnsavedSteps()) {
        askForRun(next);
    } else {
        askForKey(tr("The run is saved, its secret key is not: it lies in the key holder's memory only. Without it "
                     "nobody will ever open what was saved."),
                  tr("Go on without the key"), next);
    }
}

void FileFlows::askForRun(const Step& next)
{
    auto box = std::make_unique<QMessageBox>(QMessageBox::Question, tr("Give up this run?"),
                                             tr("What was trained since the last saving will be lost."),
                                             QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, &m_window);
    box->setObjectName(QStringLiteral("unsavedRun"));
    connect(box->button(QMessageBox::Save), &QAbstractButton::clicked, this, [this, next] {
        m_controller.pause(); // what is trained while the questions are answered would not be saved
        m_afterSaving = next;
        save();
    });
    connect(box->button(QMessageBox::Discard), &QAbstractButton::clicked, this, [this, next] {
        m_controller.forgetJournal();
        next();
    });
    openOnce(*box.release());
}

bool FileFlows::mayClose()
{
    if (!needsConsent()) {
        return true;
    }
    afterConsent([this] { Q_EMIT closeAgreed(); });
    return false;
}

} // namespace cg::ui
