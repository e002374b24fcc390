# SPDX-License-Identifier: GPL-3.0-or-later
foreach(name session_test session_file_test session_handing_over_test session_store_test trust_record_test ckks_session_test)
    cg_test(NAME ${name} SOURCES ${name}.cpp LIBS cg::session cg::keyholder LABELS unit)
    target_compile_definitions(${name} PRIVATE CG_SECRET_SIDE QT_NO_KEYWORDS)
endforeach()
cg_test(NAME session_control_test SOURCES session_control_test.cpp LIBS cg::session cg::keyholder LABELS unit threads PLAIN)
target_compile_definitions(session_control_test PRIVATE CG_SECRET_SIDE)
