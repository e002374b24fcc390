// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/disclosure.h"

#include <QCoreApplication>

namespace cg::ui {

namespace {

QString translated(const char* text)
{
    return QCoreApplication::translate("cg::ui::disclosure", text);
}

} // namespace

QString subjectText(const Disclosure& disclosure)
{
    switch (disclosure.kind) {
    case session::OpenedKind::Loss:
        return translated("loss");
    case session::OpenedKind::Weights:
        return translated("weights");
    case session::OpenedKind::Prediction:
        return translated("prediction of sample %1").arg(disclosure.row + 1);
    case session::OpenedKind::Noise:
        return translated("noise of the operations of one step");
    case session::OpenedKind::HandedOver:
        return translated("network handed over to another key");
    }
    return {};
}

} // namespace cg::ui
