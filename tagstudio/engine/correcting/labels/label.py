"""The entries of a file of labels, whatever its format."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from tagstudio.core.messages import Message, message

LabelState = Literal["yes", "no"]

NAMELESS = message("labels.nameless", "the row names no track or no tag")


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
    """A track has a tag or has it not; `row` is the line of the file, `group` the tag's."""

    row: int
    mention: Mention
    tag: str
    state: LabelState
    group: str = ""


@dataclass(frozen=True)
class Skipped:
    """Entries that are no label: the reason, an example, and how many it stands for."""

    row: int
    reason: Message
    text: str
    count: int = 1


Entry: TypeAlias = Label | Skipped
