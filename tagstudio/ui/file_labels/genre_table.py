"""The genres that stand in the files, and the tag that each of them means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from tagstudio.engine.correcting.from_files import GenreInFiles
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.combo import Combo
from tagstudio.ui.widgets.flow_layout import FlowLayout
from tagstudio.ui.widgets.row_table import RowColumn, RowTable, RowView

NO_TAG, TAGS_FROM = 0, 1  # places in the box of what genres mean
NOT_SHOWN = "\N{REPLACEMENT CHARACTER}"  # in the place of a sign that has no shape


class GenrePanel(QWidget):
    """The list of genres, a box for what the selected ones mean, a button for tags of one's own.

    `changed` says that something else was chosen; `mapped` and `new` have all that was.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.mapped: dict[str, str] = {}  # the tag that a genre is to mean, "" for none
        self.new: list[str] = []  # genres that are to be tags of one's own
        self.table = RowTable(self._columns(), self)
        self.view = RowView(self.table, self.tr("Genres in the files"), wide=0)
        self.view.set_widths(0, 80, 260)
        self.means = Combo()
        self.means.setAccessibleName(self.tr("What the selected genres mean"))
        self.make = QPushButton(self.tr("Make it a tag"))
        self.make.setAutoDefault(False)
        self._lay_out()
        self.means.activated.connect(self._on_means)
        self.make.clicked.connect(self._on_make)
        self.view.selectionModel().selectionChanged.connect(self._show_chosen)
        self.table.modelReset.connect(self._show_chosen)

    def show_genres(self, genres: Iterable[GenreInFiles], tags: Sequence[str]) -> None:
        """Show the genres, those to be settled first; they may mean any of the `tags`.

        Those that are shown already keep their places, so that who goes through them does.
        """
        if [self.means.itemText(place) for place in range(TAGS_FROM, self.means.count())] != tags:
            self.means.clear()
            self.means.addItems([self.tr("no tag"), *tags])
        rows = {one.genre: one for one in genres}
        if rows.keys() == {row.genre for row in self.table.rows}:
            self._update(rows)
        else:
            self.table.show_rows(sorted(rows.values(), key=_is_settled))
        self._show_chosen()

    def forget(self) -> None:
        """Forget what was chosen: the library has taken it over."""
        self.mapped.clear()
        self.new.clear()

    def _update(self, rows: dict[str, GenreInFiles]) -> None:
        self.table.rows[:] = [rows[row.genre] for row in self.table.rows]
        if rows:
            last = self.table.index(len(rows) - 1, self.table.columnCount() - 1)
            self.table.dataChanged.emit(self.table.index(0, 0), last)

    def _columns(self) -> list[RowColumn]:
        return [
            RowColumn(self.tr("Genre in the files"), lambda row: shown(row.genre)),
            RowColumn(
                self.tr("Tracks"), lambda row: counted(row.count), lambda row: row.count, True
            ),
            RowColumn(self.tr("Means the tag"), self._meaning),
        ]

    def _meaning(self, row: GenreInFiles) -> str:
        if row.genre in self.new:
            return self.tr("{tag}, a new tag").format(tag=row.tag)
        if row.tag:
            return self.tr("{tag}, chosen").format(tag=row.tag) if row.is_chosen else row.tag
        if row.is_chosen:
            return self.tr("no tag, chosen")
        if row.could_mean:
            return self.tr("no tag; can mean {tags}").format(tags=", ".join(row.could_mean))
        if row.nearest:
            return self.tr("no tag; like {tags}").format(tags=", ".join(row.nearest))
        return self.tr("no tag")

    def _lay_out(self) -> None:
        label = QLabel(self.tr("Selected genres:"))
        label.setBuddy(self.means)
        choice = QWidget()
        row = QHBoxLayout(choice)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(label)
        row.addWidget(self.means)
        below = FlowLayout(spacing=GRID)
        below.addWidget(choice)
        below.addWidget(self.make)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self.view, 1)
        layout.addLayout(below)

    def _on_means(self) -> None:
        place = self.means.currentIndex()
        tag = "" if place == NO_TAG else self.means.currentText()
        for row in self.view.chosen():
            self.mapped[row.genre] = tag
            if row.genre in self.new:
                self.new.remove(row.genre)
        self._chose(tag)

    def _on_make(self) -> None:
        for row in self.view.chosen():
            if row.can_be_new and row.genre not in self.new:
                self.mapped.pop(row.genre, None)
                self.new.append(row.genre)
        self._chose(None)

    def _chose(self, tag: str | None) -> None:
        """Show what the selected genres mean now, before anything was counted anew."""
        chosen = {row.genre for row in self.view.chosen()}
        rows = {
            row.genre: replace(row, tag=row.genre if tag is None else tag, is_chosen=True)
            if row.genre in chosen and (tag is not None or row.genre in self.new)
            else row
            for row in self.table.rows
        }
        self._update(rows)
        self._show_chosen()
        self.changed.emit()

    def _show_chosen(self) -> None:
        """Show what the selected genres mean; nothing where they differ."""
        rows: list[GenreInFiles] = self.view.chosen()
        self.means.setEnabled(bool(rows))
        places = {self.means.findText(row.tag) if row.tag else NO_TAG for row in rows}
        self.means.setCurrentIndex(places.pop() if len(places) == 1 else -1)
        can_be_made = any(row.can_be_new and row.genre not in self.new for row in rows)
        self.make.setEnabled(can_be_made)
        self.make.setToolTip(
            ""
            if can_be_made or not rows
            else self.tr("A tag has a name of at most 100 characters, without ; / and ,")
        )


def _is_settled(row: GenreInFiles) -> bool:
    return bool(row.tag) or row.is_chosen


def shown(genre: str) -> str:
    """Return a genre without signs that have no shape."""
    return "".join(one if one.isprintable() else NOT_SHOWN for one in genre)
