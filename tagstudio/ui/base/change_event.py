"""What an action or a job changed, so that views know what to read again."""

from dataclasses import dataclass
from typing import Literal

What = Literal["tracks", "decisions", "suggestions", "models", "jobs", "settings"]


@dataclass(frozen=True)
class Changed:
    """That something of a kind changed, on the tracks named, or with None on any."""

    what: What
    track_ids: frozenset[int] | None = None
