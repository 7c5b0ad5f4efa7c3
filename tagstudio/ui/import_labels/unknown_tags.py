"""The tags of a file that the library lacks: each left out, made a tag of one's own, or mapped."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from tagstudio.engine.correcting.unknown_tags import UnknownTag
from tagstudio.plugin_api.vocabulary import TAG_GROUPS
from tagstudio.ui.base.item_index import Index
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.text.tag_group_names import group_title
from tagstudio.ui.widgets.combo import Combo
from tagstudio.ui.widgets.row_table import RowColumn, RowTable, RowView

TAG = 0  # the column with the check marks
LEFT_OUT, AS_NEW, TAGS_FROM = 0, 1, 2  # places in the box of what tags become


@dataclass(frozen=True)
class UnknownRow:
    """A tag of the file; `becomes` is a tag's name, its own for a new one, "" where left out."""

    name: str
    count: int
    nearest: tuple[str, ...]
    can_be_new: bool
    becomes: str = ""

    @property
    def as_new(self) -> str:
        """What it becomes among tags of one's own: of its own name, if a tag can have it."""
        return self.name if self.can_be_new else ""

    @property
    def ticked(self) -> str:
        """What it becomes when it is ticked: a new tag, else the nearest one."""
        return self.as_new or next(iter(self.nearest), "")


