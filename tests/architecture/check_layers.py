#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares every #include and every linked library with the layer table in docs/architecture.md.

usage: check_layers.py [ROOT]      ROOT: the source tree, by default the one that this file lies in
Prints one line for each violation and exits with 1 if there is any.
"""
import re
import sys
from pathlib import Path

BEGIN, END = "<!-- layers:begin -->", "<!-- layers:end -->"
TABLE = Path("docs/architecture.md")
# Where sources lie, and what is put in front of a path inside to get the name of its layer.
TREES = {"core": "", "app": "app/", "ui": "ui/"}
SOURCE_SUFFIXES = {".h", ".cpp"}
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>|(\S+))')
QT_HEADER = re.compile(r"^(Q[A-Z]\w*|Qt[A-Z]\w*/.*|q[a-z]+\.h)$")
LIBRARY = re.compile(r"\bcg::(\w+)")


class TableError(Exception):
    """The table itself is wrong; nothing can be checked against it."""


def parse_table(text):
    """The rows between the markers as {layer: set of layers that it may include}."""
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise TableError(f"{TABLE}: the markers {BEGIN} and {END} must each occur once")
    layers = {}
    for line in text.split(BEGIN)[1].split(END)[0].splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) != 2 or not re.fullmatch(r"`[\w/]+`", cells[0]):
            continue
        name = cells[0].strip("`")
        if name in layers:
            raise TableError(f"{TABLE}: the layer {name} has two rows")
        layers[name] = set(re.findall(r"`([\w/]+)`", cells[1]))
    if not layers:
        raise TableError(f"{TABLE}: the layer table is empty")
    for name, allowed in layers.items():
        for other in allowed - layers.keys():
            raise TableError(f"{TABLE}: the row of {name} names {other}, which has no row")
    refuse_cycles(layers)
    return layers


def refuse_cycles(layers):
    done = set()

    def visit(name, path):
        if name in path:
            raise TableError(f"{TABLE}: the layers form a cycle: {' > '.join(path[path.index(name):] + [name])}")
        if name not in done:
            for other in sorted(layers[name]):
                visit(other, path + [name])
            done.add(name)

    for name in layers:
        visit(name, [])


def layer_of(path, layers):
    """The layer with the longest name that the source-tree path lies in, or None."""
    tree = path.parts[0]
    name = TREES[tree] + "/".join(path.parts[1:-1])
    parts = name.rstrip("/").split("/")
    for length in range(len(parts), 0, -1):
        if "/".join(parts[:length]) in layers:
            return "/".join(parts[:length])
    return None


def find_header(root, includer, name):
    """The file that a quoted include means, relative to root, or None."""
    for base in (includer.parent, Path("core"), Path("app"), Path(".")):
        if (root / base / name).is_file():
            return (root / base / name).resolve().relative_to(root)
    return None


def check_include(root, layers, layer, path, match):
    """What is wrong with one include, or None."""
    quoted, angled, computed = match.groups()
    if computed:
        return "an include must name its file"
    if angled:
        if QT_HEADER.match(angled) and path.parts[0] == "core":
            return f"core is free of Qt and may not include <{angled}>"
        if (root / "core" / angled).is_file():
            return f'a header of ours is included as "{angled}"'
        return None
    header = find_header(root, path, quoted)
    if header is None:
        return f'there is no "{quoted}" in this tree'
    if header.parts[0] not in TREES:
        return f"{layer} may not include {header}"
    target = layer_of(header, layers)
    if target != layer and target not in layers[layer]:
        return f"{layer} may not include {quoted} (layer {target})"
    return None


def check_source(root, layers, path):
    layer = layer_of(path, layers)
    if layer is None:
        yield f"{path}:1: this folder has no row in the layer table of {TABLE}"
        return
    lines = (root / path).read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        match = INCLUDE.match(line)
        wrong = match and check_include(root, layers, layer, path, match)
        if wrong:
            yield f"{path}:{number}: {wrong}"


def check_links(root, layers, path):
    """A CMakeLists.txt may link only what the sources beside it and below it may include."""
    prefix = TREES[path.parts[0]] + "/".join(path.parts[1:-1])
    inside = [name for name in layers if name == prefix or name.startswith(prefix + "/")]
    if not inside:
        return
    # A layer of core is one library with the layers inside it; a program may have a library of its own.
    allowed = {name.split("/")[0] for row in inside for name in layers[row]} | {prefix.split("/")[-1]}
    for number, line in enumerate((root / path).read_text(encoding="utf-8").splitlines(), start=1):
        for library in LIBRARY.findall(line.split("#")[0]):
            if library not in allowed:
                yield f"{path}:{number}: {prefix} may not link cg::{library}"


def check(root):
    """All violations in the source tree `root`, as text."""
    try:
        layers = parse_table((root / TABLE).read_text(encoding="utf-8"))
    except (TableError, OSError) as error:
        return [str(error)]
    violations = []
    for tree in TREES:
        for file in sorted((root / tree).rglob("*")):
            path = file.relative_to(root)
            if file.suffix in SOURCE_SUFFIXES:
                violations += check_source(root, layers, path)
            elif file.name == "CMakeLists.txt":
                violations += check_links(root, layers, path)
    return violations


def main(arguments):
    root = Path(arguments[1] if len(arguments) > 1 else Path(__file__).parents[2]).resolve()
    violations = check(root)
    for violation in violations:
        print(violation)
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
