"""The columns of the table: title, order and text of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from tagstudio.core.clock import clock
from tagstudio.library.tracks.measurements import is_sure
from tagstudio.library.tracks.track_state import TrackState
from tagstudio.ui.library_screen.shown_track import ShownTrack
from tagstudio.ui.text.dates import day_text
from tagstudio.ui.text.number_format import decimal
from tagstudio.ui.text.translation_marks import QT_TRANSLATE_NOOP

GROWTH = 20  # of room that is left, the parts: what the growing columns leave of it is the tags'


@dataclass(frozen=True)
class Column:
    """A column: `sort` is the library's order for it ("": none), `width` in px.

    `grows`: its part of each GROWTH px of a wider window. In a narrow one it shrinks to `least` px
    (0: it does not), then the columns of the lowest `rank` leave (NEVER: it stays). One that grows
    or is `optional` leaves first of all while no row has a text in it. `tag` is the tag whose
    scores it shows. One that is `falling` is sorted with the largest number first. One that
    `has_icon` needs its `width` for icon and text, and its `least` for the icon.
    """

    name: str
    title: str
    sort: str
    width: int
    text: Callable[[ShownTrack], str]
    right: bool = False
    hidden: bool = False
    grows: int = 0
    least: int = 0
    rank: int = 5
    optional: bool = False
    tag: str = ""
    falling: bool = False
    has_icon: bool = False

    @property
    def may_be_empty(self) -> bool:
        """Whether it takes no room that is needed, while no row has a text in it."""
        return bool(self.grows) or self.optional


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
    return printable(track.names.title)


def _day(seconds: int | None) -> str:
    """Return the day of a time in seconds since 1970, "" for None."""
    return "" if seconds is None else day_text(seconds)


def _tags(track: ShownTrack) -> str:
    return ", ".join(tagging.tag for tagging in track.tags)


def _rate(track: ShownTrack) -> str:
    return "" if track.row.hz is None else f"{decimal(track.row.hz / 1000, 1)} kHz"


def _disagreement(track: ShownTrack) -> str:
    return "" if track.disagreement is None else decimal(track.disagreement.value, 2)


def _likeness(track: ShownTrack) -> str:
    return "" if track.likeness is None else decimal(track.likeness, 2)


def tempo_text(track: ShownTrack) -> str:
    """Return "120", or "120 or 60, unsure", or "" for a tempo that is not known."""
    row = track.row
    if row.bpm is None:
        return ""
    bpm = decimal(row.bpm, 0)
    if is_sure(row.bpm_confidence):
        return bpm
    if row.other_bpm is None:
        return QCoreApplication.translate("columns", "{tempo}, unsure").format(tempo=bpm)
    text = QCoreApplication.translate("columns", "{tempo} or {other}, unsure")
    return text.format(tempo=bpm, other=decimal(row.other_bpm, 0))


def key_text(track: ShownTrack) -> str:
    """Return "Am", or "Am, unsure", or "" for a key that is not known."""
    row = track.row
    if row.key is None or is_sure(row.key_confidence):
        return row.key or ""
    return QCoreApplication.translate("columns", "{key}, unsure").format(key=row.key)


def _level(number: float | None, unit: str) -> str:
    return "" if number is None else f"{decimal(number, 1)} {unit}"


def _seconds(track: ShownTrack) -> str:
    return "" if track.row.seconds is None else clock(track.row.seconds)


def _fact(  # noqa: PLR0913, PLR0917 - a column has these
    name: str,
    title: str,
    sort: str,
    width: int,
    text: Callable[[ShownTrack], str],
    right: bool = False,
    least: int = 56,
) -> Column:
    """Return a column that is hidden until it is chosen."""
    return Column(name, title, sort, width, text, right=right, hidden=True, least=least, rank=6)


NEVER = 9
COLUMNS: tuple[Column, ...] = (
    Column(
        "title",
        QT_TRANSLATE_NOOP("columns", "Title"),
        "title",
        200,
        _title,
        grows=4,
        least=120,
        rank=NEVER,
    ),
    Column(
        "artist",
        QT_TRANSLATE_NOOP("columns", "Artist"),
        "artist",
        144,
        lambda t: t.artist_name,
        grows=3,
        least=84,
    ),
    Column(
        "album",
        QT_TRANSLATE_NOOP("columns", "Album"),
        "album",
        128,
        lambda t: t.row.album,
        grows=3,
        least=72,
        rank=3,
    ),
    Column("tags", QT_TRANSLATE_NOOP("columns", "Tags"), "", 280, _tags, rank=NEVER),
    Column(
        "state",
        QT_TRANSLATE_NOOP("columns", "State"),
        "state",
        144,
        lambda t: state_text(t.row.state),
        least=52,
        rank=NEVER,
        has_icon=True,
    ),
    Column(
        "year",
        QT_TRANSLATE_NOOP("columns", "Year"),
        "year",
        56,
        lambda t: str(t.row.year or ""),
        right=True,
        rank=2,
        optional=True,
    ),
    Column(
        "length",
        QT_TRANSLATE_NOOP("columns", "Length"),
        "seconds",
        64,
        _seconds,
        right=True,
        rank=4,
    ),
    _fact(
        "albumartist",
        QT_TRANSLATE_NOOP("columns", "Album artist"),
        "albumartist",
        160,
        lambda t: t.row.albumartist,
    ),
    _fact(
        "genre",
        QT_TRANSLATE_NOOP("columns", "Genre in the file"),
        "genre",
        140,
        lambda t: t.row.genre,
    ),
    _fact(
        "number",
        QT_TRANSLATE_NOOP("columns", "Number on the album"),
        "number",
        56,
        lambda t: str(t.row.track_number or ""),
        right=True,
    ),
    _fact("format", QT_TRANSLATE_NOOP("columns", "Format"), "format", 70, lambda t: t.row.format),
    _fact("hz", QT_TRANSLATE_NOOP("columns", "Sample rate"), "hz", 88, _rate, right=True),
    _fact(
        "channels",
        QT_TRANSLATE_NOOP("columns", "Channels"),
        "channels",
        72,
        lambda t: str(t.row.channels or ""),
        right=True,
    ),
    _fact(
        "added", QT_TRANSLATE_NOOP("columns", "Added"), "added", 100, lambda t: _day(t.row.added)
    ),
    _fact(
        "reviewed",
        QT_TRANSLATE_NOOP("columns", "Reviewed on"),
        "reviewed",
        100,
        lambda t: _day(t.row.reviewed_at),
    ),
    _fact(
        "bpm", QT_TRANSLATE_NOOP("columns", "Tempo"), "bpm", 160, tempo_text, right=True, least=160
    ),
    _fact("key", QT_TRANSLATE_NOOP("columns", "Key"), "key", 96, key_text, least=96),
    _fact(
        "loudness",
        QT_TRANSLATE_NOOP("columns", "Loudness"),
        "loudness",
        100,
        lambda t: _level(t.row.loudness, "LUFS"),
        right=True,
    ),
    _fact(
        "loudness_range",
        QT_TRANSLATE_NOOP("columns", "Loudness range"),
        "",
        100,
        lambda t: _level(t.row.loudness_range, "LU"),
        right=True,
    ),
    _fact(
        "true_peak",
        QT_TRANSLATE_NOOP("columns", "True peak"),
        "",
        100,
        lambda t: _level(t.row.true_peak, "dBTP"),
        right=True,
    ),
    Column(
        "disagreement",
        QT_TRANSLATE_NOOP("columns", "Disagreement"),
        "disagreement",
        128,
        _disagreement,
        right=True,
        hidden=True,
        least=56,
        rank=6,
        falling=True,
    ),
    Column(
        "likeness",
        QT_TRANSLATE_NOOP("columns", "Similarity"),
        "like",
        112,
        _likeness,
        right=True,
        hidden=True,
        least=112,
        rank=NEVER,
        falling=True,
    ),
    _fact(
        "file",
        QT_TRANSLATE_NOOP("columns", "File name"),
        "",
        200,
        lambda t: printable(Path(t.row.path).name),
    ),
    _fact(
        "folder",
        QT_TRANSLATE_NOOP("columns", "Folder"),
        "path",
        160,
        lambda t: printable(Path(t.row.path).parent.name),
    ),
    _fact(
        "path", QT_TRANSLATE_NOOP("columns", "Path"), "path", 360, lambda t: printable(t.row.path)
    ),
)
TAGS = next(index for index, column in enumerate(COLUMNS) if column.name == "tags")
STATE = next(index for index, column in enumerate(COLUMNS) if column.name == "state")
MEASURES = ("bpm", "key", "loudness")
LIKENESS = next(index for index, column in enumerate(COLUMNS) if column.name == "likeness")
SCORES = "score:"  # in front of the tag, the name of a column of scores


def title_of(column: Column) -> str:
    """Return a column's title in the user's language; a tag is its own."""
    return column.tag or QCoreApplication.translate("columns", column.title)


def score_column(tag: str) -> Column:
    """Return the column of a tag's scores, sorted with the likeliest first."""

    def text(track: ShownTrack) -> str:
        score = track.scores.get(tag)
        return "" if score is None else decimal(score, 2)

    name = tag.replace('"', "")
    return Column(
        f"{SCORES}{tag}",
        tag,
        f'tag:"{name}"',
        88,
        text,
        right=True,
        least=56,
        rank=6,
        tag=tag,
        falling=True,
    )
