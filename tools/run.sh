#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the programs and trains a small network under encryption. Arguments are passed on, for example
# `tools/run.sh --steps 300`.
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
readonly root

"$root/tools/setup.sh"
(
    cd -- "$root"
    cmake --preset release >/dev/null
    cmake --build --preset release --parallel "$(nproc)" --target ciphergrad-cli ciphergrad-keyholder
)
exec "$root/build/release/bin/ciphergrad-cli" train --preset xor --scheme vhe "$@"
