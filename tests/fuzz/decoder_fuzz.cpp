// SPDX-License-Identifier: GPL-3.0-or-later
// The libFuzzer program of the decoder CG_FUZZ_DECODER of decoders.h.
#include "fuzz/decoders.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    cg::testing::CG_FUZZ_DECODER({data, size});
    return 0;
}
