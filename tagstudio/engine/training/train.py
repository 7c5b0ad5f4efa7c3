"""Fine-tuning: train a new version on the library's answers, judge it, put it to use if it is due.

Every version is trained from its root, the published model, on all answers: never from another
version, whose training has seen the very answers that the shadows must not.
"""

import shutil
import time
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message
from tagstudio.core.progress import Job, Progress
from tagstudio.core.settings import AUTO
from tagstudio.engine.artists.update_groups import update_groups
from tagstudio.engine.correcting.answers import answers, file_answers
from tagstudio.engine.correcting.parts import tracks_with_parts_to_learn
from tagstudio.engine.evaluation.answered_tracks import reviewed_tracks
from tagstudio.engine.evaluation.expected_tags import ExpectedTag, expected_own_tags
from tagstudio.engine.evaluation.gate import UseOptions, put_to_use_unless_too_much
from tagstudio.engine.evaluation.judge import judge_with_trial
from tagstudio.engine.evaluation.verdict_words import TOO_MANY, said_of
from tagstudio.engine.jobs.problem import Problem
from tagstudio.engine.plugins.answers import wrong_model
from tagstudio.engine.plugins.installed_models import (
    InstalledModel,
    InstalledModels,
    installed_models,
    register_installed,
    root_model,
)
from tagstudio.engine.plugins.tagger_process import TaggerProcess, TaggerProcesses
from tagstudio.engine.tagging.suggest import suggest_for
from tagstudio.engine.training.hear_parts import answered_parts, hear_parts
from tagstudio.engine.training.readiness import obstacle
from tagstudio.engine.training.training_set import GatheredTrainingSet, training_set
from tagstudio.engine.training.version_names import (
    ABANDONED_SECONDS,
    is_held,
    name_for,
    reserved,
)
from tagstudio.library.db.database import Library
from tagstudio.library.db.identity import library_id
from tagstudio.library.models.judgements import Judgement
from tagstudio.library.tags.decisions import newest_entry
from tagstudio.library.tracks.artist_splits import split_keys, split_of
from tagstudio.plugin_api import Epoch, LearnedFrom, ModelInfo, Notice, TrainOptions
from tagstudio.plugin_api.depths import DEFAULT_DEPTH

_EXAMPLES = "examples-"
GATHERING = Progress(message=message("training.gathering", "gathering the answers"))
LEARNING = Progress(message=message("training.learning", "loading the model and learning"))


@dataclass(frozen=True)
class TrainSettings:
    """How to train.

    `depth` is one of `Depth`; `reviewed_as_no` makes the tags that were left alone on reviewed
    tracks weak noes; an empty `name` takes the next free one. Without `trials` a version comes into
    use only when it is proven. `holdout` trains without the artists of the frozen test set.
    """

    depth: str = DEFAULT_DEPTH.value
    device: str = AUTO
    seed: int = 0
    name: str = ""
    reviewed_as_no: bool = True
    trials: bool = True
    holdout: bool = False


@dataclass(frozen=True)
class TrainingProgress(Progress):
    """Progress of a training with all `epochs` so far: a report may be thinned out."""

    epochs: tuple[Epoch, ...] = ()


@dataclass
class TrainReport:
    """The result of a training: the new version, what it learned from, and the judge's verdict.

    `answers` counts those given, `assumed` the tags that reviewed tracks were left without,
    `tracks` the answered tracks, `left_out` those of them without features. `in_use` tells whether
    the version is in use now; `taken_back` names the version whose trial ended before. `own_tags`
    counts, of a version in use, the tracks that get each of the librarian's own tags. `of_files`
    is the number of genres of files that taught beside the answers, `parts` that of parts of
    tracks; `problems` are the parts that could not be heard.
    """

    model: InstalledModel
    parent: str
    answers: int
    assumed: int
    tracks: int
    left_out: int
    epochs: list[Epoch]
    notices: list[Message]
    judgement: Judgement
    in_use: bool
    taken_back: str = ""
    own_tags: Sequence[ExpectedTag] = ()
    of_files: int = 0
    parts: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def too_many(self) -> Sequence[tuple[str, int, int]]:
        """The tags for which the version waits, though by its verdict alone it would be in use.

        Each with the number of tracks that would have it, and that of all.
        """
        return () if self.in_use else [*map(tuple, self.judgement.details.get(TOO_MANY, ()))]

    def summary(self) -> Message:
        """Return what became of the new version, and of the one that was on trial before it."""
        learned = message(
            "training.outcome",
            "{model} learned from {tracks:,} tracks. {reason}",
            model=self.model.info.name,
            tracks=self.tracks,
            reason=said_of(self.judgement),
        )
        if not self.taken_back:
            return learned
        return message(
            "training.outcome-of-trial",
            "{model} was on trial and is taken back. {learned}",
            model=self.taken_back,
            learned=learned,
        )


def train(library: Library, parent: InstalledModel, settings: TrainSettings) -> Job[TrainReport]:
    """Train a new version from the root of `parent` on the answers, judge it, put it to use.

    Killed and called again it goes on where it stopped, unless the answers changed. Raises
    TagStudioError when there is nothing to learn from.
    """
    with library.read() as connection:
        origin = answers_of(library, connection)
        taught_by = _taught_by(connection, settings) | tracks_with_parts_to_learn(connection)
        if reason := obstacle(connection, taught_by, parent):
            raise TagStudioError(reason)
    with TaggerProcesses() as taggers:
        taggers.of(parent.plugin).warm_up()
        installed = installed_models()
        root = root_model(installed, parent)
        name = settings.name
        if not (name and is_held(name, origin)):
            name = name_for(name, root.info.name, installed, origin)
        yield GATHERING
        with reserved(name, origin):
            return (yield from _train(library, (installed, root), settings, name, taggers))


