# SPDX-License-Identifier: GPL-3.0-or-later
# What a scheme over rings needs besides the arithmetic of the ring. QT_NO_KEYWORDS: `slots` is a word of ours.
foreach(name canonical_embedding_test crt_test sampling_test)
    cg_test(NAME ${name} SOURCES ${name}.cpp LIBS cg::math PkgConfig::Highway LABELS unit)
    target_compile_definitions(${name} PRIVATE QT_NO_KEYWORDS)
endforeach()