class UnknownTagTable(RowTable):
    """The tags with a check mark each; `chosen` is what was said of them, by name."""

    changed = Signal()

    def __init__(self, columns: Sequence[RowColumn], parent: QWidget) -> None:
        super().__init__(columns, parent)
        self.chosen: dict[str, str] = {}

    def show_tags(self, unknown: Mapping[str, UnknownTag]) -> None:
        """Show the tags of a file, those with most labels first; choices stay."""
        rows = [
            UnknownRow(name, one.count, one.nearest, one.can_be_new, self.chosen.get(name, ""))
            for name, one in sorted(unknown.items(), key=lambda item: -item[1].count)
        ]
        if sorted(map(repr, rows)) != sorted(map(repr, self.rows)):  # else the focus would be lost
            self.show_rows(rows)

    def choose(self, places: Sequence[int], becomes: Callable[[UnknownRow], str]) -> None:
        """Say what the tags of some rows become: the name of a tag, "" for left out."""
        for place in places:
            row: UnknownRow = self.rows[place]
            self.chosen[row.name] = becomes(row)
            self.rows[place] = replace(row, becomes=becomes(row))
        if self.rows:
            last = self.index(len(self.rows) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            self.changed.emit()

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let a tag be ticked, unless there is nothing that it could become by that."""
        row: UnknownRow = self.rows[index.row()]
        usual = super().flags(index)
        is_ticked = index.column() == TAG and (row.ticked or row.becomes)
        return usual | Qt.ItemFlag.ItemIsUserCheckable if is_ticked else usual

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the content of a cell, or whether a tag is taken."""
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == TAG:
            is_taken = bool(self.rows[index.row()].becomes)
            return Qt.CheckState.Checked if is_taken else Qt.CheckState.Unchecked
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take or leave out a tag by its check mark."""
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        is_taken = Qt.CheckState(value) == Qt.CheckState.Checked
        self.choose([index.row()], _ticked if is_taken else _left_out)
        return True


class TakeAll(QCheckBox):
    """Ticked, half ticked or empty as the tags are; a click takes all of them, or none."""

    def nextCheckState(self) -> None:
        """Never go to half ticked by a click."""
        is_all = self.checkState() == Qt.CheckState.Checked
        self.setCheckState(Qt.CheckState.Unchecked if is_all else Qt.CheckState.Checked)


class UnknownTagsPanel(QWidget):
    """The list of unknown tags, a box to take all, and what the selected ones become."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = UnknownTagTable(self._columns(), self)
        self.view = RowView(self.table, self.tr("Unknown tags"), wide=2)
        self.view.set_widths(208, 80, 0)
        self.take_all = TakeAll()
        self.becomes = Combo()
        self.becomes.setAccessibleName(self.tr("What the selected tags become"))
        self.group = Combo()
        self.group.setAccessibleName(self.tr("What the new tags are"))
        self.group.addItem(self.tr("Own"), "")
        for group in TAG_GROUPS.values():
            self.group.addItem(group_title(group), group)
        self._lay_out()
        self.table.changed.connect(self._show_taken)
        self.table.changed.connect(self.changed)
        self.take_all.clicked.connect(self._on_all)
        self.becomes.activated.connect(self._on_becomes)
        self.group.activated.connect(self.changed)
        self.view.selectionModel().selectionChanged.connect(self._show_becomes)
        self.table.modelReset.connect(self._show_becomes)
        self.hide()

    def show_tags(self, unknown: Mapping[str, UnknownTag], known: Sequence[str]) -> None:
        """Show the unknown tags of a file; they may become any of the `known` ones."""
        if self.becomes.count() != len(known) + TAGS_FROM:
            self.becomes.clear()
            self.becomes.addItems([self.tr("left out"), self.tr("tags of my own"), *known])
        self.table.show_tags(unknown)
        one = self.tr("Take the unknown tag")
        many = self.tr("Take all {n} unknown tags")
        count = len(unknown)
        self.take_all.setText(one if count == 1 else many.format(n=counted(count)))
        self._show_taken()
        if unknown and not self._selected():
            self.view.selectRow(0)  # so that one sees what can be chosen below
        self.setVisible(bool(unknown))

    def new_tags(self) -> tuple[str, ...]:
        """Return the names that become tags of one's own."""
        return tuple(name for name, tag in self.table.chosen.items() if tag == name)

    def mapped_tags(self) -> tuple[tuple[str, ...], ...]:
        """Return pairs of a name and the tag of the library that it is taken for."""
        chosen = self.table.chosen.items()
        return tuple((name, tag) for name, tag in chosen if tag not in {"", name})

    def _columns(self) -> list[RowColumn]:
        return [
            RowColumn(self.tr("Unknown tag"), lambda row: row.name),
            RowColumn(
                self.tr("Labels"), lambda row: counted(row.count), lambda row: row.count, True
            ),
            RowColumn(self.tr("Becomes"), self._becomes_text),
        ]

    def _becomes_text(self, row: UnknownRow) -> str:
        if row.becomes == row.name:
            return self.tr("a tag of my own")
        if row.becomes:
            return row.becomes
        if not row.nearest:
            return self.tr("left out")
        return self.tr("left out; similar: {tags}").format(tags=", ".join(row.nearest))

    def _lay_out(self) -> None:
        below = QHBoxLayout()
        below.setSpacing(GRID)
        for text, box in (
            (self.tr("Selected rows become:"), self.becomes),
            (self.tr("Group of the new tags:"), self.group),
        ):
            label = QLabel(text)
            label.setBuddy(box)
            below.addWidget(label)
            below.addWidget(box)
        below.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self.take_all)
        layout.addWidget(self.view, 1)
        layout.addLayout(below)

    def _on_all(self) -> None:
        is_taken = self.take_all.checkState() == Qt.CheckState.Checked
        places = [
            place for place, row in enumerate(self.table.rows) if bool(row.becomes) != is_taken
        ]
        self.table.choose(places, _ticked if is_taken else _left_out)

    def _on_becomes(self) -> None:
        place, name = self.becomes.currentIndex(), self.becomes.currentText()
        choices = {LEFT_OUT: _left_out, AS_NEW: _as_new}
        self.table.choose(self._selected(), choices.get(place, lambda row: name))

    def _selected(self) -> list[int]:
        return sorted({index.row() for index in self.view.selectionModel().selectedRows()})

    def _show_taken(self) -> None:
        taken = [bool(row.becomes) for row in self.table.rows]
        half = Qt.CheckState.PartiallyChecked if any(taken) else Qt.CheckState.Unchecked
        self.take_all.setCheckState(Qt.CheckState.Checked if taken and all(taken) else half)
        self.group.setEnabled(bool(self.new_tags()))
        self._show_becomes()

    def _show_becomes(self) -> None:
        """Show what the selected tags become; nothing where they differ."""
        rows = [self.table.rows[place] for place in self._selected()]
        self.becomes.setEnabled(bool(rows))
        places = {self._place(row) for row in rows}
        self.becomes.setCurrentIndex(places.pop() if len(places) == 1 else -1)

    def _place(self, row: UnknownRow) -> int:
        if not row.becomes:
            return LEFT_OUT
        return AS_NEW if row.becomes == row.name else self.becomes.findText(row.becomes)


def _left_out(row: UnknownRow) -> str:
    return ""


def _ticked(row: UnknownRow) -> str:
    return row.ticked


def _as_new(row: UnknownRow) -> str:
    return row.as_new
