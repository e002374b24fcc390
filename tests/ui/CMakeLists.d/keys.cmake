# SPDX-License-Identifier: GPL-3.0-or-later
# Qt's offscreen platform warns whenever a window has a least size, so that these tests cannot let every warning end
# them; support/grab.h fails them for any other warning.
foreach(name passphrase_test unlock_dialog_test predictions_page_test keys_page_test calculator_page_test)
    cg_test(NAME ${name} SOURCES ${name}.cpp LIBS cg::ui LABELS ui ENVIRONMENT QT_FATAL_WARNINGS=0)
    target_compile_definitions(${name} PRIVATE QT_NO_KEYWORDS)
endforeach()
