# SPDX-License-Identifier: GPL-3.0-or-later
cg_test(NAME protocol_test SOURCES protocol_test.cpp LIBS cg::trust LABELS unit)
cg_test(NAME messages_test SOURCES messages_test.cpp ../fuzz/message_decoder.cpp ../fuzz/sample_frames.cpp
    LIBS cg::trust LABELS unit)
cg_test(NAME transport_test SOURCES transport_test.cpp LIBS cg::trust LABELS unit)

# The secret side.
foreach(name account_test crossing_log_test damaged_vault_test decryptor_test handing_over_test key_generator_test noise_meter_test release_attack_test release_digits_test release_test service_test vault_test)
    cg_test(NAME ${name} SOURCES ${name}.cpp LIBS cg::keyholder LABELS unit)
    # Without the keyword `slots` of Qt, which is a word of ours.
    target_compile_definitions(${name} PRIVATE CG_SECRET_SIDE QT_NO_KEYWORDS)
endforeach()
