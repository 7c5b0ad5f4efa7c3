"""The Review screen: one track after the other, its tags answered by keys, its audio beside."""

from __future__ import annotations

from functools import partial
from pathlib import PurePath

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tagstudio.engine.active_learning.review_item import Order
from tagstudio.engine.active_learning.review_session import ReviewSession, next_session
from tagstudio.library.tags.decisions import DecisionState
from tagstudio.library.views.browse import TrackRow
from tagstudio.ui.background import library_jobs
from tagstudio.ui.background.decision_writer import WrittenDecisions
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.change_event import Changed
from tagstudio.ui.player.player import player_of
from tagstudio.ui.review_screen.answer_writer import AnswerWriter
from tagstudio.ui.review_screen.end_page import EndPage
from tagstudio.ui.review_screen.playback import SEEK_FAR_SECONDS, SEEK_SECONDS, Playback
from tagstudio.ui.review_screen.tag_list_model import TagListModel
from tagstudio.ui.review_screen.track_review import TrackReview, read_track_review
from tagstudio.ui.review_screen.view import ReviewView
from tagstudio.ui.text.message_translation import translated
from tagstudio.ui.text.number_format import clock, counted


class ReviewScreen(QWidget):
    """Shows one track of the review session at a time.

    An answer is shown at once and written behind; the track is read again when the last of
    the answers is written, so that the rows never show less than the user said.
    """

    query_wanted = Signal(str)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._session = ReviewSession()
        self._sessions_asked = 0  # how often a session was asked for; only the newest one counts
        self._current: TrackReview | None = None
        self._next: TrackReview | None = None
        self._rows = TagListModel(self)
        self._answers = AnswerWriter(workspace, self)
        self.view = ReviewView(workspace.theme)
        self._playback = Playback(workspace, player_of(workspace), self.view.timeline)
        self._end_page = EndPage(workspace, self.view)
        self.view.rows.setModel(self._rows)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self.setFocusProxy(self.view)
        self._connect()
        self._bind_actions()

    def review(self, track_ids: list[int]) -> None:
        """Go through these tracks, in this order."""
        self._sessions_asked += 1
        self._start(ReviewSession(list(track_ids)))

    def showEvent(self, event: QShowEvent) -> None:
        """Choose the tracks when the screen is first shown."""
        super().showEvent(event)
        if not self._sessions_asked:
            self.choose(Order.MIXED)

    def choose(self, order: Order) -> None:
        """Go through the tracks that this order puts first."""
        self._sessions_asked += 1
        choice, model = self._sessions_asked, self._workspace.shown_model()

        def start(session: ReviewSession) -> None:
            if choice == self._sessions_asked:
                self._start(session)

        if model is None:
            start(ReviewSession())
            return
        self._workspace.ask(
            lambda connection: next_session(connection, model, order),
            start,
            owner=self,
            topic="session",
        )

    # What the keys do

    def answer(self, state: DecisionState) -> None:
        """Answer the tag in focus and go on to the next one that waits, or to the next track."""
        place = self._place()
        if place is None or self._current is None:
            return
        if not self._rows.rows[place].is_open or state == "unseen":
            self._answer_at(place, state)
            return
        self._rows.answer(place, state)
        next_place = self._rows.undecided_after(place)
        if next_place is None:
            next_place = self._rows.undecided_after(-1)  # one that was passed over
        track_id, tag = self._current.track.id, self._rows.rows[place].tagging.tag
        self._answers.give(track_id, tag, state, last=next_place is None)
        if next_place is not None:
            self._focus(next_place)
        else:
            self.step(1)

    def skip(self) -> None:
        """Leave the tag in focus undecided and go on; behind the last one comes the next track."""
        place = self._place()
        next_place = self._rows.undecided_after(-1 if place is None else place)
        if next_place is None:
            self.step(1)
        else:
            self._focus(next_place)

    def toggle(self, place: int) -> None:
        """Say yes to one of the top ten, or take that back."""
        if self._current is not None and place < len(self._rows.rows):
            self._focus(place)
            said_yes = self._rows.rows[place].tagging.state == "yes"
            self._answer_at(place, "unseen" if said_yes else "yes")

    def accept_rest(self) -> None:
        """Say yes to all that is suggested and undecided, and go on to the next track."""
        if self._current is None:
            return
        for place, row in enumerate(self._rows.rows):
            if row.tagging.state == "suggested":
                self._rows.answer(place, "yes")
        self._answers.accept_rest(self._current)
        self.step(1)

    def accept_album(self) -> None:
        """Give the answer to the tag in focus for the whole album; a suggestion counts as yes."""
        place = self._place()
        if place is None or self._current is None:
            return
        tagging = self._rows.rows[place].tagging
        state: DecisionState = "no" if tagging.state == "no" else "yes"
        self._rows.answer(place, state)
        self._answers.give_album(self._current.track.id, tagging.tag, state)

    def mark(self, reviewed: bool) -> None:
        """Mark the track as gone through and go on, or as not gone through."""
        if self._current is None:
            return
        self._answers.mark(self._current.track.id, reviewed)
        if reviewed:
            self.step(1)

    def step(self, by: int) -> None:
        """Go to the next or the previous track."""
        if self._session.step(by):
            self._open()

    # What is shown

    def _connect(self) -> None:
        view, workspace = self.view, self._workspace
        view.rows.selectionModel().currentChanged.connect(lambda *_: self._show_focus())
        view.rows.painter_of_rows.answered.connect(self._on_clicked)
        view.entry.named.connect(self._add_tag)
        view.entry.asked.connect(view.status.setText)
        view.entry.left.connect(view.rows.setFocus)
        view.order.activated.connect(lambda _: self.choose(view.order.currentData()))
        view.accept.clicked.connect(self.accept_rest)
        view.album.clicked.connect(self.accept_album)
        view.suggest.clicked.connect(self._suggest)
        self._end_page.go_on_wanted.connect(lambda: self.choose(view.order.currentData()))
        self._end_page.library_wanted.connect(lambda: self.query_wanted.emit(""))
        self._answers.written.connect(self._on_written)
        self._answers.stepped.connect(self._on_stepped)
        workspace.changed.connect(self._on_changed)

    def _bind_actions(self) -> None:
        seek_by = self._playback.seek_by
        self._workspace.actions.bind(
            "review",
            {
                "play": player_of(self._workspace).toggle,
                "yes": lambda: self.answer("yes"),
                "no": lambda: self.answer("no"),
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
                "seek_to_peak": self._playback.seek_to_peak,
                "add_tag": self.view.entry.setFocus,
                "mark_reviewed": lambda: self.mark(True),
                "mark_unreviewed": lambda: self.mark(False),
                "undo": self._answers.undo,
                "redo": self._answers.redo,
            },
        )

    def _start(self, session: ReviewSession) -> None:
        self._session = session
        self._current = self._next = None
        self._open()

    def _open(self) -> None:
        """Show the current track of the session, at once if it was read before."""
        track_id = self._session.current
        if track_id is None:
            self._current = self._next = None
            self._rows.show_rows((), "")
            self._playback.close()
            if self._session.track_ids:
                self._end_page.show_all_seen()
            else:
                self._end_page.show_none()
        elif self._next is not None and self._next.track.id == track_id:
            self._show(self._next)
        else:
            self._ask(track_id, self._show, topic="track")

    def _ask(self, track_id: int, then: object, *, topic: str, later: bool = False) -> None:
        model = self._workspace.shown_model()
        asked = self._session.asked.get(track_id, ())
        self._workspace.ask(
            lambda connection: read_track_review(connection, model, track_id, asked),
            then,  # type: ignore[arg-type]
            owner=self,
            topic=topic,
            later=later,
        )

    def _show(self, review: TrackReview | None) -> None:
        """Show a track from its beginning, and prepare the next one."""
        if review is None or review.track.id != self._session.current:
            return
        self._current, self._next = review, None
        self.view.show_track()
        self._workspace.on_screen = (review.track.id,)
        self.view.timeline.show_track(review.track.seconds or 0.0)
        self._show_header()
        self._show_rows(review)
        first_undecided = self._rows.undecided_after(-1)
        self._focus(first_undecided if first_undecided is not None else 0)
        if not self.view.entry.hasFocus():
            self.view.rows.setFocus()
        self._playback.open(review)
        self._look_ahead()

    def _look_ahead(self) -> None:
        """Read the next track, so that it is there when it is wanted."""
        if self._next is None and self._session.next is not None:
            self._ask(self._session.next, self._prepare, topic="next", later=True)

    def _prepare(self, next_review: TrackReview | None) -> None:
        if self._current is None or next_review is None:
            return
        if next_review.track.id == self._session.next:
            self._next = next_review
            self._playback.prepare(next_review)

    def _show_header(self) -> None:
        assert self._current is not None
        track = self._current.track
        self.view.title.setText(track.title or PurePath(track.path).name)
        year = str(track.year) if track.year else ""
        length = clock(track.seconds) if track.seconds else ""
        parts = (track.credit, track.album, year, length, self._state_text(track))
        self.view.names.setText("  ·  ".join(filter(None, parts)))
        place, total = self._session.place + 1, len(self._session.track_ids)
        text = self.tr("{place} of {total}")
        self.view.place.setText(text.format(place=counted(place), total=counted(total)))
        self.view.why.setText("" if self._session.asked else self.tr("chosen tracks"))

    def _state_text(self, track: TrackRow) -> str:
        if track.missing_since is not None:
            return self.tr("the file is missing")
        if track.reviewed_at is not None or track.id in self._answers.done:
            return self.tr("reviewed")
        return self.tr("only partly readable") if track.partial else ""

    def _show_rows(self, review: TrackReview) -> None:
        self._rows.show_rows(review.rows, review.model.name if review.model else "")
        self.view.entry.complete_over(review.tag_names)
        self.view.album.setEnabled(bool(review.rows) and bool(review.track.album))
        if review.rows:
            self.view.show_rows_or("", False)
        elif review.track.failure_message:
            self.view.show_rows_or(translated(review.track.failure_message), True)
            self.view.suggest.setText(self.tr("Try again"))
        else:
            none_yet = self.tr("Nothing is suggested for this track yet.")
            self.view.show_rows_or(none_yet, True)
            self.view.suggest.setText(self.tr("Suggest tags now"))

    def _suggest(self) -> None:
        """Let the model listen; to the track in view once more, if it failed on that."""
        track = self._current.track if self._current is not None else None
        if track is not None and track.failure_message:
            library_jobs.try_again(self._workspace, [track.path])
        else:
            library_jobs.suggest_tags(self._workspace)

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
        return index.row() if self._current is not None and index.isValid() else None

    def _focus(self, place: int) -> None:
        self.view.rows.setCurrentIndex(self._rows.index(place))
        self._show_focus()

    def _answer_at(self, place: int, state: DecisionState) -> None:
        assert self._current is not None
        self._rows.answer(place, state)
        self._answers.give(self._current.track.id, self._rows.rows[place].tagging.tag, state)

    def _on_clicked(self, place: int, state: DecisionState) -> None:
        self._focus(place)
        self.answer(state)

    def _add_tag(self, tag: str, new: bool) -> None:
        if self._current is None:
            return
        self.view.rows.setFocus()
        place = self._rows.place_of(tag)
        if place is not None:
            self._focus(place)
            self._answer_at(place, "yes")
            return
        self._answers.add(self._current.track.id, tag, new)

    def _on_written(self, sentence: str) -> None:
        self.view.status.setText(sentence)
        self._read_again()

    def _on_stepped(self, outcome: WrittenDecisions) -> None:
        """Show an undo or redo on its track, if that is in the session."""
        self.view.status.setText(outcome.sentence)
        if len(outcome.track_ids) == 1:
            (track_id,) = outcome.track_ids
            if self._session.go_to(track_id):
                self._next = None
                self._open()
                return
        self._read_again()

    def _on_changed(self, changed: Changed) -> None:
        if changed.topic == "thresholds":  # the track in view stays as the user sees it
            self._next = None
        if changed.topic in {"models", "suggestions"}:
            self._next = None
        if self._is_choosing_anew(changed):
            self.choose(self.view.order.currentData())
        if changed.topic in {"models", "suggestions", "tracks", "decisions"}:
            ids = changed.track_ids
            if self._next is not None and (ids is None or self._next.track.id in ids):
                self._next = None
            if self._current is not None and (ids is None or self._current.track.id in ids):
                self._read_again()

    def _is_choosing_anew(self, changed: Changed) -> bool:
        """Tell whether there may be tracks now, where there were none; an end stays an end."""
        if not self._sessions_asked or self._session.current is not None:
            return False
        if self._session.track_ids:
            return changed.topic in {"models", "suggestions"}
        return changed.topic not in {"thresholds", "jobs"}

    def _read_again(self) -> None:
        """Read the track again, once all answers are written."""
        if self._answers.unwritten == 0 and self._current is not None:
            self._ask(self._current.track.id, self._renew, topic="again")

    def _renew(self, review: TrackReview | None) -> None:
        """Show the track as it was read again, with the same tag in focus."""
        if self._current is None or review is None or review.track.id != self._current.track.id:
            return
        if self._answers.unwritten:
            return
        place = self._place()
        tag = self._rows.rows[place].tagging.tag if place is not None else ""
        self._playback.renew(review)
        self._current = review
        self._show_header()
        self._show_rows(review)
        self._focus(self._rows.place_of(tag) or 0)
        self._look_ahead()
