"""Labelled clips -> a new network, installed: the whole of `train_new`."""

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
from tagstudio.plugin_api.clips import LEARN, TEST, VALIDATE, Clips
from tagstudio.plugin_api.examples import UNSEEN

from ..audio.mel import MelRecipe
from ..finetuning.pipeline import check_name, finished
from ..inference.device import choose_device
from ..inference.predict import Scorer
from ..model.checkpoint import SUFFIX, Checkpoint, describe, load, read_info, round_matrices, save
from ..model.model_card import Card
from ..model.networks import Config, Network, build
from ..model.sizes import config
from ..training.distributed import ALONE, World
from ..training.trainer import TrainingConfig
from ..training.training_state import forget_state, state_path
from .batches import BatchSource, DistillationBatches, LabelledBatches, Material
from .data.augment_mel import check_augment
from .data.mel_store import MelStore, fill
from .fit_student import LEAST_BATCH, StudentTraining, Validate, ValidationResult, fit_student
from .model_card import Provenance, finished_card, sentence
from .student import Student
from .targets import Lot, loaded_lot, output_tags
from .teacher import Teacher
from .teacher_score_cache import TeacherScoreCache
from .validation import Array, figures, score_middles

Steps = Generator[Progress | Epoch | Notice, None, ModelInfo]

RECIPE = 2  # counted up when training itself changes, so that no state of another one is found
POOLS = "pools"  # in the store's folder: what a teacher said
TAUGHT_DROPOUT = 0.1
SPLITS = {"validation": VALIDATE, "test": TEST}


@dataclass(frozen=True)
class Task:
    """What is asked for: from which clips, how, where things are kept, and who takes part."""

    clips: Path
    options: NewModelOptions
    context: PluginContext
    world: World = ALONE

    @property
    def target(self) -> Path:
        """Where the new model goes."""
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
        """A digest of all that the training depends on."""
        return _digest([RECIPE, asdict(self.options), self.origin, self.world.size])


@dataclass(frozen=True)
class Setting:
    """What the training works on, once the clips were heard."""

    store: MelStore
    tags: tuple[TagInfo, ...]
    lots: dict[int, Lot]
    teacher: Checkpoint | None
    device: torch.device

    def draft(self, config: Config, network: Network) -> Card:
        """Return the card of a network before anything was measured."""
        recipe = MelRecipe()
        return Card("", describe(config), network.feature_shape, self.tags, recipe)


def train_new(task: Task) -> Steps:
    """Train as `Tagger.train_new` says; a model that is there already is returned as it is."""
    _check_options(task)
    if finished(task.target, task.key):
        return read_info(task.target)
    keep_freed_memory()
    setting = yield from _prepare(task)
    plan = _plan(task, setting)
    with closing(_lessons(task, setting)) as lessons:
        student = yield from _student(task, setting, plan, lessons)
        draft = setting.draft(plan, student.network)
        judge = yield from _judge(setting, draft, VALIDATE)
        model = StudentTraining(student, judge, setting.device, task.world)
        state = state_path(task.context.cache, task.key, "scratch")
        config = _course(task.options)
        fitted = yield from fit_student(model, lessons, config, state, task.world)
    if task.world.first:
        yield from _keep(task, setting, fitted.network, draft, fitted.epoch)
    task.world.from_first(None)
    return read_info(task.target)


def _check_options(task: Task) -> None:
    options = task.options
    check_name(options.name)
    config(options.network, options.size, tags=1)
    check_augment(options.augment)
    if task.teacher is not None and not task.teacher.is_file():
        raise TagStudioError(f"The teacher {options.teacher!r} is not installed. Install it first.")
    if options.batch < LEAST_BATCH or options.epochs < 1 or options.windows < 0:
        raise TagStudioError(f"At least {LEAST_BATCH} windows a step and one epoch are needed.")


