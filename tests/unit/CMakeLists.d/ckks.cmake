# SPDX-License-Identifier: GPL-3.0-or-later
foreach(name ckks_params_test ckks_encoder_test)
    cg_test(NAME ${name} SOURCES ${name}.cpp LIBS cg::he LABELS unit)
    target_compile_definitions(${name} PRIVATE QT_NO_KEYWORDS)
endforeach()
foreach(name ckks_backend_test ckks_ciphertext_test ckks_keys_test ckks_service_test ckks_training_test refresher_test)
    cg_test(NAME ${name} SOURCES ${name}.cpp LIBS cg::keyholder LABELS unit)
    target_compile_definitions(${name} PRIVATE CG_SECRET_SIDE QT_NO_KEYWORDS)
endforeach()
