#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Everything that must pass before a change is accepted.
#
# usage: tools/test.sh [STAGE …]     by default all stages, in this order:
#   checks   formatting, layers, texts, shell scripts
#   tidy     clang-tidy on what has changed
#   asan     all tests under AddressSanitizer and UndefinedBehaviorSanitizer
#   tsan     the tests labelled `threads` under ThreadSanitizer
#   dev      all tests, and each header compiled alone; the summary of CTest comes last
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
exec </dev/null

jobs=$(nproc)
readonly jobs

title() {
    printf '\n== %s\n' "$*"
}

stage_checks() {
    title "checks: formatting, layers, texts, shell scripts"
    tools/format.sh --check
    python3 -B tests/architecture/check_layers.py
    python3 -B tests/architecture/check_sources.py
    for script in tools/*.sh .ci/run; do
        bash -n "$script"
    done
    if command -v shellcheck >/dev/null; then
        shellcheck tools/*.sh .ci/run
    fi
}

stage_tidy() {
    title "tidy: clang-tidy on what has changed"
    local base
    base=$(git merge-base HEAD origin/main 2>/dev/null || true)
    if [[ -z $base || $base == "$(git rev-parse HEAD)" ]]; then
        base=HEAD~1
    fi
    tools/tidy.sh "$base"
}

stage_asan() {
    title "asan: all tests under AddressSanitizer and UndefinedBehaviorSanitizer"
    cmake --preset asan
    cmake --build --preset asan --parallel "$jobs"
    ctest --preset asan --parallel "$jobs"
}

stage_tsan() {
    title "tsan: the tests labelled threads under ThreadSanitizer"
    cmake --preset tsan
    cmake --build --preset tsan --parallel "$jobs" --target cg_thread_tests
    ctest --preset tsan --parallel "$jobs"
}

stage_dev() {
    title "dev: all tests"
    cmake --preset dev
    cmake --build --preset dev --parallel "$jobs" --target all cg_headers
    ctest --preset dev --parallel "$jobs"
}

stages=("$@")
if [[ ${#stages[@]} -eq 0 ]]; then
    stages=(checks tidy asan tsan dev)
fi
for stage in "${stages[@]}"; do
    if [[ $(type -t "stage_$stage") != function ]]; then
        echo "test.sh: there is no stage '$stage'; the stages are checks, tidy, asan, tsan and dev" >&2
        exit 2
    fi
done

tools/setup.sh
# A home that is missing or read-only must not stop ccache.
if [[ ! -w ${HOME:-/nonexistent} ]]; then
    export CCACHE_DIR="${CCACHE_DIR:-$PWD/build/ccache}"
fi
for stage in "${stages[@]}"; do
    "stage_$stage"
done
