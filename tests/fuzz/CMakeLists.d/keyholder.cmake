# SPDX-License-Identifier: GPL-3.0-or-later
option(CG_FUZZ "Build the libFuzzer targets (clang only)" OFF)

set(corpus ${CMAKE_CURRENT_LIST_DIR}/../corpus/messages)
cg_test(NAME message_decoder_test SOURCES message_decoder_test.cpp message_decoder.cpp sample_frames.cpp
    LIBS cg::trust LABELS unit fuzz)
target_compile_definitions(message_decoder_test PRIVATE CG_FUZZ_CORPUS="${corpus}")

# message_decoder_fuzz CORPUS: runs until it finds a crash; an input that it finds belongs into the corpus.
if(CG_FUZZ)
    set(folder ${CMAKE_CURRENT_LIST_DIR}/..)
    add_executable(message_decoder_fuzz ${folder}/message_decoder_fuzz.cpp ${folder}/message_decoder.cpp)
    cg_configure(message_decoder_fuzz)
    target_include_directories(message_decoder_fuzz PRIVATE ${CMAKE_SOURCE_DIR}/tests)
    foreach(library cg_base cg_trust)
        target_compile_options(${library} PRIVATE -fsanitize=fuzzer-no-link)
    endforeach()
    target_compile_options(message_decoder_fuzz PRIVATE -fsanitize=fuzzer)
    target_link_options(message_decoder_fuzz PRIVATE -fsanitize=fuzzer)
    target_link_libraries(message_decoder_fuzz PRIVATE cg::trust)
endif()
