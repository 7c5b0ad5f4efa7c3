"""Training an ensemble on a training set: the model and the batches of fine-tuning.

An epoch goes through the training rows once and has one seed. Validation is out-of-fold, and each
candidate keeps its own best weights.
"""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tagstudio.core.progress import Progress
from tagstudio.plugin_api import Epoch, Notice
from tagstudio.plugin_api.ranking_metrics import mean_auc_of_defined_tags

from ..training.metrics import log_loss, row_losses
from ..training.trainer import (
    Batches,
    StepLoss,
    Trainable,
    Trainer,
    TrainingConfig,
    Validation,
)
from .ensemble import Ensemble, Weights, copied
from .loss import Loss
from .model_selection import ValidationPlan
from .setup import Array, RunContext
from .training_set import TrainingSet

SAVE_SECONDS = 1.0  # between two saved states
SEED_STRIDE = 1_000_003  # between the seeds of two trainings, more than any has epochs


@dataclass(frozen=True)
class EnsembleBatch:
    """The rows of a step: `size` training rows, then rehearsal rows."""

    rows: Tensor
    size: int


class RowBatches(Batches[EnsembleBatch]):
    """The training rows in random order, each batch with as many rehearsal rows.

    One generator draws the order, the rehearsal rows and the dropout of an epoch, from its seed.
    """

    def __init__(self, loss: Loss, seed: int) -> None:
        self.loss, self.seed = loss, seed
        self.size = len(loss.training)

    def of_epoch(self, epoch: int, done: int, batch: int) -> Iterator[tuple[int, EnsembleBatch]]:
        """Yield the batches of an epoch; in the middle of one the random numbers are others."""
        torch.manual_seed(self.seed + epoch)
        training = self.loss.training
        shuffled = training[torch.randperm(self.size).to(training.device)]
        for start in range(done, self.size, batch):
            rows = shuffled[start : start + batch]
            yield start, EnsembleBatch(self.loss.with_rehearsal(rows), len(rows))


class EnsembleTraining(Trainable[EnsembleBatch]):
    """An ensemble of candidates times members, validated by `plan`."""

    def __init__(
        self, ensemble: Ensemble, loss: Loss, training_set: TrainingSet, plan: ValidationPlan
    ) -> None:
        self.ensemble, self.ensemble_loss = ensemble, loss
        self.training_set, self.plan = training_set, plan
        self.device = next(iter(ensemble.weights.values())).device
        self.fused_adam = fused_adam_is_available(self.device)
        self.candidates = ensemble.members // plan.members
        self.save_seconds = SAVE_SECONDS
        self.best = copied(ensemble.weights)

    def parameters(self) -> Sequence[Tensor]:
        """Return the stacked weights."""
        return list(self.ensemble.weights.values())

    def tensors(self) -> Weights:
        """Return the stacked weights by name."""
        return self.ensemble.weights

    def train(self) -> None:
        """Switch dropout on."""
        self.ensemble.train(True)

    def loss(self, batch: EnsembleBatch) -> StepLoss:
        """Return the loss; the total is the mean over the members.

        Each member's gradient is that of its loss per training row: the members share no weight, so
        that the sum over them has just these gradients.
        """
        logits = self.ensemble.logits(self.ensemble_loss.inputs(batch.rows))
        fraction_of_epoch = batch.size / len(self.ensemble_loss.training)
        losses = self.ensemble_loss.of_batch(logits, batch.rows)
        losses = losses + fraction_of_epoch * self.ensemble_loss.penalty(self.ensemble.weights)
        return StepLoss(losses.sum() / batch.size, float(losses.detach().mean()))

    def validate(self) -> Generator[Progress, None, Validation]:
        """Return the out-of-fold losses; the figures are those of the best candidate."""
        yield from ()
        rows = self.plan.rows
        answers, weights = self.training_set.answers[rows], self.training_set.weights[rows]
        scores = out_of_fold_scores(self.ensemble, self.ensemble_loss, self.plan)
        losses = np.stack([row_losses(answers, weights, candidate) for candidate in scores])
        leader = scores[int(losses.sum(axis=1).argmin())]
        totals = [float(loss.sum()) if len(rows) else None for loss in losses]
        return Validation(
            totals, log_loss(answers, weights, leader), mean_auc_of_defined_tags(answers, leader)
        )

    def keep_best(self, improved: Sequence[bool]) -> None:
        """Copy the members of each candidate that improved."""
        size = self.plan.members
        for candidate in np.flatnonzero(improved):
            members = slice(candidate * size, (candidate + 1) * size)
            for name, weight in self.ensemble.weights.items():
                self.best[name][members] = weight[members].detach()


@dataclass(frozen=True)
class TrainingResult:
    """The best weights (candidates * members, *shape), and each candidate's validation loss then.

    The loss is summed over the validation rows; infinite without any.
    """

    weights: Weights
    losses: Sequence[float]


def ensemble_trainer(
    model: EnsembleTraining, config: TrainingConfig, context: RunContext
) -> Trainer[EnsembleBatch]:
    """Return the Trainer of an ensemble."""
    seed = context.seed * SEED_STRIDE + config.epochs_before
    return Trainer(model, RowBatches(model.ensemble_loss, seed), config, context.state)


def fit_ensemble(
    model: EnsembleTraining, config: TrainingConfig, context: RunContext
) -> Generator[Epoch | Notice, None, TrainingResult]:
    """Train the ensemble to the end; yield each epoch, and a notice for each recovery."""
    trainer = ensemble_trainer(model, config, context)
    with closing(trainer.run()) as steps:
        for step in steps:
            if not isinstance(step, Progress):
                yield step
    return TrainingResult(model.best, trainer.stopping.best)


def fused_adam_is_available(device: torch.device) -> bool:
    """Tell whether ADAM can update all weights in one kernel on the device."""
    return device.type in ("cpu", "cuda")


@torch.no_grad()
def member_scores(ensemble: Ensemble, loss: Loss, rows: NDArray[np.int64]) -> Array:
    """Return every member's scores of some rows, without dropout: -> (members, rows, tags)."""
    ensemble.train(False)
    wanted = torch.from_numpy(rows).to(loss.targets.device)
    starts = range(0, len(rows), loss.rows_at_once)
    blocks = [wanted[start : start + loss.rows_at_once] for start in starts]
    scores = [ensemble.logits(loss.inputs(block)).sigmoid().cpu() for block in blocks]
    tags = loss.targets.shape[1]
    return torch.cat(scores, 1).numpy() if scores else np.zeros((ensemble.members, 0, tags), "f4")


def out_of_fold_scores(ensemble: Ensemble, loss: Loss, plan: ValidationPlan) -> Array:
    """Return each candidate's out-of-fold scores: (candidates, validation rows, tags)."""
    return plan.out_of_fold(member_scores(ensemble, loss, plan.rows))
