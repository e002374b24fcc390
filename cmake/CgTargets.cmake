# SPDX-License-Identifier: GPL-3.0-or-later
# Functions that give every target of this project the same settings. All compiler flags are in cg_configure().

# Applies the language standard, the warnings, the sanitizers and the hardening to one target.
function(cg_configure target)
    target_compile_features(${target} PUBLIC cxx_std_20)
    set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
    # Without -ffp-contract=off a compiler may fuse a*b+c where the processor can, and a run would no longer give the
    # same numbers on every machine.
    target_compile_options(${target} PRIVATE
        -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast -Wnon-virtual-dtor
        -Woverloaded-virtual -Wcast-align -Wformat=2 -Wimplicit-fallthrough -ffp-contract=off)
    # g++ 12 at -O3 takes "literal" + std::string for an overlapping copy (GCC bug 105329).
    target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
    if(CG_WERROR)
        target_compile_options(${target} PRIVATE -Werror)
    endif()
    if(CG_SANITIZERS)
        target_compile_options(${target} PRIVATE -O1 -g1 -fsanitize=${CG_SANITIZERS} -fno-sanitize-recover=all
                                                 -fno-omit-frame-pointer)
        target_compile_definitions(${target} PRIVATE _GLIBCXX_ASSERTIONS)
        target_link_options(${target} PRIVATE -fsanitize=${CG_SANITIZERS})
    endif()
    if(CG_COVERAGE)
        target_compile_options(${target} PRIVATE --coverage -fprofile-update=atomic -Og)
        target_link_options(${target} PRIVATE --coverage)
    endif()
    if(CG_HARDENING)
        target_compile_options(${target} PRIVATE -fstack-protector-strong -fstack-clash-protection -fPIE
                                                 "$<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2>")
        target_link_options(${target} PRIVATE -pie -Wl,-z,relro,-z,now,-z,noexecstack)
    endif()
endfunction()

# Compiles each header of core/ alone, to show that it includes what it needs.
add_custom_target(cg_headers)

# Adds the headers of one library to cg_headers.
function(cg_compile_headers_alone target)
    set(sources)
    foreach(header IN LISTS ARGN)
        set(source ${CMAKE_CURRENT_BINARY_DIR}/headers/${header}.cpp)
        file(CONFIGURE OUTPUT ${source} CONTENT "#include \"${CMAKE_CURRENT_SOURCE_DIR}/${header}\"\n")
        list(APPEND sources ${source})
    endforeach()
    if(sources)
        add_library(${target}_headers OBJECT EXCLUDE_FROM_ALL ${sources})
        cg_configure(${target}_headers)
        target_compile_options(${target}_headers PRIVATE -O0 -g0)
        target_link_libraries(${target}_headers PRIVATE ${target})
        target_compile_definitions(${target}_headers PRIVATE $<TARGET_PROPERTY:${target},COMPILE_DEFINITIONS>)
        add_dependencies(cg_headers ${target}_headers)
    endif()
endfunction()

# cg_library(NAME base SOURCES … DEPENDS … PRIVATE_DEPENDS …): one static library for one folder of core/, alias
# cg::NAME. Headers are found as "folder/file.h" from core/.
function(cg_library)
    cmake_parse_arguments(ARG "" "NAME" "SOURCES;DEPENDS;PRIVATE_DEPENDS" ${ARGN})
    add_library(cg_${ARG_NAME} STATIC ${ARG_SOURCES})
    add_library(cg::${ARG_NAME} ALIAS cg_${ARG_NAME})
    # The language is stated for a folder that has nothing but headers.
    set_target_properties(cg_${ARG_NAME} PROPERTIES LINKER_LANGUAGE CXX)
    target_include_directories(cg_${ARG_NAME} PUBLIC ${CMAKE_SOURCE_DIR}/core)
    target_link_libraries(cg_${ARG_NAME} PUBLIC ${ARG_DEPENDS} PRIVATE ${ARG_PRIVATE_DEPENDS})
    cg_configure(cg_${ARG_NAME})
    list(FILTER ARG_SOURCES INCLUDE REGEX "\\.h$")
    cg_compile_headers_alone(cg_${ARG_NAME} ${ARG_SOURCES})
endfunction()

# cg_embed(TARGET SYMBOL FILE): compiles FILE into TARGET as `extern const unsigned char SYMBOL[]` with its size in
# SYMBOL_size (namespace cg::resources).
function(cg_embed target symbol file)
    set(out ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.cpp)
    add_custom_command(OUTPUT ${out}
        COMMAND ${CMAKE_COMMAND} -DINPUT=${file} -DOUTPUT=${out} -DSYMBOL=${symbol}
                -P ${CMAKE_SOURCE_DIR}/cmake/CgEmbed.cmake
        DEPENDS ${file} ${CMAKE_SOURCE_DIR}/cmake/CgEmbed.cmake VERBATIM)
    target_sources(${target} PRIVATE ${out})
endfunction()
