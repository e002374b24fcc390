# SPDX-License-Identifier: GPL-3.0-or-later
# The whole window, with real key holders: these tests lie beside the program that they start.
foreach(name window_test window_files_test)
    cg_test(NAME ${name} SOURCES ${name}.cpp LIBS cg::ui cg_wiping_memory LABELS ui ENVIRONMENT QT_FATAL_WARNINGS=0)
    target_compile_definitions(${name} PRIVATE QT_NO_KEYWORDS)
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
    add_dependencies(${name} ciphergrad-keyholder)
endforeach()
foreach(name window_actions_test auto_lock_test opened_values_test)
    cg_test(NAME ${name} SOURCES ${name}.cpp LIBS cg::ui LABELS ui ENVIRONMENT QT_FATAL_WARNINGS=0)
    target_compile_definitions(${name} PRIVATE QT_NO_KEYWORDS)
endforeach()
cg_test(NAME session_worker_test SOURCES session_worker_test.cpp LIBS cg::ui LABELS ui)
target_compile_definitions(session_worker_test PRIVATE QT_NO_KEYWORDS)
target_sources(window_test PRIVATE ui/support/own_memory.cpp ui/support/own_memory.h)

# The same on a display of its own, with the window system's events and fonts instead of Qt's offscreen platform.
find_program(CG_XVFB_RUN xvfb-run REQUIRED)
add_test(NAME window_test_x11
    COMMAND ${CG_XVFB_RUN} --auto-servernum --server-args "-screen 0 1600x1200x24" $<TARGET_FILE:window_test>)
# libxkbcommon copies names that end with a length and not with a zero: strict string checks refuse that.
cg_isolate(window_test_x11 QT_FATAL_WARNINGS=0 QT_QPA_PLATFORM=xcb
    ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=0
    LSAN_OPTIONS=suppressions=${CMAKE_CURRENT_SOURCE_DIR}/ui/support/x11_leaks.supp)
set_property(TEST window_test_x11 PROPERTY LABELS ui)

# What cannot be is refused before there is a window.
foreach(case "session:--screenshot pictures run.cgsession:leave the session out"
        "scheme:--scheme none:plain, vhe or ckks, not 'none'" "preset:--preset none:there is no preset .none"
        "security:--security 192:needs --scheme ckks" "bits:--scheme ckks --security 100:128, 192 or 256, not '100'"
        "beside:--scheme ckks run.cgsession:which determines the run")
    string(REPLACE ":" ";" case ${case})
    list(POP_FRONT case name arguments message)
    separate_arguments(arguments)
    add_test(NAME window_refuses_${name} COMMAND ciphergrad ${arguments})
    cg_isolate(window_refuses_${name} QT_QPA_PLATFORM=offscreen)
    set_tests_properties(window_refuses_${name} PROPERTIES LABELS ui PASS_REGULAR_EXPRESSION "${message}")
endforeach()

# No platform of this name exists: whoever makes a window ends with an error.
add_test(NAME window_help_without_display COMMAND ciphergrad --help)
cg_isolate(window_help_without_display QT_QPA_PLATFORM=none)
set_tests_properties(window_help_without_display PROPERTIES LABELS ui PASS_REGULAR_EXPRESSION "--screenshot")
