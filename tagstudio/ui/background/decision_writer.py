"""Write the user's decisions from the window on one task thread, and undo and redo them.

Every method is called on the window's thread and returns at once. What it is to do becomes a task
in the queue of one `WorkerThread`, so decisions are written in the order in which they are made,
an undo comes after the decision that it takes back, and no two of them meet in the library. The
outcome comes back through a queued signal: `written`, `failed` and `then` run on the window's
thread. The library's own lock is all that a task takes; nothing is locked here.

While the connection to the server of a library is lost, the first task waits on its thread and is
tried again when it is back, and the others wait behind it in their order. Each has a token, by
which one is not written twice that was, though no answer to its COMMIT came
(`library.db.action_tokens`). `_waiting` is counted on the window's thread only; `_gives_up` is set
there, once, and read on the task thread.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from secrets import token_hex

from PySide6.QtCore import QObject, Signal
from sqlalchemy import Connection

from tagstudio.core.errors import ConnectionLostError, TagStudioError
from tagstudio.engine.artists.shown_names import title_of_track
from tagstudio.engine.correcting import undo as undoing
from tagstudio.engine.correcting.correct import (
    Answer,
    CorrectOptions,
    Extent,
    accept_suggestions,
    correct_tracks,
    mark_tracks_reviewed,
)
from tagstudio.engine.correcting.parts import PartPlace, answer_part
from tagstudio.engine.correcting.undo_order import Act, Moment, UndoOrder, moment
from tagstudio.engine.disputes import find_disputes
from tagstudio.engine.doubts import settle
from tagstudio.engine.doubts.settle import Place
from tagstudio.engine.similar.same_answers import copy_answers, share_answers
from tagstudio.library.db.action_tokens import WrittenBeforeError, written_once
from tagstudio.library.db.database import Library
from tagstudio.library.models.models import Model
from tagstudio.library.tags import tags, undo_history
from tagstudio.library.tags.action_summary import ActionSummary, next_undo, of_step, summed
from tagstudio.library.tags.decisions import Change, DecisionState
from tagstudio.library.tags.disputes import Pair
from tagstudio.library.tags.kept_answers import Kept, KeptState
from tagstudio.library.tags.part_answers import PartChange
from tagstudio.library.tags.review_marks import Mark
from tagstudio.library.tracks.facts_by_user import Words, edit_facts
from tagstudio.library.tracks.measurements import scaled_tempi
from tagstudio.ui.background.library_watch import LibraryWatch
from tagstudio.ui.base.worker_thread import WorkerThread
from tagstudio.ui.text.action_text import action_text, track_count
from tagstudio.ui.text.message_translation import error_text
from tagstudio.ui.text.number_format import counted

_log = logging.getLogger(__name__)

STOP_SECONDS = 30.0  # every decision that was made is written before the program ends


@dataclass(frozen=True)
class WrittenDecisions:
    """The changes of an action, and a sentence on them; whether tags themselves changed."""

    sentence: str
    changes: tuple[Change, ...] = ()
    track_ids: frozenset[int] = frozenset()
    kept: tuple[Kept, ...] = ()
    tags_changed: bool = False
    is_step: bool = False  # of an undo or a redo
    parts: tuple[PartChange, ...] = ()
    anything: bool = False  # what it changed is not known: any track, and tags too
    facts: bool = False  # titles, artists or albums, which tracks are sorted by, may be others
    marked: Mapping[int, bool] = field(default_factory=dict)  # by a mark, undo or redo: reviewed?
    act: Act | None = None  # that an undo or redo came to
    asked: str | None = None  # an action that is not undone before it was asked


class DecisionWriter(QObject):
    """Writes decisions in the order in which they are made, each durably.

    A view shows a decision at once. `written` then carries its `WrittenDecisions`; when the write
    fails, `failed` carries the reason and the tracks to read again.
    """

    written = Signal(object)  # Outcome
    failed = Signal(str, object)  # a sentence, frozenset of track ids (None: any)
    waiting_changed = Signal(int)  # decisions that are not written yet

    def __init__(
        self, library: Library, watch: LibraryWatch, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._watch = watch
        self._waiting = 0
        self._gives_up = False
        self.order = UndoOrder()
        self.is_by_itself = False  # while what begins is nothing that Undo takes back
        self._thread = WorkerThread("decisions", self)

    def answer(  # noqa: PLR0913 - an answer has these
        self,
        track_ids: Iterable[int],
        tag: str,
        state: DecisionState,
        *,
        extent: Extent = Extent.TRACKS,
        new_tag: bool = False,
        reviewed: bool = False,
        then: Callable[[WrittenDecisions], object] | None = None,
    ) -> None:
        """Decide a tag of tracks, or of their whole albums, as one action.

        With `reviewed` the action also marks them as reviewed.
        """
        wanted, answer = list(track_ids), Answer(tag, state)
        options = CorrectOptions(extent, new_tag, reviewed=reviewed)

        def write() -> WrittenDecisions:
            done = correct_tracks(self._library, wanted, [answer], options)
            sentence = self._summary(done.changes, done.tag_names, done.marks)
            return WrittenDecisions(sentence, done.changes, frozenset(done.track_ids))

        self._write(write, wanted, then)

    def answer_part(
        self,
        place: PartPlace,
        tag: str,
        state: DecisionState,
        *,
        new_tag: bool = False,
        then: Callable[[WrittenDecisions], object] | None = None,
    ) -> None:
        """Decide a tag for a part of a track, or with "unseen" take that back, as one action."""

        def write() -> WrittenDecisions:
            done = answer_part(self._library, place, tag, state, new_tag=new_tag)
            names = {one.tag_id: done.tag for one in done.changes}
            sentence = self._said(summed(parts=done.changes), names)
            track_ids = frozenset([place.track_id])
            return WrittenDecisions(sentence, (), track_ids, parts=done.changes)

        self._write(write, [place.track_id], then)

    def accept_rest(
        self,
        track_ids: Iterable[int],
        model: Model | None,
        then: Callable[[WrittenDecisions], object] | None = None,
    ) -> None:
        """Accept every suggestion of `model` for tracks that is not decided, as one action.

        The tracks are marked as reviewed.
        """
        wanted = list(track_ids)

        def write() -> WrittenDecisions:
            done = accept_suggestions(self._library, wanted, model)
            sentence = self._summary(done.changes, done.tag_names, done.marks)
            return WrittenDecisions(sentence, done.changes, frozenset(wanted))

        self._write(write, wanted, then)

    def mark_reviewed(
        self,
        track_ids: Iterable[int],
        reviewed: bool = True,
        then: Callable[[WrittenDecisions], object] | None = None,
    ) -> None:
        """Mark tracks as reviewed, or as not."""
        wanted = list(track_ids)

        def write() -> WrittenDecisions:
            marks = mark_tracks_reviewed(self._library, wanted, reviewed)
            marked = {one.track_id: reviewed for one in marks}
            said = self._summary((), {}, marks)
            return WrittenDecisions(said, (), frozenset(wanted), marked=marked)

        self._write(write, wanted, then)

    def keep(self, place: Place) -> None:
        """Keep a doubted answer, so that it is not doubted again."""

        def write() -> WrittenDecisions:
            kept = settle.keep(self._library, [place])
            sentence = self._said(summed(kept=kept)) if kept else ""
            return WrittenDecisions(sentence, (), frozenset(), kept)

        self._write(write, [place[0]], None)

    def turn(self, place: Place, state: KeptState) -> None:
        """Give the opposite of a doubted answer; one that was given anew meanwhile stays."""

        def write() -> WrittenDecisions:
            done = settle.turn(self._library, [(place, state)])
            with self._library.read() as connection:
                names = {tag.id: tag.name for tag in tags.list_tags(connection)}
            ids = frozenset([place[0]] if done.changes else [])
            return WrittenDecisions(self._summary(done.changes, names), done.changes, ids)

        self._write(write, [place[0]], None)

    def settle(self, pair: Pair, state: DecisionState) -> None:
        """Say what holds where people disagree about a tag of a track."""

        def write() -> WrittenDecisions:
            change = find_disputes.settle(self._library, pair, state)
            with self._library.read() as connection:
                names = tags.shown_names(connection)
            text = self.tr("Settled: {what}.")
            what = action_text(summed(changes=[change]), names)
            return WrittenDecisions(text.format(what=what), (change,), frozenset([pair[0]]))

        self._write(write, [pair[0]], None)

    def set_artist(self, track_ids: Iterable[int], artist: str) -> None:
        """Take the user's word for the artist of tracks, or with "" take it back, as one action."""
        wanted = list(track_ids)

        def write() -> WrittenDecisions:
            from tagstudio.engine.artists.name_tracks import clear_tracks, name_tracks

            if artist:
                namings = name_tracks(self._library, wanted, artist)
                sentence = self._said(summed(namings=namings))
            else:
                namings = clear_tracks(self._library, wanted)
                judged = self.tr("The names of {tracks} were judged anew.")
                sentence = judged.format(tracks=track_count(len(wanted)))
            ids = frozenset(wanted) | {one.track_id for one in namings}
            return WrittenDecisions(sentence, (), ids, facts=True)

        self._write(write, wanted, None)

    def edit_facts(self, wanted: Mapping[int, Words]) -> None:
        """Take the user's words on facts and measures of tracks by id, as one action."""
        self._edit(lambda _: wanted, list(wanted), "")

    def scale_tempo(self, track_ids: Iterable[int], factor: float) -> None:
        """Say that tracks are `factor` times as fast as they are shown, as one action."""
        ids = list(track_ids)

        def wanted(connection: Connection) -> dict[int, Words]:
            tempi = scaled_tempi(connection, ids, factor)
            return {id: {"bpm": tempo} for id, tempo in tempi.items()}

        nothing = (
            self.tr("None of these tracks has a tempo to double.")
            if factor > 1
            else self.tr("None of these tracks has a tempo to halve.")
        )
        self._edit(wanted, ids, nothing)

    def _edit(
        self,
        wanted_on: Callable[[Connection], Mapping[int, Words]],
        ids: list[int],
        nothing: str,
    ) -> None:
        """Take the words of `wanted_on`, on some of the tracks `ids`; `nothing` is said of none."""

        def write() -> WrittenDecisions:
            with self._library.write(durable=True) as connection:
                wanted = wanted_on(connection)
                if not wanted:
                    return WrittenDecisions(nothing)
                edited = edit_facts(connection, wanted)
            sentence = self._said(summed(namings=edited.namings, edits=edited.edits))
            return WrittenDecisions(sentence, (), edited.track_ids or frozenset(ids), facts=True)

        self._write(write, ids, None)

    def copy_answers(self, reference: int, track_ids: Iterable[int]) -> None:
        """Give tracks the answers of another one, as one action."""
        wanted = list(track_ids)

        def write() -> WrittenDecisions:
            done = copy_answers(self._library, reference, wanted)
            sentence = self._summary(done.changes, done.tag_names)
            return WrittenDecisions(sentence, done.changes, frozenset(wanted))

        self._write(write, wanted, None)

    def share_answers(
        self, groups: Iterable[Sequence[int]], say: Callable[[str], object] = lambda _: None
    ) -> None:
        """Give the tracks of each group the answers of one another, as one action.

        `say` gets the sentence on it, which names the tags on which the tracks contradict.
        """
        wanted = [list(group) for group in groups]

        def write() -> WrittenDecisions:
            shared = share_answers(self._library, wanted)
            done = shared.correction
            sentence = self._summary(done.changes, done.tag_names)
            if shared.contradicting:
                left = self.tr("Left as they are, being yes here and no there: {tags}.")
                sentence = f"{sentence} {left.format(tags=', '.join(shared.contradicting))}"
            return WrittenDecisions(sentence, done.changes, frozenset(done.track_ids))

        ids = [id for group in wanted for id in group]
        self._write(write, ids, lambda outcome: say(outcome.sentence))

    def act(
        self,
        act: Callable[[Library], str],
        then: Callable[[], object],
        *,
        undoable: Act | None = None,
    ) -> None:
        """Change something else in the library, in turn with the decisions.

        `act` runs on the task thread and returns the sentence on the change, "" for none; `then`
        runs on the window's thread after it. What is `undoable` takes its place in the order.
        """
        after: list[Moment] = []

        def write() -> WrittenDecisions:
            if undoable is not None:
                with self._library.read() as connection:
                    after[:] = [moment(connection)]
            return WrittenDecisions(act(self._library))

        def keep() -> None:
            if undoable is not None:
                self.order.add(undoable, *after)

        self.is_by_itself = undoable is None
        self._write(write, None, lambda _: then(), keep)
        self.is_by_itself = False

    def empty_redo(self) -> None:
        """Leave nothing to redo, in turn with the decisions: something else was done."""

        def empty(library: Library) -> str:
            with library.read() as connection:
                self.order.empty_redo(moment(connection))
            return ""

        self.act(empty, lambda: None)

    def undo(
        self,
        then: Callable[[WrittenDecisions], object] | None = None,
        *,
        ask: Callable[[str], object] | None = None,
    ) -> None:
        """Undo what was done last; an action of the journals only `ask` for, if that is given."""
        self._step(self.order.next_undo, then, ask, back=True)

    def undo_action(self, then: Callable[[WrittenDecisions], object] | None = None) -> None:
        """Undo the newest action of the journals, for the dialog that made it."""
        self._step(undo_history.undoable, then, None, back=True)

    def redo(self, then: Callable[[WrittenDecisions], object] | None = None) -> None:
        """Redo what was undone last."""
        self._step(self.order.next_redo, then, None, back=False)

    def undone(self, what: str) -> str:
        """Return the sentence on what was undone."""
        return self.tr("Undone: {what}.").format(what=what)

    def redone(self, what: str) -> str:
        """Return the sentence on what was redone."""
        return self.tr("Redone: {what}.").format(what=what)

    @property
    def waiting(self) -> int:
        """How many decisions are not written yet."""
        return self._waiting

    def stop(self) -> None:
        """Write every decision that is waiting, then end the thread.

        While the connection to the library is lost, what waits is not written: who closes the
        window was asked.
        """
        if self._watch.is_lost:
            self._gives_up = True
            if self._waiting:
                _log.error("%s decisions were not written: no connection.", self._waiting)
        self._watch.stop()
        self._thread.stop(STOP_SECONDS)

    def _step(
        self,
        find: Callable[[Connection], Act | int | None],
        then: Callable[[WrittenDecisions], object] | None,
        ask: Callable[[str], object] | None,
        *,
        back: bool,
    ) -> None:
        def take(connection: Connection) -> WrittenDecisions:
            self.order.forget_what_is_over(connection)
            found = find(connection)
            if isinstance(found, Act):
                return WrittenDecisions("", act=found)
            if found is not None and ask is not None:
                return WrittenDecisions("", asked=self._next(connection))
            step = None
            if found is not None:
                step = (undoing.undo if back else undoing.redo)(connection)
            return self._stepped(connection, step, back=back)

        def write() -> WrittenDecisions:
            with self._library.write(durable=True) as connection:
                outcome = take(connection)
            if outcome.act is not None:
                self.order.move(outcome.act, back=back)
            return outcome

        def done(outcome: WrittenDecisions) -> None:
            if outcome.act is not None:
                self._move(outcome.act, back=back)
            elif outcome.asked is not None and ask is not None:
                ask(outcome.asked)
            elif then is not None:
                then(outcome)

        self._write(write, None, done)

    def _move(self, act: Act, *, back: bool) -> None:
        """Take an act back or do it again; where that is not possible now, it stays next."""
        if not (act.back if back else act.again)():

            def stay(_: Library) -> str:
                self.order.move(act, back=not back)
                return ""

            self.act(stay, lambda: None)

    @staticmethod
    def _next(connection: Connection) -> str:
        action = next_undo(connection)
        assert action is not None  # it was found before
        title = title_of_track(connection, action.track_id)
        return action_text(action, tags.shown_names(connection), title)

    def _stepped(
        self, connection: Connection, step: undo_history.Step | None, *, back: bool
    ) -> WrittenDecisions:
        if step is None:
            nothing = self.tr("There is nothing to undo.")
            return WrittenDecisions(nothing if back else self.tr("There is nothing to redo."))
        names = tags.shown_names(connection)
        summary = of_step(step, back=back)
        title = title_of_track(connection, summary.track_id)
        unanswered = tags.own_tags_without_answers(
            connection, {change.tag_id for change in step.changes}
        )
        of_tracks = (step.changes, step.marks, step.namings, step.edits, step.kept, step.parts)
        what = action_text(summary, names, title) or self.tr("nothing that still applied")
        said = (self.undone if back else self.redone)(what)
        return WrittenDecisions(
            " ".join(filter(None, (said, self._stays(step), self._left(unanswered)))),
            step.changes,
            frozenset(one.track_id for changes in of_tracks for one in changes),
            step.kept,
            tags_changed=bool(step.tag_edits),
            is_step=True,
            parts=step.parts,
            marked={mark.track_id: mark.after is not None for mark in step.marks},
        )

    def _write(
        self,
        write: Callable[[], WrittenDecisions],
        track_ids: list[int] | None,
        then: Callable[[WrittenDecisions], object] | None,
        keep: Callable[[], object] = lambda: None,
    ) -> None:
        """Write on the task thread, and `keep` there that it is written; then tell of it."""

        def done(outcome: WrittenDecisions) -> None:
            self._count(-1)
            self.written.emit(outcome)
            if then is not None:
                then(outcome)

        def not_done(error: Exception) -> None:
            self._count(-1)
            ids = None if track_ids is None else frozenset(track_ids)
            self.failed.emit(error_text(error), ids)
            if not isinstance(error, TagStudioError):
                raise error

        def task() -> WrittenDecisions:
            outcome = self._persist(token, write, track_ids)
            keep()
            return outcome

        token = token_hex(16)
        self._count(1)
        self._thread.do(task, done, not_done)

    def _count(self, more: int) -> None:
        self._waiting += more
        self.waiting_changed.emit(self._waiting)

    def _persist(
        self, token: str, write: Callable[[], WrittenDecisions], track_ids: list[int] | None
    ) -> WrittenDecisions:
        """Write on the task thread, again and again while the connection is lost."""
        while True:
            if self._gives_up:
                raise ConnectionLostError(
                    "library.closed-before-written",
                    "The window was closed while the connection to the library was lost, so this"
                    " was not kept. Give the answer again.",
                )
            try:
                with written_once(token):
                    return write()
            except WrittenBeforeError:
                said = self.tr("Kept, though the connection was lost while it was written.")
                ids = frozenset(track_ids or ())
                return WrittenDecisions(said, track_ids=ids, anything=track_ids is None)
            except ConnectionLostError:
                self._watch.report()
                if not self._watch.wait_until_there():
                    raise

    def _summary(
        self, changes: tuple[Change, ...], names: Mapping[int, str], marks: tuple[Mark, ...] = ()
    ) -> str:
        return self._said(summed(changes=changes, marks=marks), names)

    def _said(self, action: ActionSummary, names: Mapping[int, str] | None = None) -> str:
        """Return the sentence on an action that was made, or that it changed nothing."""
        said = action_text(action, names or {})
        if not said:
            return self.tr("Nothing changed: all of it was so already.")
        is_of_facts = bool(action.facts or action.named)
        return self.tr("Changed: {what}.").format(what=said) if is_of_facts else f"{said}."

    def _left(self, names: Sequence[str]) -> str:
        """Say that tags stay which nothing has any more: their making is not undone."""
        if not names:
            return ""
        text = self.tr("In your list of tags stays: {tags}. Manage tags deletes it.")
        if len(names) > 1:
            text = self.tr("In your list of tags stay: {tags}. Manage tags deletes them.")
        return text.format(tags=", ".join(names))

    def _stays(self, step: undo_history.Step) -> str:
        """Return what of an action other people changed since, "" for nothing."""
        if not step.left:
            return ""
        text = self.tr("{count} of it stays as it is: {people} changed it since.")
        people = ", ".join(step.by) or self.tr("somebody else")
        return text.format(count=counted(step.left), people=people)
