"""A stage by ADAM with masked BCE: the model and the batches that the Trainer takes.

One copy at a time, on the tracks that it may see, validated on its validation fold. A track of
several windows shows one of them in each epoch; where it is scored, their logits are averaged.
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
from tagstudio.learning.log_odds import sigmoid
from tagstudio.learning.witnesses import MIN_NO, MIN_YES
from tagstudio.plugin_api import Epoch, Notice
from tagstudio.plugin_api.examples import NO, UNSEEN, YES
from tagstudio.plugin_api.ranking_metrics import mean_auc_of_defined_tags
from tagstudio.plugin_kit.training_set import TrainingSet

from ..inference.from_features import mean_logits
from ..model.networks import Network
from ..training.metrics import log_loss
from ..training.trainer import (
    Batches,
    StepLoss,
    Trainable,
    Trainer,
    TrainingConfig,
    Validation,
)
from .learned import Weights
from .loss import Loss

SAVE_SECONDS = 1.0  # between two saved states
SEED_STRIDE = 1_000_003  # between the seeds of two trainings, more than any has epochs


@dataclass(frozen=True)
class Layers:
    """The layers that a stage trains: the weights `names`, and how they are reached.

    `logits` gives those of some windows, (b,) rows of the training set's -> (b, k); `at_once`
    windows are scored together.
    """

    names: Sequence[str]
    logits: Callable[[Network, NDArray[np.int64]], Tensor]
    at_once: int


@dataclass(frozen=True)
class Stage:
    """What one copy learns from, rows of its training set: `training`, `rehearsal`, `validation`.

    `validation` has answered tracks, those of the fold `validation_fold`.
    """

    training_set: TrainingSet
    layers: Layers
    validation_fold: int
    device: torch.device

    @property
    def _validates(self) -> NDArray[np.bool_]:
        validates: NDArray[np.bool_] = self.training_set.folds == self.validation_fold
        return validates

    @property
    def training(self) -> NDArray[np.int64]:
        """The answered tracks of the other folds."""
        return np.flatnonzero(self.training_set.answered & ~self._validates)

    @property
    def validation(self) -> NDArray[np.int64]:
        """The answered tracks of the validation fold."""
        return np.flatnonzero(self.training_set.answered & self._validates)

    @property
    def rehearsal(self) -> NDArray[np.int64]:
        """The tracks of the sample that have no answer."""
        return np.flatnonzero(self.training_set.sample & ~self.training_set.answered)

    @property
    def has_evidence(self) -> bool:
        """Tell whether the stage has tracks to train on, and a tag by which it is validated."""
        return len(self.training) > 0 and bool((self.validation_answers()[1] > 0).any())

    def validation_answers(self) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
        """Return answers of YES, NO and UNSEEN, and their weights, of the validation tracks.

        A tag counts from MIN_YES and MIN_NO on, as it does for the judge: the loss of one yes says
        how high all scores are, and nothing of their order.
        """
        validation = self.training_set.of(self.validation)
        given = validation.weights > 0
        yes, no = (given & validation.yes).sum(axis=0), (given & ~validation.yes).sum(axis=0)
        weights = validation.weights * ((yes >= MIN_YES) & (no >= MIN_NO))
        answers = np.where(validation.yes, YES, NO)
        return np.where(weights > 0, answers, UNSEEN).astype(np.int8), weights.astype(np.float32)

    def validation_scores(self, network: Network) -> NDArray[np.float64]:
        """Return the scores of the validation tracks."""
        network.eval()
        training_set, rows = self.training_set, self.validation
        logits = mean_logits(
            lambda windows: self.layers.logits(network, windows),
            training_set.starts[rows],
            training_set.windows[rows],
            self.layers.at_once,
        )
        return sigmoid(logits)


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
        self.seed = seed
        self._training_set = stage.training_set
        self._training, self._rehearsal = stage.training, stage.rehearsal
        self.size = len(self._training)

    def of_epoch(self, epoch: int, done: int, batch: int) -> Iterator[tuple[int, TrackBatch]]:
        """Yield the batches of an epoch; in the middle of one the random numbers are others."""
        torch.manual_seed(self.seed + epoch)
        random = np.random.default_rng([self.seed, epoch, done])
        shuffled = random.permutation(self._training)
        for start in range(done, self.size, batch):
            tracks = shuffled[start : start + batch]
            yield start, self._batch(tracks, random)

    def _batch(self, tracks: NDArray[np.int64], random: np.random.Generator) -> TrackBatch:
        count = len(tracks) if len(self._rehearsal) else 0
        drawn = self._rehearsal[random.integers(max(1, len(self._rehearsal)), size=count)]
        both = np.concatenate([tracks, drawn])
        shown = random.random(len(both)) * self._training_set.windows[both]
        windows = self._training_set.starts[both] + shown.astype(np.int64)
        return TrackBatch(both, windows, len(tracks))


class CopyTraining(Trainable[TrackBatch]):
    """A network in training, of which the weights of the stage's layers change."""

    def __init__(self, network: Network, stage: Stage, loss: Loss) -> None:
        self.network = network.requires_grad_(False)
        self.stage, self.device = stage, stage.device
        self._loss = loss
        self._weights = {
            name: network.get_parameter(name).requires_grad_(True) for name in stage.layers.names
        }
        self._answers = stage.validation_answers()
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
        self.network.train(True)
        for part in self.network.modules():
            if isinstance(part, nn.modules.batchnorm._BatchNorm):
                part.eval()

    def loss(self, batch: TrackBatch) -> StepLoss:
        """Return the loss of a batch, per training track."""
        logits = self.stage.layers.logits(self.network, batch.windows)
        loss = self._loss.of(logits, torch.from_numpy(batch.tracks).to(self.device))
        return StepLoss(loss / batch.size, float(loss.detach()))

    def validate(self) -> Generator[Progress, None, Validation]:
        """Return the loss on the validation fold."""
        yield from ()
        answers, weights = self._answers
        scores = self.stage.validation_scores(self.network)
        loss = log_loss(answers, weights, scores)
        return Validation(loss, mean_auc_of_defined_tags(answers, scores))

    def keep_best(self) -> None:
        """ModelCopy the weights."""
        self.best = copied(self._weights)


def run_stage(
    network: Network, stage: Stage, loss: Loss, run: StageRun
) -> Generator[Epoch | Notice, None, Weights]:
    """Train the weights of the stage's layers in place; return the best ones."""
    model = CopyTraining(network, stage, loss)
    batches = TrackBatches(stage, run.seed * SEED_STRIDE + run.config.epochs_before)
    with closing(Trainer(model, batches, run.config, run.state).run()) as steps:
        for step in steps:
            if not isinstance(step, Progress):
                yield step
    return model.best


@torch.no_grad()
def set_weights(network: Network, weights: Mapping[str, Tensor]) -> None:
    """Set some weights of a network, by name."""
    for name, weight in weights.items():
        network.get_parameter(name).copy_(weight)


def weights_of(network: Network, names: Sequence[str]) -> Weights:
    """Return a copy of some weights of a network, by name."""
    return copied({name: network.get_parameter(name) for name in names})


def copied(weights: Weights) -> Weights:
    """Return a copy of the weights, without gradient, on the processor."""
    return {name: weight.detach().cpu().clone() for name, weight in weights.items()}
