# SPDX-License-Identifier: GPL-3.0-or-later
# A program that lets the key holder ask for a passphrase, for the test that plays the user at a terminal.
add_executable(terminal_client ${CMAKE_CURRENT_LIST_DIR}/../terminal_client.cpp)
cg_configure(terminal_client)
target_link_libraries(terminal_client PRIVATE cg::trust)

cg_test(NAME keyholder_process_test SOURCES keyholder_process_test.cpp LIBS cg::he cg::train cg::trust LABELS e2e
    TIMEOUT 120 ENVIRONMENT CG_KEYHOLDER=$<TARGET_FILE:ciphergrad-keyholder>)
cg_test(NAME keyholder_terminal_test SOURCES keyholder_terminal_test.cpp LIBS cg::trust LABELS e2e TIMEOUT 120
    # The leak check of a key holder whose terminal was hung up can spin for ever: its tracer never gets hold of it.
    ENVIRONMENT CG_KEYHOLDER=$<TARGET_FILE:ciphergrad-keyholder> CG_TERMINAL_CLIENT=$<TARGET_FILE:terminal_client>
                ASAN_OPTIONS=detect_leaks=0)
add_dependencies(keyholder_process_test ciphergrad-keyholder)
add_dependencies(keyholder_terminal_test ciphergrad-keyholder terminal_client)
cg_test(NAME keyholder_threads_test SOURCES keyholder_threads_test.cpp LIBS cg::he cg::trust Threads::Threads
    LABELS e2e threads PLAIN TIMEOUT 120 ENVIRONMENT CG_KEYHOLDER=$<TARGET_FILE:ciphergrad-keyholder>)
add_dependencies(keyholder_threads_test ciphergrad-keyholder)
cg_test(NAME keyholder_kill_test SOURCES keyholder_kill_test.cpp LIBS cg::session cg::trust LABELS e2e TIMEOUT 300
    ENVIRONMENT CG_KEYHOLDER=$<TARGET_FILE:ciphergrad-keyholder>)
target_compile_definitions(keyholder_kill_test PRIVATE QT_NO_KEYWORDS)
add_dependencies(keyholder_kill_test ciphergrad-keyholder)
