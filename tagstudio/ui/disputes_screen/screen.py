"""The page of the disputes: one after the other is heard, and it is said what holds."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tagstudio.library.tags.decisions import DecisionState
from tagstudio.library.tags.disputes import Pair
from tagstudio.ui.background.decision_writer import WrittenDecisions
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.change_event import Changed
from tagstudio.ui.disputes_screen.dispute_rows import (
    DisputeRow,
    FoundDisputes,
    SettledAs,
    read_disputes,
)
from tagstudio.ui.disputes_screen.view import DisputesView
from tagstudio.ui.player.player import player_of
from tagstudio.ui.text.message_translation import translated
from tagstudio.ui.text.number_format import counted

_READ_AGAIN = {"decisions", "tracks"}


class DisputesScreen(QWidget):
    """Lists the disputes as they were found; rows keep their places until they are read again.

    A row that is settled stays, marked; undo opens it again.
    """

    review_wanted = Signal(object)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._found: FoundDisputes | None = None
        self._is_stale = True
        self.view = DisputesView(workspace)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self.setFocusProxy(self.view)
        view = self.view
        view.rows.selectionModel().currentChanged.connect(lambda *_: self._show_focus())
        view.rows.doubleClicked.connect(lambda _: self.play())
        view.yes.clicked.connect(lambda: self.settle("yes"))
        view.no.clicked.connect(lambda: self.settle("no"))
        view.play.clicked.connect(self.play)
        view.pages.pressed.connect(self._on_pressed)
        workspace.decisions.written.connect(self._on_written)
        workspace.decisions.failed.connect(self._on_failed)
        workspace.changed.connect(self._on_changed)
        workspace.actions.bind(
            "disputes",
            {
                "yes": lambda: self.settle("yes"),
                "no": lambda: self.settle("no"),
                "play": self.play,
            },
        )

    def showEvent(self, event: QShowEvent) -> None:
        """Read the disputes, unless somebody is in the middle of the list."""
        super().showEvent(event)
        left = [row for row in self._rows if not row.settled]
        in_the_middle = bool(left) and len(left) < len(self._rows)
        if self._is_stale and not in_the_middle:
            self.look()

    def look(self) -> None:
        """Read the disputes anew."""
        self._is_stale, self._found = False, None
        self.view.table.show_rows(())
        text = self.tr("Where two people answered a tag of a track differently, both are shown.")
        self.view.pages.show_message(self.tr("Comparing the answers…"), text, {})
        self._workspace.ask(
            read_disputes,
            self._show,
            owner=self,
            topic="disputes",
            failed=lambda error: self._show_nothing(translated(error.message)),
        )

    def settle(self, state: SettledAs) -> None:
        """Say that yes or no holds for the dispute in focus."""
        row = self._in_focus()
        if row is None or row.settled or not state:
            return
        self._workspace.decisions.settle(row.dispute.pair, state)
        self._mark(row, state)
        here = self._rows.index(row)
        open_rows = [place for place, one in enumerate(self._rows) if not one.settled]
        if not open_rows:
            self._show_end()
            return
        self._go_to(next((place for place in open_rows if place > here), open_rows[0]))

    def play(self) -> None:
        """Play the track in focus, or pause it."""
        row, player = self._in_focus(), player_of(self._workspace)
        if row is None or (player.track is not None and player.track.id == row.track.id):
            player.toggle()
            return
        player.follow_with(None)
        player.load(row.track, 0.0)
        player.play()

    @property
    def _rows(self) -> list[DisputeRow]:
        return self.view.table.rows

    def _in_focus(self) -> DisputeRow | None:
        place = self.view.rows.currentIndex().row()
        is_listed = self.view.rows.isVisibleTo(self) and 0 <= place < len(self._rows)
        return self._rows[place] if is_listed else None

    def _show(self, found: FoundDisputes) -> None:
        self._found = found
        self.view.show_agreement(found.agreement)
        if not found.rows:
            self.view.table.show_rows(())
            self._show_nothing(self._why_none(found))
            return
        text = self.tr(
            "{count} tags of tracks were answered differently by two people. Until one is settled,"
            " what was said last holds; what each person said stays known."
        )
        if len(found.rows) == 1:
            text = self.tr(
                "One tag of a track was answered differently by two people. Until it is settled,"
                " what was said last holds; what each person said stays known."
            )
        self.view.summary.setText(text.format(count=counted(len(found.rows))))
        self.view.table.show_rows(found.rows)
        self.view.pages.show_list()
        self.view.rows.selectRow(0)
        self._show_focus()

    def _why_none(self, found: FoundDisputes) -> str:
        if found.people < 2:
            return self.tr(
                "Only one person has answered here so far. Each answer carries the name of who gave"
                " it: your login, or the name in the settings."
            )
        return self.tr("No tag of a track is answered differently by two people.")

    def _show_nothing(self, why: str) -> None:
        buttons = {"review": (self.tr("Review tracks"), "review")}
        self.view.pages.show_message(self.tr("Nobody disagrees"), why, buttons)

    def _show_end(self) -> None:
        """Say what was done."""
        text = self.tr("Settled: {count}. Undo takes the last one back.")
        buttons = {
            "again": (self.tr("Look again"), "search"),
            "review": (self.tr("Review tracks"), "review"),
        }
        text = text.format(count=counted(len(self._rows)))
        self.view.pages.show_message(self.tr("That was all of them"), text, buttons)

    def _on_pressed(self, name: str) -> None:
        if name == "again":
            self.look()
        else:
            self._workspace.actions[f"show_{name}"].trigger()

    def _show_focus(self) -> None:
        if (row := self._in_focus()) is not None:
            self.view.show_row(row)

    def _go_to(self, place: int) -> None:
        self.view.rows.selectRow(place)
        self._show_focus()

    def _mark(self, row: DisputeRow, how: SettledAs) -> None:
        row.settled = how
        place, table = self._rows.index(row), self.view.table
        table.dataChanged.emit(table.index(place, 0), table.index(place, table.columnCount() - 1))

    def _on_written(self, outcome: WrittenDecisions) -> None:
        """Show what undo and redo made of the rows."""
        if not outcome.is_step:
            return
        after = {(one.track_id, one.tag_id): one.after for one in outcome.changes}
        if not any(row.dispute.pair in after for row in self._rows):
            return
        self._workspace.ask(
            read_disputes,
            lambda found: self._mark_again(found, after),
            owner=self,
            topic="step",
        )

    def _mark_again(self, found: FoundDisputes, after: Mapping[Pair, DecisionState]) -> None:
        """Mark the rows that changed by whether they are disputed now; go to one that is."""
        disputed = {row.dispute.pair for row in found.rows}
        changed = [row for row in self._rows if row.dispute.pair in after]
        opened = [row for row in changed if row.dispute.pair in disputed]
        for row in changed:
            state = after[row.dispute.pair]
            self._mark(row, "" if row in opened or state == "unseen" else state)
        if opened:
            self.view.pages.show_list()
            self._go_to(self._rows.index(opened[0]))

    def _on_failed(self, _: str, track_ids: frozenset[int] | None) -> None:
        """Open the rows again of what was not written."""
        for row in self._rows:
            if row.settled and track_ids is not None and row.dispute.track_id in track_ids:
                self._mark(row, "")
        if any(not row.settled for row in self._rows):
            self.view.pages.show_list()

    def _on_changed(self, changed: Changed) -> None:
        if changed.topic in _READ_AGAIN:
            self._is_stale = True
