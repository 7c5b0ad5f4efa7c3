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
from tagstudio.plugin_api.model_names import check_model_name

from ..audio.mel_cache import CachedMels, cached_mels
from ..inference.device import choose_device
from ..model.checkpoint import (
    SUFFIX,
    Checkpoint,
    is_finished,
    load,
    read_info,
    save,
)
from ..training.trainer import TrainingConfig
from ..training.training_state import forget_abandoned, forget_state, mels_path, state_path
from .full import StartingPoint, computed_features, finetune_full
from .head import fit_head, widened
from .model_selection import plan_validation, single_member
from .new_version import Provenance, new_version
from .recurrent import finetune_recurrent
from .setup import FineTuned, RunContext, TrainingSetup
from .training_set import TrainingSet, check_features, read_training_set

Steps = Generator[Epoch | Notice, None, ModelInfo]
Tuning = Generator[Epoch | Notice, None, tuple[TrainingSetup, FineTuned]]

RECIPE = 3  # counted up when the training changes, so that no state of another one is resumed
MIN_STEPS = 5  # an epoch: few examples are trained on in small batches, many in larger ones
BATCHES = (16, 256)  # the smallest and the largest
FULL_BATCH, FULL_RATE, FULL_PATIENCE = 8, 3e-4, 3
HEAD_EPOCHS, HEAD_RATE = 30, 0.05
RECURRENT_RATE = 6e-3
OUTPUT_ONLY = ("output.",)  # `behind_features` of a network without a recurrent part
EPOCHS = {Depth.HEAD: 0, Depth.RECURRENT: 12, Depth.FULL: 10}  # after those of the depths before


@dataclass(frozen=True)
class FineTuningTask:
    """A training: the parent, the examples, the options, and the plugin's folders."""

    parent: Path
    examples: Path
    options: TrainOptions
    context: PluginContext

    @property
    def target(self) -> Path:
        """The file of the new version."""
        return self.context.models / (self.options.name + SUFFIX)


@dataclass(frozen=True)
class Schedule:
    """The stages of a training and their epochs at most; 0 for a stage that is left out."""

    head: int
    recurrent: int
    full: int

    @property
    def total(self) -> int:
        """The epochs of all stages."""
        return self.head + self.recurrent + self.full


def train(task: FineTuningTask) -> Steps:
    """Run `Tagger.train`; a version that is installed already is returned unchanged."""
    _check_options(task.options)
    key = training_key(task)
    if is_finished(task.target, key):
        return read_info(task.target)
    forget_abandoned(task.context.cache)
    parent = load(task.parent)
    if task.options.depth == Depth.RECURRENT and not _has_layers_behind_features(parent):
        yield Notice(
            message(
                "training.head-only",
                "This network has no layers between its features and its output: only the output"
                " layer is trained.",
            )
        )
        task = replace(task, options=replace(task.options, depth=Depth.HEAD))
    training_set = read_training_set(task.examples, parent.card)
    device, chosen = _device(task.options)
    yield Notice(chosen)
    setup, tuned = yield from _fine_tune(task, key, training_set, (parent, device))
    made = Provenance(task.options, key, sha256_of(task.examples))
    save(task.target, *new_version(made, parent, setup, tuned), new=True)
    forget_state(task.context.cache, key)
    return read_info(task.target)


def training_key(task: FineTuningTask) -> str:
    """Return a digest of everything that the result depends on.

    Whose answers they are plays no part: the same ones teach the same.
    """
    options = {name: value for name, value in asdict(task.options).items() if name != "library"}
    parts = [RECIPE, options, sha256_of(task.examples), sha256_of(task.parent)]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode("utf-8")).hexdigest()


def _check_options(options: TrainOptions) -> None:
    if options.depth not in EPOCHS:
        raise TagStudioError(
            "training.unknown-depth",
            "There is no depth {depth!r}; use {depths}.",
            depth=options.depth,
            depths=", ".join(EPOCHS),
        )
    check_model_name(options.name)


def _device(options: TrainOptions) -> tuple[torch.device, Message]:
    """Return the device to train on, and a message about the choice."""
    if options.device == "auto" and options.depth != Depth.FULL:
        device, _ = choose_device("cpu")
        return device, message(
            "training.on-processor",
            "Training on the processor: for small steps on cached features it is the fastest.",
        )
    return choose_device(options.device)


