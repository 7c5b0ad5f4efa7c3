"""The screen where tracks are gone through: their tags answered by keys, their sound beside."""

from __future__ import annotations

from functools import partial
from pathlib import PurePath

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tagstudio.engine.active_learning.question import Order
from tagstudio.library.tags.decisions import State
from tagstudio.library.views.browse import TrackRow
from tagstudio.ui.background import library_jobs
from tagstudio.ui.background.decision_writer import Outcome
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.change_event import Changed
from tagstudio.ui.player.player import player_of
from tagstudio.ui.review_screen.answer_writer import AnswerWriter
from tagstudio.ui.review_screen.end_page import EndPage
from tagstudio.ui.review_screen.playback import SEEK_FAR_SECONDS, SEEK_SECONDS, Playback
from tagstudio.ui.review_screen.review_queue import ReviewQueue, next_items
from tagstudio.ui.review_screen.tag_list_model import TagListModel
from tagstudio.ui.review_screen.track_review import TrackReview, read_track_review
from tagstudio.ui.review_screen.view import ReviewView
from tagstudio.ui.text.message_translation import translated
from tagstudio.ui.text.number_format import clock, counted


class ReviewScreen(QWidget):
    """Shows one track of an agenda at a time.

    An answer is shown at once and written behind; the sheet is read again when the last of those
    given is written, so that it never shows less than the user said.
    """

    query_wanted = Signal(str)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._agenda = ReviewQueue()
        self._choices = 0  # how often an agenda was asked for; only the newest one counts
        self._sheet: TrackReview | None = None
        self._following: TrackReview | None = None
        self._rows = TagListModel(self)
        self._answers = AnswerWriter(workspace, self)
        self.view = ReviewView(workspace.theme)
        self._sound = Playback(workspace, player_of(workspace), self.view.timeline)
        self._ending = EndPage(workspace, self.view)
        self.view.rows.setModel(self._rows)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self.setFocusProxy(self.view)
        self._connect()
        self._bind_actions()

    def review(self, track_ids: list[int]) -> None:
        """Go through these tracks, in this order."""
        self._choices += 1
        self._start(ReviewQueue(list(track_ids)))

    def showEvent(self, event: QShowEvent) -> None:
        """Choose the tracks at the first sight."""
        super().showEvent(event)
        if not self._choices:
            self.choose(Order.MIXED)

    def choose(self, order: Order) -> None:
        """Go through the tracks that this order puts first."""
        self._choices += 1
        choice, model = self._choices, self._workspace.shown_model()

        def start(agenda: ReviewQueue) -> None:
            if choice == self._choices:
                self._start(agenda)

        if model is None:
            start(ReviewQueue())
            return
        self._workspace.ask(
            lambda connection: next_items(connection, model, order),
            start,
            owner=self,
            topic="agenda",
        )

    # What the keys do

    def say(self, state: State) -> None:
        """Answer the tag in focus and go on to the next one that waits, or to the next track."""
        place = self._place()
        if place is None or self._sheet is None:
            return
        if not self._rows.rows[place].is_open or state == "unseen":
            self._answer(place, state)
            return
        self._rows.answer(place, state)
        following = self._rows.open_after(place)
        if following is None:
            following = self._rows.open_after(-1)  # one that was passed over
        track_id, tag = self._sheet.track.id, self._rows.rows[place].tagging.tag
        self._answers.give(track_id, tag, state, last=following is None)
        if following is not None:
            self._focus(following)
        else:
            self.step(1)

    def skip(self) -> None:
        """Leave the tag in focus open and go on; behind the last one comes the next track."""
        place = self._place()
        following = self._rows.open_after(-1 if place is None else place)
        if following is None:
            self.step(1)
        else:
            self._focus(following)

    def toggle(self, place: int) -> None:
        """Say yes to one of the top ten, or take that back."""
        if self._sheet is not None and place < len(self._rows.rows):
            self._focus(place)
            said_yes = self._rows.rows[place].tagging.state == "yes"
            self._answer(place, "unseen" if said_yes else "yes")

    def accept_rest(self) -> None:
        """Say yes to all that is suggested and open, and go on to the next track."""
        if self._sheet is None:
            return
        for place, row in enumerate(self._rows.rows):
            if row.tagging.state == "suggested":
                self._rows.answer(place, "yes")
        self._answers.accept_rest(self._sheet)
        self.step(1)

    def accept_album(self) -> None:
        """Give the answer to the tag in focus for the whole album; a suggestion counts as yes."""
        place = self._place()
        if place is None or self._sheet is None:
            return
        tagging = self._rows.rows[place].tagging
        state: State = "no" if tagging.state == "no" else "yes"
        self._rows.answer(place, state)
        self._answers.give_album(self._sheet.track.id, tagging.tag, state)

    def mark(self, reviewed: bool) -> None:
        """Mark the track as gone through and go on, or as not gone through."""
        if self._sheet is None:
            return
        self._answers.mark(self._sheet.track.id, reviewed)
        if reviewed:
            self.step(1)

    def step(self, by: int) -> None:
        """Go to the next or the previous track."""
        if self._agenda.step(by):
            self._open()

    # What is shown

    def _connect(self) -> None:
        view, workspace = self.view, self._workspace
        view.rows.selectionModel().currentChanged.connect(lambda *_: self._show_focus())
        view.rows.painter_of_rows.answered.connect(self._on_clicked)
        view.entry.named.connect(self._add_tag)
        view.entry.asked.connect(view.said.setText)
        view.entry.left.connect(view.rows.setFocus)
        view.order.activated.connect(lambda _: self.choose(view.order.currentData()))
        view.accept.clicked.connect(self.accept_rest)
        view.album.clicked.connect(self.accept_album)
        view.suggest.clicked.connect(lambda: library_jobs.suggest_tags(workspace))
        self._ending.go_on_wanted.connect(lambda: self.choose(view.order.currentData()))
        self._ending.library_wanted.connect(lambda: self.query_wanted.emit(""))
        self._answers.written.connect(self._on_written)
        self._answers.stepped.connect(self._on_stepped)
        workspace.changed.connect(self._on_changed)

    def _bind_actions(self) -> None:
        seek_by = self._sound.seek_by
        self._workspace.actions.bind(
            "review",
            {
                "play": player_of(self._workspace).toggle,
                "yes": lambda: self.say("yes"),
                "no": lambda: self.say("no"),
                "skip": self.skip,
                **{f"toggle_{(n + 1) % 10}": partial(self.toggle, n) for n in range(10)},
                "accept_rest": self.accept_rest,
                "accept_album": self.accept_album,
                "next_track": lambda: self.step(1),
                "previous_track": lambda: self.step(-1),
                "seek_back": lambda: seek_by(-SEEK_SECONDS),
                "seek_on": lambda: seek_by(SEEK_SECONDS),
                "seek_far_back": lambda: seek_by(-SEEK_FAR_SECONDS),
                "seek_far_on": lambda: seek_by(SEEK_FAR_SECONDS),
                "heard_most": self._sound.heard_most,
                "add_tag": self.view.entry.setFocus,
                "mark_reviewed": lambda: self.mark(True),
                "mark_open": lambda: self.mark(False),
                "undo": self._answers.undo,
                "redo": self._answers.redo,
            },
        )

    def _start(self, agenda: ReviewQueue) -> None:
        self._agenda = agenda
        self._sheet = self._following = None
        self._open()

    def _open(self) -> None:
        """Show the track of the agenda, at once if it was read before."""
        track_id = self._agenda.current
        if track_id is None:
            self._sheet = self._following = None
            self._rows.show_rows((), "")
            self._sound.close()
            if self._agenda.track_ids:
                self._ending.show_all_seen()
            else:
                self._ending.show_none()
        elif self._following is not None and self._following.track.id == track_id:
            self._show(self._following)
        else:
            self._ask(track_id, self._show, topic="sheet")

    def _ask(self, track_id: int, then: object, *, topic: str, later: bool = False) -> None:
        model = self._workspace.shown_model()
        asked = self._agenda.asked.get(track_id, ())
        self._workspace.ask(
            lambda connection: read_track_review(connection, model, track_id, asked),
            then,  # type: ignore[arg-type]
            owner=self,
            topic=topic,
            later=later,
        )

    def _show(self, sheet: TrackReview | None) -> None:
        """Show a track from its beginning, and prepare the next one."""
        if sheet is None or sheet.track.id != self._agenda.current:
            return
        self._sheet, self._following = sheet, None
        self.view.show_sheet()
        self.view.timeline.show_track(sheet.track.seconds or 0.0)
        self._show_header()
        self._show_rows(sheet)
        first_open = self._rows.open_after(-1)
        self._focus(first_open if first_open is not None else 0)
        if not self.view.entry.hasFocus():
            self.view.rows.setFocus()
        self._sound.open(sheet)
        self._look_ahead()

    def _look_ahead(self) -> None:
        """Read the next track, so that it is there when it is wanted."""
        if self._following is None and self._agenda.next is not None:
            self._ask(self._agenda.next, self._prepare, topic="next", later=True)

    def _prepare(self, following: TrackReview | None) -> None:
        if self._sheet is None or following is None:
            return
        if following.track.id == self._agenda.next:
            self._following = following
            self._sound.prepare(following)

    def _show_header(self) -> None:
        assert self._sheet is not None
        track = self._sheet.track
        self.view.title.setText(track.title or PurePath(track.path).name)
        year = str(track.year) if track.year else ""
        length = clock(track.seconds) if track.seconds else ""
        parts = (track.artist, track.album, year, length, self._standing(track))
        self.view.names.setText("  ·  ".join(filter(None, parts)))
        place, total = self._agenda.place + 1, len(self._agenda.track_ids)
        text = self.tr("{place} of {total}")
        self.view.place.setText(text.format(place=counted(place), total=counted(total)))
        self.view.why.setText("" if self._agenda.asked else self.tr("chosen tracks"))

    def _standing(self, track: TrackRow) -> str:
        if track.missing_since is not None:
            return self.tr("the file is missing")
        if track.reviewed_at is not None or track.id in self._answers.done:
            return self.tr("reviewed")
        return self.tr("heard in part only") if track.partial else ""

    def _show_rows(self, sheet: TrackReview) -> None:
        self._rows.show_rows(sheet.rows, sheet.model.name if sheet.model else "")
        self.view.entry.complete_over(sheet.tag_names)
        self.view.album.setEnabled(bool(sheet.rows) and bool(sheet.track.album))
        if sheet.rows:
            self.view.show_rows_or("", False)
        elif sheet.track.failure_message:
            self.view.show_rows_or(translated(sheet.track.failure_message), False)
        else:
            none_yet = self.tr("Nothing is suggested for this track yet.")
            self.view.show_rows_or(none_yet, True)

    def _show_focus(self) -> None:
        place = self._place()
        if place is None:
            self.view.timeline.show_tag("", None, None)
            return
        row = self._rows.rows[place]
        self.view.timeline.show_tag(row.tagging.tag, row.column, row.tagging.threshold)

    # Answers

    def _place(self) -> int | None:
        index = self.view.rows.currentIndex()
        return index.row() if self._sheet is not None and index.isValid() else None

    def _focus(self, place: int) -> None:
        self.view.rows.setCurrentIndex(self._rows.index(place))
        self._show_focus()

    def _answer(self, place: int, state: State) -> None:
        assert self._sheet is not None
        self._rows.answer(place, state)
        self._answers.give(self._sheet.track.id, self._rows.rows[place].tagging.tag, state)

    def _on_clicked(self, place: int, state: State) -> None:
        self._focus(place)
        self.say(state)

    def _add_tag(self, tag: str, new: bool) -> None:
        if self._sheet is None:
            return
        self.view.rows.setFocus()
        place = self._rows.place_of(tag)
        if place is not None:
            self._focus(place)
            self._answer(place, "yes")
            return
        self._answers.add(self._sheet.track.id, tag, new)

    def _on_written(self, sentence: str) -> None:
        self.view.said.setText(sentence)
        self._read_again()

    def _on_stepped(self, outcome: Outcome) -> None:
        """Show what was taken back or made again, on its track if it is one of these."""
        self.view.said.setText(outcome.sentence)
        if len(outcome.track_ids) == 1:
            (track_id,) = outcome.track_ids
            if self._agenda.go_to(track_id):
                self._following = None
                self._open()
                return
        self._read_again()

    def _on_changed(self, changed: Changed) -> None:
        if changed.what in {"models", "suggestions"}:
            self._following = None
            if self._choices and self._agenda.current is None:
                self.choose(self.view.order.currentData())
        if changed.what in {"models", "suggestions", "tracks", "decisions"}:
            ids = changed.track_ids
            if self._following is not None and (ids is None or self._following.track.id in ids):
                self._following = None
            if self._sheet is not None and (ids is None or self._sheet.track.id in ids):
                self._read_again()

    def _read_again(self) -> None:
        """Read the sheet again, once all that was answered is written."""
        if self._answers.unwritten == 0 and self._sheet is not None:
            self._ask(self._sheet.track.id, self._renew, topic="again")

    def _renew(self, sheet: TrackReview | None) -> None:
        """Show what is new of the track that is shown, with the same tag in focus."""
        if self._sheet is None or sheet is None or sheet.track.id != self._sheet.track.id:
            return
        if self._answers.unwritten:
            return
        place = self._place()
        tag = self._rows.rows[place].tagging.tag if place is not None else ""
        self._sound.renew(sheet)
        self._sheet = sheet
        self._show_header()
        self._show_rows(sheet)
        self._focus(self._rows.place_of(tag) or 0)
        self._look_ahead()
