"""Labels from CSV: path,tag,state or title,artist,tag,state; also the files of `export`.

A row is of a track and a tag, or in a wide table of a track, with its tags in the columns yes and
no. Columns and answers may have the words that the window has for them, in German too.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from pathlib import Path
from typing import TypeAlias

from tagstudio.core.errors import TagStudioError
from tagstudio.core.formula_guard import unguarded
from tagstudio.datasets.table import BrokenRow, columns_of, read_whole_and_broken
from tagstudio.datasets.text_encoding import WINDOWS, is_windows_text
from tagstudio.engine.correcting.labels.label import Entry, Mention, Skipped, entry
from tagstudio.library.search.german_words import GERMAN_FIELDS

Row: TypeAlias = Mapping[str, str]  # cells by the lower-case names of the columns
_WIDE = {"path", "yes", "no"}  # columns by which a wide table is known
_COLUMNS: Mapping[str, str] = {  # in other words
    **GERMAN_FIELDS,
    "datei": "path",
    "file": "path",
    "antwort": "state",
    "answer": "state",
    "gruppe": "group",
}
_ANSWERS: Mapping[str, str] = {"ja": "yes", "nein": "no"}


def read_csv(file: Path) -> Iterator[Entry]:
    """Yield the labels of a CSV file; raise TagStudioError when it lacks the columns."""
    columns = set(columns_of(file))
    of_row = entries_of_row(columns)
    if of_row is None:
        raise TagStudioError(
            "labels.no-label-columns",
            "{file} has the columns {columns}; labels need path (or title and artist), tag, and"
            " state (yes or no).",
            file=file,
            columns=", ".join(sorted(columns)),
        )
    windows = is_windows_text(file)
    for row in read_whole_and_broken(file):
        if isinstance(row, BrokenRow):
            yield Skipped(row.line, row.reason, row.text)
        else:
            line, cells = row
            plain = {name: unguarded(cell) for name, cell in cells.items()}
            yield from of_row(line, plain, windows)


def has_label_columns(columns: set[str]) -> bool:
    """Tell whether a table with these columns holds labels."""
    return entries_of_row(columns) is not None


def entries_of_row(columns: set[str]) -> Callable[[int, Row, bool], Iterable[Entry]] | None:
    """Return what reads a row of a table with these columns; None where it holds no labels.

    It takes the number of the row, its cells by column, and whether the file is in Windows-1252.
    """
    spelt = {name: name for name in columns}
    for name in sorted(columns & _COLUMNS.keys()):
        spelt.setdefault(_COLUMNS[name], name)  # a column of our own name goes before it
    of_row = _reader_of(spelt.keys())
    if of_row is None or spelt.keys() == columns:
        return of_row

    def of_renamed(line: int, row: Row, windows: bool) -> Iterable[Entry]:
        known = {name: row.get(column, "") for name, column in spelt.items()}
        answer = known.get("state", "").strip()
        return of_row(line, {**known, "state": _ANSWERS.get(answer.lower(), answer)}, windows)

    return of_renamed


def _reader_of(columns: Set[str]) -> Callable[[int, Row, bool], Iterable[Entry]] | None:
    if {"tag", "state"} <= columns and ("path" in columns or {"title", "artist"} <= columns):
        return _of_tag
    return _of_track if columns >= _WIDE else None


def _of_tag(line: int, row: Row, windows: bool) -> Iterator[Entry]:
    """Yield the entry of a row per track and tag."""
    group, source, answered = (row.get(name, "") for name in ("group", "source", "time"))
    mention, tag, state = mention_of(row, windows), row.get("tag", ""), row.get("state", "")
    is_ours = bool(source.strip())  # and a tag by itself, where others write "jazz; blues"
    yield entry(line, mention, tag, state, group, source, answered, is_ours)


def _of_track(line: int, row: Row, windows: bool) -> Iterator[Entry]:
    """Yield the entries of a row per track, whose tags are in the columns yes and no."""
    mention = mention_of(row, windows)
    named = [(tag, state) for state in ("yes", "no") for tag in _parts(row.get(state, ""))]
    origins = [one.split(", ") for one in _parts(row.get("answered", ""))]
    if len(origins) != len(named):  # somebody changed the tags, and only them
        origins = [[]] * len(named)
    for (tag, state), origin in zip(named, origins, strict=True):
        source, answered, group = origin if len(origin) == 3 else ("", "", "")
        yield entry(line, mention, tag, state, group, source, answered, bool(origin))


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def mention_of(row: Mapping[str, str], windows: bool = False) -> Mention | None:
    """Return the track that a row is about, None where it names none.

    A path is tried as it stands, without blanks around it, with the other kind of slash, and out of
    a file in Windows-1252 with the very bytes of the file: they may be those of the file's name.
    """
    path, title, artist = (row.get(name, "") for name in ("path", "title", "artist"))
    if path.strip() or (title.strip() and artist.strip()):
        return Mention(_spellings(path, windows), title.strip(), artist.strip())
    return None


def _spellings(path: str, windows: bool) -> tuple[str, ...]:
    if not path.strip():
        return ()
    found = [path, path.strip()]
    if windows:
        found.append(path.encode(WINDOWS, "surrogateescape").decode("utf-8", "surrogateescape"))
    if "\\" in path:
        found += [one.replace("\\", "/") for one in found]
    return tuple(dict.fromkeys(found))
