"""Show a message in place of a track: what was done, or why there is no track, and a next step."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from sqlalchemy import Connection

from tagstudio.core.messages import Message
from tagstudio.core.settings import DAILY, NEVER, WEEKLY
from tagstudio.engine.active_learning.review_session import to_review
from tagstudio.engine.training.due import due
from tagstudio.engine.training.readiness import readiness
from tagstudio.library.models.models import Model
from tagstudio.library.search.query import ALL_TRACKS, parse
from tagstudio.library.tracks.folders import FolderState
from tagstudio.library.views.browse import count
from tagstudio.ui.background import library_jobs
from tagstudio.ui.background.folder_changes import add_folders
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.review_screen.session_tally import SessionTally
from tagstudio.ui.review_screen.view import ReviewView
from tagstudio.ui.text.message_translation import translated
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.text.removed_music import removed_heading, removed_text, removed_with_tracks

A_FEW = 20  # tracks, of which it is said how long they take
OUT_OF_REACH = "state:missing , state:failed"


@dataclass(frozen=True)
class _Standing:
    """What is left, tracks answered since the last training, and what all answers are worth.

    `to_review` have suggestions; `unanswered` are all that can be heard and have no answer.
    """

    to_review: int
    unanswered: int
    newly_answered: int
    worth: Message | None


class EndPage(QObject):
    """Fills the view's message and acts on its buttons.

    `mixed_wanted` asks for the order that leaves no track out.
    """

    go_on_wanted = Signal()
    mixed_wanted = Signal()
    library_wanted = Signal()

    def __init__(self, workspace: Workspace, view: ReviewView) -> None:
        super().__init__(view)
        self._workspace = workspace
        self._view = view
        self._press: Callable[[], object] = self.go_on_wanted.emit
        self._goes_back = False
        view.message.button.clicked.connect(self.press)
        view.message.other.clicked.connect(workspace.actions["show_model"].trigger)

    def press(self) -> None:
        """Take the step that the page offers."""
        if self._view.message.isVisible():
            self._press()

    def show_all_seen(self, tally: SessionTally, *, goes_back: bool = False) -> None:
        """Say that all tracks of the session were seen, what was done, and what more is worth.

        `goes_back`: to go on leads to the list that was left for these tracks.
        """
        self._press, self._goes_back = self.go_on_wanted.emit, goes_back
        self._show_seen(tally, None)
        self.look_again(tally)

    def look_again(self, tally: SessionTally) -> None:
        """Read again what is left: the last answers may be written by now."""
        model, rule = self._workspace.shown_model(), self._workspace.settings.train_after
        self._workspace.ask(
            lambda connection: _standing(connection, model, rule),
            lambda standing: self._show_seen(tally, standing),
            owner=self,
            topic="counts",
        )

    def show_none(self) -> None:
        """Say why there is no track to go through."""
        model = self._workspace.shown_model()
        self._workspace.ask(
            lambda connection: _counts(connection, model),
            self._show_why,
            owner=self,
            topic="counts",
        )

    def _show_seen(self, tally: SessionTally, standing: _Standing | None) -> None:
        sentences = [self._done(tally)]
        if standing is not None:
            sentences += [self._left(standing, tally), self._worth(standing)]
        go_on = self.tr("Go on with the next tracks")
        if self._goes_back:
            go_on = self.tr("Back to the list")
        if standing is not None and not standing.to_review:
            self._press = self.library_wanted.emit
            go_on = self.tr("Show the library")
        text = "\n\n".join(filter(None, sentences))
        title = self.tr("The end of this list")
        if tally.finished and standing is not None and not standing.to_review:
            title = self.tr("That was all of them")
        sent_to_model = standing is not None and self._is_out_of_tracks(standing)
        other = self.tr("Go to Model") if sent_to_model else ""
        self._view.show_message(title, text, go_on, other)
        self._view.message.text.setToolTip(
            self.tr(
                "What you did in this list, what is left, and what all answers are worth. Example:"
                " “2 tags were left undecided”: they got no answer, and are assumed to be no, which"
                " counts less than a no of yours."
            )
        )

    def _done(self, tally: SessionTally) -> str:
        """Say what was done, and how long it took."""
        if not tally.finished:
            return self.tr("No track was reviewed. The next ones depend on your answers.")
        total = tally.total
        text = self.tr(
            "Reviewed: {tracks} in {minutes} min. Answers: {yes} yes, {no} no; {left} tags were"
            " left undecided and are assumed to be no."
        )
        return text.format(
            tracks=self._tracks(len(tally.finished)),
            minutes=counted(max(1, round(tally.seconds / 60))),
            yes=counted(total.yes),
            no=counted(total.no),
            left=counted(total.left),
        )

    def _left(self, standing: _Standing, tally: SessionTally) -> str:
        if not standing.to_review:
            return self.tr("Every track with suggestions is reviewed.")
        if not tally.finished:
            return self.tr("Still to review: {tracks}.").format(
                tracks=self._tracks(standing.to_review)
            )
        text = self.tr("Still to review: {tracks}. At your pace, 20 of them take about {minutes}.")
        if standing.to_review <= A_FEW:
            text = self.tr("Still to review: {tracks}. At your pace they take about {minutes}.")
        pace = min(A_FEW, standing.to_review) / 60 * tally.seconds / len(tally.finished)
        minutes = self.tr("{n} min").format(n=counted(max(1, round(pace))))
        return text.format(tracks=self._tracks(standing.to_review), minutes=minutes)

    def _is_out_of_tracks(self, standing: _Standing) -> bool:
        """Tell whether too few tracks are left for the model to learn by itself."""
        rule = self._workspace.settings.train_after
        if rule in {NEVER, DAILY, WEEKLY}:
            return False
        return int(rule) - standing.newly_answered > standing.unanswered

    def _worth(self, standing: _Standing) -> str:
        """Say what going on is worth: when the model learns next, and what it can learn by now."""
        rule, new = self._workspace.settings.train_after, standing.newly_answered
        worth = translated(standing.worth) if standing.worth is not None else ""
        if rule == NEVER:
            when = ""
        elif rule in {DAILY, WEEKLY}:
            when = self.tr("Tracks answered since the model learned last: {new}.").format(
                new=counted(new)
            )
        elif new >= int(rule):
            when = self.tr("The model learns from them in a moment, by itself.")
        elif self._is_out_of_tracks(standing):
            when = self.tr(
                "Too few tracks are left for the model to learn by itself: train it yourself, on"
                " the page Model."
            )
        else:
            when = self.tr(
                "The model learns by itself each time {count} tracks were answered anew: {new} so"
                " far."
            ).format(count=counted(int(rule)), new=counted(new))
        return "\n\n".join(filter(None, (when, worth)))  # a number may end or begin them

    def _show_why(self, counts: _Counts) -> None:
        tracks, unscored, out_of_reach = counts.tracks, counts.unscored, counts.out_of_reach
        if counts.removed:
            folders = [Path(one.path) for one in counts.removed]
            self._press = partial(add_folders, self._workspace, folders)
            text = removed_text(counts.removed)
            self._view.show_message(removed_heading(), text, self.tr("Put back"))
        elif not tracks:
            self._press = partial(library_jobs.ask_for_folder, self._view, self._workspace)
            title = self.tr("There are no tracks yet")
            text = self.tr("Add a folder with music, then let the model suggest tags for it.")
            self._view.show_message(title, text, self.tr("Add a folder"))
        elif unscored and (listening := self._workspace.jobs.of_kind("suggest")) is not None:
            title = self.tr("The model is listening")
            text = self.tr("The first tracks come in a moment.")
            if heard := tracks - unscored - out_of_reach:
                text = self.tr("Heard so far: {heard} of {total}. The next ones come in a moment.")
                text = text.format(heard=counted(heard), total=counted(tracks - out_of_reach))
            self._view.show_message(title, text, "", job=listening)
        elif unscored:
            self._press = partial(library_jobs.suggest_tags, self._workspace)
            title = self.tr("Nothing is suggested yet")
            text = self.tr("The model has not analysed {tracks} of your tracks yet.")
            text = text.format(tracks=counted(unscored))
            self._view.show_message(title, text, self.tr("Suggest tags now"))
        elif out_of_reach == tracks:
            self._press = partial(library_jobs.scan_folders, self._workspace, [])
            title = self.tr("No track can be heard")
            text = self.tr(
                "The files of all tracks are missing or cannot be read. Connect the disk with the"
                " music, then scan the folders again."
            )
            self._view.show_message(title, text, self.tr("Scan folders again"))
        elif counts.to_review:
            self._press = self.mixed_wanted.emit
            title = self.tr("No track in this order")
            text = self.tr("Still to review: {tracks}.")
            text = text.format(tracks=self._tracks(counts.to_review))
            self._view.show_message(title, text, self.tr("Show them in another order"))
        else:
            self._press = self.library_wanted.emit
            title = self.tr("All is reviewed")
            text = self.tr("No track waits for an answer.")
            if out_of_reach:
                more = self.tr("Tracks whose files are missing or cannot be read: {count}.")
                text = f"{text} {more.format(count=counted(out_of_reach))}"
            self._view.show_message(title, text, self.tr("Show the library"))

    def _tracks(self, number: int) -> str:
        return (
            self.tr("1 track") if number == 1 else self.tr("{n} tracks").format(n=counted(number))
        )


@dataclass(frozen=True)
class _Counts:
    """Tracks of the library: all, without suggestions, out of reach, and to review.

    Where there are none, `removed` are the folders whose removal took them.
    """

    tracks: int
    unscored: int
    out_of_reach: int
    to_review: int
    removed: tuple[FolderState, ...]


def _counts(connection: Connection, model: Model | None) -> _Counts:
    queries = (ALL_TRACKS, parse("state:new"), parse(OUT_OF_REACH))
    tracks, unscored, out_of_reach = (count(connection, one, model) for one in queries)
    removed = () if tracks else tuple(removed_with_tracks(connection))
    return _Counts(tracks, unscored, out_of_reach, to_review(connection, model), removed)


def _standing(connection: Connection, model: Model | None, train_after: str) -> _Standing:
    new, found = due(connection, train_after, time.time()).tracks, readiness(connection)
    return _Standing(
        to_review(connection, model),
        found.library_tracks - found.tracks,
        new,
        found.worth,
    )
