"""What the source code of a plugin imports, read without running any of it."""

import ast
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

ROOMS = ("plugin_api", "plugin_kit", "audio", "learning", "core")  # of the program, for plugins
_ALWAYS_THERE = {"tagstudio", "numpy"}
_NETWORK = {
    "aiohttp", "ftplib", "http", "httpx", "huggingface_hub", "pooch", "requests", "smtplib",
    "socket", "urllib.request", "urllib3",
}  # fmt: skip
_PROGRAMS = {"multiprocessing", "pty", "subprocess"}


def imported(folder: Path) -> set[str]:
    """Return the names of the modules that a plugin's code imports, its tests' left out.

    Relative imports and those of its own modules are none. Raises SyntaxError, with the file's
    name, for code that cannot be read.
    """
    found: set[str] = set()
    for file in sorted(folder.rglob("*.py")):
        if not _is_test(file.relative_to(folder)):
            found |= set(_imports(ast.parse(file.read_bytes(), str(file))))
    return {name for name in found if name.partition(".")[0] != folder.name}


def of_the_host(modules: set[str]) -> list[str]:
    """Return those modules that are the program's own and no part of the API."""
    return sorted(
        name
        for name in modules
        if name.startswith("tagstudio.") and name.split(".")[1] not in ROOMS
    )


def unnamed_packages(modules: set[str], needs: tuple[str, ...], uses: tuple[str, ...]) -> list[str]:
    """Return the packages that are imported and neither declared nor always there."""
    declared = {canonicalize_name(name) for name in map(_name, needs)}
    homes = packages_distributions()
    unnamed = set()
    for top in {name.partition(".")[0] for name in modules}:
        if top in sys.stdlib_module_names or top in _ALWAYS_THERE or top in uses:
            continue
        packages = {canonicalize_name(one) for one in homes.get(top, [top])}
        if not packages & declared:
            unnamed.add(top)
    return sorted(unnamed)


def uses_network(modules: set[str]) -> list[str]:
    """Return the modules among these by which a program reaches the network."""
    return _among(modules, _NETWORK)


def starts_programs(modules: set[str]) -> list[str]:
    """Return the modules among these by which a program starts others."""
    return _among(modules, _PROGRAMS)


def _among(modules: set[str], known: set[str]) -> list[str]:
    return sorted(
        name for name in modules if any(name == one or name.startswith(f"{one}.") for one in known)
    )


def _name(requirement: str) -> str:
    try:
        return Requirement(requirement).name
    except InvalidRequirement:
        return requirement


def _is_test(file: Path) -> bool:
    return file.name.startswith("test_") or file.name == "conftest.py" or "tests" in file.parts


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
