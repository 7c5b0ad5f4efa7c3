"""The jobs on models that the window starts, each a named action that makes a spec."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from tagstudio.core.progress import Job
from tagstudio.engine.jobs.library_specs import SuggestJob
from tagstudio.engine.jobs.model_specs import (
    EvaluateJob,
    ExportVersionJob,
    GateJob,
    ImportVersionJob,
    InstallModelJob,
    LearningCurveJob,
    PromoteJob,
    RollBackJob,
    TrainJob,
    VersionDiff,
    VersionDiffJob,
)
from tagstudio.engine.plugins.installed_models import choose_model
from tagstudio.library.models.models import Model
from tagstudio.ui.background.job_kinds import title_of
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.background.plugin_states import plugin_states_of
from tagstudio.ui.background.start_job import start
from tagstudio.ui.background.workspace import Workspace

if TYPE_CHECKING:
    from tagstudio.engine.evaluation.gate import Preview
    from tagstudio.engine.evaluation.version_scores import EvaluationSummary
    from tagstudio.engine.plugins.installed_models import InstalledModel
    from tagstudio.engine.training.learning_curve import LearningCurve
    from tagstudio.engine.training.train import TrainReport


def install_model(
    workspace: Workspace,
    name: str,
    source: Path | None = None,
    then: Callable[[object], object] | None = None,
) -> RunningJob:
    """Install a published model, from the network or from a file."""
    return start(workspace, InstallModelJob(name=name, source=source), then)


def export_version(workspace: Workspace, name: str, target: Path) -> RunningJob:
    """Write a version into a file for a colleague, in place of what is there."""
    return start(workspace, ExportVersionJob(version=name, target=target))


def import_version(
    workspace: Workspace, source: Path, then: Callable[[InstalledModel], object]
) -> RunningJob:
    """Install the version in a colleague's file."""
    return start(workspace, ImportVersionJob(source=source), then)


def train_version(
    workspace: Workspace,
    spec: TrainJob,
    then: Callable[[TrainReport], object] | None = None,
    *,
    low_priority: bool = False,
) -> RunningJob:
    """Train a version on the answers, judge it, and let the version that is in use then suggest.

    `low_priority`: whatever else the computer does goes first.
    """

    def done(report: TrainReport) -> None:
        if then is not None:
            then(report)
        if report.in_use or report.taken_back:
            renew_suggestions(workspace, low_priority=low_priority)

    return start(workspace, spec, done, low_priority=low_priority)


def renew_suggestions(workspace: Workspace, *, low_priority: bool = False) -> None:
    """Let the version in use suggest for all tracks that had suggestions, and say what it does.

    First those that need not be analysed again, then the others; what another model suggested for
    these stays until then. Nothing is done where the settings name the model that suggests.
    """
    settings = workspace.settings
    if not settings.model:
        spec = SuggestJob(renew=True, device=settings.device)
        start(workspace, spec, low_priority=low_priority)


def measure_versions(workspace: Workspace, names: Sequence[str]) -> RunningJob:
    """Measure versions on all answers, by copies that never saw them."""
    return start(workspace, EvaluateJob(versions=tuple(names), device=workspace.settings.device))


def check_gate(workspace: Workspace, name: str, then: Callable[[Preview], object]) -> RunningJob:
    """Judge a version beside the active one, and count the tracks that would get each tag."""
    return start(workspace, GateJob(version=name, device=workspace.settings.device), then)


def promote_version(
    workspace: Workspace, name: str, force: bool, *, is_step: bool = False
) -> RunningJob:
    """Make a version the active one; without `force` only past the gate.

    Undo goes back again, unless it is a step of Undo or Redo that does this (`is_step`).
    """

    def done(_: object) -> None:
        renew_suggestions(workspace)
        if not is_step:
            workspace.did(_in_use(name), partial(_back, workspace), partial(_use, workspace, name))

    spec = PromoteJob(version=name, force=force, device=workspace.settings.device)
    return start(workspace, spec, done)


def roll_back(
    workspace: Workspace,
    then: Callable[[tuple[str, str]], object] | None = None,
    *,
    is_step: bool = False,
) -> RunningJob:
    """Go back to the version that was active before the last promotion.

    `then` gets the name of the version that was left, and of the one in use. Undo puts the former
    to use again, unless it is a step of Undo or Redo that does this (`is_step`).
    """

    def done(versions: tuple[str, str]) -> None:
        if then is not None:
            then(versions)
        renew_suggestions(workspace)
        if not is_step:
            left, active = versions
            workspace.did(
                _in_use(active), partial(_use, workspace, left), partial(_back, workspace)
            )

    installed = plugin_states_of(workspace).installed
    first = choose_model(installed, "").info.name if installed else ""
    return start(workspace, RollBackJob(first=first), done)


def _use(workspace: Workspace, name: str) -> bool:
    promote_version(workspace, name, force=True, is_step=True)
    return True


def _back(workspace: Workspace) -> bool:
    roll_back(workspace, is_step=True)
    return True


def _in_use(name: str) -> str:
    """Return what Undo would take back."""
    return QCoreApplication.translate("work", "{model} in use").format(model=name)


def draw_learning_curve(
    workspace: Workspace, then: Callable[[LearningCurve], object]
) -> RunningJob:
    """Train on parts of the decisions, and measure the worth of each part."""
    return start(workspace, LearningCurveJob(device=workspace.settings.device), then)


def look_for_differences(
    workspace: Workspace, name: str, then: Callable[[VersionDiff], object]
) -> RunningJob:
    """Let a version predict the whole library, and compare its tags with the active version's."""
    settings = workspace.settings
    spec = VersionDiffJob(version=name, device=settings.device, windows=settings.windows)
    return start(workspace, spec, then)


def find_summaries(
    workspace: Workspace,
    versions: Sequence[Model],
    then: Callable[[list[EvaluationSummary]], object],
) -> RunningJob:
    """Read the figures of versions on the answers, and what the judge said of them.

    The window asks this by itself, so it has no spec and no record.
    """

    def job() -> Job[list[EvaluationSummary]]:
        from tagstudio.engine.evaluation.version_scores import evaluation_summaries

        return evaluation_summaries(workspace.library, versions)

    return workspace.run(title_of(GateJob.kind), GateJob.kind, job, then, changes="jobs")
