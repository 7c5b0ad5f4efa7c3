"""The files that a scan left out: counted by reason, the first of each reason with their paths."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from tagstudio.audio.files.cue_sheet import read_cue_sheet
from tagstudio.audio.files.left_out import LeftOut, Reason
from tagstudio.audio.files.regular_file import shown
from tagstudio.core.messages import Message, message

KEPT = 1000  # paths of each reason: a music folder may hold a million covers
DETAILS = 4  # suffixes of a reason that its sentence names

_NOUNS: Mapping[Reason, tuple[Message, Message]] = {  # one, and several
    "cue_sheet": (
        message("left-out.cue-sheet", "CUE sheet"),
        message("left-out.cue-sheets", "CUE sheets"),
    ),
    "playlist": (
        message("left-out.playlist", "playlist"),
        message("left-out.playlists", "playlists"),
    ),
    "unheard": (
        message("left-out.unheard", "file of a kind that TagStudio cannot hear"),
        message("left-out.several-unheard", "files of kinds that TagStudio cannot hear"),
    ),
    "second_name": (
        message("left-out.second-name", "second name of a linked file"),
        message("left-out.second-names", "second names of linked files"),
    ),
    "second_way": (
        message("left-out.second-way", "folder that was reached before"),
        message("left-out.second-ways", "folders that were reached before"),
    ),
    "apple_double": (
        message("left-out.apple-double", "AppleDouble file"),
        message("left-out.apple-doubles", "AppleDouble files"),
    ),
    "unfinished": (
        message("left-out.unfinished", "unfinished or temporary file"),
        message("left-out.several-unfinished", "unfinished or temporary files"),
    ),
    "system_file": (
        message("left-out.system-file", "system file"),
        message("left-out.system-files", "system files"),
    ),
    "system_folder": (
        message("left-out.system-folder", "folder of the system or a program"),
        message("left-out.system-folders", "folders of the system or programs"),
    ),
    "special": (
        message("left-out.special", "device or pipe"),
        message("left-out.specials", "devices or pipes"),
    ),
    "dead_link": (
        message("left-out.dead-link", "link to nothing"),
        message("left-out.dead-links", "links to nothing"),
    ),
    "other": (
        message("left-out.other", "other file"),
        message("left-out.others", "other files"),
    ),
}
REASONS = tuple(_NOUNS)  # in the order of a report: what matters to music first


@dataclass(frozen=True)
class LeftOutFile:
    """A file or folder that was left out, with its reason: for machines, and for people."""

    path: str
    reason: Reason
    message: Message


@dataclass
class LeftOutFiles:
    """What a scan left out.

    `counts` holds for each reason the number of files by detail (a suffix, the name of a folder, ""
    for none), `files` the first KEPT of each reason, `heard_as_one` the number of the files whose
    CUE sheet names several tracks.
    """

    counts: dict[Reason, Counter[str]] = field(default_factory=dict)
    files: list[LeftOutFile] = field(default_factory=list)
    heard_as_one: int = 0

    def __post_init__(self) -> None:
        self._room = dict.fromkeys(REASONS, KEPT)

    def add(self, left: LeftOut) -> None:
        """Count a file, and keep its path where there is room."""
        counted = self.counts.get(left.reason)
        if counted is None:
            counted = self.counts[left.reason] = Counter()
        counted[left.detail] += 1
        if not self._room[left.reason]:
            return
        self._room[left.reason] -= 1
        why = _NOUNS[left.reason][0]
        if left.other:
            why = _second(left)
        elif left.reason == "cue_sheet" and (sheet := read_cue_sheet(left.path)):
            self.heard_as_one += 1
            why = message(
                "left-out.heard-as-one",
                "{file} has this CUE sheet with {count} tracks, and is heard as one track. Split it"
                " to tag each of them.",
                file=shown(PurePath(sheet.audio_file).name),
                count=sheet.tracks,
            )
        self.files.append(LeftOutFile(left.path, left.reason, why))

    def count(self) -> int:
        """Return the number of files and folders left out."""
        return sum(counted.total() for counted in self.counts.values())

    def unlisted(self) -> int:
        """Return how many were counted only."""
        return self.count() - len(self.files)

    def summary(self) -> Message | None:
        """Return what was left out in one sentence, None for nothing."""
        parts = [_part(reason, self.counts[reason]) for reason in REASONS if reason in self.counts]
        if not parts:
            return None
        text = message("left-out.all", "Left out: {parts}.", parts=_listed(parts))
        if not self.heard_as_one:
            return text
        as_one = message(
            "left-out.several-heard-as-one",
            "Files that are heard as one track though their CUE sheets name several:"
            " {count:,}. Split them to tag each track.",
            count=self.heard_as_one,
        )
        return message("scan.both", "{first} {second}", first=text, second=as_one)


def _second(left: LeftOut) -> Message:
    if left.reason == "second_way":
        return message(
            "left-out.second-way-of", "the same folder as {path}", path=shown(left.other)
        )
    return message("left-out.second-name-of", "the same file as {path}", path=shown(left.other))


def _part(reason: Reason, counted: Counter[str]) -> Message:
    """Return "12 other files (jpg 9, txt 3)"."""
    count = counted.total()
    what = _NOUNS[reason][count != 1]
    details = list(_details(reason, counted))
    if not details:
        return message("left-out.counted", "{count:,} {what}", count=count, what=what)
    return message(
        "left-out.counted-apart",
        "{count:,} {what} ({details})",
        count=count,
        what=what,
        details=_listed(details),
    )


def _details(reason: Reason, counted: Counter[str]) -> Iterator[Message]:
    """Yield the most frequent suffixes with their counts, the rest as one."""
    if reason not in {"other", "unheard", "system_folder"}:
        return
    for detail, count in counted.most_common(DETAILS):
        name = shown(detail) or message("left-out.no-suffix", "without a suffix")
        yield message("left-out.detail", "{name} {count:,}", name=name, count=count)
    if rest := sum(count for _, count in counted.most_common()[DETAILS:]):
        others = message("left-out.rest", "others")
        yield message("left-out.detail", "{name} {count:,}", name=others, count=rest)


def _listed(parts: list[Message]) -> Message:
    """Return messages as one, with commas between them."""
    *before, last = parts
    if not before:
        return last
    return message("left-out.comma", "{before}, {last}", before=_listed(before), last=last)
