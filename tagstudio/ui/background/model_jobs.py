"""The long work on models that the window starts, each a named action on top of the engine's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.plugins.installed_models import (
    InstalledModel,
    active_model,
    choose_model,
    installed_models,
)
from tagstudio.library.db.job_records import JobRecord
from tagstudio.library.models.models import Model
from tagstudio.library.search.query import ALL_TRACKS
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.background.library_jobs import title_of
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.text.message_translation import translated

if TYPE_CHECKING:
    from tagstudio.engine.evaluation.evaluate import Evaluation
    from tagstudio.engine.evaluation.gate import Verdict
    from tagstudio.engine.evaluation.version_diff import Differences
    from tagstudio.engine.evaluation.version_scores import EvaluationSummary
    from tagstudio.engine.training.learning_curve import LearningCurve
    from tagstudio.engine.training.train import TrainReport, TrainSettings


@dataclass(frozen=True)
class Difference:
    """What a version would change beside the active one; both as the library knows them."""

    before: Model
    after: Model
    found: Differences


def install_model(workspace: Workspace, name: str, source: Path | None = None) -> None:
    """Install a published model, from the network or from a file."""

    def job() -> Job[InstalledModel]:
        from tagstudio.engine.plugins.installed_models import install

        return install(name, source)

    def done(model: InstalledModel) -> None:
        text = QCoreApplication.translate("work", "{model} is installed: {title}.")
        workspace.say(text.format(model=model.info.name, title=model.info.title))
        workspace.tell("models")

    workspace.run(title_of("install"), "install", job, done, changes="jobs")


def train_version(
    workspace: Workspace,
    settings: TrainSettings,
    parent: str = "",
    then: Callable[[TrainReport], object] = lambda report: None,
) -> RunningJob:
    """Learn from the answers: a version of `parent`, or of the active one, and its measure."""

    def job() -> Job[TrainReport]:
        from tagstudio.engine.jobs.record import recorded
        from tagstudio.engine.training.train import train

        with workspace.library.read() as connection:
            model = active_model(connection, installed_models(), parent)
        arguments = {
            "depth": settings.depth,
            "parent": model.info.name,
            "reviewed_as_no": settings.reviewed_as_no,
        }
        learning = train(workspace.library, model, settings)
        return recorded(workspace.library, "train", arguments, learning)

    def done(report: TrainReport) -> None:
        workspace.say(str(report.verdict.reason))
        then(report)
        workspace.tell("models")

    return workspace.run(title_of("train"), "train", job, done, changes="jobs")


def go_on(workspace: Workspace, record: JobRecord) -> None:
    """Train once more as a record says: what was cut off goes on where it stopped."""
    from tagstudio.engine.training.train import TrainSettings

    settings = TrainSettings(
        depth=record.spec.get("depth", TrainSettings.depth),
        device=workspace.settings.device,
        reviewed_as_no=record.spec.get("reviewed_as_no", False),
    )
    train_version(workspace, settings, record.spec.get("parent", ""))


def measure_versions(workspace: Workspace, names: Sequence[str]) -> None:
    """Freeze the held-out answers as they are, and measure versions on them."""

    def job() -> Job[list[Evaluation]]:
        return _measure(workspace, names)

    def done(_: list[Evaluation]) -> None:
        workspace.tell("models")

    workspace.run(title_of("evaluate"), "evaluate", job, done, changes="jobs")


def _measure(workspace: Workspace, names: Sequence[str]) -> Job[list[Evaluation]]:
    from tagstudio.engine.evaluation.evaluate import evaluate, freeze

    installed = installed_models()
    held_out = freeze(workspace.library)
    found = []
    for name in names:
        model = choose_model(installed, name)
        device = workspace.settings.device
        found.append((yield from evaluate(workspace.library, model, held_out, device)))
    return found


def judge_version(workspace: Workspace, name: str, then: Callable[[Verdict], object]) -> None:
    """Measure a version beside the active one on the held-out answers, and let the gate speak."""
    workspace.run(title_of("judge"), "judge", lambda: _judge(workspace, name), then, changes="jobs")


def _judge(workspace: Workspace, name: str) -> Job[Verdict]:
    from tagstudio.engine.evaluation.evaluate import compare, freeze
    from tagstudio.engine.evaluation.gate import verdict

    library, installed = workspace.library, installed_models()
    with library.read() as connection:
        active = active_model(connection, installed)
    try:
        held_out = freeze(library)
    except TagStudioError:
        return verdict(None)
    candidate = choose_model(installed, name)
    device = workspace.settings.device
    return verdict((yield from compare(library, active, candidate, held_out, device)))


def promote_version(workspace: Workspace, name: str, force: bool) -> None:
    """Make a version the active one; without `force` only past the gate."""

    def job() -> Job[Verdict]:
        from tagstudio.engine.evaluation.gate import promote

        return promote(workspace.library, name, force, workspace.settings.device)

    def done(verdict: Verdict) -> None:
        text = QCoreApplication.translate(
            "work", "{model} is the active version now. {reason} Let it suggest with Suggest tags."
        )
        workspace.say(text.format(model=name, reason=translated(verdict.reason)))
        workspace.tell("models")

    workspace.run(title_of("promote"), "promote", job, done, changes="jobs")


def roll_back(workspace: Workspace) -> None:
    """Go back to the version that was active before the last promotion."""

    def job() -> Job[tuple[str, str]]:
        from tagstudio.engine.plugins.installed_models import rollback

        yield Progress()
        return rollback(workspace.library)

    def done(versions: tuple[str, str]) -> None:
        left, active = versions
        text = QCoreApplication.translate("work", "{left} is no longer active; {active} is.")
        first = QCoreApplication.translate("work", "the installed model")
        workspace.say(text.format(left=left, active=active or first))
        workspace.tell("models")

    workspace.run(title_of("promote"), "promote", job, done, changes="jobs")


def draw_learning_curve(workspace: Workspace, then: Callable[[LearningCurve], object]) -> None:
    """Train on parts of the answers, and see what each part was worth."""

    def job() -> Job[LearningCurve]:
        from tagstudio.engine.plugins.installed_models import root_model
        from tagstudio.engine.training.learning_curve import learning_curve

        installed = installed_models()
        with workspace.library.read() as connection:
            root = root_model(installed, active_model(connection, installed))
        return learning_curve(workspace.library, root, "head", workspace.settings.device)

    workspace.run(title_of("curve"), "curve", job, then, changes="jobs")


def look_for_differences(
    workspace: Workspace, name: str, then: Callable[[Difference], object]
) -> None:
    """Let a version hear the whole library, and compare what it says with the active one."""
    workspace.run(
        title_of("differences"),
        "differences",
        lambda: _differences(workspace, name),
        then,
        changes="jobs",
    )


def _differences(workspace: Workspace, name: str) -> Job[Difference]:
    from tagstudio.engine.evaluation.version_diff import differences
    from tagstudio.engine.plugins.installed_models import register
    from tagstudio.engine.tagging.suggest import SuggestOptions, suggest

    library, installed = workspace.library, installed_models()
    options = SuggestOptions(workspace.settings.device, workspace.settings.windows)
    with library.read() as connection:
        active = active_model(connection, installed)
    candidate = choose_model(installed, name)
    yield from suggest(library, candidate, ALL_TRACKS, options)
    with library.write() as connection:
        before, after = register(connection, active), register(connection, candidate)
    return Difference(before, after, (yield from differences(library, before, after)))


def find_summaries(
    workspace: Workspace,
    active: Model,
    versions: Sequence[Model],
    then: Callable[[list[EvaluationSummary]], object],
) -> RunningJob:
    """Look where versions stand on the newest slice, from what they said already."""

    def job() -> Job[list[EvaluationSummary]]:
        from tagstudio.engine.evaluation.version_scores import evaluation_summaries

        return evaluation_summaries(workspace.library, active, versions)

    return workspace.run(title_of("judge"), "judge", job, then, changes="jobs")
