// SPDX-License-Identifier: GPL-3.0-or-later
// Streams of randomness and secret memory are made in several threads at once; the first of them prepares libsodium.
// The verdict is that of ThreadSanitizer, and the equality of the streams.
#include "base/random.h"
#include "base/secure_memory.h"

#include <array>
#include <cstdio>
#include <latch>
#include <thread>
#include <vector>

using cg::base::Purpose;
using cg::base::Seed;
using cg::base::SeededRandom;

namespace {

constexpr std::size_t kThreads = 8;

/// Waits until every thread is there, so that all of them meet at the preparation of libsodium.
Seed drawTogether(std::latch& start)
{
    start.arrive_and_wait();
    cg::base::SecureBuffer secret(64);
    cg::base::SystemRandom().fill(secret.bytes());
    return SeededRandom(Seed{1, 2, 3}, {Purpose::Encrypt, 7, 9}).seed();
}

} // namespace

int main()
{
    std::latch start(kThreads);
    std::array<Seed, kThreads> drawn{};
    {
        std::vector<std::jthread> threads;
        for (Seed& seed : drawn) {
            threads.emplace_back([&start, &seed] { seed = drawTogether(start); });
        }
    }
    for (const Seed& seed : drawn) {
        if (seed != drawn.front() || seed == Seed{}) {
            std::fprintf(stderr, "streams of one address differ between threads\n");
            return 1;
        }
    }
    return 0;
}
