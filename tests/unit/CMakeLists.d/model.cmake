# SPDX-License-Identifier: GPL-3.0-or-later
cg_test(NAME polynomial_test SOURCES polynomial_test.cpp LIBS cg::math LABELS unit)
cg_test(NAME approximation_test SOURCES approximation_test.cpp LIBS cg::math LABELS unit)
cg_test(NAME activation_test SOURCES activation_test.cpp LIBS cg::model nlohmann_json::nlohmann_json LABELS unit)
cg_test(NAME network_spec_test SOURCES network_spec_test.cpp LIBS cg::model LABELS unit)
cg_test(NAME forward_test SOURCES forward_test.cpp LIBS cg::model LABELS unit)
cg_test(NAME presets_test SOURCES presets_test.cpp LIBS cg::model LABELS unit)
cg_test(NAME dataset_test SOURCES dataset_test.cpp LIBS cg::data LABELS unit)
cg_test(NAME csv_reader_test SOURCES csv_reader_test.cpp LIBS cg::data LABELS unit)
