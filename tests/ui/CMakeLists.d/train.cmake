# SPDX-License-Identifier: GPL-3.0-or-later
cg_test(NAME theme_test SOURCES theme_test.cpp LIBS cg::ui LABELS ui)
cg_test(NAME textures_test SOURCES textures_test.cpp LIBS cg::ui LABELS ui)
# Qt's offscreen platform warns whenever a window has a least size or a menu opens, so that these tests cannot let every
# warning end them; they fail for any other warning.
foreach(name network_view_test wall_test train_page_test)
    cg_test(NAME ${name} SOURCES ${name}.cpp LIBS cg::ui LABELS ui ENVIRONMENT QT_FATAL_WARNINGS=0)
endforeach()
# he/backend.h has a parameter named `slots`.
foreach(name textures_test network_view_test wall_test train_page_test)
    target_compile_definitions(${name} PRIVATE QT_NO_KEYWORDS)
endforeach()
