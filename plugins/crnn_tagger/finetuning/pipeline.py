"""A parent and examples -> a new version with its shadows, installed: the whole of `train`."""

import hashlib
import json
from collections.abc import Generator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch

from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import sha256_of
from tagstudio.core.messages import message
from tagstudio.plugin_api import Epoch, ModelInfo, Notice, PluginContext, TrainOptions
from tagstudio.plugin_api.depths import Depth
from tagstudio.plugin_api.model_names import check_model_name

from ..inference.device import choose_device
from ..model.checkpoint import SUFFIX, Checkpoint, is_finished, load, read_info, save
from ..model.networks import Network
from ..training.trainer import PATIENCE, TrainingConfig
from ..training.training_state import forget_abandoned, forget_state, state_path
from .adam_stage import StageRun
from .copies import COPIES, Copy, Learned
from .full import learn_full, load_audio
from .new_version import Provenance, new_version
from .output_layer import Known, embedded, fit_output_layer, widened
from .recurrent import learn_recurrent
from .training_set import TrainingSet, check_features, read_training_set

Steps = Generator[Epoch | Notice, None, ModelInfo]
CopySteps = Generator[Epoch | Notice, None, Learned]

RECIPE = 4  # counted up when the training changes, so that no state of another one is resumed
MIN_STEPS = 5  # an epoch: few examples are trained on in small batches, many in larger ones
BATCHES = (16, 256)  # the smallest and the largest
RECURRENT_EPOCHS, RECURRENT_RATE = 12, 6e-3
FULL_EPOCHS, FULL_BATCH, FULL_RATE, FULL_PATIENCE = 10, 8, 3e-4, 3
OUTPUT_ONLY = ("output.",)  # `behind_features` of a network without a recurrent part
# Answered tracks up to which the recurrent stage pays: with more, the residual has caught up (the
# table in docs/experiments.md), and the stage takes longer.
MAX_TRACKS_FOR_AUTO = 250


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


def train(task: FineTuningTask) -> Steps:
    """Run `Tagger.train`; a version that is installed already is returned unchanged."""
    _check_options(task.options)
    key = training_key(task)
    if is_finished(task.target, key):
        return read_info(task.target)
    forget_abandoned(task.context.cache)
    parent = load(task.parent)
    training_set = read_training_set(task.examples, parent.card)
    depth = resolved_depth(task.options.depth, parent, training_set)
    if depth != task.options.depth and task.options.depth == Depth.RECURRENT:
        yield Notice(
            message(
                "training.head-only",
                "This network has no layers between its features and its output: only the output"
                " layer is trained.",
            )
        )
    device, notice = _device(task.options.device, depth)
    if notice:
        yield notice
    training = _Training(task, key, depth, parent, device)
    training_set, learned = yield from training.of(training_set)
    made = Provenance(replace(task.options, depth=depth), key, sha256_of(task.examples))
    save(task.target, *new_version(made, parent, training_set, learned), new=True)
    forget_state(task.context.cache, key)
    return read_info(task.target)


def training_key(task: FineTuningTask) -> str:
    """Return a digest of everything that the result depends on.

    Whose answers they are plays no part: the same ones teach the same.
    """
    options = {name: value for name, value in asdict(task.options).items() if name != "library"}
    parts = [RECIPE, options, sha256_of(task.examples), sha256_of(task.parent)]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode("utf-8")).hexdigest()


def resolved_depth(depth: str, parent: Checkpoint, training_set: TrainingSet) -> Depth:
    """Return the depth that is trained: `auto` goes as deep as it pays and the network has it."""
    if depth == Depth.FULL:
        return Depth.FULL
    has_recurrent = parent.network.behind_features != OUTPUT_ONLY
    if depth == Depth.AUTO:
        pays = training_set.answered.sum() <= MAX_TRACKS_FOR_AUTO
        return Depth.RECURRENT if has_recurrent and pays else Depth.HEAD
    return Depth.RECURRENT if depth == Depth.RECURRENT and has_recurrent else Depth.HEAD


def _check_options(options: TrainOptions) -> None:
    if options.depth not in list(Depth):
        raise TagStudioError(
            "training.unknown-depth",
            "There is no depth {depth!r}; use {depths}.",
            depth=options.depth,
            depths=", ".join(Depth),
        )
    check_model_name(options.name)


def _device(device: str, depth: str) -> tuple[torch.device, Notice | None]:
    """Return the device to train on, and what to say about it.

    Small steps on stored features are fastest on the processor.
    """
    if device == "auto" and depth != Depth.FULL:
        return torch.device("cpu"), None
    chosen, said = choose_device(device)
    return chosen, Notice(said)


@dataclass(frozen=True)
class _Training:
    """One training: each copy by itself, the shipped one first."""

    task: FineTuningTask
    key: str
    depth: Depth
    parent: Checkpoint
    device: torch.device

    def of(
        self, training_set: TrainingSet
    ) -> Generator[Epoch | Notice, None, tuple[TrainingSet, list[Learned]]]:
        """Return the training set as it was used, and what each of COPIES learned."""
        network = widened(self.parent.network, len(training_set.tags) - len(self.parent.card.tags))
        mels = None
        if self.depth == Depth.FULL:
            training_set, mels = yield from load_audio(
                training_set,
                (self.parent, network),
                self.device,
                (self.task.context.cache, self.key),
            )
        check_features(training_set, self.parent.card.feature_shape)
        known = Known(training_set, embedded(network, training_set, self.device), self.device)
        learned = []
        for number, copy in enumerate(COPIES):
            done = number * self._epochs_of_copy
            found = yield from self._behind_features(network, known, copy, done)
            if mels is not None:
                at = done + (RECURRENT_EPOCHS if self._is_recurrent else 0)
                config = self._config(FULL_EPOCHS, FULL_BATCH, FULL_RATE, at, FULL_PATIENCE)
                run = self._run(config, copy, "full")
                found = yield from learn_full(network, known, (copy, found), mels, run)
            learned.append(found)
        return training_set, learned

    def _behind_features(self, network: Network, known: Known, copy: Copy, done: int) -> CopySteps:
        training_set = known.training_set
        if not self._is_recurrent:
            rows = copy.sees(training_set)
            return Learned(fit_output_layer(network, training_set, known.embedded, rows), {})
        batch = int(np.clip(training_set.answered.sum() // MIN_STEPS, *BATCHES))
        config = self._config(RECURRENT_EPOCHS, batch, RECURRENT_RATE, done)
        return (
            yield from learn_recurrent(network, known, copy, self._run(config, copy, "recurrent"))
        )

    @property
    def _is_recurrent(self) -> bool:
        return self.depth != Depth.HEAD and self.parent.network.behind_features != OUTPUT_ONLY

    @property
    def _epochs_of_copy(self) -> int:
        full = FULL_EPOCHS if self.depth == Depth.FULL else 0
        return full + (RECURRENT_EPOCHS if self._is_recurrent else 0)

    def _config(
        self, epochs: int, batch: int, rate: float, before: int, patience: int = PATIENCE
    ) -> TrainingConfig:
        in_all = len(COPIES) * self._epochs_of_copy
        return TrainingConfig(epochs, batch, rate, patience, before, in_all)

    def _run(self, config: TrainingConfig, copy: Copy, stage: str) -> StageRun:
        path = state_path(self.task.context.cache, self.key, f"{stage}-{copy.label}")
        return StageRun(config, self.task.options.seed, path)
