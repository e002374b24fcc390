# SPDX-License-Identifier: GPL-3.0-or-later
cg_test(NAME calculator_parser_test SOURCES calculator_parser_test.cpp LIBS cg::session LABELS unit)
cg_test(NAME calculator_test SOURCES calculator_test.cpp LIBS cg::session cg::keyholder LABELS unit)
target_compile_definitions(calculator_test PRIVATE CG_SECRET_SIDE)
cg_test(NAME ckks_calculator_test SOURCES ckks_calculator_test.cpp LIBS cg::session cg::keyholder LABELS unit)
target_compile_definitions(ckks_calculator_test PRIVATE CG_SECRET_SIDE QT_NO_KEYWORDS)
