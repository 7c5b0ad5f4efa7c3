"""The specs of jobs on the tracks of the library: scan, suggest, labels, another library."""

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from tagstudio.core.progress import Job
from tagstudio.core.settings import AUTO
from tagstudio.engine.jobs.spec import JobSpec

if TYPE_CHECKING:
    from tagstudio.engine.cluster.cluster_settings import ClusterSettings
    from tagstudio.engine.correcting.from_files import FromFilesReport
    from tagstudio.engine.correcting.label_import import ImportReport
    from tagstudio.engine.measuring.measure import MeasureReport
    from tagstudio.engine.merging.report import MergeReport
    from tagstudio.engine.processes.reader_pool import FileReaders
    from tagstudio.engine.scanning.scan import ScanReport
    from tagstudio.engine.tagging.suggest import SuggestReport
    from tagstudio.library.checking.check import CheckReport
    from tagstudio.library.db.database import Library

Report = TypeVar("Report")


def absolute(path: Path) -> Path:
    """Return a path that means the same in any working folder; links and ".." as `walk` does."""
    return Path(os.path.abspath(path.expanduser()))  # noqa: PTH100


@dataclass(frozen=True, kw_only=True)
class ScanJob(JobSpec["ScanReport"]):
    """Scan `folders`, or the library's when none are named; the files `again` in any case.

    With `reread` all files are read, also those that look unchanged. `places` are files and folders
    in the library's folders that are looked at instead: what changed there is known.
    """

    kind: ClassVar[str] = "scan"
    resumable: ClassVar[bool] = True
    retriable: ClassVar[bool] = True
    counts_tracks: ClassVar[bool] = True
    in_child: ClassVar[bool] = True

    folders: tuple[Path, ...] = ()
    again: tuple[str, ...] = ()
    reread: bool = False
    places: tuple[Path, ...] = ()

    def begin(
        self, library: "Library", readers: "FileReaders | None" = None
    ) -> tuple[Self, Job["ScanReport"]]:
        """Begin as `JobSpec.begin`; `readers` may have been started before."""
        from tagstudio.engine.scanning.scan import EVERY_FILE, scan

        spec = replace(self, folders=tuple(map(absolute, self.folders)))
        again = EVERY_FILE if spec.reread else spec.again
        return spec, scan(library, spec.folders, again, readers, places=spec.places)

    @classmethod
    def from_json(cls, found: Mapping[str, Any], defaults: Mapping[str, Any] | None = None) -> Self:
        """Read a spec as `JobSpec.from_json`, without the separators of genres of its time."""
        lasting = {name: one for name, one in found.items() if name != "genre_separators"}
        return super().from_json(lasting, defaults)

    def has_changed(self, report: "ScanReport") -> bool:
        """Tell whether tracks came back, went or moved without a file that had to be read."""
        return bool(report.moved or report.returned or report.missing)

    def subject(self) -> str:
        """Return the name of the folder or place, where it is one."""
        wanted = self.folders or self.places
        return wanted[0].name if len(wanted) == 1 else ""

    def with_failed(self, failed: Sequence[str]) -> Self:
        """Return the spec that reads these files again."""
        return replace(self, again=tuple(failed))


@dataclass(frozen=True, kw_only=True)
class SuggestJob(JobSpec["SuggestReport"]):
    """Suggest tags for the tracks that match `query` and have none from `model` yet.

    An empty `model` is the active one. `again` renews suggestions that are there; `retry` includes
    the tracks that the model failed on before. More `windows` than one are heard in a second pass.
    `renew` is what follows when another version comes into use: see `renew_suggestions`, which
    goes by nothing else here but the `device`.
    `ray` is the address of the Ray cluster that hears, "" for this machine alone; what follows it
    is as in `ClusterSettings`.
    """

    kind: ClassVar[str] = "suggest"
    resumable: ClassVar[bool] = True
    retriable: ClassVar[bool] = True
    counts_tracks: ClassVar[bool] = True
    in_child: ClassVar[bool] = True

    query: str = ""
    model: str = ""
    device: str = AUTO
    windows: int = 1
    again: bool = False
    retry: bool = False
    renew: bool = False
    ray: str = ""
    path_maps: tuple[str, ...] = ()
    ray_cpus: int = 0
    ray_gpus: float = 1.0
    ray_batches: tuple[str, ...] = ()

    def begin(self, library: "Library") -> tuple[Self, Job["SuggestReport"]]:
        """Begin as `JobSpec.begin`: the model is resolved."""
        from tagstudio.engine.plugins.installed_models import (
            active_model,
            describe_root,
            installed_models,
        )
        from tagstudio.engine.tagging.second_pass import suggest_in_two_passes
        from tagstudio.engine.tagging.suggest import SuggestOptions
        from tagstudio.library.search.query import parse

        query, installed = parse(self.query), installed_models()
        with library.write() as connection:
            model = active_model(connection, installed, "" if self.renew else self.model)
            describe_root(connection, installed, model)
        if self.renew:
            from tagstudio.engine.tagging.renewal import renew_suggestions

            renewed = replace(self, model=model.info.name)
            return renewed, renew_suggestions(library, self.device, listen=True)
        cluster = self.cluster()
        options = SuggestOptions(self.device, self.windows, self.again, self.retry, cluster)
        job = suggest_in_two_passes(library, model, query, options)
        return replace(self, model=model.info.name), job

    def cluster(self) -> "ClusterSettings | None":
        """Return how the cluster is used, None where there is none; raises TagStudioError."""
        if not self.ray:
            return None
        from tagstudio.engine.cluster.cluster_settings import ClusterSettings

        found = ClusterSettings(
            self.ray, self.path_maps, self.ray_cpus, self.ray_gpus, self.ray_batches
        )
        found.check()
        return found

    def subject(self) -> str:
        """Return the name of the model."""
        return self.model

    def with_failed(self, failed: Sequence[str]) -> Self:
        """Return the spec that includes the tracks that the model failed on."""
        return replace(self, again=False, retry=True)

    @classmethod
    def _upgraded(cls, found: Mapping[str, Any]) -> Mapping[str, Any]:
        """Read the query as the list of words that it was."""
        from tagstudio.library.search.query import joined

        return {**found, "query": joined(found.get("query", []))}


