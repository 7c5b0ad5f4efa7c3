"""Export tracks with their tags: CSV, wide CSV, JSON Lines, M3U8.

Each writer takes rows as a stream and holds one at a time. Text files are UTF-8; a path whose
bytes are not UTF-8 comes out as those bytes where the file is opened with `surrogateescape`.
"""

import csv
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import IO

import sqlalchemy as sa

from tagstudio.core.formula_guard import guarded
from tagstudio.core.messages import Message, message
from tagstudio.library.models.models import Model
from tagstudio.library.search.query import Query
from tagstudio.library.tags.tags import list_tags
from tagstudio.library.views.browse import TrackRow, rows_of, track_ids
from tagstudio.library.views.tag_states import Tagging, settled, taggings_of

TAG_COLUMNS = ("tag", "state", "score", "source", "model", "time", "group")
COLUMNS = ("path", *TAG_COLUMNS, "title", "artist", "album", "albumartist")
FACTS = {  # column of the wide CSV, key of a JSON line -> field of TrackRow
    "path": "path",
    "title": "title",
    "artist": "artist",
    "album": "album",
    "year": "year",
    "genre": "genre",
    "duration": "seconds",
    "albumartist": "albumartist",
    "bpm": "bpm",
    "key": "key",
    "loudness": "loudness",
}
BY = "by"  # the key of the person who answered
ANSWERED = "answered"  # the column of the wide CSV that says who answered, and when
PAGE = 1000  # tracks held at a time
# Of a file that failed with one of these no player plays a sound; others only took too long here.
SILENT = frozenset({"not_a_file", "unreadable", "empty", "unsupported", "damaged", "no_samples"})

Row = tuple[TrackRow, list[Tagging]]
_NOTHING: Mapping[str, object] = MappingProxyType({})


def tagged_tracks(  # noqa: PLR0913 - as for a page, and whether with tags
    connection: sa.Connection,
    query: Query,
    model: Model | None,
    sort: str = "path",
    limit: int | None = None,
    *,
    tags: bool = True,
) -> Iterator[Row]:
    """Yield the tracks that a query finds, as `with_tags` does."""
    found = track_ids(connection, query, model, sort, limit=limit)
    return with_tags(connection, found, model, tags=tags)


def with_tags(
    connection: sa.Connection, found: Sequence[int], model: Model | None, *, tags: bool = True
) -> Iterator[Row]:
    """Yield tracks by their ids, each with all its tags, best score first.

    The tags are called by their names for export. Without `tags` none is read, for lists of tracks
    alone.
    """
    named = {tag.name: tag.export_name for tag in list_tags(connection) if tag.export_name}
    for start in range(0, len(found), PAGE):
        page = found[start : start + PAGE]
        taggings = taggings_of(connection, model, page) if tags else {}
        for row in rows_of(connection, model, page):
            yield row, [_exported(one, named) for one in taggings.get(row.id, ())]


