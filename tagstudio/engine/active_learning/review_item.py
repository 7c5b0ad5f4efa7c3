"""An item of the review queue: a track to ask the user about, and the strategy that chose it."""

from dataclasses import dataclass
from enum import StrEnum


class Order(StrEnum):
    """The sampling strategy that chooses the next tracks; see `acquisition`."""

    UNCERTAIN = "uncertain"
    DISAGREE = "disagree"
    COMMITTEE = "committee"
    DIVERSE = "diverse"
    RANDOM = "random"
    MIXED = "mixed"


@dataclass(frozen=True)
class ReviewItem:
    """A track to ask about, the strategy that chose it, and its most informative tags.

    Of a track that COMMITTEE chose, the first is the one that the members disagree about most.
    """

    track_id: int
    why: Order
    tags: tuple[str, ...]
