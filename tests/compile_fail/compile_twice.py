#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compiles a source that contains a misuse, without it and with it.

usage: compile_twice.py SOURCE -- COMPILER [FLAG …]
Without CG_MISUSE the source must compile. With it the compiler must refuse it for the reason that the source states:
one of its error lines must match the regular expression in the line "// expect: …". Otherwise exits with 1.
"""
import re
import subprocess
import sys
from pathlib import Path


def compile_source(command, source, defines):
    """Whether the compiler accepts the source, and all that it prints."""
    run = subprocess.run([*command, *defines, str(source)], capture_output=True, text=True, check=False)
    return run.returncode == 0, run.stdout + run.stderr


def problem_with(source, command):
    """What is wrong with the source or with the compiler's verdicts, or None."""
    expected = re.findall(r"^// expect: (.+)$", source.read_text(encoding="utf-8"), re.MULTILINE)
    if len(expected) != 1:
        return "the source must have one line '// expect: …'"
    accepted, output = compile_source(command, source, [])
    if not accepted:
        return "the source does not compile even without the misuse:\n" + output
    accepted, output = compile_source(command, source, ["-DCG_MISUSE"])
    if accepted:
        return "the misuse compiles"
    errors = [line for line in output.splitlines() if "error:" in line]
    if not any(re.search(expected[0], line) for line in errors):
        return f"the misuse is refused, but for another reason than '{expected[0]}':\n" + output
    return None


def main(arguments):
    split = arguments.index("--")
    problem = problem_with(Path(arguments[split - 1]), arguments[split + 1:])
    if problem:
        print(f"{arguments[split - 1]}: {problem}")
    return 1 if problem else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