@dataclass(frozen=True, kw_only=True)
class ListenCloserJob(JobSpec["SuggestReport"]):
    """Raise the suggestions of `model`, "" for the active one, to `windows` windows of a track.

    The window runs it by itself, quietly and again and again, so it leaves no record: what it has
    left to do is known at any time.
    """

    kind: ClassVar[str] = "listen_closer"
    counts_tracks: ClassVar[bool] = True
    in_child: ClassVar[bool] = True

    model: str = ""
    device: str = AUTO
    windows: int = 1

    def begin(
        self, library: "Library", first: Callable[[], Collection[int]] = tuple
    ) -> tuple[Self, Job["SuggestReport"]]:
        """Begin as `JobSpec.begin`; `first` names the tracks that go before all others."""
        from tagstudio.engine.plugins.installed_models import active_model, installed_models
        from tagstudio.engine.tagging.second_pass import listen_closer
        from tagstudio.engine.tagging.suggest import SuggestOptions

        installed = installed_models()
        with library.read() as connection:
            model = active_model(connection, installed, self.model)
        options = SuggestOptions(self.device, self.windows)
        return replace(self, model=model.info.name), listen_closer(
            library, model, options, first=first
        )

    def is_recorded(self) -> bool:
        """Tell that the library keeps no record of it."""
        return False

    def subject(self) -> str:
        """Return the name of the model."""
        return self.model


@dataclass(frozen=True, kw_only=True)
class MeasureJob(JobSpec["MeasureReport"]):
    """Measure tempo, key and loudness of the tracks of `query`, or of the `track_ids`.

    Of those that are not measured yet; `again` measures the others too, `retry` those that failed
    before. Tags in the query are those that `model` suggests, "" for the one in use.
    """

    kind: ClassVar[str] = "measure"
    resumable: ClassVar[bool] = True
    in_child: ClassVar[bool] = True
    retriable: ClassVar[bool] = True
    counts_tracks: ClassVar[bool] = True

    query: str = ""
    track_ids: tuple[int, ...] | None = None
    model: str = ""
    again: bool = False
    retry: bool = False

    def begin(self, library: "Library") -> tuple[Self, Job["MeasureReport"]]:
        """Begin as `JobSpec.begin`."""
        from tagstudio.engine.measuring.measure import MeasureOptions, measure, measurer
        from tagstudio.engine.plugins.installed_models import shown_model
        from tagstudio.library.search.query import parse

        plugin, where = measurer(), parse(self.query)
        with library.read() as connection:
            model = shown_model(connection, self.model) if self.query else None
        options = MeasureOptions(self.again, self.retry)
        wanted = where if self.track_ids is None else self.track_ids
        return self, measure(library, plugin, wanted, model, options)

    def with_failed(self, failed: Sequence[str]) -> Self:
        """Return the spec that includes the tracks that could not be measured."""
        return replace(self, again=False, retry=True)


