# SPDX-License-Identifier: GPL-3.0-or-later
cg_test(NAME lwe_estimator_test SOURCES lwe_estimator_test.cpp LIBS cg::security LABELS unit)
cg_test(NAME standard_tables_test SOURCES standard_tables_test.cpp LIBS cg::security LABELS unit)
