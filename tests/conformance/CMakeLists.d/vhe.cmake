# SPDX-License-Identifier: GPL-3.0-or-later
cg_test(NAME vhe_conformance_test SOURCES vhe_conformance_test.cpp LIBS cg_conformance cg::keyholder LABELS unit)
target_compile_definitions(vhe_conformance_test PRIVATE CG_SECRET_SIDE)
