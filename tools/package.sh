#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the Debian package from the preset release, checks it, installs it into an empty root, runs the installed
# programs there and removes it again. The package is left in build/release/package.
#
# usage: tools/package.sh [--system]
#   --system   also install it on this machine with apt, run it, and remove it; refused if ciphergrad is installed
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
exec </dev/null

readonly output=build/release/package
readonly application=org.ciphergrad.Ciphergrad
system=no
case "$*" in
    '') ;;
    --system) system=yes ;;
    *)
        echo "usage: tools/package.sh [--system]" >&2
        exit 2
        ;;
esac

title() {
    printf '\n== %s\n' "$*"
}

fail() {
    echo "package.sh: $*" >&2
    exit 1
}

build_package() {
    title "build: the preset release and its package"
    # The times in the package are those of its changelog, so that it is the same each time.
    SOURCE_DATE_EPOCH=$(dpkg-parsechangelog --file installer/debian/changelog --show-field Timestamp)
    export SOURCE_DATE_EPOCH
    cmake --preset release
    cmake --build --preset release --parallel "${CG_JOBS:-$(nproc)}"
    rm -rf -- "$output"
    cpack --preset release -B "$PWD/$output"
    rm -rf -- "$output/_CPack_Packages"
    package=$(echo "$PWD/$output"/ciphergrad_*.deb)
    readonly package
    [[ -f $package ]] || fail "cpack must write one package into $output, and wrote: $(ls "$output")"
}

check_description() {
    title "description, file types and desktop entry"
    dpkg-deb --info "$package"
    desktop-file-validate "$root/usr/share/applications/$application.desktop"
    appstreamcli validate --no-net --no-color "$root/usr/share/metainfo/$application.metainfo.xml"
    cp -r -- "$root/usr/share/mime" "$scratch/mime"
    XDG_DATA_DIRS=$scratch update-mime-database "$scratch/mime"
    local type
    for type in session key; do
        grep --quiet "^50:application/x-ciphergrad-$type:" "$scratch/mime/globs2" ||
            fail "the file type application/x-ciphergrad-$type is not known after installation"
    done
}

run_lintian() {
    title "lintian: no error may be left"
    lintian --fail-on error --tag-display-limit 0 "$package"
}

check_files() {
    title "files: owners, permissions, stripped"
    dpkg-deb --contents "$package"
    if dpkg-deb --contents "$package" | grep --invert-match --extended-regexp '^(-rw-r--r--|[d-]rwxr-xr-x) root/root '; then
        fail "these files have the wrong owner or permissions"
    fi
    local program
    for program in ciphergrad ciphergrad-cli ciphergrad-keyholder; do
        if [[ -n $(nm "$root/usr/bin/$program" 2>/dev/null) ]]; then
            fail "/usr/bin/$program is not stripped"
        fi
        gzip --test "$root/usr/share/man/man1/$program.1.gz"
    done
}

# long_options: the long options in a text, one a line.
long_options() {
    sed 's/\\-/-/g' | grep --only-matching --extended-regexp -e '(^|[^[:alnum:]-])--[a-z][a-z-]*' |
        sed 's/^[^-]*//' | sort --unique
}

# compare_manual BIN MANUAL PROGRAM [COMMAND …]: the manual page has the options of the helps, and no others.
compare_manual() {
    local bin=$1 manual=$2 program=$3 command
    shift 3
    {
        run_clean "$bin/$program" --help
        for command in "$@"; do
            # shellcheck disable=SC2086 # "keys new" is two words
            run_clean "$bin/$program" $command --help
        done
    } | long_options >"$scratch/help-options"
    zcat "$manual/$program.1.gz" | long_options >"$scratch/manual-options"
    diff --unified "$scratch/help-options" "$scratch/manual-options" ||
        fail "the manual page of $program (+) has other options than its --help (-)"
}

# run_clean PROGRAM …: without the settings of whoever runs this.
run_clean() {
    env --ignore-environment HOME="$scratch/home" XDG_RUNTIME_DIR="$scratch/runtime" PATH=/usr/bin:/bin LANG=C.UTF-8 \
        QT_QPA_PLATFORM=offscreen timeout 300 "$@"
}

