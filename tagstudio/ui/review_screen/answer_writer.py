"""The answers given in the review, from the key to the moment when they are written."""

from __future__ import annotations

from collections.abc import Collection

import shiboken6
from PySide6.QtCore import QObject, Signal

from tagstudio.engine.correcting.correct import Extent
from tagstudio.engine.correcting.parts import PartPlace
from tagstudio.library.tags.decisions import DecisionState
from tagstudio.ui.background.decision_writer import WrittenDecisions
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.key_names import native_keys
from tagstudio.ui.review_screen.track_review import TrackReview


class AnswerWriter(QObject):
    """Gives answers, each written behind; `done` are the tracks whose review they ended once.

    `answered` are the tracks of the session at which any was given, `marks` those marked as
    reviewed or as not which is not written yet.
    `written` and `stepped` carry the outcome of what was written, and of an undo or redo; the
    window's status bar says it.
    """

    written = Signal(object)  # WrittenDecisions; None: it was not written
    stepped = Signal(object)  # Outcome

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._decisions = workspace.decisions
        self.done: set[int] = set()
        self.marks: dict[int, bool] = {}
        self.answered: set[int] = set()
        self._places: list[int] = []  # the tracks at which answers were given, the newest last
        self.unwritten = 0
        self.given = 0  # answers, of all tracks
        self._to_say = ""  # once all is written
        self._decisions.failed.connect(self._on_not_written)

    def give(self, track_id: int, tag: str, state: DecisionState, *, last: bool = False) -> None:
        """Answer a tag; with the `last` one that the track waited for it is gone through."""
        self._begin(track_id)
        if last:
            self._mark(track_id, True)
        self._decisions.answer([track_id], tag, state, reviewed=last, then=self._on_written)

    def give_album(self, track_id: int, tag: str, state: DecisionState) -> None:
        """Answer a tag for the whole album."""
        self._begin(track_id)
        self._decisions.answer([track_id], tag, state, extent=Extent.ALBUMS, then=self._on_written)

    def add(self, track_id: int, tag: str, state: DecisionState, *, new: bool = False) -> None:
        """Answer a tag that the track does not show, maybe a new one of the user's."""
        self._begin(track_id)
        self._decisions.answer([track_id], tag, state, new_tag=new, then=self._on_written)

    def give_part(
        self, place: PartPlace, tag: str, state: DecisionState, *, new: bool = False
    ) -> None:
        """Answer a tag for a part of a track, which stays as it is."""
        self._begin(place.track_id)
        self._decisions.answer_part(place, tag, state, new_tag=new, then=self._on_written)

    def accept_rest(self, review: TrackReview) -> None:
        """Say yes to all that is suggested and undecided; the track is gone through."""
        suggested = any(row.is_to_accept for row in review.rows)
        self._begin(review.track.id, answers=suggested)
        self._mark(review.track.id, True)
        self._decisions.accept_rest([review.track.id], review.model, self._on_written)

    def mark(self, track_id: int, reviewed: bool) -> None:
        """Mark a track as gone through, or as not."""
        self._begin(track_id, answers=False)
        self._mark(track_id, reviewed)
        self._decisions.mark_reviewed([track_id], reviewed, self._on_written)

    def undo(self) -> None:
        """Take the last action back."""
        self._decisions.undo(self._on_stepped)

    @property
    def undo_key(self) -> str:
        """The key that takes the last action back, as the system writes it; "" for none."""
        return next(iter(native_keys(self._workspace.actions, "undo")), "")

    def redo(self) -> None:
        """Make the last undone action again."""
        self._decisions.redo(self._on_stepped)

    def place_of(self, track_ids: Collection[int]) -> int | None:
        """Return at which of these tracks the newest answer was given; None where at none."""
        given = (track_id for track_id in reversed(self._places) if track_id in track_ids)
        only = next(iter(track_ids)) if len(track_ids) == 1 else None
        return next(given, only)

    def say_when_written(self, sentence: str) -> None:
        """Say a sentence in the status bar, in place of that on the last of what is written."""
        if self.unwritten:
            self._to_say = sentence
        else:
            self._workspace.say(sentence)

    def as_marked(self, reviewed: Collection[int]) -> set[int]:
        """Return which tracks are reviewed, of which these are, with what is not written yet."""
        done = {track_id for track_id, is_reviewed in self.marks.items() if is_reviewed}
        return done | (set(reviewed) - self.marks.keys())

    def _begin(self, track_id: int, *, answers: bool = True) -> None:
        self.unwritten += 1
        self._places.append(track_id)
        if answers:
            self.answered.add(track_id)
            self.given += 1

    def _mark(self, track_id: int, reviewed: bool) -> None:
        self.marks[track_id] = reviewed
        if reviewed:
            self.done.add(track_id)

    def _on_written(self, outcome: WrittenDecisions) -> None:
        if shiboken6.isValid(self):  # else it was written after the window was closed
            self.unwritten = max(0, self.unwritten - 1)
            if not self.unwritten:
                self.marks.clear()
            if not self.unwritten and self._to_say:
                self._workspace.say(self._to_say)
                self._to_say = ""
            self.written.emit(outcome)

    def _on_not_written(self, sentence: str, track_ids: object) -> None:
        self.unwritten, self._to_say = 0, ""
        self.marks.clear()
        self.written.emit(None)

    def _on_stepped(self, outcome: WrittenDecisions) -> None:
        if shiboken6.isValid(self):
            self.stepped.emit(outcome)
