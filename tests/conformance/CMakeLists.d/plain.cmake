# SPDX-License-Identifier: GPL-3.0-or-later
add_library(cg_conformance STATIC ${CMAKE_SOURCE_DIR}/tests/conformance/suite_needs.cpp)
target_link_libraries(cg_conformance PUBLIC cg_test_support cg::he)
cg_configure(cg_conformance)

cg_test(NAME plain_conformance_test SOURCES plain_conformance_test.cpp LIBS cg_conformance LABELS unit)
