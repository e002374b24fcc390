#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plants violations of the layer table in a small source tree and looks whether check_layers.py sees them."""
import tempfile
import unittest
from pathlib import Path

import check_layers

TABLE = """# Architecture
| `decoy` | `base` |
<!-- layers:begin -->
| folder | may include |
|---|---|
| `base` | – |
| `he` | `base` |
| `he/vhe` | `base` `he` |
| `train` | `base` `he` |
| `keyholder` | `base` `he` `he/vhe` |
| `app/cli` | `base` `train` |
| `app/keyholder` | `base` `keyholder` |
<!-- layers:end -->
"""

CLEAN = {
    "docs/architecture.md": TABLE,
    "core/base/result.h": "#include <vector>\n",
    "core/he/backend.h": '#include "base/result.h"\n',
    "core/he/vhe/params.h": '#include "he/backend.h"\n#include "base/result.h"\n',
    "core/train/trainer.h": '#include "he/backend.h"\n',
    "core/train/trainer.cpp": '#include "train/trainer.h"\n#include <algorithm>\n',
    "core/train/CMakeLists.txt": "cg_library(NAME train DEPENDS cg::he)  # never cg::keyholder\n",
    "core/keyholder/secret_key.h": '#include "he/vhe/params.h"\n',
    "app/cli/main.cpp": '#include "options.h"\n#include "train/trainer.h"\n',
    "app/cli/options.h": "#include <QtCore/QString>\n",
    "app/keyholder/main.cpp": '#include "keyholder/secret_key.h"\n',
    "app/CMakeLists.txt": "add_subdirectory(cli)\n",
}


class CheckLayersTest(unittest.TestCase):
    def violations(self, files=None):
        """What the check says of the clean tree with some files changed ({path: content})."""
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder).resolve()
            for path, content in {**CLEAN, **(files or {})}.items():
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(content, encoding="utf-8")
            return check_layers.check(root)

    def assert_violation(self, path, content, expected):
        self.assertEqual(self.violations({path: content}), [expected])

    def test_a_clean_tree_passes(self):
        self.assertEqual(self.violations(), [])

    def test_a_forbidden_include_is_named_with_its_line(self):
        self.assert_violation("core/train/trainer.cpp", '// first\n#include "keyholder/secret_key.h"\n',
                              "core/train/trainer.cpp:2: train may not include keyholder/secret_key.h"
                              " (layer keyholder)")

    def test_an_upward_include_is_refused(self):
        self.assert_violation("core/base/result.h", '#  include "he/backend.h"\n',
                              "core/base/result.h:1: base may not include he/backend.h (layer he)")

    def test_the_row_of_a_folder_does_not_grant_the_layers_inside(self):
        self.assert_violation("core/train/trainer.h", '#include "he/vhe/params.h"\n',
                              "core/train/trainer.h:1: train may not include he/vhe/params.h (layer he/vhe)")
        self.assert_violation("core/he/backend.cpp", '#include "he/vhe/params.h"\n',
                              "core/he/backend.cpp:1: he may not include he/vhe/params.h (layer he/vhe)")

    def test_a_relative_path_does_not_get_around_the_table(self):
        self.assert_violation("core/train/trainer.h", '#include "../keyholder/secret_key.h"\n',
                              "core/train/trainer.h:1: train may not include ../keyholder/secret_key.h"
                              " (layer keyholder)")

    def test_an_include_of_a_program_is_refused(self):
        self.assert_violation("core/train/trainer.h", '#include "cli/options.h"\n',
                              "core/train/trainer.h:1: train may not include cli/options.h (layer app/cli)")

    def test_the_programs_obey_their_rows(self):
        self.assert_violation("app/cli/main.cpp", '#include "keyholder/secret_key.h"\n',
                              "app/cli/main.cpp:1: app/cli may not include keyholder/secret_key.h (layer keyholder)")

    def test_qt_in_core_is_refused(self):
        for header in ("QString", "QtCore/QString", "qglobal.h"):
            self.assert_violation("core/base/result.h", f"#include <{header}>\n",
                                  f"core/base/result.h:1: core is free of Qt and may not include <{header}>")

    def test_angle_brackets_do_not_get_around_the_table(self):
        self.assert_violation("core/train/trainer.h", "#include <keyholder/secret_key.h>\n",
                              'core/train/trainer.h:1: a header of ours is included as "keyholder/secret_key.h"')

    def test_computed_and_missing_includes_are_refused(self):
        self.assert_violation("core/train/trainer.h", "#include CG_HEADER\n",
                              "core/train/trainer.h:1: an include must name its file")
        self.assert_violation("core/train/trainer.h", '#include "train/none.h"\n',
                              'core/train/trainer.h:1: there is no "train/none.h" in this tree')

    def test_a_folder_without_a_row_is_refused(self):
        self.assert_violation("core/attack/attack.h", "",
                              "core/attack/attack.h:1: this folder has no row in the layer table of"
                              " docs/architecture.md")

    def test_a_forbidden_library_is_refused(self):
        self.assert_violation("core/train/CMakeLists.txt", "cg_library(NAME train\n  DEPENDS cg::keyholder)\n",
                              "core/train/CMakeLists.txt:2: train may not link cg::keyholder")
        self.assert_violation("app/cli/CMakeLists.txt", "target_link_libraries(x cg::keyholder)\n",
                              "app/cli/CMakeLists.txt:1: app/cli may not link cg::keyholder")

    def test_a_broken_table_is_refused(self):
        for broken, reason in (
            (TABLE.replace("| `train` | `base` `he` |", "| `train` | `base` `hee` |"), "hee, which has no row"),
            (TABLE.replace("| `base` | – |", "| `base` | `train` |"), "the layers form a cycle"),
            (TABLE.replace("| `train` |", "| `base` |"), "the layer base has two rows"),
            (TABLE.replace("<!-- layers:end -->", ""), "must each occur once"),
            ("<!-- layers:begin -->\n<!-- layers:end -->", "the layer table is empty"),
        ):
            violations = self.violations({"docs/architecture.md": broken})
            self.assertEqual(len(violations), 1, violations)
            self.assertIn(reason, violations[0])


if __name__ == "__main__":
    unittest.main()
