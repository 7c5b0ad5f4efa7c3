"""Take title, artist and album from the names of files and folders, by a pattern of the user's."""

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tagstudio.library.tracks.facts_by_user import FactField
from tagstudio.library.tracks.name_parts import (
    folder_of,
    is_disc,
    is_tight,
    key_of,
    last_name,
    parts_of,
    spaced,
    stem_of,
    title_beside,
    track_number,
)


@dataclass(frozen=True)
class Pattern:
    """What the parts of a file's name tell, and the `folders` around it, the outermost first."""

    name: tuple[FactField, ...]
    folders: tuple[FactField, ...] = ()


PATTERNS: tuple[Pattern, ...] = (
    Pattern(("artist", "title")),
    Pattern(("title", "artist")),
    Pattern(("artist", "album", "title")),
    Pattern(("title",)),
    Pattern(("title",), folders=("artist",)),
    Pattern(("title",), folders=("artist", "album")),
)


def facts_from_path(path: str, pattern: Pattern, roots: Collection[str]) -> dict[FactField, str]:
    """Return what the path of a file tells by a pattern, {} where it does not fit.

    The number of the track is left out. A name of more parts than the pattern has its dashes in
    the title. `roots` are the folders of the library: their own names and those above are
    nobody's. The folders of single discs count for nothing, as does what the file's name repeats.
    """
    parts = _parts(stem_of(path))
    if not pattern.folders:
        return _facts(parts, pattern.name)
    names = _folders_of(path, {root.rstrip(os.sep) or os.sep for root in roots})
    if len(names) < len(pattern.folders):
        return {}
    found: dict[FactField, str] = {}
    for fact, name in zip(pattern.folders, names[-len(pattern.folders) :], strict=True):
        found[fact] = spaced(title_beside(name, found.get("artist", "")))
    keys = {key_of(name) for name in found.values()}
    own = [part for part in parts if key_of(part) not in keys] or parts[-1:]
    told = _facts(own, pattern.name)
    return found | told if told else {}


def _facts(parts: Sequence[str], pattern: Sequence[FactField]) -> dict[FactField, str]:
    if len(parts) < len(pattern):
        return {}
    place = pattern.index("title")
    behind = len(pattern) - place - 1
    title = " - ".join(parts[place : len(parts) - behind])
    found = [*parts[:place], title, *parts[len(parts) - behind :]]
    return dict(zip(pattern, found, strict=True))


def _parts(stem: str) -> list[str]:
    number = track_number(stem)
    bare = stem[len(number) :] if number else stem
    return parts_of(bare, tight=is_tight(stem))


def _folders_of(path: str, tops: Collection[str]) -> list[str]:
    """Return the names of the folders that a file lies in, below those of the library."""
    names: list[str] = []
    folder = folder_of(path)
    while folder not in tops and (name := last_name(folder)):
        if names or not is_disc(name):
            names.append(name)
        folder = folder_of(folder)
    return names[::-1]
