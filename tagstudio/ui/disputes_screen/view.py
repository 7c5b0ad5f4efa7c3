"""The layout of the page of the disputes; its behaviour is in `screen`."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from tagstudio.engine.disputes.agreement import Agreement
from tagstudio.engine.disputes.find_disputes import GivenAnswer
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.areas import mark_area
from tagstudio.ui.base.icons import icon
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.disputes_screen.dispute_rows import DisputeRow
from tagstudio.ui.text.dates import time_text
from tagstudio.ui.text.number_format import counted, decimal
from tagstudio.ui.widgets.elided_label import ElidedLabel
from tagstudio.ui.widgets.form import quiet
from tagstudio.ui.widgets.list_or_message import ListOrMessage
from tagstudio.ui.widgets.row_table import RowColumn, RowTable, RowView


class DisputesView(QWidget):
    """Two tabs: the list with the dispute in focus below it, or a message; and the agreement."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.summary = quiet("")
        self.table = RowTable(self._columns(), self)
        self.rows = RowView(self.table, self.tr("Disputed answers"), wide=0, sortable=False)
        self.rows.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.rows.set_widths(0, 112, 168, 168, 72)
        self._heading = ElidedLabel("heading")
        self._who = quiet("")
        self._who.setTextFormat(Qt.TextFormat.PlainText)
        self.yes, self.no, self.play = QPushButton(), QPushButton(), QPushButton()
        self.agreement = RowTable(self._agreement_columns(), self)
        self.agreement_rows = RowView(self.agreement, self.tr("Agreement by tag"), wide=1)
        self.agreement_rows.set_widths(168, 0, 96, 88, 88, 88, 88)
        self._kappa = quiet(
            self.tr(
                "Cohen’s kappa of each two people, over the tags of tracks that both have"
                " answered: 1 is full agreement, 0 what chance alone would give. Where both gave"
                " one and the same answer throughout, it is not defined. Answers that settle a"
                " dispute do not count."
            )
        )
        self.agreed = ListOrMessage(
            workspace.theme, "review", self._agreement_page(), self.agreement_rows
        )
        self.pages = ListOrMessage(workspace.theme, "review", self._laid_out(), self.rows)
        self.setFocusProxy(self.pages)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(self.tr("Disputes and agreement"))
        self.tabs.addTab(self.pages, self.tr("Disputes"))
        self.tabs.addTab(self.agreed, self.tr("Agreement"))
        self._lay_out()
        workspace.actions.rebound.connect(self._name_buttons)
        workspace.theme.changed.connect(self.rows.viewport().update)
        self._name_buttons()

    def show_row(self, row: DisputeRow) -> None:
        """Say who said what, and what can be done."""
        self._heading.setText(f"{row.dispute.tag}: {row.name}")
        lines = [self._said(one) for one in row.dispute.answers]
        self._who.setText("\n".join(lines))
        for button in (self.yes, self.no):
            button.setEnabled(not row.settled)

    def show_agreement(self, found: tuple[Agreement, ...]) -> None:
        """Show how far people agree."""
        self.agreement.show_rows(found)
        if found:
            self.agreed.show_list()
            return
        text = self.tr(
            "No tag of a track was answered by two people yet. Answer some tags that another"
            " person has answered: your own answer is kept beside theirs."
        )
        self.agreed.show_message(self.tr("Nothing to compare yet"), text, {})

    def settled_text(self, row: DisputeRow) -> str:
        """Return as what a row was settled."""
        return {"": "", "yes": self.tr("yes"), "no": self.tr("no")}[row.settled]

    def _said(self, one: GivenAnswer) -> str:
        texts = {
            "yes": self.tr("{person} said yes, {time}."),
            "no": self.tr("{person} said no, {time}."),
        }
        return texts[one.state].format(person=one.person, time=time_text(one.at))

    def _columns(self) -> list[RowColumn]:
        return [
            RowColumn(self.tr("Track"), lambda row: row.name),
            RowColumn(self.tr("Tag"), lambda row: row.dispute.tag),
            RowColumn(self.tr("Yes says"), lambda row: _who(row.who("yes"))),
            RowColumn(self.tr("No says"), lambda row: _who(row.who("no"))),
            RowColumn(self.tr("Settled"), self.settled_text, icon=self._icon),
        ]

    def _agreement_columns(self) -> list[RowColumn]:
        undefined = self.tr("not defined")
        return [
            RowColumn(self.tr("People"), lambda one: f"{one.first}, {one.second}"),
            RowColumn(self.tr("Tag"), lambda one: one.tag or self.tr("all tags")),
            RowColumn(
                self.tr("Kappa"),
                lambda one: undefined if one.kappa is None else decimal(one.kappa, 2),
                lambda one: -2.0 if one.kappa is None else one.kappa,
                number=True,
            ),
            _count(self.tr("Both yes"), "yes_yes"),
            _count(self.tr("Both no"), "no_no"),
            _count(self.tr("Yes/no"), "yes_no", self.tr("The first said yes, the second no")),
            _count(self.tr("No/yes"), "no_yes", self.tr("The first said no, the second yes")),
        ]

    def _icon(self, row: DisputeRow) -> QIcon | None:
        if not row.settled:
            return None
        return icon(row.settled, self._workspace.theme.colours.text)

    def _laid_out(self) -> QWidget:
        card = QFrame()
        card.setObjectName("card")
        mark_area(card, self.tr("The dispute in focus"))
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        for button in (self.yes, self.no, self.play):
            buttons.addWidget(button)
        buttons.addStretch(1)
        inner = QVBoxLayout(card)
        inner.setContentsMargins(2 * GRID, GRID + GRID // 2, 2 * GRID, GRID + GRID // 2)
        inner.setSpacing(GRID)
        inner.addWidget(self._heading)
        inner.addWidget(self._who)
        inner.addLayout(buttons)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, GRID, 0, 0)
        layout.setSpacing(GRID + GRID // 2)
        layout.addWidget(self.summary)
        layout.addWidget(self.rows, 1)
        layout.addWidget(card)
        return page

    def _agreement_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, GRID, 0, 0)
        layout.setSpacing(GRID + GRID // 2)
        layout.addWidget(self._kappa)
        layout.addWidget(self.agreement_rows, 1)
        layout.addStretch(0)
        return page

    def _lay_out(self) -> None:
        title = QLabel(self.tr("Where people disagree"))
        title.setProperty("role", "title")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(GRID)
        layout.addWidget(title)
        layout.addWidget(self.tabs, 1)

    def _name_buttons(self) -> None:
        self.yes.setText(self._with_key(self.tr("Yes holds"), "yes"))
        self.no.setText(self._with_key(self.tr("No holds"), "no"))
        self.play.setText(self._with_key(self.tr("Play"), "play"))

    def _with_key(self, text: str, id: str) -> str:
        key = self._workspace.actions[id].shortcut()
        native = key.toString(QKeySequence.SequenceFormat.NativeText)
        return f"{text} ({native})" if native else text


def _who(answers: list[GivenAnswer]) -> str:
    return ", ".join(one.person for one in answers)


def _count(title: str, name: str, help: str = "") -> RowColumn:
    return RowColumn(
        title,
        lambda one: counted(getattr(one, name)),
        lambda one: getattr(one, name),
        number=True,
        help=help,
    )
