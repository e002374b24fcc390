# SPDX-License-Identifier: GPL-3.0-or-later
# A program of its own: the system tells of the largest of all programs that a test has started.
cg_test(NAME cli_memory_test SOURCES cli_memory_test.cpp program.cpp LIBS cg::base LABELS e2e
    ENVIRONMENT CG_PROGRAMS=$<TARGET_FILE_DIR:ciphergrad-cli>)
add_dependencies(cli_memory_test ciphergrad-cli ciphergrad-keyholder)
