"""The tree of tags, which says what implies what: it comes with the program, or is the user's.

A name stands beside the names that it implies: "House" beside "electronic". A user's tree is read
from TOML, a table of names and lists, or from YAML as beets has it (lastgenre: nested lists).
"""

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tagstudio.core.errors import TagStudioError
from tagstudio.core.os_errors import as_sentence
from tagstudio.core.paths import bundled_folder
from tagstudio.library.tags.aliases import bare
from tagstudio.library.tags.tag_edits import of_library

Tree = dict[str, tuple[str, ...]]

TABLE = "implies"  # of a TOML file
LARGEST = 5_000_000  # bytes of a file


@cache
def bundled_tree() -> Tree:
    """Return the tree that comes with the program: the 50 tags of last.fm, and MagnaTagATune's."""
    return read_tree(bundled_folder("resources") / "tag_tree.toml")


def tree_of(connection: sa.Connection) -> Tree:
    """Return the tree that holds in a library: the user's, else the program's."""
    text = of_library(connection, "tree")
    if text is None:
        return bundled_tree()
    try:
        return {name: tuple(parents) for name, parents in json.loads(text).items()}
    except (ValueError, TypeError, AttributeError):  # damaged
        return bundled_tree()


def as_text(tree: Mapping[str, Iterable[str]]) -> str:
    """Return a tree as the library keeps it."""
    return json.dumps({name: list(parents) for name, parents in tree.items()}, ensure_ascii=False)


def as_toml(tree: Mapping[str, Iterable[str]]) -> str:
    """Return a tree as a TOML file, which can be read again."""
    lines = [
        f"{_quoted(name)} = [{', '.join(map(_quoted, parents))}]"
        for name, parents in sorted(tree.items(), key=lambda one: one[0].casefold())
    ]
    return "\n".join([f"[{TABLE}]", *lines, ""])


def write_tree(tree: Mapping[str, Iterable[str]], file: Path, *, replacing: bool = False) -> None:
    """Write a tree to a TOML file; raises TagStudioError where that cannot be.

    A file that is there already is left alone, unless it is to be replaced.
    """
    if file.suffix.casefold() != ".toml":
        raise TagStudioError(
            "tags.tree-suffix", "{file} would be TOML; let its name end in .toml.", file=str(file)
        )
    try:
        with file.open("w" if replacing else "x", encoding="utf-8") as new:
            new.write(as_toml(tree))
    except FileExistsError as error:
        raise TagStudioError(
            "tags.tree-exists", "{file} is there already; name a new file.", file=str(file)
        ) from error
    except OSError as error:
        raise as_sentence(error) from error


def read_tree(file: Path) -> Tree:
    """Read a tree from a TOML or YAML file; raise TagStudioError where it is none."""
    try:
        if file.stat().st_size > LARGEST:
            raise _unreadable(file, "it is too large")
        text = file.read_text("utf-8-sig")
    except OSError as error:
        raise _unreadable(file, error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise _unreadable(file, "it is no text in UTF-8") from error
    is_toml = file.suffix.casefold() == ".toml"
    found = dict(_of_toml(file, text) if is_toml else _of_yaml(file, text))
    if not found:
        raise _unreadable(file, "no tag in it implies another")
    _refuse_circles(file, found)
    return found


def _of_toml(file: Path, text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    try:
        table = tomllib.loads(text).get(TABLE)
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(file, str(error)) from error
    if not isinstance(table, dict):
        raise _unreadable(file, f"it has no table [{TABLE}]")
    for name, parents in table.items():
        listed = [parents] if isinstance(parents, str) else parents
        if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
            raise _unreadable(file, f"{name!r} does not have a list of names")
        yield name, tuple(listed)


def _of_yaml(file: Path, text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    import yaml

    try:
        document = yaml.safe_load(text)
        if not isinstance(document, list):
            raise _unreadable(file, "it is no list of names as that of beets")
        found: dict[str, list[str]] = {}
        for name, parent in _branches(file, document, None):
            of_name = found.setdefault(name, [])
            if parent is not None and parent not in of_name and bare(parent) != bare(name):
                of_name.append(parent)
    except (yaml.YAMLError, RecursionError) as error:
        raise _unreadable(file, " ".join(str(error).split())) from error
    return ((name, tuple(parents)) for name, parents in found.items() if parents)


def _branches(
    file: Path, branches: list[Any], parent: str | None
) -> Iterator[tuple[str, str | None]]:
    for branch in branches:
        for name, others in branch.items() if isinstance(branch, dict) else [(branch, None)]:
            if not isinstance(name, str | int) or not isinstance(others, list | None):
                raise _unreadable(file, f"{name!r} is neither a name nor a list of names")
            yield str(name), parent
            yield from _branches(file, others or [], str(name))


def _refuse_circles(file: Path, tree: Tree) -> None:
    keys = {bare(name): {bare(one) for one in parents} for name, parents in tree.items()}
    for name in tree:
        if bare(name) in above(keys, keys[bare(name)]):
            raise _unreadable(file, f"{name!r} would imply itself")


def above(keys: Mapping[str, Iterable[str]], first: Iterable[str]) -> set[str]:
    """Return these keys and all above them."""
    found: set[str] = set()
    waiting = list(first)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting.extend(keys.get(key, ()))
    return found


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a TOML string, too


def _unreadable(file: Path, reason: str) -> TagStudioError:
    return TagStudioError(
        "tags.no-tree",
        "{file} cannot be read as a tree of tags: {reason}. Write TOML with a table [implies], such"
        ' as House = ["electronic"], or YAML as beets does for lastgenre.',
        file=str(file),
        reason=reason,
    )
