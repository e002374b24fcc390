# SPDX-License-Identifier: GPL-3.0-or-later
# How a test is built and run. Included by tests/CMakeLists.txt only.

# All programs of the label `threads`: what the ThreadSanitizer run needs to build.
add_custom_target(cg_thread_tests)

# cg_isolate(test [VARIABLE=value …]): runs a test in a home of its own under the build folder, in one locale, and
# lets any qWarning() end it. Variables given here win over the ones set before.
function(cg_isolate test)
    set(home ${CMAKE_BINARY_DIR}/test-homes/${test})
    file(MAKE_DIRECTORY ${home}/config ${home}/data ${home}/cache ${home}/runtime)
    file(CHMOD ${home}/runtime PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
    set_property(TEST ${test} PROPERTY ENVIRONMENT
        HOME=${home}
        XDG_CONFIG_HOME=${home}/config
        XDG_DATA_HOME=${home}/data
        XDG_CACHE_HOME=${home}/cache
        XDG_RUNTIME_DIR=${home}/runtime
        LC_ALL=C.UTF-8
        QT_QPA_PLATFORM=offscreen
        QT_FATAL_WARNINGS=1
        ${ARGN})
endfunction()

# cg_test(NAME … SOURCES … LIBS … LABELS … [ENVIRONMENT …] [TIMEOUT seconds] [PLAIN])
#
# Makes the QtTest executable NAME and registers it with CTest. SOURCES are relative to the parent of the CMakeLists.d
# folder whose file calls this; LIBS are what it links; ENVIRONMENT takes VARIABLE=value (generator expressions too).
# PLAIN: a program without Qt whose exit status is its verdict. Every test labelled `threads` must be PLAIN, because
# Qt is not instrumented and gives false reports under ThreadSanitizer.
function(cg_test)
    cmake_parse_arguments(ARG "PLAIN" "NAME;TIMEOUT" "SOURCES;LIBS;LABELS;ENVIRONMENT" ${ARGN})
    if(NOT ARG_NAME OR NOT ARG_SOURCES OR NOT ARG_LABELS OR ARG_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "cg_test needs NAME, SOURCES and LABELS, and knows nothing of '${ARG_UNPARSED_ARGUMENTS}'")
    endif()
    if("threads" IN_LIST ARG_LABELS AND NOT ARG_PLAIN)
        message(FATAL_ERROR "${ARG_NAME}: a test of the label threads must be PLAIN")
    endif()
    list(TRANSFORM ARG_SOURCES PREPEND ${CMAKE_CURRENT_LIST_DIR}/../)
    add_executable(${ARG_NAME} ${ARG_SOURCES})
    cg_configure(${ARG_NAME})
    # What a test itself does is short; compiling it is what costs.
    target_compile_options(${ARG_NAME} PRIVATE -O1)
    target_include_directories(${ARG_NAME} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
    target_link_libraries(${ARG_NAME} PRIVATE ${ARG_LIBS})
    if(NOT ARG_PLAIN)
        set_target_properties(${ARG_NAME} PROPERTIES AUTOMOC ON
            AUTOMOC_MOC_OPTIONS "--include;${CMAKE_SOURCE_DIR}/cmake/moc_prelude.h")
        target_link_libraries(${ARG_NAME} PRIVATE cg_test_support Qt6::Test)
    endif()
    add_test(NAME ${ARG_NAME} COMMAND ${ARG_NAME})
    set_property(TEST ${ARG_NAME} PROPERTY LABELS ${ARG_LABELS})
    if(ARG_TIMEOUT)
        set_property(TEST ${ARG_NAME} PROPERTY TIMEOUT ${ARG_TIMEOUT})
    endif()
    cg_isolate(${ARG_NAME} ${ARG_ENVIRONMENT})
    if("threads" IN_LIST ARG_LABELS)
        add_dependencies(cg_thread_tests ${ARG_NAME})
    endif()
endfunction()
