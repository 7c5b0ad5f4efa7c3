"""The specs of jobs that write tags into files, and put the files back."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Self

from tagstudio.core.progress import Job
from tagstudio.engine.jobs.spec import JobSpec

if TYPE_CHECKING:
    from tagstudio.engine.file_tags.plan import WritePlan
    from tagstudio.engine.file_tags.write import WriteReport
    from tagstudio.library.db.database import Library


@dataclass(frozen=True, kw_only=True)
class WriteJob(JobSpec["WriteReport"]):
    """Write the tags of the tracks that match `query`, or of the `track_ids`, into their files.

    With `suggested` also the suggestions of `model`; an empty `model` is the one whose suggestions
    are shown. An empty `preset` is the one that the library writes with; `left_alone`, `measures`,
    `unsure` and `replace` are as in `WriteOptions`. With `keep_time` the files keep their time of
    change. It cannot be resumed: the user agrees to the differences of each file before it is
    written.
    """

    kind: ClassVar[str] = "write"
    counts_tracks: ClassVar[bool] = True

    query: str = ""
    track_ids: tuple[int, ...] | None = None
    model: str = ""
    suggested: bool = False
    keep_time: bool = False
    preset: str = ""
    measures: bool = False
    unsure: bool = False
    replace: bool = False
    left_alone: bool = False

    def begin(
        self, library: "Library", plan: "WritePlan | None" = None
    ) -> tuple[Self, Job["WriteReport"]]:
        """Begin as `JobSpec.begin`: write `plan` where there is one already, else plan first.

        Model and preset are resolved; the model's name stays empty where the library has no
        suggestions.
        """
        from tagstudio.engine.file_tags.presets.find import preset_of
        from tagstudio.engine.file_tags.write import write_planned
        from tagstudio.engine.plugins.installed_models import shown_model

        with library.read() as connection:
            model = shown_model(connection, self.model)
            preset = preset_of(connection, self.preset)
        spec = replace(self, model=model.name if model else "", preset=preset.name)

        def work() -> Job["WriteReport"]:
            agreed = plan or (yield from spec.plan(library))
            return (yield from write_planned(library, agreed, keep_time=spec.keep_time))

        return spec, work()

    def plan(self, library: "Library", *, pretend: bool = False) -> Job["WritePlan"]:
        """Plan the changes of each file; with `pretend` nothing at all is written.

        Otherwise writings that were killed half way are settled first, so that the plan sees their
        files as they are.
        """
        from tagstudio.engine.file_tags.plan import WriteOptions, plan_writes
        from tagstudio.engine.file_tags.presets.find import preset_of
        from tagstudio.engine.file_tags.write import settle
        from tagstudio.engine.plugins.installed_models import shown_model
        from tagstudio.library.search.query import parse
        from tagstudio.library.views.browse import track_ids

        with library.read() as connection:
            preset = preset_of(connection, self.preset)
        if not pretend:
            settle(library)
        with library.read() as connection:
            model = shown_model(connection, self.model)
            ids = self.track_ids
            if ids is None:
                ids = tuple(track_ids(connection, parse(self.query), model))
        options = WriteOptions(
            self.suggested, self.measures, self.unsure, self.replace, preset, self.left_alone
        )
        return plan_writes(library, ids, model, options)


@dataclass(frozen=True, kw_only=True)
class UndoWriteJob(JobSpec["WriteReport"]):
    """Undo the writing `group` in the files it changed; None is the last writing."""

    kind: ClassVar[str] = "write_undo"
    queue: ClassVar[str] = WriteJob.kind  # never both at once on the same files
    resumable: ClassVar[bool] = True
    counts_tracks: ClassVar[bool] = True

    group: int | None = None
    keep_time: bool = False

    def begin(self, library: "Library") -> tuple[Self, Job["WriteReport"]]:
        """Begin as `JobSpec.begin`: the writing is resolved."""
        from tagstudio.engine.file_tags.undo import last_writing, undo_writing
        from tagstudio.engine.file_tags.write import settle

        group = self.group
        if group is None:
            settle(library)
            with library.read() as connection:
                last = last_writing(connection)
            group = last.group if last else None
        job = undo_writing(library, group, keep_time=self.keep_time)
        return replace(self, group=group), job


FILE_TAG_SPECS = (
    WriteJob,
    UndoWriteJob,
)
