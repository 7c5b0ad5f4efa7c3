"""The layout of the page of the doubted answers; its behaviour is in `screen`."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tagstudio.library.tags.decisions import DecisionSource
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.areas import mark_area
from tagstudio.ui.base.icons import icon
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.doubts_screen.doubt_rows import DoubtRow
from tagstudio.ui.text.number_format import decimal
from tagstudio.ui.widgets.elided_label import ElidedLabel
from tagstudio.ui.widgets.form import quiet
from tagstudio.ui.widgets.list_or_message import ListOrMessage
from tagstudio.ui.widgets.row_table import RowColumn, RowTable, RowView

LOW = 480  # px of height: below, all is closer together
_ICONS = {"kept": "yes", "turned": "undo"}


class DoubtsView(QWidget):
    """The list with the answer in focus below it, or a message in its place."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.summary = quiet("")
        self.table = RowTable(self._columns(), self)
        self.rows = RowView(self.table, self.tr("Doubted answers"), wide=0, sortable=False)
        self.rows.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._heading = ElidedLabel("heading")
        self._why = quiet("")
        self._why.setTextFormat(Qt.TextFormat.PlainText)
        self._why.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.keep, self.turn, self.play = QPushButton(), QPushButton(), QPushButton()
        self.pages = ListOrMessage(workspace.theme, "model", self._laid_out(), self.rows)
        self.setFocusProxy(self.pages)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.pages)
        workspace.actions.rebound.connect(self._name_play)
        workspace.theme.changed.connect(self.rows.viewport().update)
        self._name_play()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the rows room in a low window: the selected one is what the heading repeats."""
        super().resizeEvent(event)
        is_low = self.height() < LOW
        self._heading.setVisible(not is_low)
        above = GRID if is_low else 2 * GRID
        self._parts.setContentsMargins(3 * GRID, above, 3 * GRID, above)
        self._parts.setSpacing(GRID if is_low else GRID + GRID // 2)

    def show_row(self, row: DoubtRow) -> None:
        """Say why the answer in focus is doubted, and what can be done."""
        one, answers = row.doubt, {"yes": self.tr("yes"), "no": self.tr("no")}
        names = " – ".join(filter(None, (row.track.title, row.track.artist)))
        self._heading.setText(names)
        why = self.tr("The model finds the opposite likelier.")
        if one.is_backed:
            why = self.tr(
                "Of {count} answered tracks that sound about as much like it: {yes} yes, {no} no."
            ).format(count=one.alike, yes=one.alike_yes, no=one.alike - one.alike_yes)
        score = self.tr("Score, by a copy of the model that never saw this answer: {score}.")
        said = self._said(one.source).format(answer=answers[one.state], tag=one.tag)
        two_lines = 2 * self._why.fontMetrics().lineSpacing()  # so that the list keeps its height
        self._why.setMinimumHeight(two_lines)
        self._why.setText(f"{said} {why} {score.format(score=decimal(one.score, 2))}")
        is_open = not row.settled
        for button, id, text in (
            (self.keep, "keep_answer", self.tr("Keep “{answer}”")),
            (self.turn, "turn_answer", self.tr("Turn to “{answer}”")),
        ):
            state = one.state if button is self.keep else "no" if one.state == "yes" else "yes"
            button.setText(self._with_key(text.format(answer=answers[state]), id))
            button.setEnabled(is_open)

    def settled_text(self, row: DoubtRow) -> str:
        """Return what became of a row."""
        return {"": "", "kept": self.tr("kept"), "turned": self.tr("turned")}[row.settled]

    def _columns(self) -> list[RowColumn]:
        answers = {"yes": self.tr("yes"), "no": self.tr("no")}
        return [
            RowColumn(
                self.tr("Track"),
                lambda row: " – ".join(filter(None, (row.track.title, row.track.artist))),
            ),
            RowColumn(self.tr("Tag"), lambda row: row.doubt.tag),
            RowColumn(self.tr("Answer"), lambda row: answers[row.doubt.state]),
            RowColumn(self.tr("From"), lambda row: self._source(row.doubt.source), may_leave=True),
            RowColumn(
                self.tr("Score"),
                lambda row: decimal(row.doubt.score, 2),
                number=True,
                help=self.tr("How sure the model is of the tag, without this answer"),
            ),
            RowColumn(self.tr("Done"), self.settled_text, icon=self._icon),
        ]

    def _icon(self, row: DoubtRow) -> QIcon | None:
        if not row.settled:
            return None
        return icon(_ICONS[row.settled], self._workspace.theme.colours.text)

    def _source(self, source: DecisionSource) -> str:
        return {
            "user": self.tr("you"),
            "file tag": self.tr("file tag"),
            "import": self.tr("import"),
            "album rule": self.tr("album or artist"),
            "settled": self.tr("settled"),
        }.get(source, source)

    def _said(self, source: DecisionSource) -> str:
        return {
            "user": self.tr("You said {answer} to {tag}."),
            "file tag": self.tr("The file’s own tag says {answer} to {tag}."),
            "import": self.tr("An import says {answer} to {tag}."),
            "album rule": self.tr("By its album or artist it is {answer} to {tag}."),
            "settled": self.tr("It was settled as {answer} to {tag}."),
        }.get(source, self.tr("The answer is {answer} to {tag}."))

    def _laid_out(self) -> QWidget:
        title = QLabel(self.tr("Doubted answers"))
        title.setProperty("role", "title")
        card = QFrame()
        card.setObjectName("card")
        mark_area(card, self.tr("The answer in focus"))
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        for button in (self.keep, self.turn, self.play):
            buttons.addWidget(button)
        buttons.addStretch(1)
        inner = QVBoxLayout(card)
        inner.setContentsMargins(2 * GRID, GRID + GRID // 2, 2 * GRID, GRID + GRID // 2)
        inner.setSpacing(GRID)
        inner.addWidget(self._heading)
        inner.addWidget(self._why)
        inner.addLayout(buttons)
        page = QWidget()
        self._parts = layout = QVBoxLayout(page)
        layout.addWidget(title)
        layout.addWidget(self.summary)
        layout.addWidget(self.rows, 1)
        layout.addWidget(card)
        return page

    def _name_play(self) -> None:
        self.play.setText(self._with_key(self.tr("Play"), "play"))

    def _with_key(self, text: str, id: str) -> str:
        key = self._workspace.actions[id].shortcut()
        native = key.toString(QKeySequence.SequenceFormat.NativeText)
        return f"{text} ({native})" if native else text
