# SPDX-License-Identifier: GPL-3.0-or-later
cg_test(NAME theme_test SOURCES theme_test.cpp LIBS cg::ui LABELS ui)
# he/backend.h has a parameter named `slots`.
foreach(test textures network_view wall train_page)
    cg_test(NAME ${test}_test SOURCES ${test}_test.cpp LIBS cg::ui LABELS ui)
    target_compile_definitions(${test}_test PRIVATE QT_NO_KEYWORDS)
endforeach()