# run_programs PREFIX: runs what is installed under PREFIX.
run_programs() {
    local bin=$1/usr/bin manual=$1/usr/share/man/man1 version pictures
    version=$(dpkg-deb --field "$package" Version)
    [[ $(run_clean "$bin/ciphergrad-cli" --version) == "ciphergrad-cli ${version%-*}" ]] ||
        fail "ciphergrad-cli --version does not name the version of the package, ${version%-*}"
    run_clean "$bin/ciphergrad-cli" train --preset xor --steps 10 --json >"$scratch/run.json" ||
        fail "ciphergrad-cli train did not run"
    python3 -c 'import json, sys; sys.exit(json.load(open(sys.argv[1]))["steps"] != 10)' "$scratch/run.json" ||
        fail "ciphergrad-cli train --steps 10 did not report 10 steps: $(cat "$scratch/run.json")"
    echo "ciphergrad-cli: $(cut -c 1-100 "$scratch/run.json" | tr '\n' ' ')…"
    compare_manual "$bin" "$manual" ciphergrad-cli train seal open info noise calc keys 'keys new' 'keys info'

    rm -rf -- "$scratch/pictures"
    run_clean "$bin/ciphergrad" --screenshot "$scratch/pictures" || fail "ciphergrad --screenshot did not run"
    pictures=$(find "$scratch/pictures" -name '*.png' -size +0 | wc -l)
    [[ $pictures -gt 0 ]] || fail "ciphergrad --screenshot wrote no picture"
    echo "ciphergrad: $pictures pictures"
    compare_manual "$bin" "$manual" ciphergrad

    local status=0
    run_clean "$bin/ciphergrad-keyholder" 2>"$scratch/keyholder" || status=$?
    [[ $status -eq 2 ]] || fail "ciphergrad-keyholder, started by hand, must exit with 2, not $status"
    echo "ciphergrad-keyholder: $(cat "$scratch/keyholder")"
}

# in_root …: dpkg on the empty root. A user without rights becomes root in a name space of his own.
in_root() {
    local as_root=()
    if [[ $(id -u) -ne 0 ]]; then
        as_root=(unshare --user --map-root-user)
    fi
    PATH=$PATH:/usr/sbin:/sbin "${as_root[@]}" dpkg --root="$root" --log=/dev/null "$@"
}

install_into_root() {
    title "installation into an empty root"
    mkdir -p -- "$root"/var/lib/dpkg/{info,updates,triggers}
    touch -- "$root/var/lib/dpkg/status" "$root/var/lib/dpkg/available"
    # What it depends on is installed on this machine, not in the root.
    in_root --force-depends --install "$package" 2>/dev/null
}

remove_from_root() {
    title "removal"
    in_root --purge ciphergrad
    local left
    left=$(find "$root" -mindepth 1 -path "$root/var" -prune -o -print)
    [[ -z $left ]] || fail "the removed package left behind: $left"
    echo "nothing is left"
}

try_on_system() {
    title "installation on this machine"
    # shellcheck disable=SC2016 # dpkg-query reads the dollar sign
    if dpkg-query --show --showformat='${db:Status-Abbrev}' ciphergrad 2>/dev/null | grep --quiet '^.i'; then
        fail "ciphergrad is installed already; remove it first"
    fi
    local as_root=() files=$scratch/files file left=()
    if [[ $(id -u) -ne 0 ]]; then
        as_root=(sudo)
    fi
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install --yes --quiet --no-install-recommends "$package"
    dpkg --listfiles ciphergrad >"$files"
    local status=0
    (run_programs '') || status=$?
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get purge --yes --quiet ciphergrad
    [[ $status -eq 0 ]] || exit "$status"
    while read -r file; do
        if [[ ! -d $file && -e $file ]]; then
            left+=("$file")
        fi
    done <"$files"
    [[ ${#left[@]} -eq 0 ]] || fail "the removed package left behind: ${left[*]}"
    echo "nothing is left"
}

tools/setup.sh
scratch=$(mktemp --directory)
trap 'rm -rf -- "$scratch"' EXIT
mkdir -m 700 -- "$scratch/home" "$scratch/runtime"
readonly scratch root=$scratch/root

build_package
run_lintian
install_into_root
check_files
check_description
title "the installed programs"
run_programs "$root"
remove_from_root
if [[ $system == yes ]]; then
    try_on_system
fi
title "package: ${package#"$PWD/"}"
