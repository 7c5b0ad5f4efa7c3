"""The table's model: all ids that a query finds, and the rows that are in view.

All ids are read, a million at once, and rows by the page. Of many tracks the first ids come by
themselves, so that the rows in view need not wait for the others, which follow behind them. The
reading is on another thread, and the library may change meanwhile, so an answer may be of a list or
of a state that is no longer the current one. What keeps that straight:

- `ids` is replaced whole, never changed in place. `_edition` is another number for each list that
  is no longer one of the same beginning: while it is the same, a row number means the same track.
- `_rest` is the listing of which the other ids are still to come. Who needs all of them asks by
  `when_listed`.
- `_rows` are the rows read, by track id, the latest read last; the first go beyond KEPT.
- `_old` are ids in `_rows` that must be read again. They are shown until then: a table that
  blinks empty at each answer would be worse than one that is a moment late.
- `_wanted` are the row numbers that the view asked for, as an ordered set. At most one question is
  under way (`_asked_of`, the edition that it is of); when it is answered the next takes the WANTED
  latest with AHEAD around them, so fast scrolling reads where it stops, not all it passes.
- A change while a question is under way sets `_asked_of` to None. Its answer is then shown, but
  kept in `_old`, for nobody knows whether it was read before or after the change.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QIcon

from tagstudio.core.errors import TagStudioError
from tagstudio.library.models.models import Model
from tagstudio.library.search.query import ALL_TRACKS, DecidedAs, Query, QueryError, Score, Tagged
from tagstudio.library.search.query_text import liked_path
from tagstudio.library.tags.decisions import FILE_TAG
from tagstudio.library.views.browse import Listing, listing, rest_of, whole_listing
from tagstudio.library.views.tag_states import Tagging
from tagstudio.ui.background.decision_writer import WrittenDecisions
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.change_event import Changed
from tagstudio.ui.base.icons import icon
from tagstudio.ui.base.item_index import Index
from tagstudio.ui.library_screen.columns import (
    COLUMNS,
    LIKENESS,
    STATE,
    STATE_ICONS,
    TAGS,
    Column,
    printable,
    score_column,
    state_text,
    title_of,
)
from tagstudio.ui.library_screen.shown_track import ShownTrack, shown_tracks
from tagstudio.ui.text.file_reason import reason_beside
from tagstudio.ui.text.message_translation import translated
from tagstudio.ui.text.number_format import decimal
from tagstudio.ui.text.opinion_text import opinion_text

TRACKS_MIME = "application/x-tagstudio-tracks"
AHEAD = 24  # rows read before and after those that are looked at
WANTED = 200  # rows at most in one question: more than any screen shows
KEPT = 3000  # rows kept in memory
REST_MS = 50  # what is in view is read first, then the other ids
MANY = 10_000  # ids among which numpy, loaded by then, finds one sooner than Python
_NOTHING = QModelIndex()


class TrackTable(QAbstractTableModel):
    """Tracks by id; a row is read when it is first looked at, a page at a time.

    `found` comes with each new list of ids, `wrong` with a sentence for a query that cannot be:
    that finds nothing.
    `count` tracks are found, or more where they are not counted yet; `ids` may be the first of
    them, for a moment.
    `asked_tags` are those that the query asks for, folded.
    `columns` are COLUMNS and those of scores. `filled` are those that may be empty in which a row
    that was read has a text; `filled_more` comes when there are more of them.
    """

    found = Signal()
    wrong = Signal(str)
    filled_more = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self.ids: array[int] = array("q")
        self.count = 0
        self.is_counted = True
        self.query = ALL_TRACKS
        self.asked_tags: frozenset[str] = frozenset()
        self.columns: list[Column] = list(COLUMNS)
        self.filled: set[str] = set()
        self._sorted = (0, Qt.SortOrder.AscendingOrder)
        self._rows: dict[int, ShownTrack] = {}
        self._old: set[int] = set()  # ids of rows that are shown and must be read again
        self._edition = 0
        # The edition of which rows are being read; None also once what is read may be out of date.
        self._asked_of: int | None = None
        self._is_behind = False  # answers came since the ids were read
        self._is_new = False  # the first ids of what is asked for have not come yet
        self._refused = False  # no query is asked: what was asked for is none
        self._rest: tuple[Listing, Model | None, str] | None = None
        self._waiting: list[Callable[[], object]] = []  # for the rest
        self._wanted: dict[int, None] = {}  # row numbers, the one asked for last at the end
        self._icons: dict[str, QIcon] = {}
        self._read_soon = QTimer(self, interval=0, singleShot=True)
        self._read_soon.timeout.connect(self._read)
        self._rest_soon = QTimer(self, interval=REST_MS, singleShot=True)
        self._rest_soon.timeout.connect(self._ask_for_rest)
        workspace.changed.connect(self._on_changed)
        workspace.decisions.written.connect(self._on_written)
        workspace.theme.changed.connect(self._icons.clear)

    @property
    def order(self) -> str:
        """The order of the tracks, as the library calls it."""
        column, direction = self._sorted
        down = direction == Qt.SortOrder.DescendingOrder
        key = self.columns[column].sort
        if column == LIKENESS:
            if self.like is None:
                return "path"
            return f"like:{self.like}" + ("" if down else "-")  # plain: the most alike first
        if column == TAGS and (tag := _only_tag(self.query)):
            return f'tag:"{tag}"' + ("" if down else "-")  # the likeliest first
        return (key or "path") + ("-" if down and key else "")

    @property
    def sorted_by(self) -> tuple[int, Qt.SortOrder]:
        """The column that the tracks are sorted by, and which way."""
        return self._sorted

    def can_sort(self, column: int) -> bool:
        """Tell whether the library has an order for a column, by what is asked for now."""
        if column == TAGS:
            return _only_tag(self.query) is not None
        if column == LIKENESS:
            return self.like is not None
        return 0 <= column < len(self.columns) and bool(self.columns[column].sort)

    @property
    def like(self) -> str | None:
        """The path of the track that the query looks for the like of, None for no such."""
        return liked_path(self.query)

    @property
    def scored(self) -> list[str]:
        """The tags whose scores have a column."""
        return [column.tag for column in self.columns if column.tag]

    def show_scores(self, tags: Sequence[str]) -> None:
        """Let these tags have a column of scores each, behind the others."""
        for place in reversed(range(len(COLUMNS), len(self.columns))):
            if self.columns[place].tag not in tags:
                self.beginRemoveColumns(_NOTHING, place, place)
                del self.columns[place]
                self.endRemoveColumns()
        new = [tag for tag in dict.fromkeys(tags) if tag not in self.scored]
        if new:
            last = len(self.columns)
            self.beginInsertColumns(_NOTHING, last, last + len(new) - 1)
            self.columns += map(score_column, new)
            self.endInsertColumns()
            self._look_again()
        if self._sorted[0] >= len(self.columns):
            self._sorted = (0, Qt.SortOrder.AscendingOrder)
            self._list_anew()

    def show(self, query: Query) -> None:
        """Show the tracks that a query finds."""
        before, self.query = self.like, query
        self.asked_tags = _asked_tags(query)
        self._refused = False
        if self.like != before:  # the rows that were read are of another track, or of none
            self._asked_of = None
            self._old |= self._rows.keys()
        self._list_anew()

    def refuse(self) -> None:
        """Show no track, and ask for none, until the next query: what was asked for is none."""
        self._refused = True
        self._workspace.ask(
            lambda _: None, lambda _: None, owner=self, topic="ids"
        )  # takes the place of the query that may be under way
        self._show_none()

    def look_after_answers(self) -> None:
        """Read again what the query finds, where answers came since: rows stay while one answers.

        For when one comes back to the list, which else would not agree with the counts.
        """
        if self._is_behind and self.query.alternatives:
            self.read_ids()
        self._is_behind = False

    def read_ids(self) -> None:
        """Read all ids that the query finds again, in the place of those that are shown."""
        if self._refused:
            return
        if self._is_new:
            self._list_anew()
            return
        self._rest_soon.stop()  # what is read here is newer
        model, query, order = self._workspace.shown_model(), self.query, self.order
        self._workspace.ask(
            lambda connection: whole_listing(connection, query, model, order),
            self._set_whole,
            owner=self,
            topic="ids",
            failed=self._say_wrong,
            later=self.count > MANY,  # it takes a while, and rows are scrolled to meanwhile
        )

    @property
    def is_listed(self) -> bool:
        """Whether all ids are there, and none are still to come."""
        return self._rest is None

    def when_listed(self, then: Callable[[], object]) -> None:
        """Call `then` once all ids are there: at once, unless some are still to come.

        It is not called where another list is asked for before they came.
        """
        if self._rest is None:
            then()
        else:
            self._waiting.append(then)

    def _list_anew(self) -> None:
        """Read what the query finds, in the present order; of many tracks the first come first."""
        if self._refused:
            return
        model, query, order = self._workspace.shown_model(), self.query, self.order
        self._is_new = True
        self._forget_rest()
        self._workspace.ask(
            lambda connection: listing(connection, query, model, order),
            partial(self._set_first, model, order),
            owner=self,
            topic="ids",
            failed=self._say_wrong,
        )

    def _forget_rest(self) -> None:
        self._rest, self._waiting = None, []
        self._rest_soon.stop()

    def _set_first(self, model: Model | None, order: str, listed: Listing) -> None:
        self._is_new = False
        if listed.is_whole:
            self._set_whole(listed)
            return
        self._rest = (listed, model, order)
        if listed.count == self.count and self.ids[: len(listed.ids)] == listed.ids:
            self._look_again()  # the same as before, it seems: the view stays where it is
        else:
            self._set_ids(listed.ids)
        self.is_counted = listed.count is not None
        self.count = len(listed.ids) if listed.count is None else listed.count
        self._rest_soon.start()
        self.found.emit()

    def _ask_for_rest(self) -> None:
        if self._rest is None:
            return
        if self._asked_of is not None:  # the rows in view
            self._rest_soon.start()
            return
        listed, model, order = self._rest
        self._workspace.ask(
            lambda connection: rest_of(connection, listed, model, order),
            lambda ids: self._set_whole(Listing(len(ids), ids, None)),
            owner=self,
            topic="ids",
            failed=self._say_wrong,
            later=True,
        )

    def _set_whole(self, listed: Listing) -> None:
        waiting = self._waiting
        self._forget_rest()
        self._set_ids(listed.ids)
        self.count, self.is_counted = len(self.ids), True
        self.found.emit()
        for then in waiting:
            then()

    def track(self, row: int) -> ShownTrack | None:
        """Return a row if it is read, else have it read."""
        id = self.ids[row]
        if self._is_to_read(id):
            self._want(row)
        return self._rows.get(id)

    def icon(self, track: ShownTrack) -> QIcon:
        """Return the icon of a track's state."""
        name = STATE_ICONS[track.row.state]
        if name not in self._icons:
            colours = self._workspace.theme.colours
            special = {"failed": colours.warning, "reviewed": colours.yes}
            self._icons[name] = icon(name, special.get(name, colours.quiet))
        return self._icons[name]

    def ids_in(self, ranges: Iterable[tuple[int, int]]) -> array[int]:
        """Return the ids of ranges of rows, first and last included."""
        found = array("q")
        for first, last in ranges:
            found += self.ids[first : last + 1]
        return found

    def row_of(self, id: int) -> int | None:
        """Return the row of a track, or None."""
        return next(iter(self.rows_of([id])), None)

    def rows_of(self, ids: Sequence[int]) -> list[int]:
        """Return the rows of those of these tracks that are listed, from top to bottom."""
        if len(self.ids) <= MANY:
            wanted = set(ids)
            return [row for row, id in enumerate(self.ids) if id in wanted]
        import numpy as np

        found: list[int] = np.flatnonzero(np.isin(np.frombuffer(self.ids, np.int64), ids)).tolist()
        return found

    def rowCount(self, parent: Index = _NOTHING) -> int:
        """Return the number of tracks found."""
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = _NOTHING) -> int:
        """Return the number of columns, the hidden ones too."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the content of a cell; a row that is not read yet is empty."""
        if not index.isValid() or role not in _ROLES:
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.right else _LEFT
        track = self.track(index.row())
        return None if track is None else self._shown(track, index.column(), role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the titles of the columns."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self.columns[section].right else _LEFT
        if role == Qt.ItemDataRole.InitialSortOrderRole:
            return _DOWN if self.columns[section].falling else _UP
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._head_tip(self.columns[section])
        return title_of(self.columns[section]) if role == Qt.ItemDataRole.DisplayRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let rows be selected and dragged."""
        return _FLAGS if index.isValid() else Qt.ItemFlag.NoItemFlags

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Show the tracks in another order, if there is one for this column."""
        if self.can_sort(column) and (column, order) != self._sorted:
            self._sorted = (column, order)
            self._list_anew()

    def mimeTypes(self) -> list[str]:
        """Tracks are dragged as their ids."""
        return [TRACKS_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Return the ids of dragged rows."""
        return dragged(array("q", [self.ids[row] for row in dict.fromkeys(map(_row, indexes))]))

    def _set_ids(self, ids: array[int]) -> None:
        """Show these ids in the place of others, or behind those that are shown already."""
        known = len(self.ids)
        if ids == self.ids:
            self._look_again()
        elif known and ids[:known] == self.ids:
            self.beginInsertRows(_NOTHING, known, len(ids) - 1)
            self.ids = ids
            self.endInsertRows()
        else:
            self.beginResetModel()
            self.ids = ids
            self._edition += 1
            self._wanted = {}
            self.endResetModel()

    def _show_none(self) -> None:
        self._is_new = False
        self._forget_rest()
        self._set_ids(array("q"))
        self.count, self.is_counted = 0, True

    def _say_wrong(self, error: TagStudioError) -> None:
        """Say why nothing is found; what could only not be read this time stays."""
        if isinstance(error, QueryError):
            self._show_none()
        self._is_new = False
        self._forget_rest()
        self.wrong.emit(translated(error.message))

    def _want(self, row: int) -> None:
        self._wanted.pop(row, None)
        self._wanted[row] = None
        if not self._read_soon.isActive():
            self._read_soon.start()

    def _read(self) -> None:
        rows = list(self._wanted)[-WANTED:]
        if not rows or self._asked_of == self._edition:
            return
        self._wanted = dict.fromkeys(rows)
        around = range(max(0, min(rows) - AHEAD), min(len(self.ids), max(rows) + AHEAD + 1))
        if len(around) > 2 * WANTED:  # two places at once, as after a jump
            around = range(max(0, rows[-1] - AHEAD), min(len(self.ids), rows[-1] + AHEAD + 1))
        asked = [row for row in sorted({*rows, *around}) if self._is_to_read(self.ids[row])]
        ids = [self.ids[row] for row in asked]
        model, scored, like = self._workspace.shown_model(), self.scored, self.like
        self._asked_of = self._edition
        self._workspace.ask(
            lambda connection: shown_tracks(connection, model, ids, scored, like),
            partial(self._keep, self._edition, asked, ids),
            owner=self,
            topic="rows",
            failed=self._on_not_read,
        )

    def _on_not_read(self, error: TagStudioError) -> None:
        self._asked_of = None
        self._workspace.say(error.message)

    def _is_to_read(self, id: int) -> bool:
        return id not in self._rows or id in self._old

    def _keep(self, edition: int, asked: list[int], ids: list[int], read: list[ShownTrack]) -> None:
        """Take in rows, those `asked` for by number when the list was another edition or this."""
        is_current, self._asked_of = self._asked_of == edition, None
        for track in read:
            self._rows.pop(track.row.id, None)
            self._rows[track.row.id] = track
        if is_current:
            self._old.difference_update(ids)
        else:  # something changed while they were read: shown, but read again
            self._old |= {track.row.id for track in read}
        for id in list(self._rows)[: max(0, len(self._rows) - KEPT)]:
            del self._rows[id]
        self._look_for_texts(read)
        if edition != self._edition or not asked:
            return
        for row in asked:
            self._wanted.pop(row, None)
        self._tell(asked[0], asked[-1])
        if self._wanted:
            self._read_soon.start()

    def _look_for_texts(self, read: Sequence[ShownTrack]) -> None:
        """Note the columns that may be empty and have a text now: the others are kept small."""
        empty = [one for one in COLUMNS if one.may_be_empty and one.name not in self.filled]
        more = {one.name for one in empty if any(one.text(track) for track in read)}
        if more:
            self.filled |= more
            self.filled_more.emit()

    def _head_tip(self, column: Column) -> str:
        if column.tag:
            return self.tr("The score of {tag}. Right-click: choose columns.").format(
                tag=column.tag
            )
        if column.name == "likeness":
            return self.tr(
                "How similar it sounds to the track that you look for the like of: 1 for the same."
                " Click: sort."
            )
        if column.name == "disagreement":
            return self.tr(
                "How far the members of a joint model are apart, from 0 to 1, about the tag that"
                " they disagree about most. Click: sort. Right-click: choose columns."
            )
        if column.name == COLUMNS[TAGS].name:
            return self._tags_head_tip()
        if column.sort:
            return self.tr("Click: sort. Right-click: choose columns.")
        return self.tr("Right-click: choose columns.")

    def _tags_head_tip(self) -> str:
        if (tag := _only_tag(self.query)) is None:
            return self.tr(
                "Search for one tag, such as tag:jazz, and a click sorts by its score. Right-click:"
                " choose columns."
            )
        text = self.tr("Click: sort by the score of {tag}. Right-click: choose columns.")
        return text.format(tag=tag)

    def _on_changed(self, changed: Changed) -> None:
        if changed.topic == "decisions" and changed.track_ids is not None:
            self._old |= changed.track_ids & self._rows.keys()
            self._look_again(again=False)
            self._is_behind = True
        elif changed.topic == "thresholds":  # the rows stay where the user has them
            self._look_again()
            self._is_behind = True
        elif changed.topic in {"tracks", "suggestions", "models", "decisions", "settings"}:
            self._asked_of = None
            self._old |= self._rows.keys()
            self.read_ids()

    def _on_written(self, outcome: WrittenDecisions) -> None:
        """List anew after an undo, whose answers may be of any other time, and for the order."""
        may_move = outcome.is_step or outcome.facts
        if may_move and (self.query.alternatives or self.count <= MANY):
            self.read_ids()

    def _look_again(self, again: bool = True) -> None:
        self._asked_of = None
        if again:
            self._old |= self._rows.keys()
        if self.ids:
            self._tell(0, len(self.ids) - 1)

    def _tell(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def _shown(self, track: ShownTrack, column: int, role: int) -> Any:
        if role == Qt.ItemDataRole.DecorationRole:
            return self.icon(track) if column == STATE else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(track, column)
        return self.columns[column].text(track)

    def _tip(self, track: ShownTrack, column: int) -> str | None:
        if column == STATE:
            partial = self.tr("Only a part of it can be decoded: the file is damaged or cut off.")
            why = translated(track.row.failure_message or "")
            more = why or (partial if track.row.partial else "")
            return "\n".join(filter(None, (state_text(track.row.state), more)))
        if self.columns[column].name == "disagreement" and track.disagreement is not None:
            tag = track.disagreement.tag
            text = self.tr("Most about {tag}: {opinions}")
            return text.format(tag=tag, opinions=opinion_text(track.opinions.get(tag, ())))
        if column != TAGS:
            path = printable(track.row.path)
            text = self.columns[column].text(track)
            return f"{text}\n{path}" if column == 0 else text or path
        if track.row.failure_message:  # it stands in the place of the tags
            return reason_beside(track.row.path, track.row.failure_message)
        lines = [self._tag_tip(track, one) for one in (*track.tags, *track.left_alone)]
        lines += [
            self._with_person(self.tr("{tag}: no").format(tag=one.tag), one.by)
            for one in track.refused
        ]
        return "\n".join(lines) or None

    def _with_person(self, text: str, by: str) -> str:
        return self.tr("{answer}, said {person}").format(answer=text, person=by) if by else text

    def _tag_tip(self, track: ShownTrack, one: Tagging) -> str:
        """Return what is said of a tag, with what the members of a joint model say of it."""
        said = opinion_text(track.opinions.get(one.tag, ()))
        behind = f" ({said})" if said else ""
        if one.state == "yes" and one.source == FILE_TAG:
            return self.tr("{tag}: yes, from the file").format(tag=one.tag) + behind
        if one.state == "yes":
            return self._with_person(self.tr("{tag}: yes").format(tag=one.tag), one.by) + behind
        text = self.tr("{tag}: {score}, suggested from {threshold}").format(
            tag=one.tag,
            score=decimal(one.score or 0, 2),
            threshold=decimal(one.threshold or 0, 2),
        )
        if one.left_alone:
            left = self.tr("left undecided when the track was reviewed, so assumed to be no")
            return f"{text}{behind}; {left}"
        return text + behind


def dragged(ids: array[int]) -> QMimeData:
    """Return tracks as they are dragged: their ids, in the bytes of the array."""
    data = QMimeData()
    data.setData(TRACKS_MIME, QByteArray(ids.tobytes()))
    return data


def dropped(data: QMimeData) -> array[int]:
    """Return the ids of tracks that were `dragged`."""
    ids = array("q")
    ids.frombytes(data.data(TRACKS_MIME).data())
    return ids


def _row(index: QModelIndex) -> int:
    return index.row()


_FLAGS = (
    Qt.ItemFlag.ItemIsSelectable
    | Qt.ItemFlag.ItemIsEnabled
    | Qt.ItemFlag.ItemIsDragEnabled
    | Qt.ItemFlag.ItemNeverHasChildren
)
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_UP, _DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ROLES = {
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.DecorationRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.TextAlignmentRole,
}


def _asked_tags(query: Query) -> frozenset[str]:
    """Return the tags that a query asks for, by their scores or answers too, folded."""
    return frozenset(
        term.test.tag.casefold()
        for terms in query.alternatives
        for term in terms
        if isinstance(term.test, Tagged | Score | DecidedAs) and not term.negated
    )


def _only_tag(query: Query) -> str | None:
    """Return the tag that a query asks for, if it is just one."""
    asked = {
        term.test.tag
        for terms in query.alternatives
        for term in terms
        if isinstance(term.test, Tagged) and not term.negated
    }
    return asked.pop() if len(asked) == 1 else None
