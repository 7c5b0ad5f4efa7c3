"""The specs of jobs on models: train, measure, compare, promote, install."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Self

from tagstudio.core.messages import Message, message
from tagstudio.core.progress import Job, Progress
from tagstudio.core.settings import AUTO
from tagstudio.engine.jobs.library_specs import absolute
from tagstudio.engine.jobs.spec import JobSpec
from tagstudio.plugin_api.depths import DEFAULT_DEPTH, Depth

if TYPE_CHECKING:
    from tagstudio.engine.evaluation.evaluate import Comparison, Evaluation
    from tagstudio.engine.evaluation.gate import Preview
    from tagstudio.engine.evaluation.version_diff import Differences
    from tagstudio.engine.plugins.handed_versions import HandedVersion
    from tagstudio.engine.plugins.installed_models import (
        InstalledModel,
        InstalledModels,
        PluginState,
    )
    from tagstudio.engine.training.learning_curve import LearningCurve
    from tagstudio.engine.training.train import TrainReport
    from tagstudio.library.db.database import Library
    from tagstudio.library.models.judgements import Judgement
    from tagstudio.library.models.models import Model


@dataclass(frozen=True, kw_only=True)
class TrainJob(JobSpec["TrainReport"]):
    """Train a version from the root of `parent` on the answers; see `TrainSettings`.

    An empty `parent` is the active model, an empty `name` the next free one.
    """

    kind: ClassVar[str] = "train"
    resumable: ClassVar[bool] = True
    in_child: ClassVar[bool] = True

    depth: str = DEFAULT_DEPTH.value
    parent: str = ""
    device: str = AUTO
    seed: int = 0
    name: str = ""
    reviewed_as_no: bool = True
    trials: bool = True
    holdout: bool = False

    def begin(self, library: "Library") -> tuple[Self, Job["TrainReport"]]:
        """Begin as `JobSpec.begin`: the parent and the name of the new version are resolved.

        The name is the key to the half-trained version that the plugin keeps. Were it looked for
        again, a version that was finished meanwhile would push it on, and the training would begin
        from the start under the next name.
        """
        from tagstudio.engine.plugins.installed_models import (
            active_model,
            installed_models,
            root_model,
        )
        from tagstudio.engine.training.train import TrainSettings, answers_of, train
        from tagstudio.engine.training.version_names import name_for

        installed = installed_models()
        with library.read() as connection:
            active = active_model(connection, installed, self.parent)
            parent = root_model(installed, active)
            origin = answers_of(library, connection)
        name = name_for(self.name, parent.info.name, installed, origin)
        settings = TrainSettings(
            self.depth,
            self.device,
            self.seed,
            name,
            self.reviewed_as_no,
            self.trials,
            self.holdout,
        )
        spec = replace(self, parent=parent.info.name, name=name)
        return spec, train(library, parent, settings)

    def subject(self) -> str:
        """Return the name of the new version."""
        return self.name


@dataclass(frozen=True, kw_only=True)
class EvaluateJob(JobSpec[list["Evaluation"]]):
    """Measure `versions` on all answers, out of fold; none is the active one.

    With `holdout` on the frozen test set, which this freezes as it is.
    """

    kind: ClassVar[str] = "evaluate"
    resumable: ClassVar[bool] = True
    counts_tracks: ClassVar[bool] = True
    in_child: ClassVar[bool] = True

    versions: tuple[str, ...] = ()
    device: str = AUTO
    holdout: bool = False

    def begin(self, library: "Library") -> tuple[Self, Job[list["Evaluation"]]]:
        """Begin as `JobSpec.begin`: the version is resolved."""
        from tagstudio.engine.plugins.installed_models import active_model, installed_models

        installed = installed_models()
        with library.read() as connection:
            versions = [
                active_model(connection, installed, name) for name in self.versions or ("",)
            ]
        spec = replace(self, versions=tuple(one.info.name for one in versions))
        if self.holdout:
            return spec, _evaluate_holdout(library, versions, self.device)
        from tagstudio.engine.evaluation.out_of_fold import evaluate_on_answers

        return spec, evaluate_on_answers(library, installed, versions)

    def subject(self) -> str:
        """Return the names of the versions."""
        return ", ".join(self.versions)


def _evaluate_holdout(
    library: "Library", versions: Sequence["InstalledModel"], device: str
) -> Job[list["Evaluation"]]:
    from tagstudio.engine.evaluation.evaluate import evaluate, freeze_test_set

    test_set = freeze_test_set(library)
    found = []
    for version in versions:
        evaluation = yield from evaluate(library, version, test_set, device)
        found.append(evaluation)
    return found


@dataclass(frozen=True)
class VersionComparison:
    """Two versions on all answers, and how their suggestions differ over the library."""

    comparison: "Comparison"
    differences: "Differences"


@dataclass(frozen=True, kw_only=True)
class CompareVersionsJob(JobSpec[VersionComparison]):
    """Measure two versions on all answers, and find the tracks that gain or lose tags."""

    kind: ClassVar[str] = "compare"

    before: str = ""
    after: str = ""
    device: str = AUTO

    def begin(self, library: "Library") -> tuple[Self, Job[VersionComparison]]:
        """Begin as `JobSpec.begin`: the versions are resolved."""
        from tagstudio.engine.plugins.installed_models import choose_model, installed_models

        installed = installed_models()
        before, after = (choose_model(installed, name) for name in (self.before, self.after))
        spec = replace(self, before=before.info.name, after=after.info.name)
        return spec, self._compare(library, installed, before, after)

    def _compare(
        self,
        library: "Library",
        installed: "InstalledModels",
        before: "InstalledModel",
        after: "InstalledModel",
    ) -> Job[VersionComparison]:
        from tagstudio.engine.evaluation.out_of_fold import compare_on_answers
        from tagstudio.engine.evaluation.version_diff import differences
        from tagstudio.engine.plugins.installed_models import register_installed
        from tagstudio.engine.tagging.suggest import suggest_for

        comparison = yield from compare_on_answers(library, installed, before, after)
        for version in (before, after):
            yield from suggest_for(library, version, comparison.tracks, self.device)
        with library.write() as connection:
            known = [register_installed(connection, version) for version in (before, after)]
        return VersionComparison(comparison, (yield from differences(library, *known)))


@dataclass(frozen=True, kw_only=True)
class GateJob(JobSpec["Preview"]):
    """Judge `version` beside the active one, and count the tracks that would get each tag."""

    kind: ClassVar[str] = "gate"

    version: str = ""
    device: str = AUTO

    def begin(self, library: "Library") -> tuple[Self, Job["Preview"]]:
        """Begin as `JobSpec.begin`."""
        from tagstudio.engine.evaluation.gate import preview

        return self, preview(library, self.version, self.device)

    def is_recorded(self) -> bool:
        """Tell that it is not: it only asks on behalf of a promotion."""
        return False


@dataclass(frozen=True, kw_only=True)
class PromoteJob(JobSpec["Judgement"]):
    """Put `version` to use as the judge says, with `force` in any case."""

    kind: ClassVar[str] = "promote"

    version: str = ""
    force: bool = False
    device: str = AUTO

    def begin(self, library: "Library") -> tuple[Self, Job["Judgement"]]:
        """Begin as `JobSpec.begin`; an empty version, the active one, is refused by the job."""
        from tagstudio.engine.evaluation.gate import promote

        return self, promote(library, self.version, self.force)

    def has_changed(self, report: "Judgement") -> bool:
        """Tell that another version is in use."""
        return True

    def subject(self) -> str:
        """Return the name of the version."""
        return self.version


class VersionsAfterRollback(NamedTuple):
    """The version that was `left` and the `active` one, "" for the model that was installed."""

    left: str
    active: str

    def summary(self) -> Message:
        """Return what the record says."""
        if not self.active:
            return message(
                "rollback.to-first",
                "{left} is no longer active; the installed model is.",
                left=self.left,
            )
        return message(
            "rollback.done",
            "{left} is no longer active; {active} is.",
            left=self.left,
            active=self.active,
        )


@dataclass(frozen=True, kw_only=True)
class RollBackJob(JobSpec[VersionsAfterRollback]):
    """Go back to the version that was active before the last promotion; see `rollback`.

    `first` is the name of the model that was active before any promotion, "" where it is not known.
    """

    kind: ClassVar[str] = "rollback"
    queue: ClassVar[str] = PromoteJob.kind

    first: str = ""

    def begin(self, library: "Library") -> tuple[Self, Job[VersionsAfterRollback]]:
        """Begin as `JobSpec.begin`."""
        return self, self._roll_back(library)

    def has_changed(self, report: VersionsAfterRollback) -> bool:
        """Tell that another version is in use."""
        return True

    def _roll_back(self, library: "Library") -> Job[VersionsAfterRollback]:
        from tagstudio.engine.plugins.installed_models import rollback

        yield Progress()
        left, active = rollback(library)
        return VersionsAfterRollback(left, active or self.first)


@dataclass(frozen=True)
class VersionDiff:
    """What changes from one version to another; both as the library has them."""

    before: "Model"
    after: "Model"
    found: "Differences"


@dataclass(frozen=True, kw_only=True)
class VersionDiffJob(JobSpec[VersionDiff]):
    """Compare the tags of `version` on the whole library with those of the active version.

    The active version itself is compared with the one that was in use before. The other one of the
    two predicts the tracks that it has not heard.
    """

    kind: ClassVar[str] = "differences"
    in_child: ClassVar[bool] = True

    version: str = ""
    device: str = AUTO
    windows: int = 1

    def begin(self, library: "Library") -> tuple[Self, Job[VersionDiff]]:
        """Begin as `JobSpec.begin`: the version is resolved."""
        from tagstudio.engine.plugins.installed_models import (
            active_model,
            choose_model,
            installed_models,
            version_before,
        )

        installed = installed_models()  # starts all plugins, so once
        with library.read() as connection:
            active = active_model(connection, installed)
            before = version_before(connection, installed) or active
        other = choose_model(installed, self.version)
        spec = replace(self, version=other.info.name)
        if other != active:
            return spec, self._diff(library, active, other, heard_by=other)
        return spec, self._diff(library, before, active, heard_by=before)

    def _diff(
        self,
        library: "Library",
        before: "InstalledModel",
        after: "InstalledModel",
        heard_by: "InstalledModel",
    ) -> Job[VersionDiff]:
        from tagstudio.engine.evaluation.version_diff import differences
        from tagstudio.engine.plugins.installed_models import register_installed
        from tagstudio.engine.tagging.suggest import SuggestOptions, suggest
        from tagstudio.library.search.query import ALL_TRACKS

        options = SuggestOptions(self.device, self.windows)
        yield from suggest(library, heard_by, ALL_TRACKS, options)
        with library.write() as connection:
            old, new = (register_installed(connection, one) for one in (before, after))
        return VersionDiff(old, new, (yield from differences(library, old, new)))


@dataclass(frozen=True, kw_only=True)
class LearningCurveJob(JobSpec["LearningCurve"]):
    """Train the root of `model`'s descent on parts of the decisions; "" is the active version."""

    kind: ClassVar[str] = "curve"
    in_child: ClassVar[bool] = True

    model: str = ""
    depth: str = Depth.HEAD.value
    device: str = AUTO

    def begin(self, library: "Library") -> tuple[Self, Job["LearningCurve"]]:
        """Begin as `JobSpec.begin`: the root is resolved."""
        from tagstudio.engine.plugins.installed_models import (
            active_model,
            installed_models,
            root_model,
        )
        from tagstudio.engine.training.learning_curve import learning_curve

        installed = installed_models()
        with library.read() as connection:
            root = root_model(installed, active_model(connection, installed, self.model))
        job = learning_curve(library, root, self.depth, self.device)
        return replace(self, model=root.info.name), job


