#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs clang-tidy on sources of core/, ui/ and app/.
#
# usage: tools/tidy.sh            all of them
#        tools/tidy.sh BASE       those that differ from the commit BASE (a changed header stands for the source of the
#                                 same name), or the sample below if there are more than 40 or if there is no BASE
#        tools/tidy.sh --sample   20 sources, those that handle secrets first
# It needs the compile commands of the preset dev, and makes them. Nothing has to be built: no source of these folders
# includes what moc makes, and that itself is not looked at.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

readonly max_changed=40
readonly sample_size=20

all_sources() {
    find "$@" -name '*.cpp' | sort
}

sample() {
    {
        find ui -name 'passphrase*.cpp' | sort
        all_sources core/keyholder core/trust core/base core/he/vhe
        all_sources core ui app
    } 2>/dev/null | awk '!seen[$0]++' | head -n "$sample_size"
}

changed_since() {
    git diff --name-only --diff-filter=d "$1" -- core ui app | while IFS= read -r file; do
        for source in "${file%.*}.cpp" "$file"; do
            if [[ $source == *.cpp && -f $source ]]; then
                echo "$source"
            fi
        done
    done | sort -u
}

case "${1:-}" in
    "") mapfile -t sources < <(all_sources core ui app) ;;
    --sample) mapfile -t sources < <(sample) ;;
    *)
        if git rev-parse --quiet --verify "$1^{commit}" >/dev/null 2>&1; then
            mapfile -t sources < <(changed_since "$1")
        else
            echo "tidy.sh: there is no commit $1; looking at a sample"
            mapfile -t sources < <(sample)
        fi
        if [[ ${#sources[@]} -gt $max_changed ]]; then
            echo "tidy.sh: ${#sources[@]} sources have changed; looking at a sample"
            mapfile -t sources < <(sample)
        fi
        ;;
esac

echo "tidy.sh: ${#sources[@]} sources"
if [[ ${#sources[@]} -eq 0 ]]; then
    exit 0
fi
cmake --preset dev >/dev/null
# The count of suppressed warnings on standard error says nothing.
printf '%s\0' "${sources[@]}" |
    xargs -0 -n 1 -P "$(nproc)" clang-tidy-19 --quiet -p build/dev 2> >(grep -v 'warnings\? generated' >&2)
