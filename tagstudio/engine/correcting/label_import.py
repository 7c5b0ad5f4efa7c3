"""Import of labels from a file as decisions of one action, with an account of every row."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.correcting.labels.find_tracks import NO_TRACK, Found, TrackFinder
from tagstudio.engine.correcting.labels.formats import Unit, reader_of, unit_of
from tagstudio.engine.correcting.labels.label import Entry, Label, LabelState, Mention, Skipped
from tagstudio.engine.correcting.unknown_tags import TagChoices, TagsOfLabels, UnknownTag
from tagstudio.library.db.database import Library
from tagstudio.library.tags import decisions, part_answers, tags
from tagstudio.library.tags.decisions import (
    DECISION_SOURCES,
    FILE_TAG,
    SETTLED,
    Change,
    Decided,
    Decision,
    DecisionSource,
    Origin,
)
from tagstudio.library.tags.part_answers import (
    PartAnswer,
    PartChange,
    PartSource,
    Stretch,
    is_whole,
    stretch_of,
)
from tagstudio.library.tags.people import number_of
from tagstudio.library.tags.tags import Tag
from tagstudio.library.tracks.track_artists import name_artists
from tagstudio.library.tracks.track_names import known_tracks
from tagstudio.library.tracks.tracks import folders, seconds_of_tracks

CONTRADICTION = message("import.contradiction", "another row says the opposite")
YOURS = message("import.yours", "you decided otherwise (--overwrite replaces that)")
NO_PART = message(
    "import.no-part",
    "the stretch is no part of the track: it lies behind its end, ends before it begins, or is"
    " shorter than a second",
)
ANSWERED = message("import.answered", "a genre that stood in the file, and is answered here")
_EXAMPLES = 5  # kept of each reason
_SIGNS_BETWEEN = re.compile("[;|]")  # several tags in one cell; no tag of a file has these in it
_REPORTED = 1000  # entries read between two reports of progress


@dataclass(frozen=True)
class ImportOptions:
    """How to import.

    `choices` say what becomes of unknown tags; new ones are of `group` where the file names none
    for them. `overwrite` lets a label replace the user's own decision; `pretend` writes nothing.
    `tracks` is a list of tracks for files that name them by id; a tag with a count below
    `min_count` is left out.
    """

    choices: TagChoices = field(default_factory=TagChoices)
    overwrite: bool = False
    pretend: bool = False
    tracks: Path | None = None
    min_count: int = 1
    group: str = ""


@dataclass
class Unused:
    """Entries left out for one reason: how many, and the first few as (line, text)."""

    count: int = 0
    examples: list[tuple[int, str]] = field(default_factory=list)


@dataclass
class ImportReport:
    """The result of an import.

    `entries` is the number of labels in the file: `used` of them became or already were
    decisions, the others are in `unused` by reason. `found` counts the tracks by how they were
    found. `undo_group` is None when nothing changed or all was pretended; an id below 0 in
    `tag_names` would be new. `part_changes` are those of parts of tracks. `unknown_tags` are
    those that the library lacks, by name; `chosen_in_vain` the names that something was chosen
    for and that no label of a track has.
    """

    format: str
    entries: int = 0
    used: int = 0
    unused: dict[Message, Unused] = field(default_factory=dict)
    found: dict[str, int] = field(default_factory=dict)
    undo_group: int | None = None
    changes: tuple[Change, ...] = ()
    part_changes: tuple[PartChange, ...] = ()
    tag_names: dict[int, str] = field(default_factory=dict)
    unknown_tags: dict[str, UnknownTag] = field(default_factory=dict)
    chosen_in_vain: tuple[str, ...] = ()

    @property
    def changed(self) -> int:
        """The number of answers that changed, those to parts of tracks among them."""
        return len(self.changes) + len(self.part_changes)

    @property
    def unit(self) -> Unit:
        """What the numbers of the examples count: lines of the file, its tasks, or files."""
        return unit_of(self.format)

    def summary(self) -> Message:
        """Return what the record of the job says."""
        return message(
            "import.done",
            "Labels imported: {used:,} of {labels:,}, answers changed: {changes:,}.",
            used=self.used,
            labels=self.entries,
            changes=self.changed,
        )

    def leave_out(self, row: int, reason: Message, text: str, count: int = 1) -> None:
        """Count entries that are not used."""
        unused = self.unused.setdefault(reason, Unused())
        unused.count += count
        if len(unused.examples) < _EXAMPLES:
            unused.examples.append((row, text))


def import_labels(library: Library, file: Path, options: ImportOptions) -> Job[ImportReport]:
    """Import the labels of `file` as decisions of one action; the report accounts for each.

    Raises TagStudioError for a file of no known format.
    """
    name, entries = reader_of(file, options.tracks, options.min_count)
    report = ImportReport(name)
    labels = yield from _read(entries, report)
    if not report.entries:
        raise TagStudioError(
            "import.no-label",
            "{file} holds no label. A CSV file needs the columns path, tag and state; a folder is"
            " searched for JSON files of last.fm.",
            file=file,
        )
    yield Progress(report.entries, report.entries, message("import.matching", "matching"))
    with library.read() as connection:
        found = _find_tracks(connection, file, dict.fromkeys(label.mention for label in labels))
    report.found = dict(Counter(one.how for one in found.values() if one.how))
    if options.pretend:
        with library.read() as connection:
            _Import(connection, found, options, report).take(labels)
    else:
        with library.write(durable=True) as connection:
            _Import(connection, found, options, report).take(labels)
    return report


def _read(entries: Iterable[Entry], report: ImportReport) -> Job[list[Label]]:
    labels: list[Label] = []
    for number, entry in enumerate(entries, start=1):
        if isinstance(entry, Skipped):
            report.entries += entry.count
            report.leave_out(entry.row, entry.reason, entry.text, entry.count)
        else:
            report.entries += 1
            labels.append(entry)
        if number % _REPORTED == 0:
            yield Progress(report.entries, None, message("import.reading", "reading"))
    return labels


def _find_tracks(
    connection: Connection, file: Path, mentions: Iterable[Mention]
) -> dict[Mention, Found]:
    places = [str(file.absolute().parent), *(folder.path for folder in folders(connection))]
    return TrackFinder(known_tracks(connection), places).find_all(mentions)


class _Placed(NamedTuple):
    """A label matched to tracks and a tag of the library; a tag id below 0 is yet to be made.

    `stretch` is where in the tracks, None for all of them.
    """

    label: Label
    track_ids: tuple[int, ...]
    tag_id: int
    stretch: Stretch | None = None

    def parts(self, tag_id: int, given_by: int | None = None) -> Iterator[PartAnswer]:
        """Yield the answers to parts of tracks, by the id that the tag has."""
        assert self.stretch is not None
        source: PartSource = "user" if self.label.source == "user" else "import"
        said = (self.stretch, self.label.state, source, self.label.at, given_by)
        for id in self.track_ids:
            yield PartAnswer(id, tag_id, *said)

    def decisions(self) -> Iterator[Decision]:
        return (Decision(id, self.tag_id, self.label.state) for id in self.track_ids)


class _Import:
    """The import of the labels of one file."""

    def __init__(
        self,
        connection: Connection,
        found: Mapping[Mention, Found],
        options: ImportOptions,
        report: ImportReport,
    ) -> None:
        self._connection = connection
        self._found = found
        self._options = options
        self._report = report
        self._of_labels = TagsOfLabels(tags.list_tags(connection), options.choices, options.group)
        self._tags = self._of_labels.tags
        ids = {id for one in found.values() for id in one.track_ids}
        self._seconds = seconds_of_tracks(connection, ids)

    def take(self, labels: Sequence[Label]) -> None:
        """Turn labels into decisions, write them, and report the rest."""
        single = [one for label in labels for one in self._single(label)]
        self._report.entries += len(single) - len(labels)
        placed = [one for label in single if (one := self._placed(label))]
        self._report.unknown_tags = self._of_labels.unknown
        self._report.chosen_in_vain = tuple(self._of_labels.chosen_in_vain())
        fitting = self._not_yours(self._consistent([one for one in placed if not one.stretch]))
        in_parts = self._parts_not_yours([one for one in placed if one.stretch])
        self._report.used = len(fitting) + len(in_parts)
        wanted = [decision for one in fitting for decision in one.decisions()]
        if self._options.pretend:
            origins = _origins(wanted, fitting)
            sources = [origins[one].source if one in origins else "import" for one in wanted]
            givers = decisions.givers_of(self._connection, wanted, origins)
            changes = decisions.changes_of(self._connection, wanted, sources, givers)
            answers = [answer for one in in_parts for answer in one.parts(one.tag_id)]
            self._report.part_changes = part_answers.changes_of(self._connection, answers)
        else:
            made = self._with_new_tags(wanted)
            name_artists(self._connection, _artists(fitting))
            origins = _origins(made, fitting)
            recorded = decisions.record_changes(self._connection, made, "import", origins=origins)
            self._report.undo_group, changes = recorded.undo_group, recorded.changes
            self._take_parts(in_parts)
        self._report.changes = changes
        changed = {one.tag_id for one in changes}
        changed |= {one.tag_id for one in self._report.part_changes}
        self._report.tag_names = {tag_id: self._tags[tag_id].name for tag_id in changed}

    def _take_parts(self, placed: Sequence[_Placed]) -> None:
        """Record the answers to parts of tracks, in the action of the others."""
        made = {one.tag_id: one.tag_id for one in placed if one.tag_id >= 0}
        for tag_id in dict.fromkeys(one.tag_id for one in placed if one.tag_id < 0):
            made[tag_id] = self._make(self._tags[tag_id])
        people = {name: number_of(self._connection, name) for name in {p.label.by for p in placed}}
        wanted = [
            answer for one in placed for answer in one.parts(made[one.tag_id], people[one.label.by])
        ]
        group = self._report.undo_group or decisions.next_undo_group(self._connection)
        self._report.part_changes = part_answers.record(self._connection, wanted, group)
        if self._report.part_changes:
            self._report.undo_group = group

    def _single(self, label: Label) -> list[Label]:
        """Return a label of "jazz; blues" as two, unless there is a tag of that very name."""
        if label.is_whole:
            return [label]
        parts = [part.strip() for part in _SIGNS_BETWEEN.split(label.tag)]
        named = list(dict.fromkeys(part for part in parts if part))
        if len(parts) == 1 or not named or self._of_labels.is_known(label.tag):
            return [label]
        return [replace(label, tag=name) for name in named]

    def _leave_out(self, label: Label, reason: Message) -> None:
        text = f"{label.mention}: {label.tag} {label.state}"
        if label.place is not None:
            text += " {:g} s to {:g} s".format(*label.place)
        self._report.leave_out(label.row, reason, text)

    def _placed(self, label: Label) -> _Placed | None:
        found = self._found[label.mention]
        if not found.track_ids:
            self._leave_out(label, found.reason or NO_TRACK)
            return None
        found_tag = self._of_labels.find(label.tag, label.group)
        if isinstance(found_tag, Message):
            self._leave_out(label, found_tag)
            return None
        if label.place is None:
            return _Placed(label, found.track_ids, found_tag)
        lengths = [self._seconds[id] for id in found.track_ids]
        if all(is_whole(*label.place, seconds) for seconds in lengths):
            return _Placed(label, found.track_ids, found_tag)
        try:
            stretches = {stretch_of(*label.place, seconds) for seconds in lengths}
        except TagStudioError:
            self._leave_out(label, NO_PART)
            return None
        return _Placed(label, found.track_ids, found_tag, max(stretches))

    def _consistent(self, placed: Sequence[_Placed]) -> list[_Placed]:
        """Return the labels that no other one contradicts."""
        wanted = {decision for one in placed for decision in one.decisions()}
        fitting = []
        for one in placed:
            opposite: LabelState = "no" if one.label.state == "yes" else "yes"
            if any(Decision(id, one.tag_id, opposite) in wanted for id in one.track_ids):
                self._leave_out(one.label, CONTRADICTION)
            else:
                fitting.append(one)
        return fitting

    def _not_yours(self, placed: Sequence[_Placed]) -> list[_Placed]:
        """Return the labels that contradict no decision that the user made by hand.

        What stood in a file (`FILE_TAG`) stands for no answer of a person's, whatever is wished.
        """
        tracks = {track_id for one in placed for track_id in one.track_ids}
        current = decisions.current(self._connection, tracks)
        fitting = []
        for one in placed:
            former = [current.get(id, {}).get(one.tag_id) for id in one.track_ids]
            if one.label.source == FILE_TAG and any(map(_by_a_person, former)):
                self._leave_out(one.label, ANSWERED)
            elif not self._options.overwrite and any(
                _decided_otherwise(decided, one.label) for decided in former
            ):
                self._leave_out(one.label, YOURS)
            else:
                fitting.append(one)
        return fitting

    def _parts_not_yours(self, placed: Sequence[_Placed]) -> list[_Placed]:
        """Return the labels of parts that contradict none another, nor what the user said."""
        wanted = {answer[:4] for one in placed for answer in one.parts(one.tag_id)}
        yours = {
            answer[:4]
            for answer in part_answers.parts_on(
                self._connection, {id for one in placed for id in one.track_ids}
            )
            if answer.source == "user"
        }
        fitting = []
        for one in placed:
            opposite = "no" if one.label.state == "yes" else "yes"
            others = {(*answer[:3], opposite) for answer in one.parts(one.tag_id)}
            if others & wanted:
                self._leave_out(one.label, CONTRADICTION)
            elif others & yours and not self._options.overwrite:
                self._leave_out(one.label, YOURS)
            else:
                fitting.append(one)
        return fitting

    def _with_new_tags(self, wanted: Sequence[Decision]) -> list[Decision]:
        """Make the new tags that are used, and return the decisions with their ids."""
        ids = dict.fromkeys(decision.tag_id for decision in wanted)
        made = {id: self._make(self._tags[id]) if id < 0 else id for id in ids}
        return [replace(decision, tag_id=made[decision.tag_id]) for decision in wanted]

    def _make(self, tag: Tag) -> int:
        made = tags.tag_id(self._connection, tag.name, tag.group, "user")
        self._tags[made] = tag
        return made


def _origins(made: Sequence[Decision], placed: Sequence[_Placed]) -> dict[Decision, Origin]:
    """Return how each decision was made, when and by whom, where the file tells it.

    `made` are the decisions of `placed` in their order.
    """
    labels = (one.label for one in placed for _ in one.track_ids)
    known: dict[str, DecisionSource] = {source: source for source in DECISION_SOURCES}
    return {
        decision: Origin(known.get(label.source, "import"), label.at, label.by)
        for decision, label in zip(made, labels, strict=True)
        if label.source in known or label.by
    }


def _artists(placed: Sequence[_Placed]) -> dict[int, str]:
    """Return the artist of each track according to the file."""
    return {id: one.label.mention.artist for one in placed for id in one.track_ids}


def _by_a_person(decided: Decided | None) -> bool:
    return decided is not None and decided.source != FILE_TAG


def _decided_otherwise(decided: Decided | None, label: Label) -> bool:
    """Tell whether the user decided the opposite by hand."""
    if decided is None or decided.source not in {"user", "album rule", SETTLED}:
        return False
    return decided.state != label.state
