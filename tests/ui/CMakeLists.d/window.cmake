# SPDX-License-Identifier: GPL-3.0-or-later
# The whole window, with real key holders: these tests lie beside the program that they start.
foreach(name window_test window_files_test)
    cg_test(NAME ${name} SOURCES ${name}.cpp LIBS cg::ui LABELS ui ENVIRONMENT QT_FATAL_WARNINGS=0)
    target_compile_definitions(${name} PRIVATE QT_NO_KEYWORDS)
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
    add_dependencies(${name} ciphergrad-keyholder)
endforeach()
foreach(name window_actions_test auto_lock_test)
    cg_test(NAME ${name} SOURCES ${name}.cpp LIBS cg::ui LABELS ui ENVIRONMENT QT_FATAL_WARNINGS=0)
    target_compile_definitions(${name} PRIVATE QT_NO_KEYWORDS)
endforeach()
cg_test(NAME session_worker_test SOURCES session_worker_test.cpp LIBS cg::ui LABELS ui)
target_compile_definitions(session_worker_test PRIVATE QT_NO_KEYWORDS)
