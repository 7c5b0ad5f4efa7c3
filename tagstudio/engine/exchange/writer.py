"""What writes tracks in a format: one at a time, so that a library of any size needs no memory."""

import codecs
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TypeAlias, cast

from tagstudio.core.errors import TagStudioError
from tagstudio.engine.correcting.labels.json_lines import FROM, TO
from tagstudio.engine.correcting.parts import TrackPart
from tagstudio.engine.tagging.tag_timeline import TagTimeline
from tagstudio.library.models.models import Model
from tagstudio.library.views.browse import TrackRow
from tagstudio.library.views.export import BY, Row, iso_time

BOM = "\ufeff"  # by which Excel knows UTF-8
_NAME_KEPT = 80  # characters of a track's name in the name of a member of an archive

Heard: TypeAlias = Callable[[TrackRow], TagTimeline | None]  # where its tags are heard
PartsOf: TypeAlias = Callable[[TrackRow], Sequence[TrackPart]]  # what was answered of its parts


@dataclass(frozen=True)
class ExportOptions:
    """How tracks are written, as far as the format has it.

    `every` takes all tags, not only those suggested or decided; `raw` leaves formulas as they are;
    `bom` begins with the mark for UTF-8; `folder` is what a playlist's paths are relative to, None
    for whole ones; `heard` marks where each tag is heard, not the whole track.
    """

    every: bool = False
    raw: bool = False
    bom: bool = False
    folder: Path | None = None
    heard: bool = False


@dataclass
class Target:
    """Where is written to: an open binary file, and the name that it will have, None for none.

    `count` is the number of tracks that will be written; `heard` gives the tag timeline of
    a track, `parts` what was answered of its parts.
    """

    file: IO[bytes]
    path: Path | None
    count: int
    model: Model | None
    options: ExportOptions = field(default_factory=ExportOptions)
    heard: Heard = lambda _: None
    parts: PartsOf = lambda _: ()

    @property
    def is_archive(self) -> bool:
        """Whether the file's name asks for an archive."""
        return self.path is not None and self.path.suffix.lower() == ".zip"

    def text(self) -> IO[str]:
        """Return what writes text to the file: UTF-8, odd bytes of paths as they are."""
        return cast("IO[str]", codecs.getwriter("utf-8")(self.file, "surrogateescape"))


class TrackWriter(ABC):
    """Writes tracks to a `Target`: `add` each, then `finish`."""

    def __init__(self, target: Target) -> None:
        self.target = target

    @abstractmethod
    def add(self, row: Row) -> None:
        """Write a track with its tags."""

    @abstractmethod
    def finish(self) -> None:
        """Write what comes last; the file itself stays open."""


def part_dict(one: TrackPart) -> dict[str, object]:
    """Return what an export says of an answer to a part of a track, as `entry_of_dict` reads it."""
    by = {BY: one.by} if one.by else {}
    return {
        "tag": one.exported_as,
        "state": one.state,
        FROM: one.stretch.start,
        TO: one.stretch.end,
        "source": one.source,
        "time": iso_time(one.at) or None,
        "group": one.group,
        **by,
    }


def check_one(target: Target, suffix: str) -> None:
    """Raise TagStudioError where several tracks shall go into a file that can hold one."""
    if target.count == 1 or target.is_archive:
        return
    example = f"{target.path.stem if target.path else 'tags'}{suffix}.zip"
    raise TagStudioError(
        "export.one-track-a-file",
        "A file of this format is about one track, and these are {count}. Write them into an"
        " archive, which holds a file for each: {example}",
        count=target.count,
        example=example,
    )


def member_name(number: int, path: str, suffix: str) -> str:
    """Return the name of a track's member in an archive: its number and its own name."""
    plain = "".join(
        sign if sign.isprintable() and sign not in '\\/:*?"<>|' else "_" for sign in Path(path).name
    )
    stem, dot, ending = plain.rpartition(".")
    name = f"{stem[:_NAME_KEPT]}{dot}{ending[:8]}" if stem else plain[:_NAME_KEPT]
    return f"{number:06} {name.strip()}{suffix}"
