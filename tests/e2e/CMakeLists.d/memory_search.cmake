# SPDX-License-Identifier: GPL-3.0-or-later
# What lies in the memory of the programs, seen from another process. Not under sanitizers: they keep copies of their own,
# and their leak check cannot stop a process that is being traced.
if(NOT CG_SANITIZERS)
    cg_test(NAME memory_needles_test SOURCES memory_needles_test.cpp LIBS cg::base Threads::Threads LABELS e2e)
    cg_test(NAME memory_search_test SOURCES memory_search_test.cpp program.cpp ../support/key_forms.cpp
        LIBS cg::keyholder PkgConfig::Sodium LABELS e2e TIMEOUT 300
        ENVIRONMENT CG_PROGRAMS=$<TARGET_FILE_DIR:ciphergrad-cli>)
    target_compile_definitions(memory_needles_test PRIVATE QT_NO_KEYWORDS)
    target_compile_definitions(memory_search_test PRIVATE CG_SECRET_SIDE QT_NO_KEYWORDS)
    add_dependencies(memory_search_test ciphergrad-cli ciphergrad-keyholder)
endif()
