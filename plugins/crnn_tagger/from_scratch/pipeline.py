"""Labelled clips -> a new network, installed: the stages of `train_new`."""

import hashlib
import json
from collections.abc import Generator
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import sha256_of
from tagstudio.core.memory import keep_freed_memory
from tagstudio.core.progress import Progress
from tagstudio.plugin_api import Epoch, ModelInfo, NewModelOptions, Notice, PluginContext, TagInfo
from tagstudio.plugin_api.clips import Clips
from tagstudio.plugin_api.examples import UNSEEN
from tagstudio.plugin_api.model_names import check_model_name
from tagstudio.plugin_api.splits import TEST, TRAIN, VALIDATION

from ..audio.mel import MelRecipe
from ..inference.device import choose_device
from ..inference.scorer import Scorer
from ..model.checkpoint import (
    SUFFIX,
    Checkpoint,
    describe,
    is_finished,
    load,
    read_info,
    round_matrices,
    save,
)
from ..model.model_card import ModelCard
from ..model.networks import Config, Network, build
from ..model.sizes import config
from ..training.distributed import ALONE, World
from ..training.trainer import TrainingConfig
from ..training.training_state import forget_state, state_path
from .batches import BatchSource, DistillationBatches, LabelledBatches, TrainingData
from .data.augment_mel import check_augment
from .data.mel_store import MelStore, fill
from .fit_student import MIN_BATCH, StudentTraining, Validate, ValidationResult, fit_student
from .model_card import NetworkProvenance, finished_card, metrics_message
from .spread import spread_factor, widen
from .student import Student
from .targets import ClipSet, load_clip_set, output_tags
from .teacher import Teacher
from .teacher_score_cache import TeacherScoreCache
from .validation import Array, score_middle_windows, validation_metrics

Steps = Generator[Progress | Epoch | Notice, None, ModelInfo]

RECIPE = 3  # counted up when training itself changes, so that no state of another one is found
TEACHER_SCORES = "pools"  # folder of the teacher score caches, in that of the store
DISTILLATION_DROPOUT = 0.1
MEASURED_SPLITS = {"validation": VALIDATION, "test": TEST}


@dataclass(frozen=True)
class NewModelTask:
    """A training to do: the clips, the options, the folders, and the processes that take part."""

    clips: Path
    options: NewModelOptions
    context: PluginContext
    world: World = ALONE

    @property
    def target(self) -> Path:
        """The file of the new model."""
        return self.context.models / (self.options.name + SUFFIX)

    @property
    def teacher(self) -> Path | None:
        """The teacher's file, None without one."""
        name = self.options.teacher
        return self.context.models / (name + SUFFIX) if name else None

    @cached_property
    def origin(self) -> list[str]:
        """The digests of the clips and of the teacher."""
        return [sha256_of(path) for path in (self.clips, self.teacher) if path is not None]

    @cached_property
    def key(self) -> str:
        """A digest of everything that the training depends on."""
        return _digest([RECIPE, asdict(self.options), self.origin, self.world.size])


@dataclass(frozen=True)
class Setup:
    """The data of a training, once the clips are in the store; `clips` by split."""

    store: MelStore
    tags: tuple[TagInfo, ...]
    clips: dict[int, ClipSet]
    teacher: Checkpoint | None
    device: torch.device

    def draft(self, config: Config, network: Network) -> ModelCard:
        """Return the model card of a network without metrics."""
        recipe = MelRecipe()
        return ModelCard("", describe(config), network.feature_shape, self.tags, recipe)


def train_new(task: NewModelTask) -> Steps:
    """Train as `Tagger.train_new` says; a model that exists already is returned as it is."""
    _check_options(task)
    if is_finished(task.target, task.key):
        return read_info(task.target)
    keep_freed_memory()
    setup = yield from _prepare(task)
    network_config = _network_config(task, setup)
    with closing(_batch_source(task, setup)) as batches:
        student = yield from _student(task, setup, network_config, batches)
        draft = setup.draft(network_config, student.network)
        validate = yield from _validation(setup, draft, VALIDATION)
        model = StudentTraining(student, validate, setup.device, task.world)
        state = state_path(task.context.cache, task.key, "scratch")
        config = _training_config(task.options)
        fitted = yield from fit_student(model, batches, config, state, task.world)
    if task.world.first:
        middle = student.scale.middle
        yield from _match_spread(setup, fitted.network, draft, middle)
        yield from _install(task, setup, fitted.network, draft, fitted.epoch)
    task.world.from_first(None)
    return read_info(task.target)


def _check_options(task: NewModelTask) -> None:
    options = task.options
    check_model_name(options.name)
    config(options.network, options.size, tags=1)
    check_augment(options.augment)
    if task.teacher is not None and not task.teacher.is_file():
        raise TagStudioError(
            "crnn.no-teacher",
            "The teacher {teacher!r} is not installed. Install it first.",
            teacher=options.teacher,
        )
    if options.batch < MIN_BATCH or options.epochs < 1 or options.windows < 0:
        raise TagStudioError(
            "crnn.too-few-windows",
            "At least {min_batch} windows a step and one epoch are needed.",
            min_batch=MIN_BATCH,
        )


