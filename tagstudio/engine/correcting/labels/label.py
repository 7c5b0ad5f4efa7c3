"""What files of labels say, whatever their format."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

LabelState = Literal["yes", "no"]


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
    """That a track has a tag or has it not; `row` is the line of the file, `group` the tag's."""

    row: int
    mention: Mention
    tag: str
    state: LabelState
    group: str = ""


@dataclass(frozen=True)
class Skipped:
    """What a file says that is no label: why, an example, and how many such it stands for."""

    row: int
    reason: str
    text: str
    count: int = 1


Entry: TypeAlias = Label | Skipped
