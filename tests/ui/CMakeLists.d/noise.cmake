# SPDX-License-Identifier: GPL-3.0-or-later
foreach(name bit_towers_test charts_test noise_page_test)
    cg_test(NAME ${name} SOURCES ${name}.cpp LIBS cg::ui LABELS ui)
    target_compile_definitions(${name} PRIVATE QT_NO_KEYWORDS)
endforeach()