def _prepare(task: NewModelTask) -> Generator[Progress | Notice, None, Setup]:
    """Complete the mel store, and select the clips and tags of each split."""
    options = task.options
    device, device_message = choose_device(options.device)
    yield Notice(device_message)
    clips = Clips.load(task.clips)
    if task.world.first:
        yield from fill(options.store, clips)
    task.world.from_first(None)
    store = MelStore.open(options.store)
    teacher = load(task.teacher) if task.teacher is not None else None
    tags = output_tags(clips, () if teacher is None else teacher.card.tags)
    sets = {
        split: load_clip_set(clips, store, split, tags, labelled=teacher is None)
        for split in (TRAIN, VALIDATION, TEST)
    }
    if len(sets[TRAIN]) < MIN_BATCH:
        raise TagStudioError(
            "crnn.too-few-labels",
            "There is too little to train on: no tag has three yes and three no among the clips"
            " that could be decoded. Check the dataset's folder, or name a --teacher.",
        )
    return Setup(store, tags, sets, teacher, device)


def _network_config(task: NewModelTask, setup: Setup) -> Config:
    """Return the network's config; with a teacher's score for every tag it needs less dropout."""
    found = config(task.options.network, task.options.size, len(setup.tags))
    return found if setup.teacher is None else replace(found, head_dropout=DISTILLATION_DROPOUT)


def _training_config(options: NewModelOptions) -> TrainingConfig:
    return TrainingConfig(options.epochs, options.batch, options.learning_rate)


def _student(
    task: NewModelTask, setup: Setup, network_config: Config, batches: BatchSource
) -> Generator[Progress, None, Student]:
    """Make the untrained network, whose scores of every window are the means of the tags."""
    if task.world.first:
        yield from batches.prepare(0, ahead=False)
    task.world.from_first(None)
    torch.manual_seed(task.options.seed)
    network = build(network_config)
    with torch.no_grad():
        network.output.bias.zero_()
        network.output.weight[torch.from_numpy(_untrainable_tags(setup))] = 0
    student = Student(network, batches.scale(setup.tags))
    student.pool_first(task.options.pool_first)
    return student


def _untrainable_tags(setup: Setup) -> NDArray[np.bool_]:
    """Return a mask of the outputs without any target, (k,): they have no gradient and stay 0."""
    untrainable: NDArray[np.bool_] = (setup.clips[TRAIN].answers == UNSEEN).all(axis=0)
    if setup.teacher is not None:
        untrainable[: len(setup.teacher.card.tags)] = False
    return untrainable


def _batch_source(task: NewModelTask, setup: Setup) -> BatchSource:
    options, clips = task.options, setup.clips[TRAIN]
    data = TrainingData(setup.store, clips, check_augment(options.augment), options.seed)
    windows = options.windows or len(clips)
    if setup.teacher is None:
        return LabelledBatches(data, windows)
    ids = [setup.store.ids[row] for row in clips.rows]
    parts = [RECIPE, task.origin, ids, sorted(options.augment), options.seed]
    path = options.store / TEACHER_SCORES / f"{_digest(parts)[:32]}.windows"
    cache = TeacherScoreCache(path, len(setup.tags), len(setup.teacher.card.tags))
    return DistillationBatches(data, windows, cache, Teacher(setup.teacher, setup.device))


def _validation(setup: Setup, draft: ModelCard, split: int) -> Generator[Progress, None, Validate]:
    """Return the validation of a network on one split, which the teacher scores only once."""
    clips = setup.clips[split]
    teacher_scores: Array | None = None
    if setup.teacher is not None:
        scorer = Scorer(setup.teacher, setup.device)
        teacher_scores, _ = yield from score_middle_windows(scorer, setup.store, clips.rows)

    def validate(network: Network) -> Generator[Progress, None, ValidationResult]:
        scorer = Scorer(Checkpoint(draft, network), setup.device)
        scores, _ = yield from score_middle_windows(scorer, setup.store, clips.rows)
        return ValidationResult(validation_metrics(clips, scores, teacher_scores))

    return validate


def _match_spread(
    setup: Setup, network: Network, draft: ModelCard, middle: torch.Tensor
) -> Generator[Progress, None, None]:
    """Give a student's logits the spread of its teacher's over the validation clips."""
    if setup.teacher is None:
        return
    store, rows = setup.store, setup.clips[VALIDATION].rows
    found = []
    for checkpoint in (Checkpoint(draft, network), setup.teacher):
        scorer = Scorer(checkpoint, setup.device)
        found.append((yield from score_middle_windows(scorer, store, rows))[0])
    own, teacher = found
    tags = teacher.shape[1]
    widen(network, middle[:tags], spread_factor(own[:, :tags], teacher))


def _install(
    task: NewModelTask, setup: Setup, network: Network, draft: ModelCard, epochs: int
) -> Generator[Progress | Notice, None, None]:
    """Measure a network on the validation and test splits; install it with its model card."""
    round_matrices(network)
    metrics: dict[str, Any] = {}
    for name, split in MEASURED_SPLITS.items():
        validate = yield from _validation(setup, draft, split)
        metrics[name] = (yield from validate(network)).figures
    made = NetworkProvenance(task.options, task.key, tuple(task.origin), epochs, setup.clips[TRAIN])
    save(task.target, network.cpu(), finished_card(draft, network, made, metrics), new=True)
    forget_state(task.context.cache, task.key)
    yield Notice(metrics_message(metrics, epochs))


def _digest(parts: Any) -> str:
    text = json.dumps(parts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