@dataclass(frozen=True, kw_only=True)
class InstallModelJob(JobSpec["InstalledModel"]):
    """Install the published model `name`, from the file `source` or from the network."""

    kind: ClassVar[str] = "install"

    name: str = ""
    source: Path | None = None

    def begin(
        self, library: "Library | None" = None, known: "Sequence[PluginState] | None" = None
    ) -> tuple[Self, Job["InstalledModel"]]:
        """Begin as `JobSpec.begin`; models belong to no library, so it does without one.

        `known` are the states of the usable plugins, where these were asked already.
        """
        from tagstudio.engine.plugins.installed_models import install

        spec = replace(self, source=self.source and absolute(self.source))
        return spec, install(spec.name, spec.source, known)


@dataclass(frozen=True, kw_only=True)
class ExportVersionJob(JobSpec["HandedVersion"]):
    """Write `version` into the file `target`, in place of what is there, for a colleague."""

    kind: ClassVar[str] = "export_version"

    version: str = ""
    target: Path | None = None

    def begin(self, library: "Library | None" = None) -> tuple[Self, Job["HandedVersion"]]:
        """Begin as `JobSpec.begin`; models belong to no library, so it does without one."""
        spec = replace(self, target=self.target and absolute(self.target))
        return spec, spec._export()

    def _export(self) -> Job["HandedVersion"]:
        from tagstudio.engine.plugins.handed_versions import export_version

        yield Progress()
        assert self.target is not None
        return export_version(self.version, self.target, replacing=True)


@dataclass(frozen=True, kw_only=True)
class ImportVersionJob(JobSpec["InstalledModel"]):
    """Install the version in the file `source` that a colleague sent."""

    kind: ClassVar[str] = "import_version"

    source: Path | None = None

    def begin(self, library: "Library | None" = None) -> tuple[Self, Job["InstalledModel"]]:
        """Begin as `JobSpec.begin`; models belong to no library, so it does without one."""
        spec = replace(self, source=self.source and absolute(self.source))
        return spec, spec._import()

    def _import(self) -> Job["InstalledModel"]:
        from tagstudio.engine.plugins.handed_versions import import_version

        yield Progress()
        assert self.source is not None
        return import_version(self.source)


MODEL_SPECS = (
    TrainJob,
    EvaluateJob,
    CompareVersionsJob,
    GateJob,
    PromoteJob,
    RollBackJob,
    VersionDiffJob,
    LearningCurveJob,
    InstallModelJob,
    ExportVersionJob,
    ImportVersionJob,
)
