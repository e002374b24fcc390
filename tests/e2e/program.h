#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QByteArray>
#include <QJsonObject>
#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>

#include <functional>
#include <optional>

namespace cg::testing {

/// How the program ended and what it wrote.
struct Outcome {
    int exitCode = -1; ///< −1: it crashed, or did not end in time
    QByteArray out;
    QByteArray errors;

    /// The one JSON object on stdout; an empty object where there is none.
    [[nodiscard]] QJsonObject json() const;
    /// The last line on stderr.
    [[nodiscard]] QByteArray lastError() const;
};

/// ciphergrad-cli, run in an empty folder of its own. Where the programs lie is in the variable CG_PROGRAMS.
class Program {
public:
    Program();

    /// Runs to the end with `input` on stdin.
    [[nodiscard]] Outcome run(const QStringList& arguments, const QByteArray& input = {}) const;
    /// Runs another program to the end, such as a shell that starts this one under a limit.
    [[nodiscard]] Outcome runOther(const QString& program, const QStringList& arguments) const;
    /// Starts and returns at once; stdin is closed. Requires finish() to be called.
    void start(QProcess& process, const QStringList& arguments) const;
    /// Waits for the end of a process that was started.
    [[nodiscard]] static Outcome finish(QProcess& process);

    /// Full path of ciphergrad-cli.
    [[nodiscard]] static QString path();
    /// Full path of a file in the folder of this object.
    [[nodiscard]] QString file(const QString& name) const { return m_folder.filePath(name); }
    void write(const QString& name, const QByteArray& content) const;
    [[nodiscard]] QByteArray read(const QString& name) const;
    /// Names of all files in the folder, hidden ones too.
    [[nodiscard]] QStringList files() const;

private:
    QTemporaryDir m_folder;
};

/// Waits until `text` was written to stderr; false if the process ended before or a minute has passed.
[[nodiscard]] bool waitForError(QProcess& process, const QByteArray& text, QByteArray& seen);

/// The process of this name whose parent is `parent`.
[[nodiscard]] std::optional<qint64> childNamed(qint64 parent, const QByteArray& name);

} // namespace cg::testing
