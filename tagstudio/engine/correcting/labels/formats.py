"""Detection of the format of a file of labels."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from tagstudio.core.errors import TagStudioError
from tagstudio.core.os_errors import reason_of
from tagstudio.core.regular_files import open_regular
from tagstudio.datasets.table import columns_of
from tagstudio.datasets.text_encoding import open_text
from tagstudio.engine.correcting.labels.archive import MAGIC, read_archive
from tagstudio.engine.correcting.labels.audacity import is_label_track, read_audacity
from tagstudio.engine.correcting.labels.csv_table import has_label_columns, read_csv
from tagstudio.engine.correcting.labels.jamendo import read_jamendo
from tagstudio.engine.correcting.labels.jams import is_jams, jams_files, read_jams
from tagstudio.engine.correcting.labels.json_lines import is_track, read_json_lines
from tagstudio.engine.correcting.labels.json_values import first_value
from tagstudio.engine.correcting.labels.label import Entry
from tagstudio.engine.correcting.labels.label_studio import is_task, read_label_studio
from tagstudio.engine.correcting.labels.lastfm import (
    Ids,
    read_database,
    read_json,
    read_text,
    read_track_ids,
)

_TEXTS = frozenset([".csv", ".tsv", ".txt"])
_JSON = frozenset([".json", ".jsonl", ".ndjson", ".jams"])
_BEGINNING = 4096  # characters by which a text is told from other files

Unit = Literal["line", "task", "file"]
_UNITS: dict[str, Unit] = {"Label Studio": "task", "JAMS": "file", "last.fm JSON": "file"}


def reader_of(file: Path, tracks: Path | None, min_count: int) -> tuple[str, Iterator[Entry]]:
    """Return the name of the file's format, told by its content, and its entries.

    `tracks` is a list of tracks by id; last.fm tags with a count below `min_count` are skipped.
    Raises TagStudioError when the file cannot be read.
    """
    ids = read_track_ids(tracks) if tracks else {}
    if file.is_dir():
        if next(jams_files(file), None) is not None:
            return "JAMS", read_jams(file)
        return "last.fm JSON", read_json(file, ids, min_count)
    beginning = _beginning(file)
    if beginning.startswith(b"SQLite format 3\0"):
        return "last.fm database", _read_database(file, ids, min_count)
    if beginning.startswith(MAGIC):
        return read_archive(file)
    _check_text(file)
    return _reader_of_json(file, ids, min_count) or _reader_of_text(file, ids, min_count)


def unit_of(name: str) -> Unit:
    """Return what an entry's `row` numbers in a file of this format."""
    return _UNITS.get(name, "line")


def _reader_of_json(file: Path, ids: Ids, min_count: int) -> tuple[str, Iterator[Entry]] | None:
    """Return the reader of a JSON file; None for one that is no JSON, or text in another form."""
    is_named_so = file.suffix.lower() in _JSON
    with open_text(file) as opened:
        looks_so = opened.read(_BEGINNING).lstrip("\ufeff \t\r\n")[:1] in {"{", "["}
    if not (looks_so or is_named_so):
        return None
    value = first_value(file)
    if is_jams(value):
        return "JAMS", read_jams(file)
    if is_track(value):
        return "JSON Lines", read_json_lines(file)
    if is_task(value):
        return "Label Studio", read_label_studio(file)
    return ("last.fm JSON", read_json(file, ids, min_count)) if is_named_so else None


def _reader_of_text(file: Path, ids: Ids, min_count: int) -> tuple[str, Iterator[Entry]]:
    columns = columns_of(file)
    if columns[:2] == ["track_id", "artist_id"]:
        return "MTG-Jamendo", read_jamendo(file)
    if has_label_columns(set(columns)) or file.suffix.lower() == ".csv":
        return "CSV", read_csv(file)
    if is_label_track(file):
        return "Audacity", read_audacity(file)
    if columns[0].startswith("#extm3u"):
        raise TagStudioError(
            "labels.playlist",
            "{file} is a playlist: it lists tracks, and says of none which tags it has. Import a"
            " CSV file with the columns path, tag and state.",
            file=file,
        )
    return "last.fm text", read_text(file, ids, min_count)


def _check_text(file: Path) -> None:
    """Raise TagStudioError for a file that is empty, or holds pictures, sound and the like."""
    with open_text(file) as opened:
        beginning = opened.read(_BEGINNING)
    if not beginning.strip():
        raise TagStudioError(
            "labels.empty", "{file} is empty. Name the file that holds the labels.", file=file
        )
    if "\0" in beginning and file.suffix.lower() not in _TEXTS:  # there one row may be damaged
        raise TagStudioError(
            "labels.no-text",
            "{file} is no list of labels: it holds something else than text.",
            file=file,
        )


def _read_database(file: Path, ids: Ids, min_count: int) -> Iterator[Entry]:
    if not ids:
        raise TagStudioError(
            "labels.ids-only",
            "{file} names tracks by id; give a list of them with --tracks: a CSV with the columns"
            " id and path (or title and artist).",
            file=file,
        )
    return read_database(file, ids, min_count)


def _beginning(file: Path) -> bytes:
    try:
        with open_regular(file) as opened:
            return opened.read(16)
    except OSError as error:
        raise TagStudioError(
            "labels.unreadable",
            "{file} cannot be read: {reason}.",
            file=file,
            reason=reason_of(error),
        ) from error
