#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/scheme_choice.h"

#include <QComboBox>

namespace cg::ui {

/// A choice of a scheme, with an entry for each security of CKKS.
class SchemeBox : public QComboBox {
    Q_OBJECT
public:
    explicit SchemeBox(QWidget* parent = nullptr);

    [[nodiscard]] SchemeChoice choice() const;
    /// Of no effect for bits that there are none of.
    void choose(const SchemeChoice& choice);
};

} // namespace cg::ui
