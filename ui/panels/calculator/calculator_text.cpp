// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/calculator/calculator_text.h"

#include "ui/text/format.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>
#include <QStringList>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace cg::ui {

namespace {

constexpr std::size_t kMostBytes = 1024; // enough for every picture

QString translated(const char* text)
{
    return QCoreApplication::translate("cg::ui::Calculator", text);
}

/// How many low bytes of integers up to `largest` are random: the highest byte is only so in part.
std::size_t randomBytes(std::uint64_t largest)
{
    constexpr int kByte = 8;
    return static_cast<std::size_t>(std::max(1, static_cast<int>(std::bit_width(largest)) / kByte));
}

} // namespace

QString vectorText(const std::vector<double>& values)
{
    constexpr std::size_t kShown = 8;
    constexpr int kDigits = 6;
    QStringList texts;
    for (std::size_t i = 0; i < std::min(values.size(), kShown); ++i) {
        texts.append(std::isfinite(values[i]) ? QLocale::c().toString(values[i], 'g', kDigits)
                                              : translated("no number"));
    }
    QString text = texts.join(QStringLiteral(", "));
    if (values.size() > kShown) {
        text = translated("%1, … (%2 numbers)").arg(text).arg(values.size());
    }
    return QStringLiteral("[%1]").arg(text);
}

QString trainerText(const std::string& statement)
{
    static const QRegularExpression clear(QStringLiteral("enc\\s*\\(\\s*\\[([^\\]]*)\\]\\s*\\)"));
    QString text = QString::fromStdString(statement);
    for (QRegularExpressionMatch match = clear.match(text); match.hasMatch();) {
        const qsizetype numbers = match.captured(1).count(u',') + 1;
        const QString replacement =
            numbers == 1 ? translated("enc([1 number])") : translated("enc([%1 numbers])").arg(numbers);
        text.replace(match.capturedStart(), match.capturedLength(), replacement);
        // What was put in holds no list, so that it is not found again behind its own beginning.
        match = clear.match(text, match.capturedStart() + replacement.size());
    }
    return text.simplified();
}

base::Bytes bytesOf(const session::StatementResult& result)
{
    base::Bytes bytes;
    if (result.integers.empty()) {
        const std::size_t count = std::min(result.numbers.size(), kMostBytes / sizeof(double));
        bytes.resize(count * sizeof(double));
        std::memcpy(bytes.data(), result.numbers.data(), bytes.size());
        return bytes;
    }
    std::uint64_t largest = 1;
    for (const std::int64_t value : result.integers) {
        largest = std::max(largest, static_cast<std::uint64_t>(std::abs(std::max(value, -INT64_MAX))));
    }
    const std::size_t each = randomBytes(largest);
    constexpr unsigned kByte = 8;
    for (const std::int64_t value : result.integers) {
        for (unsigned i = 0; i < each && bytes.size() < kMostBytes; ++i) {
            bytes.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> (kByte * i)));
        }
    }
    return bytes;
}

std::optional<double> shareOfDifferent(base::ByteView a, base::ByteView b)
{
    if (a.size() != b.size() || a.empty()) {
        return std::nullopt;
    }
    std::size_t different = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        different += a[i] != b[i] ? 1U : 0U;
    }
    return static_cast<double>(different) / static_cast<double>(a.size());
}

std::optional<session::TextPosition> positionIn(const std::string& message)
{
    static const QRegularExpression place(QStringLiteral("^line ([0-9]+), column ([0-9]+):"));
    const QRegularExpressionMatch match = place.match(QString::fromStdString(message));
    if (!match.hasMatch()) {
        return std::nullopt;
    }
    return session::TextPosition{match.captured(1).toUInt(), match.captured(2).toUInt()};
}

qsizetype offsetOf(const QString& program, session::TextPosition position)
{
    qsizetype offset = 0;
    for (std::uint32_t line = 1; line < position.line; ++line) {
        const qsizetype end = program.indexOf(u'\n', offset);
        if (end < 0) {
            return program.size();
        }
        offset = end + 1;
    }
    // Columns count characters; one beyond 16 bits takes two QChars.
    for (std::uint32_t column = 1; column < position.column && offset < program.size(); ++column) {
        offset += program.at(offset).isHighSurrogate() ? 2 : 1;
    }
    return std::min(offset, program.size());
}

QString commandLine(const QString& program, const SchemeChoice& scheme)
{
    QString quoted = program.trimmed();
    quoted.replace(u'\'', QStringLiteral("'\\''"));
    QString options;
    if (scheme != SchemeChoice{}) {
        options = QStringLiteral("--scheme %1 ").arg(textOf(base::nameOf(scheme.scheme)));
    }
    if (scheme.scheme == base::SchemeId::Ckks && scheme != SchemeChoice{base::SchemeId::Ckks}) {
        options += QStringLiteral("--security %1 ").arg(scheme.securityBits);
    }
    return QStringLiteral("ciphergrad-cli calc %1'%2'").arg(options, quoted);
}

} // namespace cg::ui
