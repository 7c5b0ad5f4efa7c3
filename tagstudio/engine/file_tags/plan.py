"""The plan of writing tags into files: staged differences, before anything is written."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Connection

from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.files.can_change import ChangeTrials
from tagstudio.audio.files.regular_file import shown
from tagstudio.audio.metadata.file_tags.fields import Field, MeasuredField, Texts
from tagstudio.audio.metadata.file_tags.files import read_file_tags
from tagstudio.core.messages import message
from tagstudio.core.os_errors import reason_of
from tagstudio.core.progress import Job, Progress
from tagstudio.core.settings import genre_separators
from tagstudio.engine.file_tags.merge_measures import WrittenMeasure, measure_changes
from tagstudio.engine.file_tags.merge_values import (
    FieldChange,
    TagVotes,
    fact_changes,
    field_changes,
)
from tagstudio.engine.file_tags.presets.find import preset_of
from tagstudio.engine.file_tags.presets.preset import Kind, Preset, kind_of
from tagstudio.engine.jobs.problem import Problem
from tagstudio.library.db.database import Library
from tagstudio.library.models.models import Model
from tagstudio.library.models.suggestions import made_at
from tagstudio.library.tags.aliases import TagNames
from tagstudio.library.tags.file_writes import (
    FileWrite,
    TrackFile,
    track_files,
    written_names,
    written_to,
)
from tagstudio.library.tags.review_marks import reviewed_at
from tagstudio.library.tags.tags import list_tags
from tagstudio.library.tracks.facts_by_user import words_of
from tagstudio.library.tracks.measurements import NOT_MEASURED, is_sure, measures_of
from tagstudio.library.views.tag_states import Tagging, settled, taggings_of

BATCH = 200  # tracks read from the library at once


class StagedField(NamedTuple):
    """A field of a file before and after the planned write."""

    path: str
    field: Field
    before: Texts
    after: Texts


@dataclass(frozen=True)
class FileChange:
    """A file to write: the fields that change, and its size and modification time when read."""

    track_id: int
    path: str
    size: int
    mtime_ns: int
    changes: tuple[FieldChange, ...]


@dataclass
class WritePlan:
    """The files to write, the number of unchanged ones, and those that cannot be written.

    `unread` counts those without anything to write that cannot be read: nobody knows whether they
    change.

    `left_out` are tags that are not written since the preset has no field for their group.
    `left_alone` counts the suggestions that are not written since they were left undecided on a
    reviewed track, `unsure` the tempi and keys that are not since they are unsure.
    `unmeasured` counts the tracks that can be heard and whose tempo and key, which were asked for,
    nobody said or measured yet.
    """

    files: list[FileChange] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)
    left_alone: int = 0
    unsure: int = 0
    unmeasured: int = 0
    unread: int = 0

    def rows(self) -> list[StagedField]:
        """Return the fields that change, file by file."""
        return [
            StagedField(file.path, one.field, one.before, one.after)
            for file in self.files
            for one in file.changes
        ]


@dataclass(frozen=True)
class WriteOptions:
    """What is written beside tags with a yes and words on title, artist and album.

    `suggested`: the suggestions of the model, and with `left_alone` those too that were left
    undecided on reviewed tracks, where they are assumed to be no. `measures`: tempo and key where
    the file has none, as the user said them or as they were measured with confidence; with `unsure`
    all that were measured, with `replace` also in the place of what another program wrote.
    `preset`: where and how tags are written; None for that of the library.
    """

    suggested: bool = False
    measures: bool = False
    unsure: bool = False
    replace: bool = False
    preset: Preset | None = None
    left_alone: bool = False


def plan_writes(
    library: Library,
    track_ids: Sequence[int],
    model: Model | None,
    options: WriteOptions = WriteOptions(),
) -> Job[WritePlan]:
    """Read the files of these tracks and plan the changes to them.

    Tags with a yes are written, what the user said of title, artist and album, and what `options`
    say; where and how says a preset. Files of tracks without any of it are not opened. What writing
    a file will need is tried, so that a file that would be refused is a problem of the plan
    already.
    """
    plan, trials = WritePlan(), ChangeTrials()
    with library.read() as connection:
        preset = options.preset or preset_of(connection)
    for start in range(0, len(track_ids), BATCH):
        batch = track_ids[start : start + BATCH]
        with library.read() as connection:
            planner = _Planner(connection, batch, model, options, trials, preset)
        for number, track_id in enumerate(batch, start):
            yield Progress(number, len(track_ids))
            planner.plan(track_id, plan)
    yield Progress(len(track_ids), len(track_ids))
    return plan


class _Planner:
    """A batch of tracks with their taggings, earlier writes and files."""

    def __init__(  # noqa: PLR0913, PLR0917 - a batch, and how it is planned
        self,
        connection: Connection,
        track_ids: Sequence[int],
        model: Model | None,
        options: WriteOptions,
        trials: ChangeTrials,
        preset: Preset,
    ) -> None:
        tags = list_tags(connection)
        self._names = TagNames(tags)
        self._ids = {tag.name: tag.id for tag in tags}
        exported = preset.names == "export"
        self._written_as = {tag.id: (exported and tag.export_name) or tag.name for tag in tags}
        self._kinds: dict[int, Kind] = {tag.id: kind_of(tag.group) for tag in tags}
        self._preset = preset
        self._placed_kinds = preset.kinds()
        self._reviewed_at = reviewed_at(connection, track_ids)
        self._taggings = taggings_of(connection, model, track_ids, unseen=False)
        if not options.left_alone:
            self._taggings = {id: settled(found) for id, found in self._taggings.items()}
        self._scored = set(made_at(connection, model, track_ids)) if model else set()
        self._model_tags = frozenset(tag.tag_id for tag in model.tags) if model else frozenset()
        self._writes = written_to(connection, track_ids)
        self._words = words_of(connection, track_ids)
        self._files = track_files(connection, track_ids)
        self._options = options
        self._measures = measures_of(connection, track_ids) if options.measures else {}
        self._trials = trials
        self._separators = genre_separators()

    def plan(self, track_id: int, plan: WritePlan) -> None:
        """Add one track to `plan`."""
        taggings, writes = self._taggings[track_id], self._writes.get(track_id, [])
        answered = any(self._matters(tagging) for tagging in taggings)
        measures = self._written_measures(track_id)
        plan.unsure += self._unsure(track_id, measures)
        plan.unmeasured += self._is_unmeasured(track_id)
        if self._options.suggested:
            plan.left_alone += sum(one.state == "unseen" for one in taggings)
        if not (writes or answered or measures or track_id in self._words):
            file = self._files[track_id]
            is_unread = bool(file.failure or file.missing)
            plan.unread += is_unread
            plan.unchanged += not is_unread
            return
        written = (one for one in taggings if self._is_written(one))
        plan.left_out |= {one.tag for one in written if self._kind(one) not in self._placed_kinds}
        problem = self._compare(track_id, taggings, writes, measures, plan)
        if problem:
            plan.problems.append(problem)

    def _compare(
        self,
        track_id: int,
        taggings: list[Tagging],
        writes: list[FileWrite],
        measures: dict[MeasuredField, WrittenMeasure],
        plan: WritePlan,
    ) -> Problem | None:
        """Compare the file with the votes; return the problem if it cannot be written."""
        file = self._files[track_id]
        if problem := problem_of(file):
            return problem
        ours = written_names(writes)
        try:
            tags = read_file_tags(file.path, further=(*ours, *self._preset.fields()))
        except UnreadableAudio as error:
            return Problem(file.path, error.code, error.message)
        votes = self._votes(track_id, taggings, writes)
        changes = field_changes(tags, votes, self._names, ours, self._preset, self._separators)
        changes += fact_changes(tags, self._words.get(track_id, {}))
        changes += measure_changes(tags, measures, ours)
        if changes and (obstacle := self._trials.obstacle(file.path)):
            return Problem(file.path, obstacle.code, obstacle.message)
        if changes:
            plan.files.append(FileChange(track_id, file.path, file.size, file.mtime_ns, changes))
        else:
            plan.unchanged += 1
        return None

    def _written_measures(self, track_id: int) -> dict[MeasuredField, WrittenMeasure]:
        """Return the tempo and key to write: what the user said goes in the place of others'."""
        measures, options = self._measures.get(track_id, NOT_MEASURED), self._options
        measured = measures.measured
        found: dict[MeasuredField, WrittenMeasure] = {}
        if measures.bpm is not None:
            is_said = measures.bpm != measured.bpm
            if is_said or options.unsure or is_sure(measured.bpm_confidence):
                text = f"{measures.bpm:.0f}"  # TBPM and tmpo are whole numbers
                found["bpm"] = WrittenMeasure(text, is_said or options.replace)
        if measures.key is not None:
            is_said = measures.key != measured.key
            if is_said or options.unsure or is_sure(measured.key_confidence):
                found["key"] = WrittenMeasure(measures.key, is_said or options.replace)
        return found

    def _unsure(self, track_id: int, written: dict[MeasuredField, WrittenMeasure]) -> int:
        """Count the tempo and key of a track that are known and not written."""
        measures = self._measures.get(track_id, NOT_MEASURED)
        return sum(one is not None for one in (measures.bpm, measures.key)) - len(written)

    def _is_unmeasured(self, track_id: int) -> bool:
        """Tell whether tempo and key are asked for that are not known, and could be measured."""
        if not self._options.measures or self._files[track_id].failure:
            return False
        measures = self._measures.get(track_id, NOT_MEASURED)
        return measures.bpm is None and measures.key is None

    def _votes(self, track_id: int, taggings: list[Tagging], writes: list[FileWrite]) -> TagVotes:
        states = {"yes", "suggested"}
        if any(one.at > self._reviewed_at.get(track_id, 0) for one in writes):
            states.add("unseen")  # what was left alone, and written since: that was asked for
        held = [one for one in taggings if one.state in states]
        supported = {self._ids[one.tag] for one in held}
        if track_id not in self._scored:  # the model's suggestions are not known
            supported |= self._model_tags
        refused = frozenset(self._ids[one.tag] for one in taggings if one.state == "no")
        wanted = list(self._wanted(taggings))
        return TagVotes(wanted, refused, frozenset(supported), self._kinds, self._written_as)

    def _wanted(self, taggings: list[Tagging]) -> Iterator[tuple[Kind, int, str]]:
        """Yield the tags to write, decided ones first, the strongest first."""
        written = [one for one in taggings if self._is_written(one)]
        for one in sorted(written, key=lambda one: (one.state != "yes", -(one.score or 0))):
            id = self._ids[one.tag]
            yield self._kind(one), id, self._written_as[id]

    def _kind(self, tagging: Tagging) -> Kind:
        return self._kinds[self._ids[tagging.tag]]

    def _is_written(self, tagging: Tagging) -> bool:
        return tagging.state == "yes" or (self._options.suggested and tagging.state == "suggested")

    def _matters(self, tagging: Tagging) -> bool:
        return tagging.state == "no" or self._is_written(tagging)


def problem_of(file: TrackFile) -> Problem | None:
    """Return the problem of a file that differs from the library's record of it, else None."""
    path = file.path
    if file.missing:
        reason = message(
            "write.missing", "{path} is missing. Scan when it is back.", path=shown(path)
        )
        return Problem(path, "missing", reason)
    if file.failure:
        return Problem(path, "failed", file.failure)
    try:
        now = os.stat(path)  # noqa: PTH116  pathlib would only wrap it
    except OSError as error:
        unreachable = message(
            "write.unreachable",
            "{path} cannot be reached ({reason}). Scan again.",
            path=shown(path),
            reason=reason_of(error),
        )
        return Problem(path, "missing", unreachable)
    if (now.st_size, now.st_mtime_ns) != (file.size, file.mtime_ns):
        changed = message(
            "write.changed",
            "{path} was changed since the last scan. Scan, then write.",
            path=shown(path),
        )
        return Problem(path, "changed", changed)
    return None
