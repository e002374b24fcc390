# SPDX-License-Identifier: GPL-3.0-or-later
# The command line as its users meet it: every test starts the programs.
set(programs CG_PROGRAMS=$<TARGET_FILE_DIR:ciphergrad-cli>)
foreach(topic usage train files keys interrupt calculate release)
    cg_test(NAME cli_${topic}_test SOURCES cli_${topic}_test.cpp program.cpp LIBS cg::base LABELS e2e
        ENVIRONMENT ${programs})
    add_dependencies(cli_${topic}_test ciphergrad-cli ciphergrad-keyholder)
endforeach()
cg_test(NAME cli_text_test SOURCES cli_text_test.cpp LIBS cg::cli LABELS unit)
cg_test(NAME cli_trust_test SOURCES cli_trust_test.cpp program.cpp LIBS cg::session LABELS e2e
    ENVIRONMENT ${programs})
target_compile_definitions(cli_trust_test PRIVATE QT_NO_KEYWORDS)
add_dependencies(cli_trust_test ciphergrad-cli ciphergrad-keyholder)
cg_test(NAME cli_handing_over_test SOURCES cli_handing_over_test.cpp program.cpp LIBS cg::session LABELS e2e
    TIMEOUT 300 ENVIRONMENT ${programs})
target_compile_definitions(cli_handing_over_test PRIVATE
    QT_NO_KEYWORDS CG_HANDING_OVER_PAGE="${CMAKE_SOURCE_DIR}/docs/handing-over.md")
add_dependencies(cli_handing_over_test ciphergrad-cli ciphergrad-keyholder)
