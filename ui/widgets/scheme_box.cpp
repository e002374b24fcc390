// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/scheme_box.h"

#include <QPoint>

namespace cg::ui {

namespace {

/// Scheme and bits, as an entry keeps them.
QPoint item(const SchemeChoice& choice)
{
    return {static_cast<int>(choice.scheme), choice.scheme == base::SchemeId::Ckks ? choice.securityBits : 0};
}

} // namespace

SchemeBox::SchemeBox(QWidget* parent) : QComboBox(parent)
{
    addItem(tr("VHE (broken)"), item({base::SchemeId::Vhe}));
    for (const int bits : {128, 192, 256}) {
        addItem(tr("CKKS, %1 bits").arg(bits), item({base::SchemeId::Ckks, bits}));
    }
    addItem(tr("plain (control run)"), item({base::SchemeId::Plain}));
}

SchemeChoice SchemeBox::choice() const
{
    const QPoint present = currentData().toPoint();
    SchemeChoice choice;
    choice.scheme = static_cast<base::SchemeId>(present.x());
    if (choice.scheme == base::SchemeId::Ckks) {
        choice.securityBits = present.y();
    }
    return choice;
}

void SchemeBox::choose(const SchemeChoice& choice)
{
    if (const int index = findData(item(choice)); index >= 0) {
        setCurrentIndex(index);
    }
}

} // namespace cg::ui
