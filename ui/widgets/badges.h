#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/scheme.h"
#include "security/badge.h"
#include "session/experiment.h"

#include <QWidget>

#include <cstdint>

namespace cg::ui {

/// A few capital letters in a frame; hatched where they warn.
class BadgeLabel : public QWidget {
    Q_OBJECT
public:
    enum class Weight : std::uint8_t { Plain, Warning };

    explicit BadgeLabel(QWidget* parent = nullptr);

    /// `reason`: one sentence, for the tool tip.
    void showBadge(const QString& text, const QString& reason, Weight weight);
    [[nodiscard]] QString text() const { return m_text; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_text;
    Weight m_weight = Weight::Plain;
};

/// What the scheme is worth as protection: "VHE · BROKEN", with the reason in its tool tip.
class SchemeBadge : public BadgeLabel {
    Q_OBJECT
public:
    explicit SchemeBadge(QWidget* parent = nullptr);

    void showScheme(base::SchemeId scheme, security::Badge badge);
};

/// Whether anybody can compute the run in the clear: KNOWN START or SEALED START.
class StartBadge : public BadgeLabel {
    Q_OBJECT
public:
    explicit StartBadge(QWidget* parent = nullptr);

    void showStart(session::StartKind start);
};

} // namespace cg::ui
