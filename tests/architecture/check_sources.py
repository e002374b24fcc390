#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the rules of CONTRIBUTING.md that can be seen in the text of a file alone.

usage: check_sources.py [ROOT]     ROOT: the source tree, by default the one that this file lies in
Prints one line for each violation and exits with 1 if there is any.
"""
import re
import sys
from pathlib import Path

FOLDERS = (".ci", "app", "bench", "cmake", "core", "docs", "installer", "resources", "tests", "tools", "ui")
DATA = "resources/data/"  # as its generators wrote it
CODE = {".h", ".cpp"}
SOURCES = CODE | {".cmake", ".py", ".sh"}
TEXTS = SOURCES | {".md", ".json", ".yaml", ".txt"}
MAX_LINES = 600
SPDX = "SPDX-License-Identifier: GPL-3.0-or-later"

# Zero-width characters and those that turn the direction of writing: the code reads otherwise than it compiles.
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
# Opens a header that hwy/foreach_target.h includes anew for each instruction set.
PER_TARGET_GUARD = re.compile(r"#if defined\(\w+\) == defined\(HWY_TARGET_TOGGLE\)")
# Written in two parts, so that this file does not find itself.
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b")

# (folder or folders, pattern, what is wrong)
CODE_RULES = (
    ("core/", re.compile(r"\bmt19937|\brandom_device\b|\bdefault_random_engine\b|\bminstd_rand|\bs?rand\s*\("),
     "randomness comes through base::RandomSource"),
    ("core/", re.compile(r"\b(uniform_int|uniform_real|normal|bernoulli|discrete)_distribution\b"),
     "the distributions of the standard library differ between its makers; base::RandomSource has its own"),
    ("core/", re.compile(r"(?<![_\w])assert\s*\("), "a bug of ours is reported by CG_EXPECTS, an input by Result"),
    ("tests/", re.compile(r"\bsleep_(for|until)\b|\bQThread::\w*sleep\b|\bq(Sleep|Wait)\s*\(|\bu?sleep\s*\("),
     "a test waits for a condition, not for a time"),
    (("app/", "core/", "ui/"), re.compile(r"^\s*using\s+namespace\s+(?!\w*literals\b|std::\w*literals\b|Qt::\w*Literals\b)"),
     "names are imported one by one"),
    ("", re.compile(r"NOLINT(NEXTLINE|BEGIN)?(?!\(|END|\w)"), "NOLINT names the check that it silences"),
)


def source_files(root):
    """All text files of the tree, relative to root."""
    for file in sorted(root.iterdir()):
        if file.is_file() and (file.suffix in TEXTS or file.name.startswith(".")):
            yield file.relative_to(root)
    for folder in FOLDERS:
        for file in sorted((root / folder).rglob("*")):
            path = file.relative_to(root)
            if file.is_file() and (file.suffix in TEXTS or folder == ".ci") and not str(path).startswith(DATA):
                yield path


def is_source(path):
    return path.suffix in SOURCES or path.name == "CMakeLists.txt" or path.parts[0] == ".ci"


def check_head(path, lines):
    """The licence, and the guard of a header. One that is compiled for each instruction set has Highway's guard."""
    if not any(SPDX in line for line in lines[:3]):
        yield f"{path}:1: one of the first three lines must say '{SPDX}'"
    guarded = lines[:1] == ["#pragma once"] or any(PER_TARGET_GUARD.match(line) for line in lines)
    if path.suffix == ".h" and not guarded:
        yield f"{path}:1: a header begins with '#pragma once'"


def check_line(path, number, line):
    if INVISIBLE.search(line):
        yield f"{path}:{number}: an invisible character"
    if line != line.rstrip():
        yield f"{path}:{number}: white space at the end of the line"
    if "\t" in line:
        yield f"{path}:{number}: a tabulator"
    if is_source(path) and UNFINISHED.search(line):
        yield f"{path}:{number}: unfinished work belongs in the list of issues"
    if path.suffix in CODE:
        for folder, pattern, wrong in CODE_RULES:
            if str(path).startswith(folder) and pattern.search(line):
                yield f"{path}:{number}: {wrong}"


def check_file(root, path):
    try:
        text = (root / path).read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        yield f"{path}:1: not UTF-8"
        return
    if "\r" in text:
        yield f"{path}:1: lines end with LF alone"
    if text and not text.endswith("\n"):
        yield f"{path}:1: the last line has no end"
    lines = text.splitlines()
    if is_source(path):
        yield from check_head(path, lines)
        if len(lines) > MAX_LINES:
            yield f"{path}:{MAX_LINES}: {len(lines)} lines; at most {MAX_LINES} are allowed"
    for number, line in enumerate(lines, start=1):
        yield from check_line(path, number, line)


def check(root):
    """All violations in the source tree `root`, as text."""
    return [violation for path in source_files(root) for violation in check_file(root, path)]


def main(arguments):
    root = Path(arguments[1] if len(arguments) > 1 else Path(__file__).parents[2]).resolve()
    violations = check(root)
    for violation in violations:
        print(violation)
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
