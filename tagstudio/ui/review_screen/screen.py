"""The Review screen: one track after the other, its tags answered by keys, its audio beside."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from typing import TypeAlias

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from sqlalchemy import Connection

from tagstudio.engine.active_learning.review_item import Order
from tagstudio.engine.active_learning.review_session import (
    ReviewSession,
    longest,
    next_session,
    to_review,
)
from tagstudio.library.search.query_text import like_query
from tagstudio.library.tags.decisions import Change, DecisionState
from tagstudio.library.tags.review_marks import reviewed_at
from tagstudio.library.tracks.folders import removed_ids
from tagstudio.ui.background import library_jobs
from tagstudio.ui.background.decision_writer import WrittenDecisions
from tagstudio.ui.background.old_suggestions import OldSuggestions
from tagstudio.ui.background.track_leases import Others, TrackLeases
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.change_event import Changed
from tagstudio.ui.player.player import player_of
from tagstudio.ui.review_screen.answer_writer import AnswerWriter
from tagstudio.ui.review_screen.answering import Answering
from tagstudio.ui.review_screen.end_page import EndPage
from tagstudio.ui.review_screen.favourites import SLOTS
from tagstudio.ui.review_screen.row_explanations import opinions_in_a_line
from tagstudio.ui.review_screen.session_tally import SessionTally, finish_of
from tagstudio.ui.review_screen.sound.playback import Playback
from tagstudio.ui.review_screen.sound.sound_plot import SEEK_FAR_SECONDS, SEEK_SECONDS, ZOOM
from tagstudio.ui.review_screen.tag_list_model import TagListModel
from tagstudio.ui.review_screen.track_review import TrackReview, read_track_review
from tagstudio.ui.review_screen.view import ReviewView, make_parts
from tagstudio.ui.text.message_translation import translated

_ShowsReview: TypeAlias = Callable[[TrackReview | None], object]


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
        self._left_off: ReviewSession | None = None  # a list that was left for chosen tracks
        self._current: TrackReview | None = None
        self._next: TrackReview | None = None
        self._unread_marks: set[int] | None = None  # tracks, None: all of the list
        self._forgotten = 0  # how often the next track had to be read anew
        self._rows = TagListModel(self)
        self._answers = AnswerWriter(workspace, self)
        self._leases = TrackLeases(workspace)
        self._is_forward = True  # whether the track in view was come to from the one before it
        self._stepped: set[tuple[int, int]] = set()  # track, tag of an undo still to be shown
        self.view = workspace.parts_ahead.take(ReviewView, lambda: ReviewView(workspace))
        self._playback = Playback(workspace, player_of(workspace), self.view.timeline)
        self._end_page = EndPage(workspace, self.view)
        self.view.rows.setModel(self._rows)
        self._answering = Answering(
            self._answers, self._rows, self.view.rows, self.view.timeline.part
        )
        self._rows.seen_as = self._answering.seen_as
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view, 1)
        layout.addWidget(OldSuggestions(workspace))  # below: it comes and goes by itself
        self.setFocusProxy(self.view)
        self._connect()
        self._bind_actions()

    @staticmethod
    def make_parts(workspace: Workspace) -> Iterator[None]:
        """Make the parts of the screen that is made next, in steps."""
        return make_parts(workspace)

    def review(self, track_ids: Sequence[int]) -> None:
        """Go through these tracks, in this order."""
        self._sessions_asked += 1
        if self._session.asked and self._session.current is not None:
            self._left_off = self._session
        self._start(ReviewSession(list(track_ids)))

    def review_all(self) -> None:
        """Go through what is to review, unless that is what is gone through already."""
        if not self._session.asked or self._session.is_finished:
            self.choose(self.view.header.chosen_order)

    def showEvent(self, event: QShowEvent) -> None:
        """Choose the tracks when the screen is first shown."""
        super().showEvent(event)
        if not self._sessions_asked:
            self.choose(Order.MIXED)
        elif not event.spontaneous():
            self._look_at_marks()
            if self._current is not None:
                self._playback.come_to_front()
                self._look_ahead()

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave the track to others while another page is shown."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._leases.hold(())

    def choose(self, order: Order) -> None:
        """Go through the tracks that this order puts first."""
        self._sessions_asked += 1
        self._left_off = None
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

    def _go_on(self) -> None:
        """Go back to the list that was left for chosen tracks, else to what comes next."""
        session = self._left_off
        if session is None:
            self.choose(self.view.header.chosen_order)
            return
        self._sessions_asked += 1
        choice = self._sessions_asked

        def go_on(reviewed: Collection[int]) -> None:
            if choice == self._sessions_asked:
                self._left_off = None
                session.know_reviewed(self._answers.as_marked(reviewed))
                if session.current in session.reviewed:  # among the chosen ones, meanwhile
                    session.finish()
                self._start(session)

        self._workspace.ask(
            lambda connection: set(reviewed_at(connection, session.track_ids)),
            go_on,
            owner=self,
            topic="session",
        )

    def _choose_mixed(self) -> None:
        self.view.order.setCurrentIndex(self.view.order.findData(Order.MIXED))
        self.choose(Order.MIXED)

    # What the keys do

    def step(self, by: int) -> None:
        """Go to the next or the previous track."""
        if self._session.step(by):
            self._is_forward = by > 0
            self._open()

    def _on_finished(self) -> None:
        """Go on to the next track that is left."""
        self._session.finish()
        self._is_forward = True
        self._open()

    def finish(self) -> None:
        """Finish the track and go on; without a track, take the step that the page offers."""
        if self._current is None:
            self._end_page.press()
        else:
            self._answering.finish()

    def say_favourite(self, slot: str) -> None:
        """Say yes to a favourite tag, or take that back."""
        tag = self.view.favourites.by_slot().get(slot)
        if tag is None:
            text = self.tr("This key has no tag yet: right-click a tag to give it a key.")
            self.view.say(text)
        elif self.view.favourite_bar.is_left_out(tag):
            text = self.tr("“{tag}” is of a vocabulary that is off: see Settings, Vocabularies.")
            self.view.say(text.format(tag=tag))
        else:
            self._answering.toggle_tag(tag)

    # What is shown

    def _connect(self) -> None:
        view, workspace = self.view, self._workspace
        answering = self._answering
        view.rows.selectionModel().currentChanged.connect(self._on_moved)
        view.rows.painter_of_rows.answered.connect(answering.answer_clicked)
        view.rows.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.rows.customContextMenuRequested.connect(self._open_menu)
        view.entry.named.connect(self._add_tag)
        view.entry.refused.connect(partial(self._add_tag, new=False, state="no"))
        view.entry.asked.connect(view.say)
        view.entry.left.connect(view.rows.setFocus)
        view.entry.focus_changed.connect(self._show_what_comes)
        view.order.activated.connect(lambda _: self.choose(view.header.chosen_order))
        view.accept.clicked.connect(answering.accept_rest)
        view.album.clicked.connect(answering.accept_album)
        view.finish.clicked.connect(answering.finish)
        view.favourite_bar.chosen.connect(answering.toggle_tag)
        view.favourite_bar.changed.connect(view.rows.setFocus)
        view.suggest.clicked.connect(self._suggest)
        view.timeline.part.changed.connect(lambda: view.say(""))
        view.timeline.part.changed.connect(self._show_part)
        view.timeline.part.said.connect(view.say)
        self._rows.dataChanged.connect(self._show_answers)
        self._rows.modelReset.connect(self._show_answers)
        answering.finished.connect(self._on_finished)
        answering.passed.connect(lambda: self.step(1))
        answering.said.connect(view.say)
        self._end_page.go_on_wanted.connect(self._go_on)
        self._end_page.mixed_wanted.connect(self._choose_mixed)
        self._end_page.library_wanted.connect(lambda: self.query_wanted.emit(""))
        self._answers.written.connect(self._on_written)
        self._answers.stepped.connect(self._on_stepped)
        self._playback.cover_loaded.connect(view.header.cover.show_cover)
        self._playback.repeats.connect(workspace.actions["loop"].setChecked)
        workspace.changed.connect(self._on_changed)
        self._leases.renewed.connect(self._show_others)

    def _bind_actions(self) -> None:
        playback, answering, timeline = self._playback, self._answering, self.view.timeline
        actions = self._workspace.actions
        actions.bind(
            "review",
            {
                "play": playback.toggle,
                "yes": lambda: answering.answer("yes"),
                "no": lambda: answering.answer("no"),
                "skip": answering.skip,
                **{f"toggle_{(n + 1) % 10}": partial(answering.toggle, n) for n in range(10)},
                **{f"favourite_{slot}": partial(self.say_favourite, slot) for slot in SLOTS},
                "finish": self.finish,
                "accept_rest": answering.accept_rest,
                "accept_album": answering.accept_album,
                "next_track": lambda: self.step(1),
                "previous_track": lambda: self.step(-1),
                "seek_back": lambda: playback.seek_by(-SEEK_SECONDS),
                "seek_on": lambda: playback.seek_by(SEEK_SECONDS),
                "seek_far_back": lambda: playback.seek_by(-SEEK_FAR_SECONDS),
                "seek_far_on": lambda: playback.seek_by(SEEK_FAR_SECONDS),
                "seek_to_peak": playback.seek_to_peak,
                "loop": lambda: playback.repeat(actions["loop"].isChecked()),
                "part_begin": lambda: self._choose_part(timeline.part.begin),
                "part_end": lambda: self._choose_part(timeline.part.end),
                "next_part": timeline.choose_next_part,
                "remove_part": answering.remove_part,
                "whole_track": timeline.part.clear,
                "zoom_in": lambda: timeline.zoom(ZOOM),
                "zoom_out": lambda: timeline.zoom(1 / ZOOM),
                "add_tag": self.view.entry.setFocus,
                "more_like_this": self._show_alike,
                "mark_reviewed": answering.finish,
                "mark_unreviewed": answering.unfinish,
                "undo": self._undo,
                "redo": self._answers.redo,
                **{
                    id: partial(self._remember_switch, id, switch)
                    for id, switch in self._switches().items()
                },
            },
        )
        for id, switch in self._switches().items():
            on = self._workspace.remembered.document(id, False)
            actions[id].setChecked(on)
            switch(on)

    def _undo(self) -> None:
        if not self._workspace.ask_first():
            self._answers.undo()

    def _choose_part(self, choose: Callable[[float], object]) -> None:
        """Let a part begin or end at the play position."""
        self.view.say("")
        if self._current is not None:
            choose(self.view.timeline.place)

    def _show_alike(self) -> None:
        """Show the tracks that sound most like the current one, in the Library."""
        if self._current is not None:
            self.query_wanted.emit(like_query(self._current.track.path))

    def _switches(self) -> dict[str, Callable[[bool], object]]:
        """Return what is switched by actions that are remembered."""
        playback = self._playback
        return {"play_at_once": playback.play_at_once, "spectrogram": playback.show_spectrogram}

    def _remember_switch(self, id: str, switch: Callable[[bool], object]) -> None:
        on = self._workspace.actions[id].isChecked()
        self._workspace.remembered.keep_document(id, on)
        switch(on)

    def _start(self, session: ReviewSession) -> None:
        self._session = session
        self._answers.answered.clear()
        self._current = self._next = None
        self._is_forward = True
        self.view.begin_list()
        self._workspace.ask(
            lambda connection: longest(connection, session.track_ids),
            self.view.expect_tracks_of,
            owner=self,
            topic="longest track",
        )
        self._answering.tally = SessionTally()
        self._answering.tally.begin(time.monotonic())
        self._open()
        self._look_at_marks()

    def _open(self) -> None:
        """Show the current track of the session, at once if it was read before."""
        self.view.say("")
        track_id = self._session.current
        if track_id is None:
            self._current = self._next = self._answering.review = None
            self._leases.hold(())
            self._rows.show_rows((), "")
            self._playback.close()
            if self._session.track_ids:
                goes_back = self._left_off is not None
                self._end_page.show_all_seen(self._answering.tally, goes_back=goes_back)
            else:
                self._end_page.show_none()
        elif self._next is not None and self._next.track.id == track_id:
            self._show(self._next)
        else:
            self._answering.review = None  # keys are not for the track before, which is seen still
            self._leases.hold([track_id], partial(self._open_unless_taken, track_id))

    def _open_unless_taken(self, track_id: int, others: Others) -> None:
        """Show a track of the session, or the next one where somebody else has it."""
        if track_id != self._session.current:
            return
        if track_id in others and self._is_passing_over():
            self._session.leave_out(track_id)
            self._open()
        else:
            self._ask(track_id, self._show, topic="track")

    def _is_passing_over(self) -> bool:
        """Tell whether what others see to is left out: not where the user chose the track."""
        return bool(self._session.asked) and self._is_forward

    def _ask(self, track_id: int, then: _ShowsReview, *, topic: str, later: bool = False) -> None:
        """Read a track, by the model that is shown when the answer comes."""
        model = self._workspace.shown_model()
        asked = self._session.asked.get(track_id, ())

        def show(review: TrackReview | None) -> None:
            now = self._workspace.shown_model()
            if (now and now.sha256) == (model and model.sha256):
                then(self._as_finished(review))
            else:
                self._ask(track_id, then, topic=topic, later=later)

        self._workspace.ask(
            lambda connection: read_track_review(connection, model, track_id, asked),
            show,
            owner=self,
            topic=topic,
            later=later,
        )

    def _as_finished(self, review: TrackReview | None) -> TrackReview | None:
        """Return a track that was finished here as reviewed, also before that is written."""
        if review is None or review.is_reviewed or not self._answers.marks.get(review.track.id):
            return review
        return review.as_reviewed()

    def _show(self, review: TrackReview | None) -> None:
        """Show a track from its beginning, and prepare the next one."""
        if review is None or review.track.id != self._session.current:
            return
        if self._is_done_by_another(review) and self._is_passing_over():
            self._session.leave_out(review.track.id)
            self._next = None
            self._open()
            return
        self._take(review)
        self._show_others({})
        self._next = None
        self.view.show_track()
        self._workspace.on_screen = (review.track.id,)
        self.view.header.cover.show_cover(None)
        self.view.timeline.show_track(review.track.seconds or 0.0)
        self._show_header()
        self._rows.show_rows((), "")  # with no row of the track before in focus
        self._show_rows(review)
        self._answering.arrive()
        self._answering.focus_first(self._returned_to())
        self._show_focus()
        if self._has_focus() and not self.view.entry.hasFocus():
            self.view.rows.setFocus()
        self._playback.open(review, is_in_front=self.isVisible())
        self._look_ahead()

    def _is_done_by_another(self, review: TrackReview) -> bool:
        """Tell whether somebody else has reviewed the track since the session was made."""
        is_reviewed = review.track.reviewed_at is not None
        return (
            self._workspace.library.is_shared
            and is_reviewed
            and review.track.id not in self._answers.done
        )

    def _has_focus(self) -> bool:
        """Tell whether a part of the screen has the focus, or nothing that could lose it."""
        focused = QApplication.focusWidget()
        return focused is None or focused is self or self.isAncestorOf(focused)

    def _take(self, review: TrackReview) -> None:
        self._current = self._answering.review = review

    def _returned_to(self) -> set[str]:
        """Return the tags of the undo or redo that led to the track in view, once."""
        assert self._current is not None
        names, shown = self._current.tag_names, self._current.track.id
        tags = {names[tag] for track, tag in self._stepped if track == shown and tag in names}
        if tags:
            self._stepped = set()
        return tags

    def _look_ahead(self) -> None:
        """Hold the track in view and read the next one, so that it is there when it is wanted."""
        current, next_id = self._session.current, self._session.next
        if current is None:
            return
        if next_id is None:
            self._leases.hold([current], self._show_others)
        elif self._next is None or self._next.track.id != next_id:
            self._leases.hold([current, next_id], partial(self._look_at, next_id))

    def _look_at(self, next_id: int, others: Others) -> None:
        """Read the next track, or the one after it where somebody else has it."""
        self._show_others(others)
        if next_id != self._session.next:
            return
        if next_id in others and self._session.asked:
            self._session.leave_out(next_id)
            self._look_ahead()
            return
        forgotten = self._forgotten

        def prepare(review: TrackReview | None) -> None:
            if forgotten == self._forgotten:
                self._prepare(review)
            else:  # it was read before what made the next track another one
                self._look_ahead()

        self._ask(next_id, prepare, topic="next", later=True)

    def _forget_next(self) -> None:
        """Read the next track anew before it is shown, even where it is being read now."""
        self._next = None
        self._forgotten += 1

    def _show_others(self, others: Others) -> None:
        """Say in the head who else has the track in view before them."""
        track_id = self._current.track.id if self._current is not None else 0
        self.view.header.show_others(others.get(track_id), self._workspace.library.person)

    def _prepare(self, next_review: TrackReview | None) -> None:
        if self._current is None or next_review is None:
            return
        if next_review.track.id == self._session.next:
            self._next = next_review
            self._playback.prepare(next_review)

    def _show_header(self) -> None:
        assert self._current is not None
        track, session = self._current.track, self._session
        self.view.header.show_track(self._current)
        waiting = max(0, (session.to_review or 0) - session.done) if session.asked else None
        self.view.header.show_place(
            session.place + 1, len(session.track_ids), session.done, waiting
        )
        self.view.header.show_reason(session.split_about.get(track.id, ""))

    def _show_rows(self, review: TrackReview) -> None:
        model_name = review.model.name if review.model else ""
        self._rows.show_rows(review.rows, model_name, self._workspace.library.person)
        off = review.not_offered
        self.view.entry.complete_over(
            [name for name in review.tag_names.values() if name not in off], off, review.meant
        )
        self.view.favourite_bar.leave_out(off)
        self.view.header.offer_committee(bool(review.model and review.model.members))
        self.view.show_album(is_named=bool(review.track.album), has_rows=bool(review.rows))
        failed = not review.rows and review.track.failure_message is not None
        self.view.show_sound(bool(review.track.seconds) or not failed)
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

    def _on_moved(self, _: QModelIndex, before: QModelIndex) -> None:
        """Show the tag in focus; what was said of the one before goes, but for a question."""
        if before.isValid() and not self.view.entry.hasFocus():
            self.view.say("")
        self._show_focus()

    def _show_focus(self) -> None:
        place = self._place()
        if place is None:
            self.view.timeline.show_tag("", None, None)
            self._show_part()
            self.view.show_opinions("", of_joint=False)
            return
        row = self._rows.rows[place]
        of_joint = any(one.opinions for one in self._rows.rows)
        self.view.show_opinions(opinions_in_a_line(row), of_joint)
        tagging = row.tagging
        self.view.timeline.show_tag(
            tagging.tag, row.column, tagging.threshold, reaches_it=tagging.above_threshold
        )
        self._show_part()

    def _show_part(self) -> None:
        """Mark where the tag in focus was answered, and say what it was in the chosen part."""
        place = self._place()
        tag = self._rows.rows[place].tagging.tag if place is not None else ""
        parts = self._current.parts_of(tag) if self._current is not None else ()
        self.view.timeline.show_parts(parts)
        self.view.part_bar.show_answer(tag, self._answering.state_in_part(tag))
        self._show_what_comes()
        self.view.rows.viewport().update()

    def _show_what_comes(self) -> None:
        """Say what the keys lead to: in the rows, or in the field for a tag."""
        if not self.view.may_answer:
            return
        if self.window().focusWidget() is self.view.entry:  # also while its list has the keys
            self.view.expect(self.tr("Enter: yes. Shift+Enter: no. Esc: back to the tags."))
        else:
            self.view.expect(*self._answering.what_comes())

    def _show_answers(self, *_: object) -> None:
        """Show beside the rows what follows from their answers."""
        self._show_what_comes()
        rows = self._rows.rows
        is_settled = self._current is not None and self._current.is_settled
        self.view.show_steps(
            undecided=finish_of(rows).left,
            is_answered=any(not row.is_undecided for row in rows),
            can_accept=any(row.is_to_accept for row in rows),
            can_finish=bool(rows) and not is_settled,
        )
        yes = {row.tagging.tag for row in self._rows.rows if row.tagging.state == "yes"}
        self.view.favourite_bar.show_answers(yes)

    def _open_menu(self, at: QPoint) -> None:
        """Open the menu of the row under the mouse, else of the one in focus."""
        index = self.view.rows.indexAt(at)
        place = index.row() if index.isValid() else self._place()
        if place is None:
            return
        self._focus(place)
        menu = self.view.favourite_bar.menu_of(self._rows.rows[place].tagging.tag)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.view.rows.viewport().mapToGlobal(at))

    # Answers

    def _place(self) -> int | None:
        return self._answering.place

    def _focus(self, place: int) -> None:
        self._answering.focus(place)
        self._show_focus()

    def _add_tag(self, tag: str, new: bool, state: DecisionState = "yes") -> None:
        self.view.rows.setFocus()
        self._answering.add(tag, new, state)

    def _on_written(self, outcome: WrittenDecisions | None) -> None:
        """Read the track again, and the next one, where it lacks a tag that was answered now."""
        if outcome is not None and self._next_may_lack(outcome.changes):
            self._forget_next()
        self._read_again()

    def _next_may_lack(self, changes: Sequence[Change]) -> bool:
        """Tell whether the next track, as it is or will be read, may lack a tag of these changes.

        It has those that the model scores, and where it is there one sees its rows.
        """
        if self._current is None:
            return False
        names = self._current.tag_names if self._next is None else self._next.tag_names
        there = [row for row in self._rows.rows if row.tagging.score is not None]
        there += self._next.rows if self._next is not None else ()
        answered = {names.get(change.tag_id) for change in changes}
        return not answered <= {row.tagging.tag for row in there}

    def _on_stepped(self, outcome: WrittenDecisions) -> None:
        """Show an undo or redo where the answer was given: on its track, at its tag."""
        self.view.say("")
        undone = {id for id, is_reviewed in outcome.marked.items() if not is_reviewed}
        self._know_reviewed((self._session.reviewed | outcome.marked.keys()) - undone)
        if outcome.changes:  # which may bring or take a tag that the next track is asked about
            self._forget_next()
        self._stepped = {(change.track_id, change.tag_id) for change in outcome.changes}
        self._stepped |= {(part.track_id, part.tag_id) for part in outcome.parts}
        track_id = self._answers.place_of(outcome.track_ids)
        if track_id is not None and track_id != self._session.current:
            self._session.go_to(track_id)
            self._is_forward = False
            self._next = None
            self._open()
        else:
            self._read_again()

    def _on_changed(self, changed: Changed) -> None:
        # With other thresholds the track in view stays as the user sees it.
        if changed.topic in {"thresholds", "models", "suggestions", "settings"}:
            self._forget_next()
        if changed.topic == "tracks":
            self._playback.look_at_file_again()
            self._leave_out_removed()
        if changed.topic in {"suggestions", "decisions", "tracks"}:
            is_of_marks = changed.topic != "suggestions"
            self._look_at_marks(changed.track_ids if is_of_marks else ())
        if self._is_choosing_anew(changed):
            self.choose(self.view.header.chosen_order)
        if changed.topic in {"models", "suggestions", "settings", "tracks", "decisions"}:
            ids = changed.track_ids
            if ids is None or self._session.next in ids:
                self._forget_next()
            if self._current is not None and (ids is None or self._current.track.id in ids):
                self._read_again()
            if changed.topic == "decisions" and self._is_opening(ids):
                self._open()

    def _is_opening(self, track_ids: Collection[int] | None) -> bool:
        """Tell whether one of these tracks, or with None any, is being read to be shown."""
        coming = self._session.current if self._answering.review is None else None
        return coming is not None and (track_ids is None or coming in track_ids)

    def _leave_out_removed(self) -> None:
        """Take the tracks out that are in the library no more, as their folder was removed."""
        session = self._session

        def leave_out(removed: Collection[int]) -> None:
            if session is not self._session or not removed:
                return
            was_in_view = session.current
            for track_id in removed:
                session.leave_out(track_id)
            self._next = None
            if was_in_view in removed:
                self._open()
            elif self._current is not None:
                self._show_header()
                self._look_ahead()

        if session.track_ids:
            self._workspace.ask(
                lambda connection: removed_ids(connection).intersection(session.track_ids),
                leave_out,
                owner=self,
                topic="removed",
            )

    def _look_at_marks(self, track_ids: Collection[int] | None = None) -> None:
        """Read which of these tracks, or of the list, are reviewed by now, and how many are to be.

        Some were heard since the list was made; others were finished elsewhere, or it was undone
        there. Behind another page it is read when one comes back.
        """
        session, model = self._session, self._workspace.shown_model()
        if not self.isVisible() or not session.track_ids:
            return
        if track_ids is None or self._unread_marks is None:
            self._unread_marks = None
        else:
            self._unread_marks = self._unread_marks.union(track_ids)
        unread, finished = self._unread_marks, self._answering.tally.track_ids
        counts = session.to_review is not None

        def read(connection: Connection) -> tuple[set[int], int | None]:
            ids = {*session.track_ids, *finished} if unread is None else unread
            waiting = to_review(connection, model) if counts else None
            return set(reviewed_at(connection, ids)), waiting

        def show(found: tuple[set[int], int | None]) -> None:
            self._unread_marks = set()
            if session is not self._session:
                self._look_at_marks()
                return
            reviewed, waiting = found
            was_finished = session.is_finished
            if unread is not None:
                reviewed |= session.reviewed - unread
            self._know_reviewed(self._answers.as_marked(reviewed))
            session.to_review = None if waiting is None else waiting + session.done
            if session.is_finished:
                self._end_page.look_again(self._answering.tally)
            elif was_finished:
                self._open()
            elif self._current is not None:
                self._show_header()

        self._workspace.ask(read, show, owner=self, topic="marks", later=True)

    def _know_reviewed(self, reviewed: Collection[int]) -> None:
        """Count those tracks as finished that are reviewed by now, and go through the others."""
        self._answering.tally.know_reviewed(reviewed)
        self._session.know_reviewed(reviewed)

    def _is_choosing_anew(self, changed: Changed) -> bool:
        """Tell whether there may be tracks now, where there were none; an end stays an end."""
        if not self._sessions_asked or self._session.track_ids:
            return False
        return changed.topic not in {"thresholds", "jobs"}

    def _read_again(self) -> None:
        """Read the track again, once all answers are written."""
        if self._answers.unwritten == 0 and self._current is not None:
            self._ask(self._current.track.id, self._renew, topic="again")

    def _renew(self, review: TrackReview | None) -> None:
        """Show the track as it was read again: its rows where they are, the same one in focus."""
        if self._current is None or review is None or review.track.id != self._current.track.id:
            return
        if self._answers.unwritten:
            return
        place = self._place()
        in_focus = {self._rows.rows[place].tagging.tag} if place is not None else set()
        review = review.as_shown(self._rows.rows)
        self._playback.renew(review)
        self._take(review)
        self._show_header()
        self._show_rows(review)
        tags = self._returned_to() or self._answering.take_added() or in_focus
        places = [i for i, row in enumerate(self._rows.rows) if row.tagging.tag in tags]
        self._focus(places[0] if places else 0)
        self._look_ahead()
