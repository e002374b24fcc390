# SPDX-License-Identifier: GPL-3.0-or-later
cg_test(NAME ckks_conformance_test SOURCES ckks_conformance_test.cpp LIBS cg_conformance cg::keyholder LABELS unit)
target_compile_definitions(ckks_conformance_test PRIVATE CG_SECRET_SIDE QT_NO_KEYWORDS)

cg_test(NAME ckks_forecast_test SOURCES ckks_forecast_test.cpp LIBS cg_conformance cg::keyholder LABELS unit)
target_compile_definitions(ckks_forecast_test PRIVATE CG_SECRET_SIDE QT_NO_KEYWORDS)
