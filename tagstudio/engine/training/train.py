"""Fine-tuning: train a new version of a model on the library's answers, and measure both.

The version that comes of it is a candidate; `evaluation.gate` decides on its promotion.
"""

import shutil
import time
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection

from tagstudio.core import paths
from tagstudio.core.messages import Message, message
from tagstudio.core.progress import Job, Progress
from tagstudio.core.settings import AUTO
from tagstudio.engine.artists.update_groups import update_groups
from tagstudio.engine.correcting.answers import answers
from tagstudio.engine.evaluation.evaluate import Comparison
from tagstudio.engine.evaluation.gate import Verdict, compare_on_newest_answers, verdict
from tagstudio.engine.jobs.problem import Problem
from tagstudio.engine.plugins.installed_models import (
    InstalledModel,
    installed_models,
    learned_elsewhere,
    register_installed,
)
from tagstudio.engine.plugins.tagger_process import TaggerProcess
from tagstudio.engine.tagging.suggest import suggest_for
from tagstudio.engine.training.training_set import GatheredTrainingSet, training_set
from tagstudio.engine.training.version_names import (
    ABANDONED_SECONDS,
    is_held,
    name_for,
    reserved,
)
from tagstudio.library.db.database import Library
from tagstudio.library.db.identity import library_id
from tagstudio.library.tags.decisions import newest_entry
from tagstudio.plugin_api import Epoch, LearnedFrom, ModelInfo, Notice, TrainOptions
from tagstudio.plugin_api.depths import DEFAULT_DEPTH

_EXAMPLES = "examples-"


@dataclass(frozen=True)
class TrainSettings:
    """How to train.

    `depth` is one of `Depth`; `reviewed_as_no` makes the undecided tags of tracks marked as
    reviewed weak negatives; an empty `name` takes the next free one.
    """

    depth: str = DEFAULT_DEPTH.value
    device: str = AUTO
    seed: int = 0
    name: str = ""
    reviewed_as_no: bool = False


@dataclass(frozen=True)
class TrainingProgress(Progress):
    """Progress of a training with all `epochs` so far: a report may be thinned out."""

    epochs: tuple[Epoch, ...] = ()


@dataclass
class TrainReport:
    """The result of a training: the new version, its number of answers, and the gate's verdict.

    `left_out` are answered tracks without features; `comparison` is None where there is no test
    set.
    """

    model: InstalledModel
    parent: str
    answers: int
    left_out: int
    epochs: list[Epoch]
    notices: list[Message]
    comparison: Comparison | None
    verdict: Verdict
    problems: list[Problem] = field(default_factory=list)


def train(library: Library, parent: InstalledModel, settings: TrainSettings) -> Job[TrainReport]:
    """Train a new version of `parent` on the decisions of the library, and measure both.

    Killed and called again it goes on where it stopped, unless the decisions changed. Raises
    TagStudioError when there is nothing to train on.
    """
    with library.read() as connection:
        origin = answers_of(library, connection)
    name = settings.name
    if not (name and is_held(name, origin)):
        name = name_for(name, parent.info.name, installed_models(), origin)
    with reserved(name, origin):
        return (yield from _train(library, parent, settings, name))


def _train(
    library: Library, parent: InstalledModel, settings: TrainSettings, name: str
) -> Job[TrainReport]:
    with library.read() as connection:
        answered = list(answers(connection).by_track)
    yield from suggest_for(library, parent, answered, settings.device, to_learn_from=True)
    yield from update_groups(library)
    with library.write() as connection:
        model = register_installed(connection, parent)
        gathered = training_set(connection, model, parent.info, settings.reviewed_as_no)
        origin = answers_of(library, connection)
        foreign = learned_elsewhere(connection, parent)
    options = TrainOptions(
        parent.info.name, name, settings.depth, settings.device, settings.seed, origin
    )
    epochs: list[Epoch] = []
    notices = [foreign] if foreign else []
    trained = yield from _train_in_plugin(parent, gathered, options, epochs, notices)
    with library.write() as connection:
        register_installed(connection, trained, gathered.answers)
    comparison = yield from compare_on_newest_answers(library, parent, trained, settings.device)
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


def answers_of(library: Library, connection: Connection) -> LearnedFrom:
    """Return the origin of a version that is trained on the answers of `library` now."""
    return LearnedFrom(library_id(connection), str(library.path), newest_entry(connection))


def _train_in_plugin(
    parent: InstalledModel,
    gathered: GatheredTrainingSet,
    options: TrainOptions,
    epochs: list[Epoch],
    notices: list[Message],
) -> Job[InstalledModel]:
    """Train in the plugin's process; its epochs and notices are added to `epochs`, `notices`."""
    with (
        _folder_of_its_own() as own,
        TaggerProcess(parent.plugin) as tagger,
    ):
        file = Path(own) / "examples.npz"
        gathered.examples.save(file)
        with closing(tagger.stream("train", examples=file, options=options)) as stream:
            info = yield from _reported(stream, epochs, notices)
    return InstalledModel(parent.plugin, info)


def _folder_of_its_own() -> TemporaryDirectory[str]:
    """Make a folder for one training, and remove those that kills left a month ago."""
    folder = paths.cache_folder() / "training"
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(f"{_EXAMPLES}*"):
        if time.time() - left.stat().st_mtime > ABANDONED_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
    return TemporaryDirectory(prefix=_EXAMPLES, dir=folder)


def _reported(
    stream: Generator[Epoch | Notice, None, ModelInfo],
    epochs: list[Epoch],
    notices: list[Message],
) -> Job[ModelInfo]:
    while True:
        try:
            step = next(stream)
        except StopIteration as end:
            info: ModelInfo = end.value
            return info
        if isinstance(step, Notice):
            notices.append(step.message)
            continue
        epochs.append(step)
        yield TrainingProgress(step.number, step.epochs, _figures(step), epochs=tuple(epochs))


def _figures(step: Epoch) -> Message:
    if step.validation_auc is None:
        return message("training.loss", "loss {loss:.4f}", loss=step.loss)
    return message(
        "training.loss-and-auc",
        "loss {loss:.4f}, ROC-AUC {auc:.3f}",
        loss=step.loss,
        auc=step.validation_auc,
    )
