"""The plan of the house holds: one meaning for each public class, rooms and functions of a size."""

import ast
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MOST_MODULES = 24  # at one level
LONGEST_FUNCTION = 60  # lines, with signature and docstring
# Classes of the first plugin API, which stand for their successors under the same names.
OF_API_1 = {"Check", "Clips", "Epoch", "Failure", "Notice", "TagInfo", "Tagger"}


def modules() -> dict[Path, ast.Module]:
    """Return the program's modules without migrations, which stay as they were."""
    files = (p for name in ("tagstudio", "plugins") for p in (ROOT / name).rglob("*.py"))
    return {
        path.relative_to(ROOT): ast.parse(path.read_text("utf-8"))
        for path in files
        if "migrations" not in path.parts
    }


@pytest.fixture(scope="module")
def program() -> dict[Path, ast.Module]:
    return modules()


def test_each_public_class_is_defined_once(program):
    homes = defaultdict(set)
    for path, tree in program.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes[node.name].add(str(path))
    several = {name: sorted(paths) for name, paths in homes.items() if len(paths) > 1}
    unknown = several.keys() - OF_API_1
    assert not unknown, {name: several[name] for name in unknown}
    assert all("tagstudio/plugin_api/api1.py" in several[name] for name in OF_API_1)


def test_no_folder_is_overfull(program):
    counts = defaultdict(int)
    for path in program:
        counts[path.parent] += path.name != "__init__.py"
    assert max(counts.values()) <= MOST_MODULES, counts


def test_no_function_is_overlong(program):
    long = [
        (str(path), node.name)
        for path, tree in program.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert not long


def test_every_package_says_its_contents(program):
    silent = [str(p) for p, tree in program.items() if not ast.get_docstring(tree)]
    assert not silent
