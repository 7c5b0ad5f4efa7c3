"""A review session: the tracks that the user goes through, and the current one among them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
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
    that were chosen for it. `to_review` are the tracks of the library that are to be reviewed, as
    its pages count them; None for tracks that the user chose. `reviewed` are those of the session
    that are reviewed by now, `passed` those that were gone past.
    """

    track_ids: Sequence[int] = ()
    asked: dict[int, tuple[str, ...]] = field(default_factory=dict)
    split_about: dict[int, str] = field(default_factory=dict)
    place: int = 0
    to_review: int | None = None
    reviewed: set[int] = field(default_factory=set)
    passed: set[int] = field(default_factory=set)

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
        """The track that comes when the current one is finished, None for none."""
        after = self._after_finish()
        return self.track_ids[after] if after < len(self.track_ids) else None

    @property
    def done(self) -> int:
        """How many of its tracks are reviewed by now."""
        return len(self.reviewed.intersection(self.track_ids))

    def step(self, by: int) -> bool:
        """Go forward or back by so many tracks, as far as there are any; return whether it moved.

        Behind the last track come those that are left, see `_first_left`; where none are, one step
        past it is possible: there the session is finished.
        """
        if by > 0:
            self.passed.update(self.track_ids[self.place : self.place + by])
        place = min(max(0, self.place + by), len(self.track_ids))
        if place == len(self.track_ids):
            place = self._first_left()
        moved = place != self.place
        self.place = place
        return moved

    def finish(self) -> None:
        """Go on from the current track, which is reviewed now, to the next one that is left."""
        after = self._after_finish()
        self.passed.update(self.track_ids[self.place : self.place + 1])
        self.reviewed.update(self.track_ids[self.place : self.place + 1])
        self.place = after

    def know_reviewed(self, reviewed: Collection[int]) -> None:
        """Take these for all that are reviewed; what was and is not so any more, comes again.

        Where the session was finished, it goes on with that.
        """
        self.passed -= self.reviewed.difference(reviewed)
        self.reviewed = set(reviewed)
        if self.is_finished:
            self.place = self._first_left()

    def _after_finish(self) -> int:
        """Return the next place behind the current one that is not over, else the first left."""
        for place in range(self.place + 1, len(self.track_ids)):
            track_id = self.track_ids[place]
            if track_id not in self.passed or track_id not in self.reviewed:
                return place
        return self._first_left()

    def _first_left(self) -> int:
        """Return the first other place neither reviewed nor gone past, one past the end for none.

        So come those again that were finished, which was taken back, and those that an undo led
        over.
        """
        for place, track_id in enumerate(self.track_ids):
            is_over = track_id in self.passed or track_id in self.reviewed
            if not is_over and place != self.place:
                return place
        return len(self.track_ids)

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
