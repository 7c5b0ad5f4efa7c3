"""A field of several names: a line to add one, below it each as a chip that a press takes away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QToolButton, QVBoxLayout, QWidget

from tagstudio.library.db.text_folding import clean, folded
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.text.elide import elided
from tagstudio.ui.widgets.click_through import ClickThrough
from tagstudio.ui.widgets.completion_list import dress_completions
from tagstudio.ui.widgets.flow_layout import FlowLayout

BETWEEN = ";"  # names that are typed or pasted at once
WIDEST = 220  # px of a name on a chip
LEAST_LINE = 27 * GRID  # of the line: "Add a tag that follows" in any language


class NameChips(QWidget):
    """Enter adds what is typed; Backspace in an empty line takes the last name away.

    What is typed and not added yet counts as a name. `edited` tells that the user changed one.
    `former` names are shown before the others and cannot be taken away.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: list[str] = []
        self.former: list[QToolButton] = []
        self.chips: list[QToolButton] = []
        self.line = _Line()
        self.line.setMinimumWidth(LEAST_LINE)
        self.line.entered.connect(self.add)
        self.line.emptied.connect(self._take_last)
        self.line.textEdited.connect(self.edited)
        self._shown = QWidget()
        self._flow = FlowLayout(self._shown, GRID // 2)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(GRID // 2)
        rows.addWidget(self.line)
        rows.addWidget(self._shown)
        rows.addStretch(1)
        self.setFocusProxy(self.line)

    @property
    def names(self) -> list[str]:
        """The names, with what is typed."""
        return _once([*self._names, *_names_in(self.line.text())])

    def show_names(self, names: Sequence[str], former: Sequence[str] = ()) -> None:
        """Show these names, and an empty line."""
        self.line.clear()
        for chip in self.former:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.former = [self._former_chip(name) for name in former]
        self._show(names)

    def offer(self, names: Iterable[str]) -> None:
        """Complete what is typed to one of these names."""
        completer = QCompleter(sorted(names, key=str.casefold), self.line)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.line.setCompleter(completer)
        ClickThrough(completer)
        dress_completions(completer)

    def setAccessibleName(self, name: str) -> None:
        """Name the line, too: it has the focus."""
        super().setAccessibleName(name)
        self.line.setAccessibleName(name)

    def add(self) -> None:
        """Make chips of what is typed."""
        names = self.names
        self.line.clear()
        self._show(names)
        self.edited.emit()

    def take_away(self, name: str) -> None:
        """Take a name away; the focus goes to the line, for its chip is gone."""
        self._show([one for one in self._names if one != name])
        self.line.setFocus()
        self.edited.emit()

    def _take_last(self) -> None:
        if self._names:
            self.take_away(self._names[-1])

    def _show(self, names: Sequence[str]) -> None:
        for chip in self.chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._names = list(names)
        self.chips = [self._chip(name) for name in self._names]
        for chip in self.former:
            self._flow.removeWidget(chip)
        for chip in (*self.former, *self.chips):
            self._flow.addWidget(chip)
            chip.show()

    def keep_row(self, keep: bool) -> None:
        """Keep room for a row of names where there is none: nothing jumps with the first."""
        height = 0
        if keep:
            chip = self._plain_chip("x", "")
            chip.ensurePolished()
            height = chip.sizeHint().height()
            chip.deleteLater()
        self._shown.setMinimumHeight(height)

    def _former_chip(self, name: str) -> QToolButton:
        chip = self._plain_chip(name, "")
        chip.setEnabled(False)
        chip.setToolTip(self.tr("Its former name: what you find by that stays found"))
        return chip

    def _plain_chip(self, name: str, sign: str) -> QToolButton:
        chip = QToolButton(self._shown)
        shown = elided(chip.fontMetrics(), name, WIDEST)
        chip.setText(f"{shown}{sign}".replace("&", "&&"))
        chip.setProperty("chip", True)
        return chip

    def _chip(self, name: str) -> QToolButton:
        chip = self._plain_chip(name, " \N{MULTIPLICATION SIGN}")
        chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        text = self.tr("Take “{name}” away").format(name=name)
        chip.setAccessibleName(text)
        chip.setToolTip(text)
        chip.clicked.connect(lambda: self.take_away(name))
        return chip


class _Line(QLineEdit):
    """Emits `entered` at Enter with something typed, `emptied` at Backspace with nothing typed."""

    entered = Signal()
    emptied = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter and Backspace where they are about a name; else they are the dialog's."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.text().strip():
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Backspace and not self.text():
            self.emptied.emit()
        else:
            super().keyPressEvent(event)


def _names_in(text: str) -> Iterator[str]:
    return (name for one in text.split(BETWEEN) if (name := clean(one).strip()))


def _once(names: Iterable[str]) -> list[str]:
    known: dict[str, str] = {}
    for name in names:
        known.setdefault(folded(name), name)
    return list(known.values())
