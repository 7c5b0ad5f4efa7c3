"""The event of a change by an action or a job, so that views read again."""

from dataclasses import dataclass
from typing import Literal

Topic = Literal["tracks", "decisions", "suggestions", "thresholds", "models", "jobs", "settings"]


@dataclass(frozen=True)
class Changed:
    """That something of a kind changed, on the tracks named, or with None on any."""

    topic: Topic
    track_ids: frozenset[int] | None = None
