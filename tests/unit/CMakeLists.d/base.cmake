# SPDX-License-Identifier: GPL-3.0-or-later
cg_test(NAME bytes_test SOURCES bytes_test.cpp LIBS cg::base LABELS unit)
cg_test(NAME file_test SOURCES file_test.cpp LIBS cg::base LABELS unit)
cg_test(NAME file_lock_test SOURCES file_lock_test.cpp LIBS cg::base LABELS unit)
cg_test(NAME log2_test SOURCES log2_test.cpp LIBS cg::base LABELS unit)
cg_test(NAME names_test SOURCES names_test.cpp LIBS cg::base LABELS unit)
cg_test(NAME random_test SOURCES random_test.cpp LIBS cg::base PkgConfig::Sodium LABELS unit)
cg_test(NAME random_threads_test SOURCES random_threads_test.cpp LIBS cg::base Threads::Threads
    LABELS unit threads PLAIN)
cg_test(NAME result_test SOURCES result_test.cpp LIBS cg::base LABELS unit)
cg_test(NAME scratch_test SOURCES scratch_test.cpp ../support/allocations.cpp LIBS cg::base LABELS unit)
cg_test(NAME secure_memory_test SOURCES secure_memory_test.cpp LIBS cg::base LABELS unit)
cg_test(NAME task_pool_test SOURCES task_pool_test.cpp LIBS cg::base Threads::Threads LABELS unit threads PLAIN)
