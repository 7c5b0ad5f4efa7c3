"""The genres that stand in the files, and the tag that each of them means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from tagstudio.engine.correcting.from_files import GenreInFiles
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.text.elide import elided
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.combo import Combo
from tagstudio.ui.widgets.flow_layout import FlowLayout
from tagstudio.ui.widgets.row_table import RowColumn, RowTable, RowView

NO_TAG, TAGS_FROM = 0, 1  # places in the box of what genres mean
WIDEST_TAG = 200  # px of a tag on a button
NOT_SHOWN = "\N{REPLACEMENT CHARACTER}"  # in the place of a sign that has no shape


class GenrePanel(QWidget):
    """The list of genres, a box for what the selected ones mean, a button for tags of one's own.

    `changed` says that something else was chosen; `mapped` and `new` have all that was.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.mapped: dict[str, str] = {}  # the tag that a genre is to mean, "" for none
        self.new: dict[str, str] = {}  # the tag of one's own that a genre is to become
        self.table = RowTable(self._columns(), self)
        self.view = RowView(self.table, self.tr("Genres in the files"), wide=0)
        self.view.set_widths(0, 80, 260)
        self.means = Combo()
        self.means.setAccessibleName(self.tr("What the selected genres mean"))
        self.offered = QPushButton()
        self.make = QPushButton()
        for button in (self.offered, self.make):
            button.setAutoDefault(False)
        self._lay_out()
        self.means.activated.connect(self._on_means)
        self.offered.clicked.connect(self._on_offered)
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
            return self.tr("no tag; similar: {tags}").format(tags=", ".join(row.nearest))
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
        below.addWidget(self.offered)
        below.addWidget(self.make)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self.view, 1)
        layout.addLayout(below)

    def _on_means(self) -> None:
        place = self.means.currentIndex()
        tag = "" if place == NO_TAG else self.means.currentText()
        self._choose({row.genre: tag for row in self.view.chosen()})

    def _on_offered(self) -> None:
        self._choose({row.genre: _offered(row) for row in self.view.chosen() if _offered(row)})

    def _on_make(self) -> None:
        made = {row.genre: row.new_name for row in self.view.chosen() if self._can_be_made(row)}
        self.new |= made
        self._choose(made)

    def _can_be_made(self, row: GenreInFiles) -> bool:
        return bool(row.new_name) and row.genre not in self.new

    def _choose(self, tags: dict[str, str]) -> None:
        """Let genres mean tags, and show it before anything was counted anew."""
        self.mapped |= tags
        self.new = {genre: tag for genre, tag in self.new.items() if self.mapped[genre] == tag}
        self._update(
            {
                row.genre: replace(row, tag=tags[row.genre], is_chosen=True)
                if row.genre in tags
                else row
                for row in self.table.rows
            }
        )
        self._show_chosen()
        self.changed.emit()

    def _show_chosen(self) -> None:
        """Show what the selected genres mean; nothing where they differ."""
        rows: list[GenreInFiles] = self.view.chosen()
        self.means.setEnabled(bool(rows))
        places = {self.means.findText(row.tag) if row.tag else NO_TAG for row in rows}
        self.means.setCurrentIndex(places.pop() if len(places) == 1 else -1)
        self._show_offer(self.offered, self.tr("It is {tag}"), {_offered(row) for row in rows})
        made = {row.new_name for row in rows if self._can_be_made(row)}
        if len(made) > 1:
            self._show_offer(self.make, self.tr("Make them tags"), made)
        else:
            self._show_offer(self.make, self.tr("Make it a tag: {tag}"), made)

    def _show_offer(self, button: QPushButton, text: str, tags: set[str]) -> None:
        """Show on a button what it does for the selected genres; hide it where it does nothing."""
        button.setVisible(bool(tags - {""}) and (len(tags) == 1 or "{tag}" not in text))
        tag = elided(button.fontMetrics(), shown(next(iter(tags), "")), WIDEST_TAG)
        button.setText(text.format(tag=tag.replace("&", "&&")))


def _offered(row: GenreInFiles) -> str:
    """Return the tag that an open genre most likely means; "" for none."""
    return "" if row.tag else next(iter((*row.could_mean, *row.nearest)), "")


def _is_settled(row: GenreInFiles) -> bool:
    return bool(row.tag) or row.is_chosen


def shown(genre: str) -> str:
    """Return a genre without signs that have no shape."""
    return "".join(one if one.isprintable() else NOT_SHOWN for one in genre)
