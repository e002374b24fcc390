# SPDX-License-Identifier: GPL-3.0-or-later
cg_test(NAME theme_test SOURCES theme_test.cpp LIBS cg::ui LABELS ui)
