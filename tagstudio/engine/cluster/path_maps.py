"""Where a file of the library lies on a node whose shared folder has another name.

A path map is written /here=/there, or NODE@/here=/there for one node, by its name or address. The
maps of a node go before those of all, the longest beginning first; what none of them names has the
same path everywhere.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from tagstudio.core.errors import TagStudioError

_ABSOLUTE = r"(?:[A-Za-z]:)?[/\\]"
_WRITTEN = re.compile(
    rf"(?:(?P<node>[^@=/\\]+)@)?(?P<here>{_ABSOLUTE}.*?)=(?P<there>{_ABSOLUTE}.*)", re.DOTALL
)
_SEPARATORS = "/\\"


@dataclass(frozen=True)
class PathMap:
    """The folder `here` is called `there`, on the node of that name or address ("": on all)."""

    here: str
    there: str
    node: str = ""


def parse_path_map(written: str) -> PathMap:
    """Read a path map; raise TagStudioError for what is none."""
    found = _WRITTEN.fullmatch(written)
    if found is None:
        raise TagStudioError(
            "cluster.no-path-map",
            "{written!r} is no path map. Write /here=/there, or NODE@/here=/there for one node,"
            " both with whole paths.",
            written=written,
        )
    return PathMap(
        _without_end(found["here"]), _without_end(found["there"]), (found["node"] or "").casefold()
    )


def path_there(path: str, maps: Iterable[PathMap], names: Collection[str]) -> str:
    """Return where the file at `path` lies on the node that has these names and addresses."""
    called = {"", *(name.casefold() for name in names)}
    fitting = [one for one in maps if one.node in called and _lies_in(path, one.here)]
    if not fitting:
        return path
    best = max(fitting, key=lambda one: (bool(one.node), len(one.here)))
    rest = path[len(best.here) :].lstrip(_SEPARATORS)
    return f"{best.there.rstrip(_SEPARATORS)}/{rest}"


def _lies_in(path: str, folder: str) -> bool:
    rest = path.removeprefix(folder)
    return rest != path and (folder[-1] in _SEPARATORS or rest.startswith(tuple(_SEPARATORS)))


def _without_end(folder: str) -> str:
    """Return a folder without separators at its end, unless it is the root."""
    return folder.rstrip(_SEPARATORS) or folder[:1]
