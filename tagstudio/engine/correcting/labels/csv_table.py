"""Labels from CSV: path,tag,state or title,artist,tag,state; also the files of `export`."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from tagstudio.core.errors import TagStudioError
from tagstudio.core.formula_guard import unguarded
from tagstudio.core.messages import message
from tagstudio.datasets.table import BrokenRow, columns_of, read_whole_and_broken
from tagstudio.datasets.text_encoding import WINDOWS, is_windows_text
from tagstudio.engine.correcting.labels.label import NAMELESS, Entry, Label, Mention, Skipped
from tagstudio.library.tags.decisions import FILE_TAG

SUGGESTION = message("labels.suggestion", "a suggestion, not a decision")
GENRE_OF_FILE = message("labels.genre-of-file", "a genre of the file, which nobody answered")
NO_STATE = message("labels.no-state", "the state is neither yes nor no")
_NOT_DECIDED = {"suggested", "unseen"}


def read_csv(file: Path) -> Iterator[Entry]:
    """Yield the labels of a CSV file; raise TagStudioError when it lacks the columns."""
    columns = set(columns_of(file))
    if not has_label_columns(columns):
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
            yield entry_of(line, {name: unguarded(cell) for name, cell in cells.items()}, windows)


def has_label_columns(columns: set[str]) -> bool:
    """Tell whether a table with these columns holds labels."""
    return {"tag", "state"} <= columns and ("path" in columns or {"title", "artist"} <= columns)


def entry_of(line: int, row: Mapping[str, str], windows: bool = False) -> Entry:
    """Return what a row with the columns of labels says, as `export` writes them."""
    mention = mention_of(row, windows)
    tag, state = row.get("tag", "").strip(), row.get("state", "").strip().lower()
    group = row.get("group", "").strip().lower()
    text = f"{mention}: {tag} {state}"
    if state in _NOT_DECIDED:
        return Skipped(line, SUGGESTION, text)
    if row.get("source") == FILE_TAG:
        return Skipped(line, GENRE_OF_FILE, text)
    if not tag or mention is None:
        return Skipped(line, NAMELESS, text)
    if state == "yes":
        return Label(line, mention, tag, "yes", group)
    if state == "no":
        return Label(line, mention, tag, "no", group)
    return Skipped(line, NO_STATE, text)


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
