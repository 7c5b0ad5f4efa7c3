"""What is asked of the user, and why."""

from dataclasses import dataclass
from enum import StrEnum


class Order(StrEnum):
    """By what the next tracks are chosen."""

    UNCERTAIN = "uncertain"
    DISAGREE = "disagree"
    DIVERSE = "diverse"
    RANDOM = "random"
    MIXED = "mixed"


@dataclass(frozen=True)
class ReviewItem:
    """A track to ask about: why it was chosen, and the tags on which an answer teaches most."""

    track_id: int
    why: Order
    tags: tuple[str, ...]
