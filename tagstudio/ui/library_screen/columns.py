"""The columns of the table: title, order and text of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from tagstudio.library.tracks.track_state import TrackState
from tagstudio.ui.library_screen.shown_track import ShownTrack
from tagstudio.ui.text.number_format import clock
from tagstudio.ui.text.translation_marks import QT_TRANSLATE_NOOP

GROWTH = 20  # px; what the growing columns leave of it is the tags'


@dataclass(frozen=True)
class Column:
    """A column: `sort` is the library's order for it ("": none), `width` in px.

    `grows`: its part of each GROWTH px of a wider window.
    """

    name: str
    title: str
    sort: str
    width: int
    text: Callable[[ShownTrack], str]
    right: bool = False
    hidden: bool = False
    grows: int = 0


STATE_TEXTS: dict[TrackState, str] = {
    "suggested": QT_TRANSLATE_NOOP("columns", "to review"),
    "reviewed": QT_TRANSLATE_NOOP("columns", "reviewed"),
    "new": QT_TRANSLATE_NOOP("columns", "no suggestions"),
    "failed": QT_TRANSLATE_NOOP("columns", "failed"),
    "missing": QT_TRANSLATE_NOOP("columns", "missing"),
}
STATE_ICONS: dict[TrackState, str] = {
    "suggested": "to_review",
    "reviewed": "reviewed",
    "new": "new",
    "failed": "failed",
    "missing": "missing",
}


def state_text(state: TrackState) -> str:
    """Return a state in the user's words."""
    return QCoreApplication.translate("columns", STATE_TEXTS[state])


def printable(path: str) -> str:
    """Return a path that Qt can show: bytes that are not UTF-8 as escapes."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


def _title(track: ShownTrack) -> str:
    return track.row.title or printable(Path(track.row.path).stem)


def _added(track: ShownTrack) -> str:
    return datetime.fromtimestamp(track.row.added).astimezone().strftime("%Y-%m-%d")


def _tags(track: ShownTrack) -> str:
    return ", ".join(tagging.tag for tagging in track.tags)


def _seconds(track: ShownTrack) -> str:
    return "" if track.row.seconds is None else clock(track.row.seconds)


COLUMNS: tuple[Column, ...] = (
    Column("title", QT_TRANSLATE_NOOP("columns", "Title"), "title", 200, _title, grows=4),
    Column(
        "artist",
        QT_TRANSLATE_NOOP("columns", "Artist"),
        "artist",
        144,
        lambda t: t.row.artist,
        grows=3,
    ),
    Column(
        "album",
        QT_TRANSLATE_NOOP("columns", "Album"),
        "album",
        128,
        lambda t: t.row.album,
        grows=3,
    ),
    Column("tags", QT_TRANSLATE_NOOP("columns", "Tags"), "", 280, _tags),
    Column(
        "state",
        QT_TRANSLATE_NOOP("columns", "State"),
        "state",
        128,
        lambda t: state_text(t.row.state),
    ),
    Column(
        "year",
        QT_TRANSLATE_NOOP("columns", "Year"),
        "year",
        56,
        lambda t: str(t.row.year or ""),
        right=True,
    ),
    Column("length", QT_TRANSLATE_NOOP("columns", "Length"), "seconds", 64, _seconds, right=True),
    Column(
        "albumartist",
        QT_TRANSLATE_NOOP("columns", "Album artist"),
        "",
        160,
        lambda t: t.row.albumartist,
        hidden=True,
    ),
    Column(
        "genre",
        QT_TRANSLATE_NOOP("columns", "Genre in the file"),
        "",
        140,
        lambda t: t.row.genre,
        hidden=True,
    ),
    Column(
        "format",
        QT_TRANSLATE_NOOP("columns", "Format"),
        "",
        70,
        lambda t: t.row.format,
        hidden=True,
    ),
    Column("added", QT_TRANSLATE_NOOP("columns", "Added"), "added", 100, _added, hidden=True),
    Column(
        "path",
        QT_TRANSLATE_NOOP("columns", "Path"),
        "path",
        360,
        lambda t: printable(t.row.path),
        hidden=True,
    ),
)
WIDTH = sum(column.width for column in COLUMNS if not column.hidden)
TAGS = next(index for index, column in enumerate(COLUMNS) if column.name == "tags")
STATE = next(index for index, column in enumerate(COLUMNS) if column.name == "state")


def title_of(column: Column) -> str:
    """Return a column's title in the user's language."""
    return QCoreApplication.translate("columns", column.title)
