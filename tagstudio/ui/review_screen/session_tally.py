"""What was done in a review session: tracks finished, answers in them, and the time it took."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from tagstudio.ui.review_screen.track_review import TagRow

LONGEST_PAUSE = 120.0  # seconds between two finished tracks that count as work


@dataclass(frozen=True)
class Finish:
    """How a track was left: tags said yes and no to, and those without an answer."""

    yes: int
    no: int
    left: int


def finish_of(rows: Iterable[TagRow]) -> Finish:
    """Count the answers of a track as it stands."""
    states = [row.tagging.state for row in rows]
    yes, no = states.count("yes"), states.count("no")
    return Finish(yes, no, len(states) - yes - no)


@dataclass
class SessionTally:
    """The finished tracks by id, and the seconds of work on them; `began` starts the clock."""

    finished: dict[int, Finish] = field(default_factory=dict)
    seconds: float = 0.0
    _at: float | None = None
    _taken_back: dict[int, Finish] = field(default_factory=dict)

    def begin(self, now: float) -> None:
        """Start the clock with the first track."""
        self._at = now

    def finish(self, track_id: int, how: Finish, now: float) -> None:
        """Count a track; a pause longer than LONGEST_PAUSE was none of the work."""
        if self._at is not None:
            self.seconds += min(LONGEST_PAUSE, now - self._at)
        self._at = now
        self.finished[track_id] = how

    @property
    def track_ids(self) -> set[int]:
        """The tracks that were finished, also those whose finish was taken back."""
        return self.finished.keys() | self._taken_back.keys()

    def know_reviewed(self, reviewed: Collection[int]) -> None:
        """Count of what was finished that which is reviewed by now: these tracks."""
        for track_id in self.finished.keys() - set(reviewed):
            self._taken_back[track_id] = self.finished.pop(track_id)
        for track_id in self._taken_back.keys() & set(reviewed):
            self.finished[track_id] = self._taken_back.pop(track_id)

    @property
    def total(self) -> Finish:
        """The sums over all tracks."""
        ways = self.finished.values()
        return Finish(
            sum(one.yes for one in ways), sum(one.no for one in ways), sum(one.left for one in ways)
        )