def without_left_alone(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield rows with their tags as `settled`."""
    for track, taggings in rows:
        yield track, settled(taggings)


def _exported(tagging: Tagging, named: Mapping[str, str]) -> Tagging:
    return replace(tagging, tag=named[tagging.tag]) if tagging.tag in named else tagging


def write_csv(  # noqa: PLR0913 - what there is to choose
    file: IO[str],
    rows: Iterable[Row],
    model: Model | None,
    every: bool,
    *,
    headed: bool = True,
    raw: bool = False,
) -> None:
    """Write a row per track and tag: those suggested or decided, or with `every` all of them.

    Without `headed` the column names are left out: the rows go on a file that has begun. Texts that
    a spreadsheet would run as formulas are guarded, unless `raw`.
    """
    writer = csv.writer(file)
    if headed:
        writer.writerow(COLUMNS)
    for track, taggings in rows:
        for tagging in wanted(taggings, every):
            writer.writerow(_cells(csv_cells(track, tagging, model), raw))


def write_wide_csv(
    file: IO[str],
    rows: Iterable[Row],
    model: Model | None,
    *,
    headed: bool = True,
    raw: bool = False,
) -> None:
    """Write a row per track, with a column per tag of the model that holds its score.

    The column ANSWERED says of each answer, in the order of the columns yes and no, by whom, when,
    and of what group the tag is. Without `headed` the column names are left out. Guarded as in
    `write_csv`, unless `raw`.
    """
    names = [tag.exported_as for tag in model.offered_tags] if model else []
    writer = csv.writer(file)
    if headed:
        writer.writerow(_cells([*FACTS, "yes", "no", *names, ANSWERED], raw))
    for track, taggings in rows:
        scores = {tagging.tag: tagging.score for tagging in taggings}
        decided = [[t for t in taggings if t.state == state] for state in ("yes", "no")]
        named = ["; ".join(t.tag for t in one) for one in decided]
        rounded = [_rounded(scores.get(name)) for name in names]
        answered = "; ".join(f"{t.source}, {time_of(t)}, {t.group}" for one in decided for t in one)
        writer.writerow(_cells([*_facts(track), *named, *rounded, answered], raw))


def write_json_lines(
    file: IO[str],
    rows: Iterable[Row],
    model: Model | None,
    every: bool,
    more: Mapping[str, object] = _NOTHING,
) -> None:
    """Write a JSON object per track, with the list of its tags, and what `more` there is."""
    for track, taggings in rows:
        tags = [told(tagging, model) for tagging in wanted(taggings, every)]
        file.write(json.dumps({**fact_dict(track), "tags": tags, **more}) + "\n")


@dataclass(frozen=True)
class UnlistedTrack:
    """A track that a playlist cannot hold, with the reason: for machines, and for people."""

    path: str
    code: str
    message: Message


def playable(rows: Iterable[Row], unlisted: list[UnlistedTrack]) -> Iterator[Row]:
    """Yield the rows of tracks that a playlist can hold; add the others to `unlisted`."""
    for row in rows:
        reason = _why_unlisted(row[0])
        if reason is None:
            yield row
        else:
            unlisted.append(UnlistedTrack(row[0].path, *reason))


def _why_unlisted(track: TrackRow) -> tuple[str, Message] | None:
    if track.missing_since is not None:
        return "missing", message("export.missing", "the file is missing")
    if {"\n", "\r"} & set(track.path):
        return "line_break", message(
            "export.line-break",
            "a playlist cannot hold the line break in this path; rename the file",
        )
    if track.failure_code in SILENT:
        return "failed", track.failure_message or message("export.failed", "no sound in the file")
    return None


def write_playlist(
    file: IO[str], rows: Iterable[Row], relative_to: Path | None, *, headed: bool = True
) -> None:
    """Write an M3U8 playlist of `playable` tracks; paths relative to a folder, None: absolute.

    Album and artist of the album stand in the directives EXTALB and EXTART, which other programs
    read as comments.

    Without `headed` the tracks go on a playlist that has begun.
    """
    if headed:
        file.write("#EXTM3U\n")
    for track, _ in rows:
        seconds = -1 if track.seconds is None else round(track.seconds)
        line = " ".join(_name(track).splitlines())
        file.write(f"#EXTINF:{seconds},{line}\n")
        for directive, text in (("EXTALB", track.album), ("EXTART", track.albumartist)):
            if text.strip():
                file.write(f"#{directive}:{' '.join(text.splitlines())}\n")
        file.write(f"{_playlist_path(track.path, relative_to)}\n")


def _name(track: TrackRow) -> str:
    """Return "artist - title"; what the file is called stands for a missing title."""
    artist, stem = track.artist or track.albumartist, Path(track.path).stem
    if not track.title and artist.casefold() in stem.casefold():
        return stem
    return " - ".join(part for part in (artist, track.title or stem) if part)


def _playlist_path(path: str, relative_to: Path | None) -> str:
    if relative_to is None:
        return path
    try:
        relative = os.path.relpath(path, relative_to)
    except ValueError:  # on another drive
        return path
    return f".{os.sep}{relative}" if relative.startswith("#") else relative  # or it is a comment


def _cells(cells: Iterable[object], raw: bool) -> list[object]:
    return list(cells) if raw else [guarded(cell) for cell in cells]


def wanted(taggings: Iterable[Tagging], every: bool) -> Iterator[Tagging]:
    """Yield the tags that are suggested or decided, or with `every` all of them."""
    return (tagging for tagging in taggings if every or tagging.state != "unseen")


def csv_cells(track: TrackRow, tagging: Tagging, model: Model | None) -> list[object]:
    """Return the cells of a row of COLUMNS."""
    facts = (track.title, track.artist, track.album, track.albumartist)
    return [track.path, *tag_dict(tagging, model).values(), *facts]


def tag_dict(tagging: Tagging, model: Model | None) -> dict[str, object]:
    """Return what an export says of a tag on a track, by TAG_COLUMNS."""
    name = model.name if model and tagging.score is not None else ""
    time, score = time_of(tagging) or None, _rounded(tagging.score)
    cells = (tagging.tag, tagging.state, score, tagging.source, name, time, tagging.group)
    return dict(zip(TAG_COLUMNS, cells, strict=True))


def told(tagging: Tagging, model: Model | None) -> dict[str, object]:
    """Return `tag_dict` with the person who decided, where that is known."""
    found = tag_dict(tagging, model)
    return {**found, BY: tagging.by} if tagging.by else found


def time_of(tagging: Tagging) -> str:
    """Return when a tag was decided or suggested, as ISO 8601 in UTC; "" for neither."""
    return iso_time(tagging.at)


def iso_time(at: int | None) -> str:
    """Return seconds since 1970 as ISO 8601 in UTC; "" for None."""
    return "" if at is None else datetime.fromtimestamp(at, UTC).isoformat()


def fact_dict(track: TrackRow) -> dict[str, object]:
    """Return what an export says of a track, by the keys of FACTS."""
    return dict(zip(FACTS, _facts(track), strict=True))


def _facts(track: TrackRow) -> list[object]:
    values = (getattr(track, field) for field in FACTS.values())
    return [_rounded(value) if isinstance(value, float) else value for value in values]


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 6)
