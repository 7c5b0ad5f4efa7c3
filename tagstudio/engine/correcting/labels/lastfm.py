"""Labels from last.fm tags as the Million Song Dataset has them.

As JSON, one file a track or a folder of them; as text, a line of id, tag, count (or id, tag) each,
or tag, count in a file called after its track; as SQLite, the tables tids, tags and tid_tag:
http://millionsongdataset.com/lastfm
"""

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import message
from tagstudio.core.os_errors import reason_of
from tagstudio.core.regular_files import read_bytes
from tagstudio.datasets.lastfm_database import taggings
from tagstudio.datasets.table import (
    LONGEST_ROW,
    TOO_LONG,
    columns_of,
    numbered_lines,
    read_rows,
)
from tagstudio.datasets.text_encoding import open_text
from tagstudio.engine.correcting.labels.csv_table import mention_of
from tagstudio.engine.correcting.labels.label import Entry, Label, Mention, Skipped
from tagstudio.library.db.sqlite.connection import connect

UNKNOWN_ID = message("labels.unknown-id", "the track's id is in no list of tracks (--tracks FILE)")
TOO_FEW = message("labels.too-few", "the tag's count is below --min-count")
NO_TAGS = message("labels.no-tags", "the track has no tags")
MALFORMED = message("labels.malformed", "the line is no tag of a track")
NOT_JSON = message("labels.not-json", "the file is not last.fm's JSON")
_ID_COLUMNS = ("id", "track_id", "tid")
_SEPARATOR = "<SEP>"  # in the dataset's own unique_tracks.txt: id, song, artist, title
_SHOWN = 80  # characters of a line that is too long
_SNIFFED = 100  # lines, to detect the columns of a text file

Ids = Mapping[str, Mention]


def read_track_ids(file: Path) -> dict[str, Mention]:
    """Return the tracks by id, from a CSV of id and path (or title and artist).

    The dataset's own unique_tracks.txt is read as well. Raises TagStudioError for other files.
    """
    columns = columns_of(file)
    if _SEPARATOR in columns[0].upper():
        return _dataset_ids(file)
    column = next((name for name in _ID_COLUMNS if name in columns), None)
    if column is None or not ("path" in columns or {"title", "artist"} <= set(columns)):
        raise TagStudioError(
            "labels.no-id-columns",
            "{file} has the columns {columns}; a list of tracks needs id, and path (or title and"
            " artist).",
            file=file,
            columns=", ".join(columns),
        )
    named = ((row.get(column, "").strip(), mention_of(row)) for _, row in read_rows(file))
    return {id: mention for id, mention in named if id and mention is not None}


def _dataset_ids(file: Path) -> dict[str, Mention]:
    with open_text(file) as opened:
        lines = (line.rstrip("\r\n").split(_SEPARATOR) for _, line in numbered_lines(opened))
        return {cells[0]: Mention((), cells[3], cells[2]) for cells in lines if len(cells) == 4}


def read_json(place: Path, ids: Ids, min_count: int) -> Iterator[Entry]:
    """Yield the labels of one JSON file, or of all in a folder."""
    for number, file in enumerate(_json_files(place), start=1):
        try:
            document = json.loads(read_bytes(file).decode("utf-8"))
            yield from _document(number, document, ids, min_count)
        except OSError as error:
            yield Skipped(number, reason_of(error), str(file))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            yield Skipped(number, NOT_JSON, str(file))


def _json_files(place: Path) -> Iterator[Path]:
    if not place.is_dir():
        yield place
        return
    for folder, folders, names in os.walk(place):
        folders.sort()
        yield from (Path(folder, name) for name in sorted(names) if name.endswith(".json"))


def _document(number: int, document: Any, ids: Ids, min_count: int) -> list[Entry]:
    """Return the entries of one document; KeyError, TypeError or the like for another kind."""
    title, artist = str(document["title"]), str(document["artist"])
    known = ids.get(str(document.get("track_id")), Mention())
    mention = Mention(known.paths, title or known.title, artist or known.artist)
    entries = [
        _counted(number, mention, tag, int(count), min_count) for tag, count in document["tags"]
    ]
    return entries or [Skipped(number, NO_TAGS, str(mention))]


def read_text(file: Path, ids: Ids, min_count: int) -> Iterator[Entry]:
    """Yield the labels of a text file; an id that is not in `ids` is taken for a path."""
    of_one_track = _lists_counts(file)
    with open_text(file) as opened:
        for number, line in numbered_lines(opened):
            if len(line) > LONGEST_ROW:
                yield Skipped(number, TOO_LONG, line[:_SHOWN])
                continue
            cells = [cell.strip() for cell in line.rstrip("\r\n").split("\t")]
            if not line.strip() or line.startswith("#"):
                continue
            yield _line(number, [file.stem, *cells] if of_one_track else cells, ids, min_count)


def _lists_counts(file: Path) -> bool:
    """Tell whether the lines are tag and count, without a track."""
    with open_text(file) as opened:
        found = islice(numbered_lines(opened), _SNIFFED)
        lines = [line.strip().split("\t") for _, line in found]
    return all(len(cells) == 2 and cells[1].isdecimal() for cells in lines if cells != [""])


def _line(number: int, cells: list[str], ids: Ids, min_count: int) -> Entry:
    count = cells[2] if len(cells) == 3 else "100"
    if len(cells) not in {2, 3} or not all(cells) or not count.isdecimal():
        return Skipped(number, MALFORMED, "\t".join(cells))
    mention = ids.get(cells[0])
    if mention is None:
        if "." not in cells[0] or ids:
            return Skipped(number, UNKNOWN_ID, f"{cells[0]}: {cells[1]}")
        mention = Mention((cells[0],))
    return _counted(number, mention, cells[1], int(count), min_count)


def read_database(file: Path, ids: Ids, min_count: int) -> Iterator[Entry]:
    """Yield the labels of the tracks in `ids` from a database like lastfm_tags.db."""
    try:
        with closing(connect(file, "ro")) as database:
            used = 0
            for row, id, tag, count in taggings(database, ids):
                used += 1
                yield _counted(row, ids[id], tag, int(count), min_count)
            [all_rows] = database.execute("SELECT count(*) FROM tid_tag").fetchone()
            if all_rows > used:
                [example] = database.execute("SELECT tid FROM tids LIMIT 1").fetchone() or [""]
                yield Skipped(0, UNKNOWN_ID, f"such as {example}", all_rows - used)
    except (sqlite3.Error, ValueError) as error:
        raise TagStudioError(
            "labels.no-database",
            "{file} cannot be read as last.fm's database of tids, tags and tid_tag: {error}.",
            file=file,
            error=error,
        ) from error


def _counted(number: int, mention: Mention, tag: str, count: int, min_count: int) -> Entry:
    if count < min_count:
        return Skipped(number, TOO_FEW, f"{mention}: {tag} {count}")
    return Label(number, mention, tag, "yes")
