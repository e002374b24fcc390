#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks whether compile_twice.py tells a kept promise from a broken one. usage: compile_twice_test.py COMPILER"""
import sys
import tempfile
import unittest
from pathlib import Path

import compile_twice

COMPILER = "c++"


def problem_with(text):
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "case.cpp"
        source.write_text(text, encoding="utf-8")
        return compile_twice.problem_with(source, [COMPILER, "-std=c++20", "-fsyntax-only"])


class CompileTwiceTest(unittest.TestCase):
    def test_a_kept_promise_passes(self):
        self.assertIsNone(problem_with("// expect: kept\n#ifdef CG_MISUSE\n#error kept\n#endif\n"))

    def test_a_misuse_that_compiles_is_reported(self):
        self.assertEqual(problem_with("// expect: kept\nint x;\n"), "the misuse compiles")

    def test_a_failure_for_another_reason_is_reported(self):
        problem = problem_with("// expect: kept\n#ifdef CG_MISUSE\n#error other\n#endif\n")
        self.assertIn("for another reason", problem)

    def test_a_source_that_never_compiles_is_reported(self):
        self.assertIn("even without the misuse", problem_with("// expect: kept\n#error kept\n"))

    def test_a_source_without_expectation_is_reported(self):
        self.assertIn("// expect:", problem_with("int x;\n"))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        COMPILER = sys.argv.pop(1)
    unittest.main()
