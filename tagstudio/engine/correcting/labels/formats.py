"""Detection of the format of a file of labels."""

from collections.abc import Iterator
from pathlib import Path

from tagstudio.core.errors import TagStudioError
from tagstudio.core.os_errors import reason_of
from tagstudio.core.regular_files import open_regular
from tagstudio.datasets.table import columns_of
from tagstudio.datasets.text_encoding import open_text
from tagstudio.engine.correcting.labels.csv_table import has_label_columns, read_csv
from tagstudio.engine.correcting.labels.jamendo import read_jamendo
from tagstudio.engine.correcting.labels.json_lines import read_json_lines
from tagstudio.engine.correcting.labels.label import Entry
from tagstudio.engine.correcting.labels.lastfm import (
    Ids,
    read_database,
    read_json,
    read_text,
    read_track_ids,
)

_TEXTS = frozenset([".csv", ".tsv", ".txt"])
_BEGINNING = 4096  # characters by which a text is told from other files


def reader_of(file: Path, tracks: Path | None, min_count: int) -> tuple[str, Iterator[Entry]]:
    """Return the name of the file's format, and its entries.

    `tracks` is a list of tracks by id; last.fm tags with a count below `min_count` are skipped.
    Raises TagStudioError when the file cannot be read.
    """
    ids = read_track_ids(tracks) if tracks else {}
    if file.is_dir() or file.suffix.lower() == ".json":
        return "last.fm JSON", read_json(file, ids, min_count)
    if _is_database(file):
        return "last.fm database", _read_database(file, ids, min_count)
    _check_text(file)
    if file.suffix.lower() == ".jsonl":
        return "JSON Lines", read_json_lines(file)
    columns = columns_of(file)
    if columns[:2] == ["track_id", "artist_id"]:
        return "MTG-Jamendo", read_jamendo(file)
    if has_label_columns(set(columns)) or file.suffix.lower() == ".csv":
        return "CSV", read_csv(file)
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


def _is_database(file: Path) -> bool:
    try:
        with open_regular(file) as opened:
            return opened.read(16) == b"SQLite format 3\0"
    except OSError as error:
        raise TagStudioError(
            "labels.unreadable",
            "{file} cannot be read: {reason}.",
            file=file,
            reason=reason_of(error),
        ) from error
