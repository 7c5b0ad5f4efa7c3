"""A parent and examples -> a new version, installed: the whole of `train`."""

import hashlib
import json
from collections.abc import Generator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch

from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import sha256_of
from tagstudio.core.messages import Message, message
from tagstudio.plugin_api import Epoch, ModelInfo, Notice, PluginContext, TrainOptions
from tagstudio.plugin_api.depths import Depth

from ..audio.mel_cache import CachedMels, cached_mels
from ..inference.device import choose_device
from ..model.checkpoint import (
    SUFFIX,
    Checkpoint,
    check_name,
    is_finished,
    load,
    read_info,
    save,
)
from ..training.training_state import forget_abandoned, forget_state, sound_path, state_path
from .full import StartingPoint, features_of, finetune_full
from .head import fit_head, widened
from .model_selection import one_of, plan_validation
from .new_version import Provenance, new_version
from .recurrent import finetune_recurrent
from .setup import FineTuned, TrainingSetup
from .trainer import RunContext, TrainingConfig
from .training_set import TrainingSet, check_features, read_training_set

Steps = Generator[Epoch | Notice, None, ModelInfo]
Teaching = Generator[Epoch | Notice, None, tuple[TrainingSetup, FineTuned]]

RECIPE = 3  # counted up when training itself changes, so that no state of another one is found
LEAST_STEPS = 5  # an epoch: few examples are taken in small steps, many in larger ones
BATCHES = (16, 256)
FULL_BATCH, FULL_RATE, FULL_PATIENCE = 8, 3e-4, 3
HEAD_EPOCHS, HEAD_RATE = 30, 0.05
RECURRENT_RATE = 6e-3
OUTPUT_ALONE = ("output.",)  # what is behind the features of a network without a recurrent part
EPOCHS = {Depth.HEAD: 0, Depth.RECURRENT: 12, Depth.FULL: 10}  # after those of the depths before


@dataclass(frozen=True)
class Task:
    """What is asked for: from which parent, of which examples, where things are kept."""

    parent: Path
    examples: Path
    options: TrainOptions
    context: PluginContext

    @property
    def target(self) -> Path:
        """Where the new version goes."""
        return self.context.models / (self.options.name + SUFFIX)


def train(task: Task) -> Steps:
    """Train as `Tagger.train` says; a version that is there already is returned as it is."""
    _check_options(task.options)
    key = training_key(task)
    if is_finished(task.target, key):
        return read_info(task.target)
    forget_abandoned(task.context.cache)
    parent = load(task.parent)
    if task.options.depth == Depth.RECURRENT and not _learns_behind(parent):
        yield Notice("Nothing lies between this network's features and its output: that learns.")
        task = replace(task, options=replace(task.options, depth=Depth.HEAD))
    lessons = read_training_set(task.examples, parent.card)
    device, sentence = _device(task.options)
    yield Notice(sentence)
    setup, taught = yield from _teach(task, key, lessons, (parent, device))
    made = Provenance(task.options, key, sha256_of(task.examples))
    save(task.target, *new_version(made, parent, setup, taught))
    forget_state(task.context.cache, key)
    return read_info(task.target)


def training_key(task: Task) -> str:
    """Return a digest of all that the training depends on."""
    found = [RECIPE, asdict(task.options), sha256_of(task.examples), sha256_of(task.parent)]
    return hashlib.sha256(json.dumps(found, sort_keys=True).encode("utf-8")).hexdigest()


def _check_options(options: TrainOptions) -> None:
    if options.depth not in EPOCHS:
        raise TagStudioError(f"There is no depth {options.depth!r}; use {', '.join(EPOCHS)}.")
    check_name(options.name)


def _device(options: TrainOptions) -> tuple[torch.device, Message]:
    """Return where to learn; what is cached is learned from faster without a graphics card."""
    if options.device == "auto" and options.depth != Depth.FULL:
        device, _ = choose_device("cpu")
        return device, message(
            "crnn.learns-on-processor",
            "Learning on the processor: from features in small steps it is the fastest.",
        )
    return choose_device(options.device)


def _teach(
    task: Task, key: str, lessons: TrainingSet, on: tuple[Checkpoint, torch.device]
) -> Teaching:
    """Teach the output layer, then what the depth asks for, each from where the last one ended."""
    parent, device = on
    new = [tag.base_rate for tag in lessons.tags[len(parent.card.tags) :]]
    network = widened(parent.network, new)
    sound = None
    if task.options.depth == Depth.FULL:
        lessons, sound = yield from _listen(task, key, lessons, on)
    check_features(lessons, parent.card.feature_shape)
    setup = TrainingSetup(network, lessons, plan_validation(lessons, task.options.seed), device)
    depth, cache = task.options.depth, task.context.cache
    behind = EPOCHS[Depth.RECURRENT] if depth != Depth.HEAD and _learns_behind(parent) else 0
    total = HEAD_EPOCHS + behind + (EPOCHS[Depth.FULL] if sound is not None else 0)
    place = RunContext(device, task.options.seed, state_path(cache, key, "head"), 0, total)
    output = taught = yield from fit_head(setup, _course(lessons, HEAD_EPOCHS, HEAD_RATE), place)
    if behind:
        place = replace(place, state=state_path(cache, key, "deeper"), before=HEAD_EPOCHS)
        course = _course(lessons, behind, RECURRENT_RATE)
        taught = yield from finetune_recurrent(setup, output, course, place)
    if sound is not None:
        place = replace(place, state=state_path(cache, key, "full"), before=HEAD_EPOCHS + behind)
        course = TrainingConfig(EPOCHS[Depth.FULL], FULL_BATCH, FULL_RATE, FULL_PATIENCE)
        setup = replace(setup, validation=one_of(setup.validation))
        taught = yield from finetune_full(
            setup, StartingPoint(taught, output), sound, course, place
        )
    yield Notice(chosen_sentence(lessons, taught))
    return setup, taught


def _learns_behind(parent: Checkpoint) -> bool:
    """Tell whether something between the features and the output layer can learn."""
    return parent.network.behind_features != OUTPUT_ALONE


def _listen(
    task: Task, key: str, lessons: TrainingSet, on: tuple[Checkpoint, torch.device]
) -> Generator[Epoch | Notice, None, tuple[TrainingSet, CachedMels]]:
    """Hear the tracks of the lessons; return those that could be heard, and their sound."""
    parent, device = on
    path = sound_path(task.context.cache, key)
    sound = yield from cached_mels(lessons.paths, parent.card.recipe, path)
    lessons = lessons.only(sound.rows)
    if not len(lessons.training):
        raise TagStudioError("No track with an answer can be heard. Are the music's folders there?")
    return replace(lessons, features=features_of(parent.network, sound, device)), sound


def _course(lessons: TrainingSet, epochs: int, rate: float) -> TrainingConfig:
    batch = int(np.clip(len(lessons.training) // LEAST_STEPS, *BATCHES))
    return TrainingConfig(epochs, batch, rate)


def chosen_sentence(lessons: TrainingSet, taught: FineTuned) -> str:
    """Say how strongly the parent holds the new version."""
    strengths = taught.strengths[lessons.trained_tags]
    low, high = f"{strengths.min():.0f}", f"{strengths.max():.0f}"
    if taught.audio_share is None:
        return (
            f"Pull towards the parent: strength {low} to {high}, tag by tag; {taught.share:.0%} of"
            " the way beyond the output layer."
        )
    return (
        f"Pull towards the parent: strength {low} to {high}, tag by tag; {taught.share:.0%} of the"
        f" way beyond the output layer, {taught.audio_share:.0%} of what audio added."
    )
