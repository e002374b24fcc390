#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Formats all sources with the pinned clang-format. `tools/format.sh --check` changes nothing and fails if a file is
# not formatted.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

mode=(-i)
if [[ ${1:-} == --check ]]; then
    mode=(--dry-run -Werror)
fi
find app bench core tests ui \( -name '*.h' -o -name '*.cpp' \) -print0 | sort -z |
    xargs -0 --no-run-if-empty clang-format-19 "${mode[@]}"
