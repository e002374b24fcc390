// SPDX-License-Identifier: GPL-3.0-or-later
// Two quantities of the same representation cannot take each other's place.
// expect: could not convert|no known conversion|cannot convert|no matching function
#include "base/strong.h"

using Rows = cg::base::Strong<int, struct RowsTag>;
using Columns = cg::base::Strong<int, struct ColumnsTag>;

int areaOf(Rows rows, Columns columns)
{
    return rows.value() * columns.value();
}

int area()
{
#ifdef CG_MISUSE
    return areaOf(Columns(2), Rows(3));
#else
    return areaOf(Rows(3), Columns(2));
#endif
}
