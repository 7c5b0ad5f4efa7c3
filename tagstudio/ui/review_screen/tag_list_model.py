"""The tags of a track as an item model, in the order of answering."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from tagstudio.engine.active_learning.tag_order import next_open, with_answer
from tagstudio.library.tags.decisions import DecisionState
from tagstudio.library.views.tag_states import Tagging, TagState
from tagstudio.ui.base.item_index import Index
from tagstudio.ui.review_screen.track_review import TagRow
from tagstudio.ui.text.number_format import decimal
from tagstudio.ui.text.opinion_text import opinion_text
from tagstudio.ui.text.tag_group_names import group_text

ROW = Qt.ItemDataRole.UserRole


class TagListModel(QAbstractListModel):
    """The rows of one track; answers show at once, before they are written.

    `seen_as` makes of a row what is to be seen of it: the answers to the track, unless told so.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[TagRow] = []
        self.seen_as: Callable[[TagRow], TagRow] = lambda row: row
        self._model_name = ""
        self._person = ""

    def show_rows(self, rows: tuple[TagRow, ...], model_name: str, person: str = "") -> None:
        """Show these rows; where they are the same tags in the same order, nothing else moves.

        `person` is who answers here.
        """
        self._person = person
        same = [row.tagging.tag for row in rows] == [row.tagging.tag for row in self.rows]
        self._model_name = model_name
        if same and rows:
            self.rows = list(rows)
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def answer(self, place: int, state: DecisionState) -> None:
        """Show an answer of the user."""
        row = self.rows[place]
        self.rows[place] = replace(row, tagging=with_answer(row.tagging, state))
        self.dataChanged.emit(self.index(place), self.index(place))

    def undecided_after(self, place: int) -> int | None:
        """Return the next row after `place` without an answer, None behind the last one."""
        return next_open([row.is_open for row in self.rows], place)

    def place_of(self, tag: str) -> int | None:
        """Return the row of a tag."""
        return next((i for i, row in enumerate(self.rows) if row.tagging.tag == tag), None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of tags."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the name, the sentence for a screen reader, or the whole row."""
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.seen_as(self.rows[index.row()])
        if role == Qt.ItemDataRole.DisplayRole:
            return row.tagging.tag
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(index.row(), row)
        return row if role == ROW else None

    def source_of(self, row: TagRow) -> str:
        """Return the source of a tag's state in words."""
        words = {
            "user": self.tr("you"),
            "file tag": self.tr("from the file"),
            "import": self.tr("import"),
            "album rule": self.tr("album"),
            "settled": self.tr("settled"),
            "model": self._model_name,
        }
        asks = row.asked and not row.is_assumed_no
        source = words.get(row.tagging.source, self.tr("worth an answer") if asks else "")
        if self.is_by_another(row.tagging):
            by = row.tagging.by
            named = self.tr("{source}, {also}").format(source=by, also=source)
            source = by if row.tagging.source == "user" else named
        if not row.in_file or row.tagging.source == "file tag":
            return source
        in_file = self.tr("in the file")
        return (
            self.tr("{source}, {also}").format(source=source, also=in_file) if source else in_file
        )

    def is_by_another(self, tagging: Tagging) -> bool:
        """Tell whether somebody else is known to have answered, and not who answers here."""
        return tagging.by not in {"", self._person}

    def state_in_words(self, row: TagRow) -> str:
        """Return the state of a tag in words."""
        if row.is_assumed_no:
            return self.tr("assumed no")
        words: dict[TagState, str] = {
            "yes": self.tr("yes"),
            "no": self.tr("no"),
            "suggested": self.tr("suggested"),
            "unseen": self.tr("undecided"),
        }
        return words[row.tagging.state]

    def _spoken(self, place: int, row: TagRow) -> str:
        tagging = row.tagging
        if tagging.score is None or tagging.threshold is None:
            learned = self.tr("not learned yet") if row.column is None else ""
            said = (learned, self.state_in_words(row), self.source_of(row))
            return f"{place + 1}. {tagging.tag}: {', '.join(filter(None, said))}"
        text = self.tr(
            "{number}. {tag}, {group}: score {score}, threshold {threshold}, {state}, {source}"
        )
        spoken = text.format(
            number=place + 1,
            tag=tagging.tag,
            group=group_text(tagging.group),
            score=decimal(tagging.score, 2),
            threshold=decimal(tagging.threshold, 2),
            state=self.state_in_words(row),
            source=self.source_of(row),
        )
        return f"{spoken}; {opinion_text(row.opinions)}" if row.opinions else spoken
