"""Labels from CSV: path,tag,state or title,artist,tag,state; also the files of `export`."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import message
from tagstudio.datasets.table import columns_of, read_rows
from tagstudio.engine.correcting.labels.label import NAMELESS, Entry, Label, Mention, Skipped

SUGGESTION = message("labels.suggestion", "a suggestion, not a decision")
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
    for line, row in read_rows(file):
        yield _entry(line, row)


def has_label_columns(columns: set[str]) -> bool:
    """Tell whether a table with these columns holds labels."""
    return {"tag", "state"} <= columns and ("path" in columns or {"title", "artist"} <= columns)


def _entry(line: int, row: Mapping[str, str]) -> Entry:
    mention = mention_of(row)
    tag, state = row.get("tag", "").strip(), row.get("state", "").strip().lower()
    text = f"{mention}: {tag} {state}"
    if state in _NOT_DECIDED:
        return Skipped(line, SUGGESTION, text)
    if not tag or mention is None:
        return Skipped(line, NAMELESS, text)
    if state == "yes":
        return Label(line, mention, tag, "yes")
    if state == "no":
        return Label(line, mention, tag, "no")
    return Skipped(line, NO_STATE, text)


def mention_of(row: Mapping[str, str]) -> Mention | None:
    """Return the track that a row is about, None where it names none."""
    path, title, artist = (row.get(name, "") for name in ("path", "title", "artist"))
    if path or (title.strip() and artist.strip()):
        return Mention((path,) if path else (), title.strip(), artist.strip())
    return None