def _prepare(task: Task) -> Generator[Progress | Notice, None, Setting]:
    """Hear the clips that were not heard yet, and find what can be learned from them."""
    options = task.options
    device, told = choose_device(options.device)
    yield Notice(told.replace("Listening", "Learning", 1))
    clips = Clips.load(task.clips)
    if task.world.first:
        yield from fill(options.store, clips)
    task.world.from_first(None)
    store = MelStore.open(options.store)
    teacher = load(task.teacher) if task.teacher is not None else None
    tags = output_tags(clips, () if teacher is None else teacher.card.tags)
    lots = {
        side: loaded_lot(clips, store, side, tags, labelled=teacher is None)
        for side in (LEARN, VALIDATE, TEST)
    }
    if len(lots[LEARN]) < LEAST_BATCH:
        raise TagStudioError(
            "There is too little to learn from: no tag has three yes and three no among the clips"
            " that could be heard. Check the dataset's folder, or name a --teacher."
        )
    return Setting(store, tags, lots, teacher, device)


def _plan(task: Task, setting: Setting) -> Config:
    """Return the network's config; a teacher's opinion of everything leaves little to forget."""
    plan = config(task.options.network, task.options.size, len(setting.tags))
    return plan if setting.teacher is None else replace(plan, head_dropout=TAUGHT_DROPOUT)


def _course(options: NewModelOptions) -> TrainingConfig:
    return TrainingConfig(options.epochs, options.batch, options.learning_rate)


def _student(
    task: Task, setting: Setting, plan: Config, lessons: BatchSource
) -> Generator[Progress, None, Student]:
    """Make the untrained network, which says of every window what is said on average."""
    if task.world.first:
        yield from lessons.prepare(0, ahead=False)
    task.world.from_first(None)
    torch.manual_seed(task.options.seed)
    network = build(plan)
    with torch.no_grad():
        network.output.bias.zero_()
        network.output.weight[torch.from_numpy(_unlearnable(setting))] = 0
    student = Student(network, lessons.scale(setting.tags))
    student.pool_first(task.options.pool_first)
    return student


def _unlearnable(setting: Setting) -> NDArray[np.bool_]:
    """Return the outputs that nothing is known of, (k,): without gradient they stay silent."""
    silent: NDArray[np.bool_] = (setting.lots[LEARN].answers == UNSEEN).all(axis=0)
    if setting.teacher is not None:
        silent[: len(setting.teacher.card.tags)] = False
    return silent


def _lessons(task: Task, setting: Setting) -> BatchSource:
    options, lot = task.options, setting.lots[LEARN]
    material = Material(setting.store, lot, check_augment(options.augment), options.seed)
    windows = options.windows or len(lot)
    if setting.teacher is None:
        return LabelledBatches(material, windows)
    heard = [setting.store.ids[row] for row in lot.rows]
    parts = [RECIPE, task.origin, heard, sorted(options.augment), options.seed]
    path = options.store / POOLS / f"{_digest(parts)[:32]}.windows"
    pool = TeacherScoreCache(path, len(setting.tags), len(setting.teacher.card.tags))
    return DistillationBatches(material, windows, pool, Teacher(setting.teacher, setting.device))


def _judge(setting: Setting, draft: Card, side: int) -> Generator[Progress, None, Validate]:
    """Return what judges a network by one side; the teacher hears that side but once."""
    lot = setting.lots[side]
    told: Array | None = None
    if setting.teacher is not None:
        scorer = Scorer(setting.teacher, setting.device)
        told, _ = yield from score_middles(scorer, setting.store, lot.rows)

    def judge(network: Network) -> Generator[Progress, None, ValidationResult]:
        scorer = Scorer(Checkpoint(draft, network), setting.device)
        scores, _ = yield from score_middles(scorer, setting.store, lot.rows)
        return ValidationResult(figures(lot, scores, told))

    return judge


def _keep(
    task: Task, setting: Setting, network: Network, draft: Card, epochs: int
) -> Generator[Progress | Notice, None, None]:
    """Measure a network on both sides, and install it with all that is known of it."""
    round_matrices(network)
    measured: dict[str, Any] = {}
    for name, side in SPLITS.items():
        judge = yield from _judge(setting, draft, side)
        measured[name] = (yield from judge(network)).figures
    made = Provenance(task.options, task.key, tuple(task.origin), epochs, setting.lots[LEARN])
    save(task.target, network.cpu(), finished_card(draft, network, made, measured))
    forget_state(task.context.cache, task.key)
    yield Notice(sentence(measured, epochs))


def _digest(parts: Any) -> str:
    text = json.dumps(parts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
