"""Which tracks are gone through, and at which one the user is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from tagstudio.engine.active_learning.question import Order
from tagstudio.engine.active_learning.queue import review_queue
from tagstudio.library.models.models import Model
from tagstudio.library.search.query import ALL_TRACKS

AT_ONCE = 240  # tracks of a queue; after them the next ones are chosen by what was answered


@dataclass
class ReviewQueue:
    """Tracks in order; `asked` names, by track, the most informative tags.

    `place` is that of the track that is shown; one past the end means that all were gone through.
    """

    track_ids: Sequence[int] = ()
    asked: dict[int, tuple[str, ...]] = field(default_factory=dict)
    place: int = 0

    @property
    def current(self) -> int | None:
        """The track that is shown."""
        return self.track_ids[self.place] if self.place < len(self.track_ids) else None

    @property
    def next(self) -> int | None:
        """The track after it."""
        after = self.place + 1
        return self.track_ids[after] if after < len(self.track_ids) else None

    def step(self, by: int) -> bool:
        """Go on or back; return whether there was somewhere to go."""
        place = min(max(0, self.place + by), len(self.track_ids))
        moved = place != self.place
        self.place = place
        return moved

    def go_to(self, track_id: int) -> bool:
        """Go to a track; return False if it is not among them or shown already."""
        if track_id == self.current or track_id not in self.track_ids:
            return False
        self.place = self.track_ids.index(track_id)
        return True


def next_items(connection: Connection, model: Model, order: Order) -> ReviewQueue:
    """Return the tracks of all the library to ask about next."""
    questions = review_queue(connection, model, ALL_TRACKS, order, AT_ONCE)
    asked = {question.track_id: question.tags for question in questions}
    return ReviewQueue([question.track_id for question in questions], asked)
