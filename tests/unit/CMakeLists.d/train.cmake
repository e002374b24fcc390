# SPDX-License-Identifier: GPL-3.0-or-later
cg_test(NAME ledger_test SOURCES ledger_test.cpp LIBS cg::noise LABELS unit)
cg_test(NAME metered_test SOURCES metered_test.cpp LIBS cg::train LABELS unit)
cg_test(NAME packing_test SOURCES packing_test.cpp LIBS cg::train LABELS unit)
cg_test(NAME plan_test SOURCES plan_test.cpp LIBS cg::train LABELS unit)
cg_test(NAME trainer_test SOURCES trainer_test.cpp LIBS cg::train LABELS unit)
cg_test(NAME flat_trainer_test SOURCES flat_trainer_test.cpp LIBS cg::train LABELS unit)
cg_test(NAME forecast_test SOURCES forecast_test.cpp LIBS cg::train LABELS unit)
