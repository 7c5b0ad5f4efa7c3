"""What a merge is to do, and what it did."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from tagstudio.core.messages import Message, message
from tagstudio.engine.merging.match_tracks import MovedRoot

ConflictKind = Literal["answer", "artist", "fact", "tag"]
Choice = Literal["ours", "theirs"]
Rule = Literal["leave", "ours", "theirs", "newer"]


@dataclass(frozen=True)
class MergeOptions:
    """How to merge.

    `roots` are pairs of a folder of the other library and the one that it is here. `conflicts`
    decides where both said different things: `leave` decides nothing; `choices` go before it, each
    the key of a conflict and what is to hold. `pretend` writes nothing.
    """

    roots: tuple[tuple[str, str], ...] = ()
    conflicts: Rule = "leave"
    choices: tuple[tuple[str, Choice], ...] = ()
    pretend: bool = False


def merge_options(
    roots: Iterable[Sequence[str]],
    conflicts: str,
    choices: Iterable[Sequence[str]],
    *,
    pretend: bool,
) -> MergeOptions:
    """Return the options that a recorded job has as texts; what is no rule or choice is none."""
    rule: Rule = next((one for one in get_args(Rule) if one == conflicts), "leave")
    decided = [
        (key, choice) for key, made in choices for choice in get_args(Choice) if choice == made
    ]
    pairs = tuple((there, here) for there, here in roots)
    return MergeOptions(pairs, rule, tuple(decided), pretend)


@dataclass(frozen=True)
class Said:
    """What one side says: a value ("" for none), when (seconds since 1970), how, and who.

    `by` is the path of the library that it was said in, "" where that is the side's own; `person`
    is the name of who said it, "" where nobody knows.
    """

    value: str
    at: int
    source: str
    by: str = ""
    person: str = ""


@dataclass(frozen=True)
class Conflict:
    """Both sides said different things; `choice` is what was decided, None: nothing was.

    `subject` is the path of a track or the name of a tag; `what` the tag of an answer, "artist",
    "title" or "album", or the field of a tag.
    """

    key: str
    kind: ConflictKind
    subject: str
    what: str
    here: Said
    there: Said
    choice: Choice | None = None


@dataclass(frozen=True)
class NotHere:
    """A track that this library does not have; `words` counts what was said of it."""

    path: str
    words: int


class Example(NamedTuple):
    """One of the words that are taken over: of what, which, and its value; "" for none.

    `subject` is the path of a track or a name; `what` a tag, "artist", or the field of a fact or a
    tag.
    """

    subject: str
    what: str = ""
    value: str = ""


@dataclass
class MergeReport:
    """The result of a merge.

    `taken` counts by kind ("answer", "part", "artist", "fact", "review", "kept", "tag", "new tag",
    "genre", "search"), and `examples` has one word of each; `matched` counts by how the tracks were
    found that something was said of. `left` are changes of tags and searches that do not fit here,
    with the reasons. `undo_group` is None where nothing changed in the journals or all was
    pretended.
    """

    other: Path
    taken: Counter[str] = field(default_factory=Counter)
    examples: dict[str, Example] = field(default_factory=dict)
    matched: Counter[str] = field(default_factory=Counter)
    roots: tuple[MovedRoot, ...] = ()
    not_here: tuple[NotHere, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    left: list[Message] = field(default_factory=list)
    undo_group: int | None = None

    @property
    def undecided(self) -> int:
        """How many conflicts nothing was decided on."""
        return sum(one.choice is None for one in self.conflicts)

    @property
    def changes(self) -> int:
        """How much there is to take over, decided conflicts too."""
        decided = sum(one.choice is not None for one in self.conflicts)
        return sum(self.taken.values()) + decided

    def summary(self) -> Message:
        """Return what the record of the job says."""
        return message(
            "merge.done",
            "Taken over from {file}: {count:,}. Answers among them: {answers:,}. Conflicts left:"
            " {left:,}.",
            file=self.other.name,
            count=self.changes,
            answers=self.taken["answer"],
            left=self.undecided,
        )
