"""A stage by ADAM with masked BCE: the model and the batches that the Trainer takes.

One copy at a time, on the tracks that it may learn from, validated on its validation fold. A track
of several windows shows one of them in each epoch; where it is scored, their logits are averaged.
"""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from tagstudio.core.progress import Progress
from tagstudio.plugin_api import Epoch, Notice
from tagstudio.plugin_api.examples import NO, UNSEEN, YES, mean_per_track
from tagstudio.plugin_api.ranking_metrics import mean_auc_of_defined_tags

from ..model.tensors import autocast
from ..training.metrics import log_loss, row_losses
from ..training.trainer import (
    Batches,
    StepLoss,
    Trainable,
    Trainer,
    TrainingConfig,
    Validation,
)
from .copies import Weights
from .loss import Loss
from .output_layer import copied
from .training_set import TrainingSet

SAVE_SECONDS = 1.0  # between two saved states
SEED_STRIDE = 1_000_003  # between the seeds of two trainings, more than any has epochs
WINDOWS_AT_ONCE = 1024

Inputs = Callable[[NDArray[np.int64]], Tensor]


@dataclass(frozen=True)
class Stage:
    """What one copy learns from: the tracks `training`, with `rehearsal` and `validation` tracks.

    `inputs` gives the module's input of some windows, by their rows; `half` computes in bfloat16
    where that is safe; `windows_at_once` are scored together.
    """

    training_set: TrainingSet
    loss: Loss
    inputs: Inputs
    training: NDArray[np.int64]
    rehearsal: NDArray[np.int64]
    validation: NDArray[np.int64]
    device: torch.device
    half: bool = False
    windows_at_once: int = WINDOWS_AT_ONCE


@dataclass(frozen=True)
class StageRun:
    """How a stage of a copy runs: its configuration, its seed, and the file of its state."""

    config: TrainingConfig
    seed: int
    state: Path


@dataclass(frozen=True)
class TrackBatch:
    """The tracks of a step, and the window of each: `size` to learn from, then rehearsal tracks."""

    tracks: NDArray[np.int64]
    windows: NDArray[np.int64]
    size: int


class TrackBatches(Batches[TrackBatch]):
    """The training tracks in random order, each batch with as many rehearsal tracks.

    One generator draws the order, the windows and the dropout of an epoch, from its seed.
    """

    def __init__(self, stage: Stage, seed: int) -> None:
        self.stage, self.seed = stage, seed
        self.size = len(stage.training)

    def of_epoch(self, epoch: int, done: int, batch: int) -> Iterator[tuple[int, TrackBatch]]:
        """Yield the batches of an epoch; in the middle of one the random numbers are others."""
        torch.manual_seed(self.seed + epoch)
        random = np.random.default_rng([self.seed, epoch, done])
        shuffled = random.permutation(self.stage.training)
        for start in range(done, self.size, batch):
            tracks = shuffled[start : start + batch]
            yield start, self._batch(tracks, random)

    def _batch(self, tracks: NDArray[np.int64], random: np.random.Generator) -> TrackBatch:
        rehearsal = self.stage.rehearsal
        count = len(tracks) if len(rehearsal) else 0
        drawn = rehearsal[random.integers(max(1, len(rehearsal)), size=count)]
        both = np.concatenate([tracks, drawn])
        training_set = self.stage.training_set
        window = (random.random(len(both)) * training_set.windows[both]).astype(np.int64)
        return TrackBatch(both, training_set.starts[both] + window, len(tracks))


class CopyTraining(Trainable[TrackBatch]):
    """A module in training, of which the weights `names` change."""

    def __init__(self, module: nn.Module, names: Sequence[str], stage: Stage) -> None:
        self.module = module.requires_grad_(False)
        self.stage, self.device = stage, stage.device
        parameters = dict(module.named_parameters())
        self._weights = {name: parameters[name].requires_grad_(True) for name in names}
        self.fused_adam = self.device.type in ("cpu", "cuda")
        self.save_seconds = SAVE_SECONDS
        self.best = copied(self._weights)

    def parameters(self) -> Sequence[Tensor]:
        """Return the weights that change."""
        return list(self._weights.values())

    def tensors(self) -> Weights:
        """Return the weights by name."""
        return self._weights

    def train(self) -> None:
        """Switch dropout on; batch norms always use the statistics they have."""
        self.module.train(True)
        for part in self.module.modules():
            if isinstance(part, nn.modules.batchnorm._BatchNorm):
                part.eval()

    def loss(self, batch: TrackBatch) -> StepLoss:
        """Return the loss of a batch, per training track."""
        with autocast(self.device, self.stage.half):
            logits = self.module(self.stage.inputs(batch.windows)).float()
        loss = self.stage.loss.of(logits, torch.from_numpy(batch.tracks).to(self.device))
        return StepLoss(loss / batch.size, float(loss.detach()))

    def validate(self) -> Generator[Progress, None, Validation]:
        """Return the loss on the validation fold."""
        yield from ()
        rows = self.stage.validation
        if not len(rows):
            return Validation([None], None, None)
        scores = sigmoid(track_logits(self.module, self.stage, rows))
        answers, weights = answers_of(self.stage.training_set, rows)
        return Validation(
            [float(row_losses(answers, weights, scores).sum())],
            log_loss(answers, weights, scores),
            mean_auc_of_defined_tags(answers, scores),
        )

    def keep_best(self, improved: Sequence[bool]) -> None:
        """Copy the weights if they improved."""
        if any(improved):
            self.best = copied(self._weights)


def run_stage(
    module: nn.Module, names: Sequence[str], stage: Stage, run: StageRun
) -> Generator[Epoch | Notice, None, Weights]:
    """Train the weights `names` of the module; return the best ones."""
    model = CopyTraining(module, names, stage)
    batches = TrackBatches(stage, run.seed * SEED_STRIDE + run.config.epochs_before)
    trainer = Trainer(model, batches, run.config, run.state)
    with closing(trainer.run()) as steps:
        for step in steps:
            if not isinstance(step, Progress):
                yield step
    return model.best


@torch.no_grad()
def set_weights(module: nn.Module, weights: Mapping[str, Tensor]) -> None:
    """Set some weights of a module, by name."""
    for name, weight in weights.items():
        module.get_parameter(name).copy_(weight)


@torch.no_grad()
def track_logits(module: nn.Module, stage: Stage, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the logits of some tracks, averaged over their windows: -> (rows, k)."""
    module.eval()
    training_set = stage.training_set
    counts, starts = training_set.windows[rows], training_set.starts[rows]
    windows = np.concatenate([np.arange(s, s + c) for s, c in zip(starts, counts, strict=True)])
    blocks = []
    for start in range(0, len(windows), stage.windows_at_once):
        block = windows[start : start + stage.windows_at_once]
        with autocast(stage.device, stage.half):
            blocks.append(module(stage.inputs(block)).float().cpu())
    return mean_per_track(torch.cat(blocks).numpy(), counts)


def answers_of(
    training_set: TrainingSet, rows: NDArray[np.int64]
) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return answers of YES, NO and UNSEEN, and their weights, of some tracks: (rows, k) each."""
    weights = training_set.weights[rows]
    answers = np.where(training_set.yes[rows], YES, NO)
    return np.where(weights > 0, answers, UNSEEN).astype(np.int8), weights


def sigmoid(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return scores of logits."""
    scores: NDArray[np.float64] = 1 / (1 + np.exp(-logits))
    return scores