@dataclass(frozen=True, kw_only=True)
class ImportLabelsJob(JobSpec["ImportReport"]):
    """Take the labels of `file` over as decisions; the fields are those of `ImportOptions`.

    `new_tags` makes all unknown tags the user's own, `chosen_tags` these names only; `mapped_tags`
    are pairs of such a name and that of the tag that it stands for.
    """

    kind: ClassVar[str] = "import"

    file: Path = Path()
    tracks: Path | None = None
    min_count: int = 1
    new_tags: bool = False
    overwrite: bool = False
    pretend: bool = False
    group: str = ""
    chosen_tags: tuple[str, ...] = ()
    mapped_tags: tuple[tuple[str, ...], ...] = ()

    def begin(self, library: "Library") -> tuple[Self, Job["ImportReport"]]:
        """Begin as `JobSpec.begin`: the paths are made absolute."""
        from tagstudio.engine.correcting.label_import import ImportOptions, import_labels
        from tagstudio.engine.correcting.unknown_tags import TagChoices

        spec = replace(self, file=absolute(self.file), tracks=self.tracks and absolute(self.tracks))
        choices = TagChoices(spec.new_tags, spec.chosen_tags, spec.mapped_tags)
        options = ImportOptions(
            choices, spec.overwrite, spec.pretend, spec.tracks, spec.min_count, spec.group
        )
        return spec, _followed(library, import_labels(library, spec.file, options))

    def is_recorded(self) -> bool:
        """Tell whether anything is changed: only then is the library open for writing."""
        return not self.pretend

    @classmethod
    def from_json(cls, found: Mapping[str, Any], defaults: Mapping[str, Any] | None = None) -> Self:
        """Read a spec as `JobSpec.from_json`, also with the former name of `min_count`, `least`."""
        current = {"min_count" if name == "least" else name: one for name, one in found.items()}
        return super().from_json(current, defaults)


@dataclass(frozen=True, kw_only=True)
class LabelsFromFilesJob(JobSpec["FromFilesReport"]):
    """Take the genres of the files of a query over as answers; as `FromFilesOptions`.

    `mapped_genres` are pairs of a genre and the name of the tag that it means, "" for none;
    `new_tags` the genres that become tags of the user's own. A query goes by the suggestions of
    `model`, "" for the one in use.
    """

    kind: ClassVar[str] = "file_labels"

    query: str = ""
    model: str = ""
    mapped_genres: tuple[tuple[str, ...], ...] = ()
    new_tags: tuple[str, ...] = ()
    pretend: bool = False

    def begin(self, library: "Library") -> tuple[Self, Job["FromFilesReport"]]:
        """Begin as `JobSpec.begin`."""
        from tagstudio.engine.correcting.from_files import FromFilesOptions, labels_from_files
        from tagstudio.engine.plugins.installed_models import shown_model
        from tagstudio.engine.plugins.vocabulary import tags_to_bring
        from tagstudio.library.search.query import parse

        query = parse(self.query)
        with library.read() as connection:
            model = shown_model(connection, self.model) if self.query else None
            coming = () if library.is_writable else tuple(tags_to_bring(connection))
        options = FromFilesOptions(
            query, model, self.mapped_genres, self.new_tags, self.pretend, coming
        )
        return self, _followed(library, labels_from_files(library, options))

    def is_recorded(self) -> bool:
        """Tell whether anything is changed: only then is the library open for writing."""
        return not self.pretend


@dataclass(frozen=True, kw_only=True)
class MergeJob(JobSpec["MergeReport"]):
    """Take over what was said in the library at `file`; the fields are those of `MergeOptions`."""

    kind: ClassVar[str] = "merge"

    file: Path = Path()
    roots: tuple[tuple[str, ...], ...] = ()
    conflicts: str = "leave"
    choices: tuple[tuple[str, ...], ...] = ()
    pretend: bool = False

    def begin(self, library: "Library") -> tuple[Self, Job["MergeReport"]]:
        """Begin as `JobSpec.begin`: the path is made absolute."""
        from tagstudio.engine.merging.merge import merge_library
        from tagstudio.engine.merging.report import merge_options

        spec = replace(self, file=absolute(self.file))
        options = merge_options(spec.roots, spec.conflicts, spec.choices, pretend=spec.pretend)
        return spec, _followed(library, merge_library(library, spec.file, options))

    def is_recorded(self) -> bool:
        """Tell whether anything is changed: only then is the library open for writing."""
        return not self.pretend

    def subject(self) -> str:
        """Return the name of the other library's file."""
        return self.file.name


def _followed(library: "Library", job: Job[Report]) -> Job[Report]:
    """Do what brings answers, then let the thresholds follow the answers."""
    from tagstudio.engine.tagging.library_thresholds import after_answers

    report = yield from job
    if library.is_writable:
        after_answers(library)
    return report


@dataclass(frozen=True, kw_only=True)
class CheckJob(JobSpec["CheckReport"]):
    """Check the library, and with `mend` mend what can be mended, after a safety copy."""

    kind: ClassVar[str] = "check"

    mend: bool = False

    def begin(self, library: "Library") -> tuple[Self, Job["CheckReport"]]:
        """Begin as `JobSpec.begin`."""
        from tagstudio.engine.plugins.installed_models import register_again
        from tagstudio.library.checking.check import check

        return self, check(library, self.mend, lambda: register_again(library))

    def is_recorded(self) -> bool:
        """Tell whether anything is changed: only then is the library open for writing."""
        return self.mend


LIBRARY_SPECS = (
    CheckJob,
    ScanJob,
    SuggestJob,
    ListenCloserJob,
    MeasureJob,
    ImportLabelsJob,
    LabelsFromFilesJob,
    MergeJob,
)
