"""The conflicts of a merge: what both libraries say, and what is to hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PureWindowsPath
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from tagstudio.engine.merging.report import Choice, Conflict, Said
from tagstudio.library.db.text_folding import clean
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.text.dates import day_text
from tagstudio.ui.widgets.combo import Combo
from tagstudio.ui.widgets.flow_layout import FlowLayout
from tagstudio.ui.widgets.row_table import RowColumn, RowTable, RowView

Wish = Literal["leave", "ours", "theirs", "newer"]
OF_TRACKS = frozenset({"answer", "part", "artist", "fact", "review", "kept"})
WISHES: tuple[Wish, ...] = ("leave", "ours", "theirs", "newer")


class ConflictPanel(QWidget):
    """The list of conflicts, a box for what is to hold of the selected ones, a button for all.

    `changed` says that something else was chosen; `choices` has what was, by the key of a conflict.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choices: dict[str, Choice] = {}
        self.table = RowTable(self._columns(), self)
        self.view = RowView(self.table, self.tr("Conflicts"), wide=0)
        self.view.set_widths(0, 110, 160, 160, 90)
        self.holds = Combo()
        self.holds.setAccessibleName(self.tr("Decision on the selected conflicts"))
        self.holds.addItems(
            [
                self.tr("undecided"),
                self.tr("here"),
                self.tr("there"),
                self.tr("the later one"),
            ]
        )
        self.all = QPushButton(self.tr("Select all"))
        self.all.setAutoDefault(False)
        self._lay_out()
        self.holds.activated.connect(self._on_holds)
        self.all.clicked.connect(self.view.selectAll)
        self.view.selectionModel().selectionChanged.connect(self._show_chosen)

    def show_conflicts(self, conflicts: Sequence[Conflict]) -> None:
        """Show conflicts; what was chosen for those that are there still stays."""
        keys = {one.key for one in conflicts}
        self.choices = {key: one for key, one in self.choices.items() if key in keys}
        self.table.show_rows(conflicts)
        if conflicts:
            self.view.selectRow(0)
        self._show_chosen()

    def decide(self, conflicts: Iterable[Conflict], wish: Wish) -> None:
        """Decide conflicts, or with "leave" leave them undecided."""
        for one in conflicts:
            if wish == "leave":
                self.choices.pop(one.key, None)
            else:
                newer: Choice = "theirs" if one.there.at > one.here.at else "ours"
                self.choices[one.key] = newer if wish == "newer" else wish
        last = self.table.index(len(self.table.rows) - 1, self.table.columnCount() - 1)
        self.table.dataChanged.emit(self.table.index(0, 0), last)
        self.changed.emit()

    def _columns(self) -> list[RowColumn]:
        return [
            RowColumn(
                self.tr("Track or tag"),
                lambda row: shown_name(row.kind, row.subject),
                tip=lambda row: clean(row.subject),
            ),
            RowColumn(self.tr("What"), lambda row: self.what(row.kind, row.what)),
            RowColumn(
                self.tr("Here"),
                lambda row: self._told(row, row.here),
                lambda row: (row.here.value, row.here.at),
            ),
            RowColumn(
                self.tr("There"),
                lambda row: self._told(row, row.there),
                lambda row: (row.there.value, row.there.at),
                tip=lambda row: self._by(row.there) or self._told(row, row.there),
            ),
            RowColumn(self.tr("Decision"), self._held),
        ]

    def what(self, kind: str, what: str) -> str:
        """Return how people call what was said: a tag as it is, a field by its name."""
        fields = {
            "artist": self.tr("artist"),
            "title": self.tr("title"),
            "album": self.tr("album"),
            "bpm": self.tr("tempo"),
            "key": self.tr("key"),
            "name": self.tr("name"),
            "group": self.tr("group"),
            "export_name": self.tr("name in files"),
            "aliases": self.tr("other names"),
            "colour": self.tr("colour"),
            "position": self.tr("place"),
            "parents": self.tr("what it implies"),
            "tree": self.tr("tree of tags"),
            "merged_into": self.tr("merged into"),
            "deleted_at": self.tr("whether it is deleted"),
        }
        return fields.get(what, what) if kind in {"artist", "fact", "tag"} else what

    def value(self, value: str) -> str:
        """Return how people say a value that is a word of the program."""
        words = {
            "yes": self.tr("yes"),
            "no": self.tr("no"),
            "deleted": self.tr("deleted"),
            "": self.tr("nothing"),
        }
        return words.get(value, value)

    def _told(self, row: Conflict, said: Said) -> str:
        is_word = row.kind == "answer" or not said.value or row.what == "deleted_at"
        value = self.value(said.value) if is_word else said.value
        if not said.at:
            return value
        return ", ".join(filter(None, (value, said.person, day_text(said.at))))

    def _by(self, said: Said) -> str:
        place = self.tr("Said in {library}").format(library=said.by) if said.by else ""
        person = self.tr("Said by {person}").format(person=said.person) if said.person else ""
        return "\n".join(filter(None, (place, person)))

    def _held(self, row: Conflict) -> str:
        texts = {None: self.tr("undecided"), "ours": self.tr("here"), "theirs": self.tr("there")}
        return texts[self.choices.get(row.key)]

    def _lay_out(self) -> None:
        label = QLabel(self.tr("Selected conflicts:"))
        label.setBuddy(self.holds)
        choice = QWidget()
        row = QHBoxLayout(choice)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(label)
        row.addWidget(self.holds)
        below = FlowLayout(spacing=GRID)
        below.addWidget(choice)
        below.addWidget(self.all)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self.view, 1)
        layout.addLayout(below)

    def _on_holds(self, place: int) -> None:
        self.decide(self.view.chosen(), WISHES[place])

    def _show_chosen(self) -> None:
        """Show what holds of the selected conflicts; nothing where that differs."""
        rows: list[Conflict] = self.view.chosen()
        self.holds.setEnabled(bool(rows))
        found = {self.choices.get(row.key, "leave") for row in rows}
        self.holds.setCurrentIndex(WISHES.index(found.pop()) if len(found) == 1 else -1)


def shown_name(kind: str, subject: str) -> str:
    """Return how a list calls what something was said of: a track by the name of its file."""
    return PureWindowsPath(clean(subject)).name if kind in OF_TRACKS else clean(subject)
