# SPDX-License-Identifier: GPL-3.0-or-later
cg_test(NAME ckks_vectors_test SOURCES ckks_vectors_test.cpp LIBS cg::keyholder LABELS unit)
target_compile_definitions(ckks_vectors_test PRIVATE CG_SECRET_SIDE QT_NO_KEYWORDS)
