"""What the keys of the review do to the tags of the track in view."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from tagstudio.engine.active_learning.tag_order import with_answer
from tagstudio.engine.artists.shown_names import shown_names
from tagstudio.engine.correcting.parts import PartPlace
from tagstudio.library.tags.decisions import DecisionState
from tagstudio.library.views.tag_states import Tagging
from tagstudio.ui.review_screen.answer_writer import AnswerWriter
from tagstudio.ui.review_screen.row_painter import SuggestionList
from tagstudio.ui.review_screen.session_tally import Finish, SessionTally, finish_of
from tagstudio.ui.review_screen.sound.part_choice import PartChoice
from tagstudio.ui.review_screen.tag_list_model import TagListModel
from tagstudio.ui.review_screen.track_review import TagRow, TrackReview
from tagstudio.ui.text.number_format import counted

# After a track was finished, or Enter took a tag from the field, another press is still meant for
# that, as a double one; where the last answer led to the next track, out of habit for longer.
HABIT_SECONDS, DOUBLE_SECONDS = 1.5, 0.5


class Answering(QObject):
    """Answers the tags of `review`, in the rows at once, in the library behind.

    While a part of the track is chosen, a yes or no to a tag is for that part, and the track stays.
    `finished` says that the track is reviewed now, `passed` asks for the next one without that.
    `said` carries a sentence on the track in view: what could not be done, or what the next key
    does.
    """

    finished = Signal()
    passed = Signal()
    said = Signal(str)

    def __init__(
        self, writer: AnswerWriter, rows: TagListModel, view: SuggestionList, part: PartChoice
    ) -> None:
        super().__init__(view)
        self._part = part
        self._writer = writer
        self._rows = rows
        self._view = view
        self.review: TrackReview | None = None
        self.tally = SessionTally()
        self._added = ""  # a tag that no row had, until its row is there
        self._habit = (0.0, "")  # until when finishing is no wish, and what is said then
        self._early = (0.0, 0)  # until when the track in view is new, and the answers before it
        self._is_by_answer = False  # whether the last answer to a track leads to the next one

    @property
    def place(self) -> int | None:
        """The row in focus, None for none."""
        index = self._view.currentIndex()
        return index.row() if self.review is not None and index.isValid() else None

    def focus(self, place: int) -> None:
        """Put a row into focus."""
        self._view.setCurrentIndex(self._rows.index(place))

    def answer(self, state: DecisionState) -> None:
        """Answer the tag in focus and go on to the next one that waits, the first one at the end.

        Where it was the last of them, the next track comes. Another answer to a tag that has one
        already stays there; the same once more goes on, as long as another one waits.
        """
        place = self.place
        if place is None or self.review is None:
            return
        self.said.emit("")
        if self._is_of_part():
            self._answer_part(self._rows.rows[place].tagging.tag, state)
            return
        row = self._rows.rows[place]
        if not row.is_open and self._is_own(row.tagging, state):
            next_place = self._next_waiting(place)
            self.focus(place if next_place is None else next_place)
            return
        if not row.is_open or state == "unseen":
            self.answer_at(place, state)
            return
        self._rows.answer(place, state)
        next_place = self._next_waiting(place)
        track_id, tag = self.review.track.id, self._rows.rows[place].tagging.tag
        self._writer.give(track_id, tag, state, last=next_place is None)
        if next_place is not None:
            self.focus(next_place)
        else:
            self._is_by_answer = True
            self._finished()

    def skip(self) -> None:
        """Leave the tag in focus undecided and go on; behind the last one comes the next track."""
        place = self.place
        next_place = self._rows.undecided_after(-1 if place is None else place)
        if next_place is None and place is not None and not self._rows.rows[place].is_open:
            next_place = self._next_waiting(place)
        if next_place is None:
            self.passed.emit()
        else:
            self.focus(next_place)

    def what_comes(self) -> tuple[str, str]:
        """Return where the next key leads, and what finishing assumes; "" for nothing of note.

        Answers to a part finish nothing.
        """
        if self.review is None or not self._rows.rows or self._is_of_part():
            return "", ""
        waiting = [place for place, row in enumerate(self._rows.rows) if row.is_open]
        if waiting == [self.place]:
            text = self.tr("The last open question: its answer finishes the track.")
            return text, self._assumed(besides=self.place)
        if waiting and waiting[-1] == self.place:
            return self.tr("Skipping this one goes to the next track."), ""
        return "" if waiting else self.tr("No tag waits."), self._assumed()

    def _assumed(self, besides: int | None = None) -> str:
        """Return what finishing makes of the tags that are left undecided, "" for none.

        The row `besides` is not among them. Of those that were there when the track was reviewed
        it was made already, which is told where there are no others.
        """
        rows = [row for place, row in enumerate(self._rows.rows) if place != besides]
        undecided = [row for row in rows if row.is_undecided]
        to_assume = [row for row in undecided if not row.is_assumed_no]
        suggested = sum(row.tagging.state == "suggested" for row in to_assume)
        others = len(to_assume) - suggested
        if not to_assume:
            text = self.tr("Reviewed: {n} assumed no.")
            told = undecided and besides is None
            return text.format(n=counted(len(undecided))) if told else ""
        if besides is not None:
            text = self.tr("Then assumed no: {n} undecided.")
        elif suggested and others:
            text = self.tr("Finishing assumes no: {suggested} suggested, {others} others.")
        elif suggested:
            text = self.tr("Finishing assumes no: {suggested} suggested.")
        else:
            text = self.tr("Finishing assumes no: {n} undecided.")
        return text.format(
            n=counted(len(to_assume)), suggested=counted(suggested), others=counted(others)
        )

    def _next_waiting(self, place: int) -> int | None:
        """Return the next row that waits, behind the last one the first; None: none does."""
        behind = self._rows.undecided_after(place)
        return self._rows.undecided_after(-1) if behind is None else behind

    def toggle(self, place: int) -> None:
        """Say yes to one of the top ten, or take that back."""
        if self.review is not None and place < len(self._rows.rows):
            self.said.emit("")
            self.focus(place)
            self._toggle(place)

    def toggle_tag(self, tag: str) -> None:
        """Say yes to a tag, or take that back; the focus stays."""
        if self.review is None:
            return
        self.said.emit("")
        place = self._rows.place_of(tag)
        if self._is_of_part():
            self._toggle_in_part(tag)
        elif place is None:
            self._writer.add(self.review.track.id, tag, "yes")
        else:
            self._toggle(place)

    def add(self, tag: str, new: bool, state: DecisionState = "yes") -> None:
        """Answer a tag by its name, maybe a new one."""
        if self.review is None:
            return
        said = self.tr("The tag was added just now. Once more, and the track is finished.")
        self._habit = (time.monotonic() + DOUBLE_SECONDS, said)
        place = self._rows.place_of(tag)
        if place is not None:
            self.focus(place)
        if self._is_of_part():
            self._answer_part(tag, state, new=new)
        elif place is None:
            self._added = tag
            self._writer.add(self.review.track.id, tag, state, new=new)
        else:
            self.answer_at(place, state)

    def take_added(self) -> set[str]:
        """Return the tag that was added last, once its row is there; once."""
        if not self._added or self._rows.place_of(self._added) is None:
            return set()
        added, self._added = self._added, ""
        return {added}

    def remove_part(self) -> None:
        """Take back what the tag in focus was answered in the chosen part."""
        if self.place is not None and self._part.stretch is not None:
            self._answer_part(self._rows.rows[self.place].tagging.tag, "unseen")

    def state_in_part(self, tag: str) -> DecisionState:
        """Return what a tag was answered in the chosen part."""
        parts = self.review.parts_of(tag) if self.review is not None else ()
        here = [one.state for one in parts if one.stretch == self._part.stretch]
        return here[0] if here else "unseen"

    def seen_as(self, row: TagRow) -> TagRow:
        """Return a row with the answer to its tag in the chosen part; without one as it is."""
        if not self._is_of_part():
            return row
        tagging = with_answer(row.tagging, self.state_in_part(row.tagging.tag))
        return replace(row, tagging=tagging, reviewed=False)  # a part is not gone through

    def answer_at(self, place: int, state: DecisionState) -> None:
        """Answer a tag and stay."""
        assert self.review is not None
        self._rows.answer(place, state)
        self._writer.give(self.review.track.id, self._rows.rows[place].tagging.tag, state)

    def _toggle(self, place: int) -> None:
        tagging = self._rows.rows[place].tagging
        if self._is_of_part():
            self._toggle_in_part(tagging.tag)
        else:
            self.answer_at(place, "unseen" if self._is_own(tagging, "yes") else "yes")

    def _is_own(self, tagging: Tagging, state: DecisionState) -> bool:
        """Tell whether this is the answer that who answers here has given already."""
        return tagging.state == state and not self._rows.is_by_another(tagging)

    def _toggle_in_part(self, tag: str) -> None:
        self._answer_part(tag, "unseen" if self.state_in_part(tag) == "yes" else "yes")

    def _is_of_part(self) -> bool:
        return self._part.stretch is not None or self._part.begins is not None

    def _answer_part(self, tag: str, state: DecisionState, *, new: bool = False) -> None:
        """Answer a tag for the chosen part; for one that only begins, say what is missing."""
        assert self.review is not None
        stretch = self._part.stretch
        if stretch is None:
            self.said.emit(self.tr("The part has no end yet, so nothing is answered."))
            return
        place = PartPlace(self.review.track.id, stretch.start, stretch.end)
        self._writer.give_part(place, tag, state, new=new)

    def answer_clicked(self, place: int, state: DecisionState) -> None:
        """Answer a tag that was clicked."""
        self.focus(place)
        self.answer(state)

    def accept_rest(self) -> None:
        """Say yes to all that is suggested and undecided, and go on to the next track."""
        if self.review is None or self._is_only_to_pass() or self._is_habit():
            return
        for place, row in enumerate(self._rows.rows):
            if row.is_to_accept:
                self._rows.answer(place, "yes")
        self._writer.accept_rest(self.review)
        self._finished()

    def accept_album(self) -> None:
        """Give the answer to the tag in focus for the whole album; a suggestion counts as yes."""
        place = self.place
        if place is None or self.review is None or not self.review.track.album:
            return
        tagging = self._rows.rows[place].tagging
        state: DecisionState = "no" if tagging.state == "no" else "yes"
        self._rows.answer(place, state)
        self._writer.give_album(self.review.track.id, tagging.tag, state)

    def finish(self) -> None:
        """Mark the track as gone through and go on; without a row nothing was gone through."""
        if self.review is None or self._is_only_to_pass() or self._is_habit():
            return
        self._writer.mark(self.review.track.id, True)
        self._finished()

    def unfinish(self) -> None:
        """Mark the track as not gone through."""
        if self.review is not None:
            self._writer.mark(self.review.track.id, False)

    def arrive(self) -> None:
        """Begin with a track that comes into view."""
        self._habit = (0.0, self.tr("This track has only just come, so it was not finished."))
        seconds = DOUBLE_SECONDS
        if self._is_by_answer:
            said = self.tr("The last answer finished the track before; this one is next.")
            self._habit, seconds = (0.0, said), HABIT_SECONDS
        self._early = (time.monotonic() + seconds, self._writer.given)
        self._is_by_answer = False

    def focus_first(self, tags: Collection[str] = ()) -> None:
        """Put the first of these tags into focus, else the first that waits for an answer."""
        places = [i for i, row in enumerate(self._rows.rows) if row.tagging.tag in tags]
        waiting = self._rows.undecided_after(-1)
        self.focus(places[0] if places else waiting if waiting is not None else 0)

    def _is_only_to_pass(self) -> bool:
        """Go on where there is nothing to finish, and store nothing; tell whether it is so.

        A track that was reviewed before counts with a new answer.
        """
        assert self.review is not None
        if self._rows.rows and not self.review.is_settled:
            return False
        if self._rows.rows and self.review.track.id in self._writer.answered:
            self._count(self.review)
        self.passed.emit()
        return True

    def _is_habit(self) -> bool:
        """Tell whether the track is finished too soon for this to be on purpose; say so."""
        (until, said), (early_until, given) = self._habit, self._early
        is_early = self._writer.given == given and time.monotonic() < early_until
        if not is_early and time.monotonic() >= until:
            return False
        self._habit = (0.0, said)
        self.said.emit(said)
        return True

    def _finished(self) -> None:
        """Count the track and go on."""
        assert self.review is not None
        self._count(self.review)
        self.finished.emit()

    def _count(self, review: TrackReview) -> None:
        how = finish_of(self._rows.rows)
        self.tally.finish(review.track.id, how, time.monotonic())
        self._writer.say_when_written(self._sentence(review, how))

    def _sentence(self, review: TrackReview, how: Finish) -> str:
        text = self.tr(
            "Reviewed “{title}”: {yes} yes, {no} no, {left} assumed no. Tracks reviewed in this"
            " list: {tracks}."
        )
        if not how.yes + how.no and self._writer.undo_key:
            text = self.tr(
                "Reviewed “{title}”: no answer, {left} assumed no. {key} takes that back. Tracks"
                " reviewed in this list: {tracks}."
            )
        return text.format(
            title=shown_names(review.track, review.artist).title,
            tracks=counted(len(self.tally.finished)),
            yes=counted(how.yes),
            no=counted(how.no),
            left=counted(how.left),
            key=self._writer.undo_key,
        )