def _fine_tune(
    task: FineTuningTask, key: str, training_set: TrainingSet, on: tuple[Checkpoint, torch.device]
) -> Tuning:
    """Fit the head, then fine-tune the other layers of the depth, each from the last result."""
    parent, device = on
    seed, cache = task.options.seed, task.context.cache
    new_rates = [tag.base_rate for tag in training_set.tags[len(parent.card.tags) :]]
    network = widened(parent.network, new_rates)
    cached = None
    if task.options.depth == Depth.FULL:
        training_set, cached = yield from _load_audio(task, key, training_set, on)
    check_features(training_set, parent.card.feature_shape)
    plan = plan_validation(training_set, seed)
    setup = TrainingSetup(network, training_set, plan, device)
    schedule = _schedule(task.options.depth, parent)
    context = RunContext(seed, state_path(cache, key, "head"))
    head = tuned = yield from fit_head(setup, _head_config(training_set, schedule), context)
    if schedule.recurrent:
        context = replace(context, state=state_path(cache, key, "recurrent"))
        config = _recurrent_config(training_set, schedule)
        tuned = yield from finetune_recurrent(setup, head, config, context)
    if cached is not None:
        context = replace(context, state=state_path(cache, key, "full"))
        setup = replace(setup, validation=single_member(plan))
        origin = StartingPoint(tuned, head)
        tuned = yield from finetune_full(setup, origin, cached, _full_config(schedule), context)
    yield Notice(regularization(training_set, tuned, recurrent=schedule.recurrent > 0))
    return setup, tuned


def _has_layers_behind_features(parent: Checkpoint) -> bool:
    """Tell whether the network has layers between the features and the output layer."""
    return parent.network.behind_features != OUTPUT_ONLY


def _schedule(depth: str, parent: Checkpoint) -> Schedule:
    behind = depth != Depth.HEAD and _has_layers_behind_features(parent)
    recurrent = EPOCHS[Depth.RECURRENT] if behind else 0
    return Schedule(HEAD_EPOCHS, recurrent, EPOCHS[Depth.FULL] if depth == Depth.FULL else 0)


def _head_config(training_set: TrainingSet, schedule: Schedule) -> TrainingConfig:
    batch = _batch_size(training_set)
    return TrainingConfig(schedule.head, batch, HEAD_RATE, epochs_in_all=schedule.total)


def _recurrent_config(training_set: TrainingSet, schedule: Schedule) -> TrainingConfig:
    return TrainingConfig(
        schedule.recurrent,
        _batch_size(training_set),
        RECURRENT_RATE,
        epochs_before=schedule.head,
        epochs_in_all=schedule.total,
    )


def _full_config(schedule: Schedule) -> TrainingConfig:
    return TrainingConfig(
        schedule.full,
        FULL_BATCH,
        FULL_RATE,
        FULL_PATIENCE,
        epochs_before=schedule.head + schedule.recurrent,
        epochs_in_all=schedule.total,
    )


def _batch_size(training_set: TrainingSet) -> int:
    return int(np.clip(len(training_set.training) // MIN_STEPS, *BATCHES))


def _load_audio(
    task: FineTuningTask, key: str, training_set: TrainingSet, on: tuple[Checkpoint, torch.device]
) -> Generator[Epoch | Notice, None, tuple[TrainingSet, CachedMels]]:
    """Decode the tracks; return the training set of those that can be, and their log-mel inputs."""
    parent, device = on
    path = mels_path(task.context.cache, key)
    cached = yield from cached_mels(training_set.paths, parent.card.recipe, path)
    training_set = training_set.subset(cached.rows)
    if not len(training_set.training):
        raise TagStudioError(
            "training.no-audio",
            "No track with an answer can be decoded. Are the music's folders there?",
        )
    features = computed_features(parent.network, cached, device)
    return replace(training_set, features=features), cached


def regularization(training_set: TrainingSet, tuned: FineTuned, *, recurrent: bool) -> Message:
    """Return the message about the L2-SP penalties and alphas that were chosen."""
    penalties = tuned.penalties[training_set.trained_tags]
    low, high = float(penalties.min()), float(penalties.max())
    if tuned.audio_alpha is None and not recurrent:
        return message(
            "training.regularization-head",
            "Chosen on validation tracks: an L2-SP penalty of {low:.0f} to {high:.0f}, tag by tag.",
            low=low,
            high=high,
        )
    if tuned.audio_alpha is None:
        return message(
            "training.regularization",
            "Chosen on validation tracks: an L2-SP penalty of {low:.0f} to {high:.0f}, tag by tag,"
            " and {alpha:.0%} of what the recurrent layers learned (alpha).",
            low=low,
            high=high,
            alpha=tuned.alpha,
        )
    return message(
        "training.regularization-full",
        "Chosen on validation tracks: an L2-SP penalty of {low:.0f} to {high:.0f}, tag by tag,"
        " {alpha:.0%} of what the recurrent layers learned, and {audio:.0%} of what all layers"
        " learned from audio (alpha).",
        low=low,
        high=high,
        alpha=tuned.alpha,
        audio=tuned.audio_alpha,
    )
