"""How far a library has come on its first steps, read from the library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, exists, select

from tagstudio.core.messages import Message
from tagstudio.library.db.schema import suggestions
from tagstudio.library.models.judgements import newest_training
from tagstudio.library.models.models import model
from tagstudio.library.models.promotions import active_promotion
from tagstudio.library.search.query import ALL_TRACKS, parse
from tagstudio.library.tags.file_writes import groups_in_effect
from tagstudio.library.views.browse import count

Step = Literal["add", "suggest", "review", "learn", "use", "done"]
STEPS: tuple[Step, ...] = ("add", "suggest", "review", "learn", "use")
REVIEWED_FIRST = 10  # tracks that are answered before something is learned from them
MANY = 1_000  # answered tracks, after which it is not asked at each change what they are worth


@dataclass(frozen=True)
class FirstSteps:
    """What is there: tracks, suggestions, answered tracks, versions.

    `unheard` of the tracks cannot be heard, which is asked until something is suggested.
    `are_missing` tells that the files of all tracks are; `obstacle` is why nothing can be learned
    from the answers, None where something can; `worth` says what the answers are enough for, None
    where that is not asked. `are_written`: tags were written into files, and still are there.
    """

    tracks: int = 0
    has_suggestions: bool = False
    answered: int = 0
    obstacle: Message | None = None
    has_learned: bool = False
    is_in_use: bool = False
    are_missing: bool = False
    worth: Message | None = None
    are_written: bool = False
    unheard: int = 0

    @property
    def done(self) -> set[Step]:
        """The steps that are done, in whatever order: one may learn before ten are reviewed.

        Where an own version is in use, they all are.
        """
        if self.is_in_use:
            return set(STEPS)
        facts: dict[Step, bool] = {
            "add": self.tracks > 0,
            "suggest": self.has_suggestions,
            "review": self.answered >= REVIEWED_FIRST,
            "learn": self.has_learned,
        }
        return {step for step, is_done in facts.items() if is_done}

    @property
    def current(self) -> Step:
        """The first step that is not done yet; one may learn before ten tracks are reviewed."""
        if self.is_in_use:
            return "done"
        if self.answered >= REVIEWED_FIRST:
            return "use" if self.has_learned else "learn"
        if self.has_suggestions:
            return "review"
        return "suggest" if self.tracks else "add"


def read_first_steps(connection: Connection) -> FirstSteps:
    """Read how far the library has come; on a thread, for the first time takes a while."""
    from tagstudio.engine.evaluation.out_of_reach import out_of_reach
    from tagstudio.engine.training.readiness import answer_counts, readiness  # with numpy

    tracks = count(connection, ALL_TRACKS, None)
    if not tracks:
        return FirstSteps()
    found = answer_counts(connection)
    is_in_use = _is_own_version_in_use(connection)
    has_learned = newest_training(connection) != (0, 0)
    has_suggestions = bool(connection.scalar(select(exists().select_from(suggestions))))
    is_asked = REVIEWED_FIRST <= found.tracks <= MANY and not has_learned
    return FirstSteps(
        tracks,
        has_suggestions,
        found.tracks,
        found.obstacle,
        has_learned,
        is_in_use,
        count(connection, parse("state:missing"), None) == tracks,
        readiness(connection).worth if is_asked else None,
        is_in_use and bool(groups_in_effect(connection)),
        0 if has_suggestions else len(out_of_reach(connection)),
    )


def _is_own_version_in_use(connection: Connection) -> bool:
    in_use = active_promotion(connection)
    return bool(in_use) and model(connection, in_use[-1]).parent is not None
