"""The page of the disputes: one after the other is heard, and it is said what holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from tagstudio.core.errors import TagStudioError
from tagstudio.library.tags.decisions import DecisionState
from tagstudio.library.tags.disputes import Pair
from tagstudio.ui.background.decision_writer import WrittenDecisions
from tagstudio.ui.background.workspace import Workspace
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
from tagstudio.ui.widgets.following_page import FollowingPage

_READ_AGAIN = {"decisions", "suggestions", "tracks"}  # of suggestions: what became of tags


class DisputesScreen(FollowingPage):
    """Lists the disputes as they were found; rows keep their places until they are read again.

    A row that is settled stays, marked; undo opens it again.
    """

    review_wanted = Signal(object)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace.theme, workspace.changed, _READ_AGAIN, parent)
        self._workspace = workspace
        self.view = view = DisputesView(workspace)
        self.lay_out(view, view.table, view.rows)
        view.rows.selectionModel().currentChanged.connect(lambda *_: self.show_focus())
        view.rows.doubleClicked.connect(lambda _: self.play())
        view.yes.clicked.connect(lambda: self.settle("yes"))
        view.no.clicked.connect(lambda: self.settle("no"))
        view.play.clicked.connect(self.play)
        view.pages.pressed.connect(self._on_pressed)
        workspace.decisions.written.connect(self._on_written)
        workspace.decisions.failed.connect(self._on_failed)
        workspace.actions.bind(
            "disputes",
            {
                "yes": lambda: self.settle("yes"),
                "no": lambda: self.settle("no"),
                "play": self.play,
            },
        )

    def ask(
        self, then: Callable[[FoundDisputes], object], failed: Callable[[TagStudioError], object]
    ) -> None:
        """Read the disputes."""
        self._workspace.ask(read_disputes, then, owner=self, topic="disputes", failed=failed)

    def show_looking(self) -> None:
        """Say that the answers are compared."""
        text = self.tr("Where two people answered a tag of a track differently, both are shown.")
        self.view.pages.show_message(self.tr("Comparing the answers…"), text, {})

    def settle(self, state: SettledAs) -> None:
        """Say that yes or no holds for the dispute in focus."""
        row = self.row_in_focus()
        if row is None or row.settled or not state:
            return
        self._workspace.decisions.settle(row.place, state)
        self._mark(row, state)
        here = self._rows.index(row)
        open_rows = [place for place, one in enumerate(self._rows) if not one.settled]
        if not open_rows:
            self._show_end()
            return
        self.go_to(next((place for place in open_rows if place > here), open_rows[0]))

    def play(self) -> None:
        """Play the track in focus, or pause it."""
        row, player = self.row_in_focus(), player_of(self._workspace)
        if row is None or (player.track is not None and player.track.id == row.track.id):
            player.toggle()
            return
        player.follow_with(None)
        player.load(row.track, 0.0)
        player.play()

    def show_found(self, found: FoundDisputes) -> None:
        """Show the disputes, or say why there are none, and the agreement."""
        self.view.show_agreement(found.agreement)
        if not found.rows:
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
        self.go_to(0)

    def _why_none(self, found: FoundDisputes) -> str:
        if found.people < 2:
            return self.tr(
                "Only one person has answered here so far. Each answer carries the name of who gave"
                " it: your login, or the name in the settings."
            )
        return self.tr("No tag of a track is answered differently by two people.")

    def show_failure(self, error: TagStudioError) -> None:
        """Say why they could not be read."""
        self._show_nothing(translated(error.message))

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

    def show_focus(self) -> None:
        """Show who said what of the dispute in focus."""
        if (row := self.row_in_focus()) is not None:
            self.view.show_row(row)

    def _mark(self, row: DisputeRow, how: SettledAs) -> None:
        row.settled = how
        place, table = self._rows.index(row), self.view.table
        table.dataChanged.emit(table.index(place, 0), table.index(place, table.columnCount() - 1))

    def _on_written(self, outcome: WrittenDecisions) -> None:
        """Show what undo and redo made of the rows."""
        after = {(one.track_id, one.tag_id): one.after for one in outcome.changes}
        self.shows_by_itself(after)
        if not outcome.is_step:
            return
        if not any(row.place in after for row in self._rows):
            return
        self._workspace.ask(
            read_disputes,
            lambda found: self._mark_again(found, after),
            owner=self,
            topic="step",
        )

    def _mark_again(self, found: FoundDisputes, after: Mapping[Pair, DecisionState]) -> None:
        """Mark the rows that changed by whether they are disputed now; go to one that is."""
        disputed = {row.place for row in found.rows}
        changed = [row for row in self._rows if row.place in after]
        opened = [row for row in changed if row.place in disputed]
        for row in changed:
            state = after[row.place]
            self._mark(row, "" if row in opened or state == "unseen" else state)
        if opened:
            self.view.pages.show_list()
            self.go_to(self._rows.index(opened[0]))

    def _on_failed(self, _: str, track_ids: frozenset[int] | None) -> None:
        """Open the rows again of what was not written."""
        for row in self._rows:
            if row.settled and track_ids is not None and row.dispute.track_id in track_ids:
                self.shows_by_itself([row.place])
                self._mark(row, "")
        if any(not row.settled for row in self._rows):
            self.view.pages.show_list()
