"""Train a version, let it through the gate or not, and go back.

A version that was trained is a candidate. It becomes the active one when it ranks the held-out
tracks better than the active one and chance would hardly explain it; or when the user says so.
"""

import re
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, field

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.evaluation.evaluate import NO_HELD_OUT, Comparison, compare, freeze
from tagstudio.engine.evaluation.metrics import AucDifference
from tagstudio.engine.jobs.problem import Problem
from tagstudio.engine.plugins.installed_models import (
    InstalledModel,
    active_model,
    installed_models,
    register,
)
from tagstudio.engine.plugins.tagger_process import TaggerProcess
from tagstudio.engine.tagging.suggest import suggest_for
from tagstudio.engine.training.training_set import TrainingSet, answers, training_set
from tagstudio.library.db.database import Library
from tagstudio.library.models import promotions
from tagstudio.plugin_api import Epoch, ModelInfo, Notice, TrainOptions
from tagstudio.plugin_api.depths import DEFAULT_DEPTH


@dataclass(frozen=True)
class TrainSettings:
    """How to train.

    `depth` is one of `Depth`; `reviewed_as_no` makes the untouched tags of tracks marked as
    reviewed weak negatives; an empty `name` takes the next free one.
    """

    depth: str = DEFAULT_DEPTH
    device: str = "auto"
    seed: int = 0
    name: str = ""
    reviewed_as_no: bool = False


@dataclass(frozen=True)
class TrainingProgress(Progress):
    """How far the learning is, with all `epochs` so far: a report may be thinned out."""

    epochs: tuple[Epoch, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What the gate says of a candidate, in one sentence."""

    passed: bool
    reason: str


@dataclass
class TrainReport:
    """What training gave: the new version, from how many answers, and what the gate says of it.

    `left_out` are corrected tracks without features; `comparison` is None where nothing is held
    out to measure on.
    """

    model: InstalledModel
    parent: str
    answers: int
    left_out: int
    epochs: list[Epoch]
    notices: list[str]
    comparison: Comparison | None
    verdict: Verdict
    problems: list[Problem] = field(default_factory=list)


def train(library: Library, parent: InstalledModel, settings: TrainSettings) -> Job[TrainReport]:
    """Train a new version of `parent` on the decisions of the library, and measure both.

    Killed and called again it goes on where it stopped, unless the decisions changed. Raises
    TagStudioError when there is nothing to learn from.
    """
    with library.read() as connection:
        corrected = list(answers(connection).by_track)
    yield from suggest_for(library, parent, corrected, settings.device)
    with library.write() as connection:
        known = register(connection, parent)
        gathered = training_set(connection, known, parent.info, settings.reviewed_as_no)
    name = settings.name or _next_name(parent.info.name)
    options = TrainOptions(parent.info.name, name, settings.depth, settings.device, settings.seed)
    epochs: list[Epoch] = []
    notices: list[str] = []
    trained = yield from _learn(parent, gathered, options, epochs, notices)
    with library.write() as connection:
        register(connection, trained, gathered.answers)
    comparison = yield from _measure(library, parent, trained, settings.device)
    return TrainReport(
        trained,
        parent.info.name,
        gathered.answers,
        gathered.left_out,
        epochs,
        notices,
        comparison,
        verdict(comparison),
    )


def _learn(
    parent: InstalledModel,
    gathered: TrainingSet,
    options: TrainOptions,
    epochs: list[Epoch],
    notices: list[str],
) -> Job[InstalledModel]:
    """Let the plugin learn; what it says on the way is added to `epochs` and `notices`."""
    file = paths.cache_folder() / "training" / f"{options.name}.npz"
    gathered.examples.save(file)
    with (
        TaggerProcess(parent.plugin) as tagger,
        closing(tagger.stream("train", examples=file, options=options)) as stream,
    ):
        info = yield from _reported(stream, epochs, notices)
    file.unlink(missing_ok=True)
    return InstalledModel(parent.plugin, info)


def _reported(
    stream: Generator[Epoch | Notice, None, ModelInfo], epochs: list[Epoch], notices: list[str]
) -> Job[ModelInfo]:
    while True:
        try:
            step = next(stream)
        except StopIteration as end:
            info: ModelInfo = end.value
            return info
        if isinstance(step, Notice):
            notices.append(step.text)
            continue
        epochs.append(step)
        yield TrainingProgress(step.number, step.epochs, _figures(step), tuple(epochs))


def _figures(step: Epoch) -> str:
    if step.validation_auc is None:
        return f"loss {step.loss:.4f}"
    return f"loss {step.loss:.4f}, ROC-AUC {step.validation_auc:.3f}"


def _next_name(parent: str) -> str:
    """Return "msd-crnn-v2" for "msd-crnn", or the first number after those that there are."""
    root = re.sub(r"-v\d+$", "", parent)
    found = (re.fullmatch(rf"{re.escape(root)}-v(\d+)", m.info.name) for m in installed_models())
    return f"{root}-v{max((int(match[1]) for match in found if match), default=1) + 1}"


def _measure(
    library: Library, parent: InstalledModel, trained: InstalledModel, device: str
) -> Job[Comparison | None]:
    try:
        held_out = freeze(library)
    except TagStudioError:
        return None
    return (yield from compare(library, parent, trained, held_out, device))


def verdict(comparison: Comparison | None) -> Verdict:
    """Say whether a candidate may take the place of the version it was compared with, and why."""
    if comparison is None:
        return Verdict(False, NO_HELD_OUT)
    if comparison.auc_difference is None:
        return Verdict(False, comparison.obstacle)
    return verdict_on(comparison.auc_difference, comparison.after.tracks)


def verdict_on(gain: AucDifference, tracks: int) -> Verdict:
    """Say whether a gain that was measured on so many tracks passes the gate, and why."""
    figures = (
        f"macro ROC-AUC {gain.parent:.3f} -> {gain.candidate:.3f} on {tracks}"
        f" held-out tracks, difference at least {gain.low:+.3f} with 95 % certainty"
    )
    if gain.proven:
        return Verdict(True, f"The gain is proven: {figures}.")
    if gain.high < 0:
        return Verdict(False, f"It knows less than before: {figures}.")
    return Verdict(False, f"The gain is not proven: {figures}; more corrections will tell.")


def promote(library: Library, name: str, force: bool, device: str) -> Job[Verdict]:
    """Make the version `name` the active one, if it passes the gate or with `force`.

    Raises TagStudioError with the reason when it does not pass.
    """
    installed = installed_models()
    with library.read() as connection:
        active = active_model(connection, installed)
        candidate = active_model(connection, installed, name)
    if candidate.info == active.info:
        raise TagStudioError(f"{name} is the active version already.")
    comparison = yield from _measure(library, active, candidate, device)
    found = verdict(comparison)
    if not (found.passed or force):
        raise TagStudioError(f"{name} stays a candidate. {found.reason} (--force overrides this.)")
    with library.write(durable=True) as connection:
        known = register(connection, candidate)
        kind: promotions.Kind = "promoted" if found.passed else "forced"
        promotions.record(connection, kind, known.id, found.reason)
    return found
