"""The page of the doubted answers: one after the other is heard again, kept or turned."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from tagstudio.core.errors import TagStudioError
from tagstudio.engine.doubts.find_doubts import Doubts
from tagstudio.engine.doubts.settle import OPPOSITE
from tagstudio.ui.background.decision_writer import WrittenDecisions
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.doubts_screen.doubt_rows import (
    DoubtRow,
    FoundRows,
    Settled,
    read_doubts,
    where_heard,
)
from tagstudio.ui.doubts_screen.view import DoubtsView
from tagstudio.ui.player.player import player_of
from tagstudio.ui.text.message_translation import translated
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.following_page import FollowingPage

LEAST_WIDTHS = 0, 80, 64, 64, 64, 96  # px: of what became of an answer is nothing written yet
_READ_AGAIN = {"decisions", "suggestions", "models", "tracks"}


class DoubtsScreen(FollowingPage):
    """Lists the doubts as they were found; rows keep their places until they are looked for again.

    A row that is settled stays, marked; undo opens it again.
    """

    review_wanted = Signal(object)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace.theme, workspace.changed, _READ_AGAIN, parent)
        self._workspace = workspace
        self.view = view = DoubtsView(workspace)
        self.lay_out(view, view.table, view.rows)
        view.rows.selectionModel().currentChanged.connect(lambda *_: self.show_focus())
        view.rows.doubleClicked.connect(lambda _: self.play())
        view.keep.clicked.connect(self.keep)
        view.turn.clicked.connect(self.turn)
        view.play.clicked.connect(self.play)
        view.pages.pressed.connect(self._on_pressed)
        workspace.decisions.written.connect(self._on_written)
        workspace.decisions.failed.connect(self._on_failed)
        workspace.actions.bind(
            "doubts",
            {"keep_answer": self.keep, "turn_answer": self.turn, "play": self.play},
        )

    def ask(
        self, then: Callable[[FoundRows], object], failed: Callable[[TagStudioError], object]
    ) -> None:
        """Look for doubts."""
        library, model = self._workspace.library, self._workspace.shown_model()
        self._workspace.ask(
            lambda connection: read_doubts(library, connection, model),
            then,
            owner=self,
            topic="doubts",
            failed=failed,
            later=True,
        )

    def show_looking(self) -> None:
        """Say that the answers are compared."""
        text = self.tr("Each is checked by a copy of the model that has not learned from it.")
        self.view.pages.show_message(self.tr("Comparing your answers…"), text, {})

    def keep(self) -> None:
        """Keep the answer in focus."""
        if (row := self.row_in_focus()) is not None and not row.settled:
            self._workspace.decisions.keep(row.place)
            self._settle(row, "kept")

    def turn(self) -> None:
        """Give the opposite of the answer in focus."""
        if (row := self.row_in_focus()) is not None and not row.settled:
            self._workspace.decisions.turn(row.place, row.doubt.state)
            self._settle(row, "turned")

    def play(self) -> None:
        """Play the track in focus from where its tag is heard, or pause it."""
        row, player = self.row_in_focus(), player_of(self._workspace)
        if row is None:
            player.toggle()
            return
        if player.track is not None and player.track.id == row.track.id:
            player.toggle()
            return
        model = self._workspace.shown_model()

        def begin(seconds: float) -> None:
            player.follow_with(None)
            player.load(row.track, seconds)
            player.play()

        self._workspace.ask(
            lambda connection: where_heard(connection, model, row.doubt),
            begin,
            owner=self,
            topic="play",
        )

    def show_found(self, found: FoundRows) -> None:
        """Show the doubts, or say that there are none."""
        doubts = found.doubts
        if doubts.obstacle is not None:
            self._show_nothing(translated(doubts.obstacle))
            return
        if not found.rows:
            text = self.tr("{count} answers were compared, and each fits the others.")
            text = " ".join([text.format(count=counted(doubts.compared)), self._left_out(doubts)])
            self.view.pages.show_message(
                self.tr("No answer is in doubt"), text, self._buttons("model")
            )
            return
        text = self.tr(
            "{found} of {count} answers do not fit the others; here are the {listed} that fit"
            " least. Not each of them is wrong: your word counts."
        )
        if doubts.found == len(found.rows):
            text = self.tr(
                "{found} of {count} answers do not fit the others. Not each of them is wrong: your"
                " word counts."
            )
        text = text.format(
            found=counted(doubts.found),
            count=counted(doubts.compared),
            listed=counted(len(found.rows)),
        )
        self.view.summary.setText(" ".join([text, self._left_out(doubts)]).strip())
        self.view.table.show_rows(found.rows)
        self.view.rows.fit_texts(*LEAST_WIDTHS)
        self.view.pages.show_list()
        self.go_to(0)

    def _left_out(self, doubts: Doubts) -> str:
        """Say which answers were not compared, "" where all were."""
        said = []
        if doubts.unheard:
            text = self.tr("Tracks not compared, as the model has not heard them: {tracks}.")
            said.append(text.format(tracks=counted(doubts.unheard)))
        if doubts.older:
            text = self.tr("Tracks not compared, as they were answered earlier: {tracks}.")
            said.append(text.format(tracks=counted(doubts.older)))
        if doubts.thin:
            text = self.tr(
                "Tags with too few answers to be compared: {n}. They need a yes and a no by several"
                " artists."
            )
            said.append(text.format(n=counted(len(doubts.thin))))
        return " ".join(said)

    def _show_nothing(self, why: str) -> None:
        title = self.tr("No answer is doubted yet")
        self.view.pages.show_message(title, why, self._buttons("review"))

    def show_failure(self, error: TagStudioError) -> None:
        """Say why the answers could not be compared."""
        title = self.tr("Your answers could not be compared")
        self.view.pages.show_message(title, translated(error.message), self._buttons("again"))

    def _show_end(self) -> None:
        """Say what was done."""
        kept, turned = (sum(row.settled == one for row in self._rows) for one in ("kept", "turned"))
        text = self.tr(
            "Kept: {kept}. Turned: {turned}. What you kept is not doubted again."
        ).format(kept=counted(kept), turned=counted(turned))
        left = self._found.doubts.found - len(self._rows) if self._found else 0
        if left > 0:
            more = self.tr("Others that fit a little better: {count}.")
            text = f"{text} {more.format(count=counted(left))}"
        title = self.tr("That was all of them")
        self.view.pages.show_message(title, text, self._buttons("again", "model"))

    def _buttons(self, *names: str) -> dict[str, tuple[str, str]]:
        every = {
            "again": (self.tr("Look again"), "search"),
            "model": (self.tr("Show the model page"), "model"),
            "review": (self.tr("Review tracks"), "review"),
        }
        return {name: every[name] for name in names}

    def _on_pressed(self, name: str) -> None:
        if name == "again":
            self.look()
        else:
            self._workspace.actions[f"show_{name}"].trigger()

    def show_focus(self) -> None:
        """Show why the answer in focus is doubted."""
        if (row := self.row_in_focus()) is not None:
            self.view.show_row(row)

    def _settle(self, row: DoubtRow, how: Settled) -> None:
        """Mark a row, and go to the next one that is open; after the last to the end."""
        self._mark(row, how)
        here = self._rows.index(row)
        open_rows = [place for place, one in enumerate(self._rows) if not one.settled]
        if not open_rows:
            self._show_end()
            return
        self.go_to(next((place for place in open_rows if place > here), open_rows[0]))

    def _mark(self, row: DoubtRow, how: Settled) -> None:
        row.settled = how
        place, table = self._rows.index(row), self.view.table
        table.dataChanged.emit(table.index(place, 0), table.index(place, table.columnCount() - 1))

    def _on_written(self, outcome: WrittenDecisions) -> None:
        """Show what was written here or elsewhere, by undo too."""
        self.shows_by_itself(
            {(one.track_id, one.tag_id) for one in outcome.changes}
            | {(one.track_id, one.tag_id) for one in outcome.kept}
        )
        rows = {row.place: row for row in self._rows}
        opened: DoubtRow | None = None
        for place, how in _settled_by(outcome, rows).items():
            row = rows[place]
            if row.settled and not how:
                opened = opened or row
            if row.settled != how:
                self._mark(row, how)
        if opened is not None:
            self.view.pages.show_list()
            self.go_to(self._rows.index(opened))

    def _on_failed(self, _: str, track_ids: frozenset[int] | None) -> None:
        """Open the rows again of what was not written."""
        for row in self._rows:
            if row.settled and track_ids is not None and row.doubt.track_id in track_ids:
                self.shows_by_itself([row.place])
                self._mark(row, "")
        if any(not row.settled for row in self._rows):
            self.view.pages.show_list()


def _settled_by(
    outcome: WrittenDecisions, rows: dict[tuple[int, int], DoubtRow]
) -> dict[tuple[int, int], Settled]:
    """Return what became of rows by what was written."""
    found: dict[tuple[int, int], Settled] = {}
    for change in outcome.changes:
        place = (change.track_id, change.tag_id)
        if place in rows:
            state = rows[place].doubt.state
            found[place] = "turned" if change.after == OPPOSITE[state] else ""
    for one in outcome.kept:
        place = (one.track_id, one.tag_id)
        if place in rows:
            found[place] = "" if one.after is None else "kept"
    return found
