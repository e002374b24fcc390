# SPDX-License-Identifier: GPL-3.0-or-later
# Writes a C++ source that holds the bytes of INPUT. Called by cg_embed().
file(READ ${INPUT} bytes HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
file(WRITE ${OUTPUT} "#include <cstddef>
namespace cg::resources {
extern const unsigned char ${SYMBOL}[];
extern const std::size_t ${SYMBOL}_size;
const unsigned char ${SYMBOL}[] = {${bytes}};
const std::size_t ${SYMBOL}_size = sizeof ${SYMBOL};
}  // namespace cg::resources
")
