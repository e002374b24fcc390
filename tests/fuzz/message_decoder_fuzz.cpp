// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/message_decoder.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    cg::testing::decodeStream({data, size});
    return 0;
}