def _train(
    library: Library,
    models: tuple[InstalledModels, InstalledModel],
    settings: TrainSettings,
    name: str,
    taggers: TaggerProcesses,
) -> Job[TrainReport]:
    installed, root = models
    with library.read() as connection:
        taught_by = _taught_by(connection, settings)
        held_out = _held_out(connection) if settings.holdout else set()
        to_hear = [one for one in answered_parts(connection) if one.track_id not in held_out]
    yield from suggest_for(library, root, taught_by, settings.device, to_learn_from=True)
    tagger = taggers.of(root.plugin)
    parts, problems = yield from hear_parts(to_hear, root, settings.device, tagger)
    if problems and not parts and not taught_by:
        raise _no_part_heard(problems[0])
    yield from update_groups(library)
    with library.write() as connection:
        model = register_installed(connection, root)
        gathered = training_set(
            connection,
            model,
            root.info,
            reviewed_as_no=settings.reviewed_as_no,
            held_out=held_out,
            parts=parts,
        )
        origin = answers_of(library, connection)
    options = TrainOptions(
        root.info.name, name, settings.depth, settings.device, settings.seed, origin
    )
    epochs, notices = list[Epoch](), list[Message]()
    trained = yield from _train_in_plugin((root, tagger), gathered, options, epochs, notices)
    with library.write() as connection:
        register_installed(connection, trained, gathered.answers)
    judged = _judged(library, installed.with_model(trained), trained, settings, taggers)
    taken_back, in_use, judgement = yield from judged
    own_tags: list[ExpectedTag] = []
    if in_use and has_own_tags(root.info, trained.info):
        own_tags = yield from expected_own_tags(library, trained, settings.device)
    return TrainReport(
        trained,
        root.info.name,
        gathered.answers,
        gathered.assumed,
        gathered.tracks,
        gathered.left_out,
        epochs,
        notices,
        judgement,
        in_use,
        taken_back,
        own_tags,
        gathered.of_files,
        gathered.parts,
        problems,
    )


def _judged(
    library: Library,
    installed: InstalledModels,
    trained: InstalledModel,
    settings: TrainSettings,
    taggers: TaggerProcesses,
) -> Job[tuple[str, bool, Judgement]]:
    """Judge a new version and use it if that is due; return also what was taken back before."""
    taken_back, judgement = yield from judge_with_trial(library, installed, trained, taggers)
    options = UseOptions(settings.trials, settings.device)
    used = put_to_use_unless_too_much(library, installed, trained, judgement, options)
    in_use, judgement = yield from used
    return taken_back, in_use, judgement


def _no_part_heard(first: Problem) -> TagStudioError:
    return TagStudioError(
        "training.no-part-heard",
        "There is nothing to learn from: none of the answered parts of tracks could be heard. The"
        " first: {path}: {reason}.",
        path=first.path,
        reason=first.message,
    )


def has_own_tags(root: ModelInfo, version: ModelInfo) -> bool:
    """Tell whether a version knows tags that its root does not: the librarian's own."""
    return not {tag.name for tag in version.tags} <= {tag.name for tag in root.tags}


def _taught_by(connection: Connection, settings: TrainSettings) -> set[int]:
    """Return the tracks to learn from: the answered ones, and the reviewed ones if these count."""
    answered = set(answers(connection).by_track)
    return answered | reviewed_tracks(connection) if settings.reviewed_as_no else answered


def _held_out(connection: Connection) -> set[int]:
    """Return the tracks of the test split, those too of which only the file or a part says much."""
    keys = split_keys(connection, sorted(tracks_with_parts_to_learn(connection)))
    by_part = {track_id for track_id, key in keys.items() if split_of(key) == "test"}
    return {*answers(connection).on("test"), *file_answers(connection).on("test"), *by_part}


def answers_of(library: Library, connection: Connection) -> LearnedFrom:
    """Return the origin of a version that is trained on the answers of `library` now."""
    return LearnedFrom(library_id(connection), str(library.path), newest_entry(connection))


def _train_in_plugin(
    using: tuple[InstalledModel, TaggerProcess],
    gathered: GatheredTrainingSet,
    options: TrainOptions,
    epochs: list[Epoch],
    notices: list[Message],
) -> Job[InstalledModel]:
    """Train in the plugin's process; its epochs and notices are added to `epochs`, `notices`."""
    parent, tagger = using
    with _folder_of_its_own() as own:
        file = Path(own) / "examples.npz"
        gathered.examples.save(file)
        yield LEARNING
        with closing(tagger.stream("train", examples=file, options=options)) as stream:
            info = yield from _reported(stream, parent.plugin.name, epochs, notices)
    if wrong := wrong_model(parent.plugin.name, info):
        raise TagStudioError(wrong)
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
    plugin: str,
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
        if not isinstance(step, Epoch) or step.loss is None:  # a loss that is no number
            raise TagStudioError(
                "training.no-loss",
                "The plugin {plugin} gave a loss that is no number, so the training was ended.",
                plugin=plugin,
            )
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
