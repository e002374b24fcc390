// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"

#include "base/contract.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QProcessEnvironment>

namespace cg::testing {

namespace {

// Far more than anything here takes, also under sanitizers: reached only by a program that hangs.
constexpr int kLongestMilliseconds = 120'000;

} // namespace

QJsonObject Outcome::json() const
{
    // Exactly one line, so that nothing but the object can have been written.
    return out.count('\n') == 1 ? QJsonDocument::fromJson(out).object() : QJsonObject();
}

QByteArray Outcome::lastError() const
{
    return errors.trimmed().split('\n').last();
}

Program::Program()
{
    CG_EXPECTS(m_folder.isValid());
}

QString Program::path()
{
    const QString folder = qEnvironmentVariable("CG_PROGRAMS");
    CG_EXPECTS(!folder.isEmpty());
    return folder + "/ciphergrad-cli";
}

Outcome Program::run(const QStringList& arguments, const QByteArray& input) const
{
    QProcess process;
    process.setWorkingDirectory(m_folder.path());
    process.start(path(), arguments);
    process.write(input);
    process.closeWriteChannel();
    return finish(process);
}

Outcome Program::runOther(const QString& program, const QStringList& arguments) const
{
    QProcess process;
    process.setWorkingDirectory(m_folder.path());
    process.start(program, arguments);
    process.closeWriteChannel();
    return finish(process);
}

void Program::start(QProcess& process, const QStringList& arguments) const
{
    process.setWorkingDirectory(m_folder.path());
    process.start(path(), arguments);
    process.closeWriteChannel();
}

Outcome Program::finish(QProcess& process)
{
    if (!process.waitForFinished(kLongestMilliseconds)) {
        process.kill();
        process.waitForFinished();
        return {-1, process.readAllStandardOutput(), process.readAllStandardError() + "\n(did not end in time)"};
    }
    const int code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    return {code, process.readAllStandardOutput(), process.readAllStandardError()};
}

void Program::write(const QString& name, const QByteArray& content) const
{
    QFile file(this->file(name));
    CG_EXPECTS(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
}

QByteArray Program::read(const QString& name) const
{
    QFile file(this->file(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList Program::files() const
{
    return QDir(m_folder.path()).entryList(QDir::Files | QDir::Hidden, QDir::Name);
}

bool waitForError(QProcess& process, const QByteArray& text, QByteArray& seen)
{
    QElapsedTimer timer;
    timer.start();
    process.setReadChannel(QProcess::StandardError);
    while (!seen.contains(text)) {
        const int left = kLongestMilliseconds - static_cast<int>(timer.elapsed());
        if (left <= 0 || (process.bytesAvailable() == 0 && !process.waitForReadyRead(left))) {
            return false;
        }
        seen += process.readAllStandardError();
    }
    return true;
}

std::optional<qint64> childNamed(qint64 parent, const QByteArray& name)
{
    const QString tasks = QString("/proc/%1/task").arg(parent);
    for (const QString& task : QDir(tasks).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile children(tasks + "/" + task + "/children");
        if (!children.open(QIODevice::ReadOnly)) {
            continue;
        }
        for (const QByteArray& child : children.readAll().split(' ')) {
            QFile command("/proc/" + QString(child) + "/comm");
            // The system cuts names after 15 characters.
            if (command.open(QIODevice::ReadOnly) && command.readAll().trimmed() == name.left(15)) {
                return child.toLongLong();
            }
        }
    }
    return std::nullopt;
}

} // namespace cg::testing
