// SPDX-License-Identifier: GPL-3.0-or-later
// The trainer's side may read what was disclosed, and cannot call a number of its own "opened".
// expect: is private within this context|calling a private constructor
#include "trust/disclosed.h"

double valueOf(const cg::trust::Disclosed<double>& disclosed)
{
    return disclosed.value();
}

#ifdef CG_MISUSE
double ownValue()
{
    return valueOf(cg::trust::Disclosed<double>(0.5));
}
#endif
