"""The entries of a file of labels, whatever its format."""

import math
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, TypeAlias

from tagstudio.core.messages import Message, message

LabelState = Literal["yes", "no"]
Place: TypeAlias = tuple[float, float]  # from, to, in seconds of a track

NAMELESS = message("labels.nameless", "the row names no track or no tag")
SUGGESTION = message("labels.suggestion", "a suggestion, not a decision")
NO_STATE = message("labels.no-state", "the state is neither yes nor no")
_NOT_DECIDED = {"suggested", "unseen"}
_A_DAY = 86_400  # seconds that the clock of another computer may be ahead


@dataclass(frozen=True)
class Mention:
    """How a file names a track: by paths, the likeliest first, or by title and artist."""

    paths: tuple[str, ...] = ()
    title: str = ""
    artist: str = ""

    def __str__(self) -> str:
        if self.paths:
            return self.paths[0]
        return f"{self.artist} - {self.title}"


@dataclass(frozen=True)
class Label:
    """A track has a tag or has it not; `row` is the line of the file, `group` the tag's.

    `source`, `by` and `at` (seconds since 1970) say how it was answered, by whom and when, where
    the file tells it; else they are "" and None. With `is_whole` the tag's name is one, whatever
    signs are in it. `place` is where in the track, where the file tells one; None: of the whole
    track.
    """

    row: int
    mention: Mention
    tag: str
    state: LabelState
    group: str = ""
    source: str = ""
    at: int | None = None
    is_whole: bool = False
    place: Place | None = None
    by: str = ""


@dataclass(frozen=True)
class Skipped:
    """Entries that are no label: the reason, an example, and how many it stands for."""

    row: int
    reason: Message
    text: str
    count: int = 1


Entry: TypeAlias = Label | Skipped


def entry(  # noqa: PLR0913, PLR0917 - what a file may say of an answer
    row: int,
    mention: Mention | None,
    tag: str,
    state: str,
    group: str = "",
    source: str = "",
    answered: str = "",
    is_whole: bool = False,
    place: Place | None = None,
    by: str = "",
) -> Entry:
    """Return the label that a file spells so, or why it is none; `answered` is its time."""
    tag, state = tag.strip(), state.strip().lower()
    text = f"{mention}: {tag} {state}"
    if state in _NOT_DECIDED:
        return Skipped(row, SUGGESTION, text)
    if not tag or mention is None:
        return Skipped(row, NAMELESS, text)
    if state not in {"yes", "no"}:
        return Skipped(row, NO_STATE, text)
    known: LabelState = "yes" if state == "yes" else "no"
    group, source = group.strip().lower(), source.strip()
    at = seconds_of(answered)
    return Label(row, mention, tag, known, group, source, at, is_whole, place, by.strip())


def place_of(start: Any, end: Any) -> Place | None:
    """Return the place between two moments as a file gives them, to the millisecond.

    None where they are no two numbers or one moment: what is said there is said of the track.
    """
    for one in (start, end):
        if isinstance(one, bool) or not isinstance(one, int | float) or not math.isfinite(one):
            return None
    first, last = round(float(start), 3), round(float(end), 3)
    return None if first == last else (first, last)


def seconds_of(text: str) -> int | None:
    """Return a time in ISO 8601 in seconds since 1970; None for another one, or one to come."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    at = int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp())
    return at if 0 <= at <= time.time() + _A_DAY else None
