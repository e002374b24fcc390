// SPDX-License-Identifier: GPL-3.0-or-later
// Key holders that are started from several threads at once, and clients of one that are used from several threads.
// A program without Qt, so that ThreadSanitizer sees all of it; its exit status is the verdict.
#include "base/contract.h"
#include "he/circuit.h"
#include "trust/launcher.h"

#include <cstdlib>
#include <thread>
#include <vector>

namespace {

using cg::base::SchemeId;
using cg::trust::KeyHolderProcess;

constexpr int kThreads = 3;
constexpr int kRequests = 20;

std::unique_ptr<KeyHolderProcess> started()
{
    auto process = KeyHolderProcess::start({.program = std::getenv("CG_KEYHOLDER")});
    CG_EXPECTS(process.hasValue());
    return std::move(process).value();
}

void ask(cg::trust::KeyHolder& holder)
{
    cg::base::ByteWriter needs;
    encode(cg::he::CircuitNeeds{}, needs);
    for (int request = 0; request < kRequests; ++request) {
        CG_EXPECTS(holder.publicKeys(needs.bytes()).hasValue());
    }
}

template <typename Work>
void inThreads(Work work)
{
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
        threads.emplace_back(work);
    }
}

} // namespace

int main()
{
    inThreads([] {
        const auto process = started();
        CG_EXPECTS(process->keyHolder().createSessionKey(SchemeId::Vhe).hasValue());
        ask(process->keyHolder());
    });
    const auto shared = started();
    CG_EXPECTS(shared->keyHolder().createSessionKey(SchemeId::Vhe).hasValue());
    inThreads([&] {
        const auto client = shared->connect();
        CG_EXPECTS(client.hasValue());
        ask(**client);
    });
    ask(shared->keyHolder());
    return 0;
}
