"""Labels from JSON Lines as `tagstudio export` writes them: an object a track, with its tags.

What was answered of parts of a track stands beside the tags, each with its ends in seconds.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tagstudio.core.messages import message
from tagstudio.datasets.table import LONGEST_ROW, TOO_LONG, numbered_lines
from tagstudio.datasets.text_encoding import open_text
from tagstudio.engine.correcting.labels.csv_table import mention_of
from tagstudio.engine.correcting.labels.label import Entry, Mention, Place, Skipped, entry, place_of

NO_TRACK_OBJECT = message(
    "labels.no-track-object", "this is no track as JSON: an object with path and tags"
)
PARTS, FROM, TO = "parts", "from", "to"  # keys of a track, and of each of its parts
SHOWN = 80  # characters of what cannot be read


def is_track(value: Any) -> bool:
    """Tell whether a JSON value is a track with the list of its tags."""
    return isinstance(value, dict) and "path" in value and isinstance(value.get("tags"), list)


def read_json_lines(file: Path) -> Iterator[Entry]:
    """Yield the labels of a file; a line that cannot be read costs itself."""
    with open_text(file) as opened:
        for number, line in numbered_lines(opened):
            if len(line) > LONGEST_ROW:
                yield Skipped(number, TOO_LONG, line[:SHOWN])
            elif line.strip("\ufeff \t\r\n"):
                yield from _line(number, line.strip("\ufeff \t\r\n"))


def _line(number: int, line: str) -> Iterator[Entry]:
    try:
        track = json.loads(line)
    except (ValueError, RecursionError):
        track = None
    if not is_track(track):
        yield Skipped(number, NO_TRACK_OBJECT, line[:SHOWN])
        return
    mention = mention_of_dict(track)
    for one in (*track["tags"], *parts_of_dict(track)):
        yield entry_of_dict(number, mention, one)


def parts_of_dict(track: dict[str, Any]) -> list[Any]:
    """Return what an object says of parts of a track."""
    return items(track.get(PARTS))


def mention_of_dict(track: dict[str, Any]) -> Mention | None:
    """Return the track that an object with the keys path, title and artist is about."""
    return mention_of({name: text(track.get(name)) for name in ("path", "title", "artist")})


def entry_of_dict(row: int, mention: Mention | None, one: Any) -> Entry:
    """Return the entry of an object with the keys tag, state, group, source, time and by.

    With from and to, in seconds, it is of a part of the track.
    """
    if not isinstance(one, dict):
        return Skipped(row, NO_TRACK_OBJECT, f"{mention}: {str(one)[:SHOWN]}")
    tag, state, group, source, at, by = (
        text(one.get(name)) for name in ("tag", "state", "group", "source", "time", "by")
    )
    place = told_place(one)
    return entry(row, mention, tag, state, group, source, at, is_whole=True, place=place, by=by)


def answer_of_dict(
    row: int,
    mention: Mention | None,
    told: Mapping[str, Any],
    answer: Mapping[str, Any],
    place: Place | None,
) -> Entry:
    """Return the entry of an `answer` of another program, to a part of the track or to all of it.

    `told` is what TagStudio wrote of it into the file, where that still holds.
    """
    ends = {} if place is None else {FROM: place[0], TO: place[1]}
    return entry_of_dict(row, mention, {**told, **answer, **ends})


def told_place(one: Mapping[str, Any]) -> Place | None:
    """Return the part of a track that an object is about, None for the whole."""
    return place_of(one.get(FROM), one.get(TO))


def objects(value: Any) -> list[dict[str, Any]]:
    """Return the objects in a JSON value that should be a list of them."""
    return [one for one in items(value) if isinstance(one, dict)]


def items(value: Any) -> list[Any]:
    """Return a JSON value that should be a list; [] for any other."""
    return value if isinstance(value, list) else []


def fields(value: Any) -> dict[str, Any]:
    """Return a JSON value that should be an object; {} for any other."""
    return value if isinstance(value, dict) else {}


def text(value: Any) -> str:
    """Return a JSON value that should be a text; "" for any other."""
    return value if isinstance(value, str) else ""
