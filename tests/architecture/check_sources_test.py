#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plants violations of the text rules in a small source tree and looks whether check_sources.py sees them."""
import tempfile
import unittest
from pathlib import Path

import check_sources

HEAD = "// SPDX-License-Identifier: GPL-3.0-or-later\n"
HEADER = "#pragma once\n" + HEAD


def violations_of(path, content):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return check_sources.check(Path(folder))


class CheckSourcesTest(unittest.TestCase):
    def assert_clean(self, path, content):
        self.assertEqual(violations_of(path, content), [])

    def assert_violation(self, path, content, expected):
        violations = violations_of(path, content)
        self.assertEqual(len(violations), 1, violations)
        self.assertIn(expected, violations[0])
        self.assertTrue(violations[0].startswith(path + ":"), violations[0])

    def test_clean_files_pass(self):
        self.assert_clean("core/a.h", HEADER + "void strand(int);\nstatic_assert(true);\n")
        self.assert_clean("core/a.cpp", HEAD + "using std::literals::operator\"\"s;\n")
        self.assert_clean("tests/a_test.cpp", HEAD + "using namespace std::chrono_literals;\n")
        self.assert_clean("tools/a.sh", "#!/usr/bin/env bash\n# SPDX-License-Identifier: GPL-3.0-or-later\n")
        self.assert_clean("README.md", "# Name\n\nTO" "DO is a word here.\n")

    def test_every_source_states_its_licence(self):
        for path in ("core/a.cpp", "tools/a.sh", "cmake/a.cmake", "tests/CMakeLists.txt", "CMakeLists.txt",
                     "tests/a.py", ".ci/run"):
            self.assert_violation(path, "\n", "SPDX")

    def test_a_header_is_guarded(self):
        self.assert_violation("core/a.h", HEAD, "#pragma once")
        self.assert_clean("core/a_inl.h", HEAD + "#if defined(A_INL_H) == defined(HWY_TARGET_TOGGLE)\n#endif\n")

    def test_a_file_has_at_most_600_lines(self):
        self.assert_clean("core/a.cpp", HEAD + "\n" * 599)
        self.assert_violation("core/a.cpp", HEAD + "\n" * 600, "601 lines")

    def test_unfinished_work_is_refused(self):
        for word in ("TO" "DO", "FIX" "ME"):
            self.assert_violation("core/a.cpp", HEAD + f"// {word}: later\n", "unfinished")

    def test_tests_do_not_sleep(self):
        for call in ("std::this_thread::sleep_for(1s);", "QThread::msleep(5);", "QTest::qWait(10);", "::usleep(1);"):
            self.assert_violation("tests/unit/a_test.cpp", HEAD + call + "\n", "waits for a condition")

    def test_core_has_one_source_of_randomness(self):
        for call in ("std::mt19937 g;", "std::random_device d;", "int x = rand();", "std::srand(1);"):
            self.assert_violation("core/he/a.cpp", HEAD + call + "\n", "RandomSource")
            self.assert_clean("tests/unit/a_test.cpp", HEAD + call + "\n")
        self.assert_violation("core/he/a.cpp", HEAD + "std::normal_distribution<> d;\n", "RandomSource")

    def test_core_does_not_assert(self):
        self.assert_violation("core/he/a.cpp", HEAD + "assert(x);\n", "CG_EXPECTS")

    def test_namespaces_are_not_imported(self):
        self.assert_violation("core/he/a.cpp", HEAD + "using namespace std;\n", "one by one")

    def test_nolint_names_its_check(self):
        self.assert_violation("core/a.cpp", HEAD + "f(); // NOLINT\n", "names the check")
        self.assert_clean("core/a.cpp", HEAD + "f(); // NOLINT(misc-no-recursion): a tree\n")

    def test_the_bytes_of_a_text_are_plain(self):
        self.assert_violation("docs/a.md", "a\u200bb\n", "invisible")
        self.assert_violation("docs/a.md", "a\u202eb\n", "invisible")
        self.assert_violation("docs/a.md", "a \n", "white space")
        self.assert_violation("docs/a.md", "a\tb\n", "tabulator")
        self.assert_violation("docs/a.md", "a", "last line")
        self.assert_violation("docs/a.md", b"\xff\n", "UTF-8")
        self.assertTrue(any("LF" in line for line in violations_of("docs/a.md", "a\r\n")))


if __name__ == "__main__":
    unittest.main()
