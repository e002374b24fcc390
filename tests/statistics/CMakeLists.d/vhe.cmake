# SPDX-License-Identifier: GPL-3.0-or-later
foreach(name vhe_noise_test vhe_hiding_test)
    cg_test(NAME ${name} SOURCES ${name}.cpp LIBS cg::keyholder LABELS stat)
    target_compile_definitions(${name} PRIVATE CG_SECRET_SIDE QT_NO_KEYWORDS)
endforeach()
