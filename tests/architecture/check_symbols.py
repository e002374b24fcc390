#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks for code of the secret side in the programs.

usage: check_symbols.py --nm NM --public PROGRAM … --secret PROGRAM …
A public program may not contain any symbol of cg::keyholder; a secret one must contain some, because otherwise (in a
stripped program) this check could see nothing at all. Exits with 1 if either is not so.
"""
import argparse
import re
import subprocess
import sys

# A name of the namespace itself. Types of other namespaces that merely mention a friend leave no symbol.
SECRET = re.compile(r"\bcg::keyholder::")


def secret_symbols(nm, program):
    """The demangled symbols of `program` that belong to the secret side."""
    listing = subprocess.run([nm, "--demangle", program], check=True, capture_output=True, text=True).stdout
    return [line for line in listing.splitlines() if SECRET.search(line)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--nm", default="nm")
    parser.add_argument("--public", nargs="+", required=True)
    parser.add_argument("--secret", nargs="+", required=True)
    arguments = parser.parse_args()
    failures = 0
    for program in arguments.public:
        for symbol in secret_symbols(arguments.nm, program):
            print(f"{program}: contains code of the secret side: {symbol}")
            failures += 1
    for program in arguments.secret:
        if not secret_symbols(arguments.nm, program):
            print(f"{program}: has no symbol of the secret side, so that nothing was checked; is it stripped?")
            failures += 1
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
