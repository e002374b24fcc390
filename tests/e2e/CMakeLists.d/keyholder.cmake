# SPDX-License-Identifier: GPL-3.0-or-later
# A program that lets the key holder ask for a passphrase, for the test that plays the user at a terminal.
add_executable(terminal_client ${CMAKE_CURRENT_LIST_DIR}/../terminal_client.cpp)
cg_configure(terminal_client)
target_link_libraries(terminal_client PRIVATE cg::trust)

cg_test(NAME keyholder_process_test SOURCES keyholder_process_test.cpp LIBS cg::he cg::train cg::trust LABELS e2e
    TIMEOUT 120 ENVIRONMENT CG_KEYHOLDER=$<TARGET_FILE:ciphergrad-keyholder>)
cg_test(NAME keyholder_terminal_test SOURCES keyholder_terminal_test.cpp LIBS cg::trust LABELS e2e TIMEOUT 120
    ENVIRONMENT CG_KEYHOLDER=$<TARGET_FILE:ciphergrad-keyholder> CG_TERMINAL_CLIENT=$<TARGET_FILE:terminal_client>)
add_dependencies(keyholder_process_test ciphergrad-keyholder)
add_dependencies(keyholder_terminal_test ciphergrad-keyholder terminal_client)
