#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the programs and opens the window with XOR ready to train. Without a display, or with arguments, it trains in
# the terminal instead; arguments are passed on, for example `tools/run.sh --steps 300`.
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
readonly root

"$root/tools/setup.sh"
(
    cd -- "$root"
    cmake --preset release >/dev/null
    cmake --build --preset release --parallel "$(nproc)" --target ciphergrad ciphergrad-cli ciphergrad-keyholder
)
if [[ $# -eq 0 && -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]]; then
    exec "$root/build/release/bin/ciphergrad"
fi
if [[ $# -eq 0 ]]; then
    echo "run.sh: there is no display for the window, so the training runs in the terminal"
fi
exec "$root/build/release/bin/ciphergrad-cli" train --preset xor --scheme vhe "$@"
