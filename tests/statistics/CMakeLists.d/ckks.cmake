# SPDX-License-Identifier: GPL-3.0-or-later
cg_test(NAME ckks_noise_test SOURCES ckks_noise_test.cpp LIBS cg::keyholder LABELS stat)
target_compile_definitions(ckks_noise_test PRIVATE CG_SECRET_SIDE QT_NO_KEYWORDS)
