"""How far a library has come on its first steps, read from the library."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import Literal

from sqlalchemy import Connection, select

from tagstudio.core.messages import Message
from tagstudio.library.db.schema import models
from tagstudio.library.models import suggestions
from tagstudio.library.models.judgements import newest_judgement, newest_training
from tagstudio.library.models.promotions import TAKEN_BACK, active_promotion, history
from tagstudio.library.search.query import ALL_TRACKS, parse
from tagstudio.library.tags.file_writes import groups_in_effect
from tagstudio.library.tracks.folders import removed_folders
from tagstudio.library.views.browse import count

Step = Literal["add", "suggest", "review", "learn", "use", "done"]
STEPS: tuple[Step, ...] = ("add", "suggest", "review", "learn", "use")
ANSWERED_FIRST = 10  # tracks, that make a start for learning
MANY = 1_000  # answered tracks, after which it is not asked at each change what they are worth


@dataclass(frozen=True)
class FirstSteps:
    """What is there: tracks, suggestions, answered tracks, versions.

    `unheard` of the tracks cannot be heard, which is asked until something is suggested.
    `are_missing` tells that the files of all tracks are; `worth` says what the answers are enough
    for, None where that is not asked. `are_written`: tags were written into files, and still are
    there.
    `answered` counts tracks with an answer, `to_learn_from` also those finished without one.
    `speaks_for_use`: the verdict on what was learned last makes its use the next step.
    `was_in_use`: an own version was put to use once, whichever is in use now; `left` is the last
    one that was taken back, "" for none. `was_removed`: there was music, whose folder was removed.
    """

    tracks: int = 0
    has_suggestions: bool = False
    answered: int = 0
    has_learned: bool = False
    is_in_use: bool = False
    are_missing: bool = False
    worth: Message | None = None
    are_written: bool = False
    unheard: int = 0
    speaks_for_use: bool = False
    was_in_use: bool = False
    to_learn_from: int = 0
    left: str = ""
    was_removed: bool = False

    @property
    def is_over(self) -> bool:
        """Whether the whole way was gone: who went back is not led over it again."""
        return self.is_in_use or self.was_in_use

    @property
    def done(self) -> set[Step]:
        """The steps before the current one: none behind it, though one may learn early."""
        return set(takewhile(lambda step: step != self.current, STEPS))

    @property
    def current(self) -> Step:
        """The first step that is not done yet; "done" once an own version was in use.

        It goes on learning until its verdict makes the use of what was learned the next step.
        """
        if self.is_over:
            return "done"
        if self.answered >= ANSWERED_FIRST:
            return "use" if self.has_learned and self.speaks_for_use else "learn"
        if self.has_suggestions:
            return "review"
        return "suggest" if self.tracks else "add"


def read_first_steps(connection: Connection) -> FirstSteps:
    """Read how far the library has come; on a thread, for the first time takes a while."""
    from tagstudio.engine.evaluation.out_of_reach import out_of_reach
    from tagstudio.engine.training.readiness import answer_counts, readiness  # with numpy

    tracks = count(connection, ALL_TRACKS, None)
    if not tracks:
        return FirstSteps(was_removed=bool(removed_folders(connection)))
    found = answer_counts(connection)
    own = set(connection.scalars(select(models.c.id).where(models.c.parent.is_not(None))))
    in_use = active_promotion(connection)
    is_in_use = bool(in_use) and in_use[-1] in own
    has_learned = newest_training(connection) != (0, 0)
    has_suggestions = suggestions.are_any(connection)
    steps = history(connection)
    is_asked = ANSWERED_FIRST <= found.answered <= MANY and not is_in_use
    return FirstSteps(
        tracks,
        has_suggestions,
        found.answered,
        has_learned,
        is_in_use,
        count(connection, parse("state:missing"), None) == tracks,
        readiness(connection).worth if is_asked else None,
        is_in_use and bool(groups_in_effect(connection)),
        0 if has_suggestions else len(out_of_reach(connection)),
        bool(own) and not is_in_use and _speaks_for_use(connection, max(own)),
        any(step.model_id in own for step in steps),
        found.tracks,
        next((one.model for one in reversed(steps) if one.kind in TAKEN_BACK), ""),
    )


def _speaks_for_use(connection: Connection, version: int) -> bool:
    """Tell whether the last verdict on a version makes its use the next step."""
    from tagstudio.engine.evaluation.verdict_words import speaks_for_use  # with numpy

    judged = newest_judgement(connection, version)
    return judged is not None and speaks_for_use(judged.outcome, judged.reason.key)
