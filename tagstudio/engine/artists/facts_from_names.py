"""Take title, artist and album from the names of files, by the pattern that the user names."""

from tagstudio.library.tracks.facts_by_user import FactField
from tagstudio.library.tracks.name_parts import is_tight, parts_of, track_number

Pattern = tuple[FactField, ...]
PATTERNS: tuple[Pattern, ...] = (
    ("artist", "title"),
    ("title", "artist"),
    ("artist", "album", "title"),
    ("title",),
)


def facts_from_name(stem: str, pattern: Pattern) -> dict[FactField, str]:
    """Return what a file's name without its suffix tells by a pattern, {} where it does not fit.

    The number of the track is left out. A name of more parts than the pattern has its dashes in
    the title.
    """
    parts = _parts(stem)
    if pattern == ("title",):
        return {"title": " - ".join(parts)} if parts else {}
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
