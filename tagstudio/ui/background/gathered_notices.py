"""Gather what others change, so that many small changes are one reading of the views."""

from __future__ import annotations

from dataclasses import dataclass, field

from tagstudio.ui.base.change_event import Changed, Topic

GATHER_SECONDS = 0.1  # the answers to a track come in a burst, and so short a wait is not seen
# What may be of any track makes the views read their lists anew: a scan or a tagger elsewhere,
# which writes ten times a second, must not keep them at it. Its first change is told at once.
ALL_SECONDS = 1.0
TRACKS_NAMED = 500  # of more, each view reads what it shows


@dataclass
class _Waiting:
    due: float
    track_ids: frozenset[int] | None


@dataclass
class GatheredNotices:
    """What was heard and is still to be told; all times are those of one clock, in seconds."""

    _waiting: dict[Topic, _Waiting] = field(default_factory=dict)
    _told_of_all: dict[Topic, float] = field(default_factory=dict)

    def add(self, topic: Topic, track_ids: frozenset[int] | None, now: float) -> None:
        """Take in that something changed, on these tracks or with None on any."""
        waiting = self._waiting.get(topic)
        ids = track_ids
        if waiting is not None:
            both = waiting.track_ids is not None and ids is not None
            ids = waiting.track_ids | ids if both else None  # type: ignore[operator]
        if ids is not None and len(ids) > TRACKS_NAMED:
            ids = None
        due = waiting.due if waiting is not None else now + GATHER_SECONDS
        if ids is None and topic in self._told_of_all:
            due = max(due, self._told_of_all[topic] + ALL_SECONDS)
        self._waiting[topic] = _Waiting(due, ids)

    def take(self, now: float) -> list[Changed]:
        """Return what is due, and forget it."""
        due = [topic for topic, waiting in self._waiting.items() if waiting.due <= now]
        told = [Changed(topic, self._waiting.pop(topic).track_ids) for topic in due]
        self._told_of_all.update({one.topic: now for one in told if one.track_ids is None})
        return told

    def seconds_left(self, now: float) -> float | None:
        """Return for how long nothing is due; None: nothing was heard."""
        if not self._waiting:
            return None
        return max(0.0, min(one.due for one in self._waiting.values()) - now)
