// SPDX-License-Identifier: GPL-3.0-or-later
#include "math/simd.h"

#include <hwy/highway.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace cg::math {

namespace {

constexpr std::int64_t kAvx512 = HWY_AVX3 | HWY_AVX3_DL;
constexpr std::int64_t kAvx2 = HWY_AVX2;
/// All that the kernels are compiled for beside the scalar path.
constexpr std::int64_t kVectors = (kAvx512 | kAvx2) & HWY_TARGETS;
/// Instruction sets that the kernels of residues make no use of, and others may.
constexpr std::int64_t kOlder = HWY_SSE4 | HWY_SSSE3;

std::string_view widestTarget()
{
    const std::int64_t supported = hwy::SupportedTargets();
    // In Highway 1.0 that call makes its dispatch forget what was disabled.
    hwy::GetChosenTarget().Update(supported);
    const std::int64_t usable = supported & kVectors;
    if ((usable & kAvx512) != 0) {
        return "avx512";
    }
    return (usable & kAvx2) != 0 ? "avx2" : "scalar";
}

/// Leaves `disabled` out of what is used, and says so if that does not lead to the wish.
void choose(std::string_view wish, std::int64_t disabled)
{
    hwy::DisableTargets(disabled);
    if (widestTarget() != wish) {
        std::fprintf(stderr, "CIPHERGRAD_SIMD: this machine or build has no %s path, %s is used\n", wish.data(),
                     widestTarget().data());
    }
}

/// Always true; for the static variable that calls it once.
bool readSimdChoice()
{
    // NOLINTNEXTLINE(concurrency-mt-unsafe): read once, and nothing in this project writes the environment
    const char* const text = std::getenv("CIPHERGRAD_SIMD");
    const std::string_view wish = text == nullptr ? "" : text;
    if (wish == "scalar") {
        choose(wish, kAvx512 | kAvx2 | kOlder);
    } else if (wish == "avx2") {
        choose(wish, kAvx512);
    } else if (wish == "avx512") {
        choose(wish, 0);
    } else if (!wish.empty()) {
        std::fprintf(stderr, "CIPHERGRAD_SIMD is '%s' and must be scalar, avx2 or avx512; %s is used\n", text,
                     widestTarget().data());
    }
    return true;
}

} // namespace

void applySimdChoice()
{
    [[maybe_unused]] static const bool applied = readSimdChoice();
}

std::string_view simdTarget()
{
    applySimdChoice();
    return widestTarget();
}

} // namespace cg::math
