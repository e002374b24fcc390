# SPDX-License-Identifier: GPL-3.0-or-later
option(CG_FUZZ "Build the libFuzzer targets (clang only)" OFF)

set(folder ${CMAKE_CURRENT_LIST_DIR}/..)
cg_test(NAME message_decoder_test SOURCES message_decoder_test.cpp message_decoder.cpp sample_frames.cpp
    LIBS cg::trust LABELS unit fuzz)
target_compile_definitions(message_decoder_test PRIVATE CG_FUZZ_CORPUS="${folder}/corpus/messages")
cg_test(NAME decoder_test SOURCES decoder_test.cpp decoders.cpp decoder_samples.cpp
    LIBS cg::session cg::keyholder LABELS unit fuzz)
target_compile_definitions(decoder_test PRIVATE CG_SECRET_SIDE QT_NO_KEYWORDS CG_FUZZ_CORPUS="${folder}/corpus")
cg_test(NAME malformed_frames_test SOURCES malformed_frames_test.cpp message_decoder.cpp sample_frames.cpp
    LIBS cg::keyholder LABELS unit fuzz)
target_compile_definitions(malformed_frames_test PRIVATE CG_SECRET_SIDE QT_NO_KEYWORDS)

# decoder_corpus FOLDER: what the libFuzzer programs of the decoders begin with.
add_executable(decoder_corpus EXCLUDE_FROM_ALL
    ${folder}/decoder_corpus.cpp ${folder}/decoder_samples.cpp ${folder}/decoders.cpp)
cg_configure(decoder_corpus)
target_include_directories(decoder_corpus PRIVATE ${CMAKE_SOURCE_DIR}/tests)
target_compile_definitions(decoder_corpus PRIVATE CG_SECRET_SIDE)
target_link_libraries(decoder_corpus PRIVATE cg_test_support cg::session cg::keyholder)

# cg_fuzzer(NAME LIBRARY SOURCES…): the program NAME, given a corpus, runs until it finds a crash; an input that it finds belongs into the
# corpus of tests/fuzz.
function(cg_fuzzer name library)
    list(TRANSFORM ARGN PREPEND ${folder}/ OUTPUT_VARIABLE sources)
    add_executable(${name} ${sources})
    cg_configure(${name})
    target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
    target_compile_options(${name} PRIVATE -fsanitize=fuzzer)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    target_link_libraries(${name} PRIVATE ${library})
endfunction()

if(CG_FUZZ)
    # What a fuzzer is guided by: the code that takes foreign bytes apart.
    foreach(library cg_base cg_data cg_he cg_model cg_persist cg_session cg_train cg_trust)
        target_compile_options(${library} PRIVATE -fsanitize=fuzzer-no-link)
    endforeach()
    cg_fuzzer(message_decoder_fuzz cg::trust message_decoder_fuzz.cpp message_decoder.cpp)
    foreach(pair session_file:decodeSessionFile bundle:decodeBundleFile state:decodeState key_file:decodeKeyFileBytes table:decodeTable
                 program:decodeProgram)
        string(REPLACE ":" ";" pair ${pair})
        list(POP_FRONT pair name decoder)
        cg_fuzzer(${name}_fuzz cg::session decoder_fuzz.cpp decoders.cpp)
        target_compile_definitions(${name}_fuzz PRIVATE CG_FUZZ_DECODER=${decoder})
    endforeach()
endif()
