"""What is true of a file of the corpus, whatever a program says of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Heard = Literal["whole", "partly", "not", "any"]
Read = Literal["all", "right or none", "any"]
Written = Literal["yes", "no", "any"]


@dataclass(frozen=True)
class Values:
    """The tags of a file, as programs that know all its tags would show them."""

    title: str = ""
    artist: str = ""
    album: str = ""
    albumartist: str = ""
    year: int | None = None
    genres: tuple[str, ...] = ()


@dataclass(frozen=True)
class Truth:
    """What a program must say of one file.

    `seconds` is the length of what was encoded, None where the damage leaves it open. `heard`:
    "whole" must get suggestions without any complaint, "partly" must get suggestions with a word
    that something lacks, or a failure, and "not" must be told as a failure, or left out by count.
    `read`: "all" the values must be listed; "right or none" for kinds of tags that few programs
    read. `written`: "yes" for a healthy file of a kind that can hold tags; "no" for one that must
    be refused. `is_music` is False for what must be left out of the library. `told` must be in what
    a scan says of it.
    """

    seconds: float | None
    values: Values = Values()
    heard: Heard = "whole"
    read: Read = "all"
    written: Written = "yes"
    is_music: bool = True
    told: str = ""


@dataclass(frozen=True)
class Case:
    """One file of the corpus: its name, how its bytes are made, and the truth.

    `group` is the format by which results are summed; `about` says what is special. `place` does
    what bytes cannot say: links, pipes, permissions; it gets the path of the finished file.
    Cases with the same number `same_sound` (not 0) hold the same sound, so they must get the same
    scores.
    """

    group: str
    about: str
    name: str
    content: Callable[[], bytes]
    truth: Truth
    place: Callable[[str], None] | None = None
    same_sound: int = 0
