#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the Debian packages that are needed to build and to test, as far as they are missing.
set -euo pipefail

packages=(
    # compiler and build
    g++ cmake ninja-build pkg-config ccache binutils git python3
    # libraries
    qt6-base-dev libqt6opengl6-dev qt6-charts-dev qt6-svg-dev fonts-dejavu-core libeigen3-dev libsodium-dev libhwy-dev libcli11-dev nlohmann-json3-dev libbenchmark-dev
    # checks
    clang-format-19 clang-tidy-19 gcovr xvfb xauth desktop-file-utils appstream lintian shared-mime-info dpkg-dev
)

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    echo "setup.sh: this is no Debian system; install the equivalents of: ${packages[*]}" >&2
    exit 1
fi

missing=()
installed=$(dpkg-query --show --showformat='${db:Status-Abbrev}${Package}\n' "${packages[@]}" 2>/dev/null || true)
for package in "${packages[@]}"; do
    grep --quiet --line-regexp ".i ${package}" <<<"$installed" || missing+=("$package")
done
if [[ ${#missing[@]} -eq 0 ]]; then
    exit 0
fi

as_root=()
if [[ $(id -u) -ne 0 ]]; then
    if ! command -v sudo >/dev/null; then
        echo "setup.sh: run it as root, or install sudo; these packages are missing: ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo)
fi

echo "setup.sh: installing ${missing[*]}"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install --yes --quiet --no-install-recommends "${missing[@]}" </dev/null
