"""A review session: the tracks that the user goes through, and the current one among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy import Connection

from tagstudio.engine.active_learning.queue import review_queue
from tagstudio.engine.active_learning.review_item import Order
from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import tracks
from tagstudio.library.models.models import Model
from tagstudio.library.search.query import ALL_TRACKS, parse
from tagstudio.library.views.browse import count

BATCH_SIZE = 240  # items of a session; the answers to them decide on the next session's


@dataclass
class ReviewSession:
    """Tracks in order; `asked` has, by track, the tags whose answers are the most informative.

    `place` is that of the current track; one past the end means that all were reviewed.
    `split_about` has, by track, the tag that the members of a joint model disagree about, of those
    that were chosen for it. `to_review` are the tracks of the library that are to be reviewed
    when the session was made, as its pages count them; None for tracks that the user chose.
    """

    track_ids: Sequence[int] = ()
    asked: dict[int, tuple[str, ...]] = field(default_factory=dict)
    split_about: dict[int, str] = field(default_factory=dict)
    place: int = 0
    to_review: int | None = None

    @property
    def current(self) -> int | None:
        """The current track, None past the end."""
        return self.track_ids[self.place] if self.place < len(self.track_ids) else None

    @property
    def is_finished(self) -> bool:
        """Whether its last track was gone past."""
        return bool(self.track_ids) and self.current is None

    @property
    def next(self) -> int | None:
        """The track after the current one, None for none."""
        after = self.place + 1
        return self.track_ids[after] if after < len(self.track_ids) else None

    def step(self, by: int) -> bool:
        """Go forward or back by so many tracks, as far as there are any; return whether it moved.

        One step past the last track is possible: there the session is finished.
        """
        place = min(max(0, self.place + by), len(self.track_ids))
        moved = place != self.place
        self.place = place
        return moved

    def leave_out(self, track_id: int) -> None:
        """Take a track out, which somebody else sees to; what comes after it moves up."""
        place = self.track_ids.index(track_id)
        self.track_ids = [*self.track_ids[:place], *self.track_ids[place + 1 :]]
        self.asked.pop(track_id, None)
        if place < self.place:
            self.place -= 1

    def go_to(self, track_id: int) -> None:
        """Go to a track; one that is not in the session comes in before the current one."""
        if track_id not in self.track_ids:
            place = self.place
            self.track_ids = [*self.track_ids[:place], track_id, *self.track_ids[place:]]
        self.place = self.track_ids.index(track_id)


def next_session(connection: Connection, model: Model, order: Order) -> ReviewSession:
    """Return a session of the BATCH_SIZE most informative tracks of the whole library."""
    items = review_queue(connection, model, ALL_TRACKS, order, BATCH_SIZE)
    return ReviewSession(
        [item.track_id for item in items],
        {item.track_id: item.tags for item in items},
        split_about={item.track_id: item.tags[0] for item in items if item.why is Order.COMMITTEE},
        to_review=to_review(connection, model),
    )


def longest(connection: Connection, track_ids: Sequence[int]) -> float:
    """Return the seconds of the longest of these tracks, 0 where no length is known."""
    seconds = tracks.c.seconds
    found = connection.execute(
        sa.select(sa.func.max(seconds)).where(in_ids(tracks.c.id, track_ids))
    )
    return float(found.scalar_one() or 0.0)


def to_review(connection: Connection, model: Model | None) -> int:
    """Return how many tracks of the library are to be reviewed."""
    return count(connection, parse("state:suggested"), model)
