"""The loop: ADAM on a stack of copies, epoch by epoch, judged, saved, able to go on after a kill.

Every epoch draws its random numbers from its own seed, so a training that goes on where it was
stopped gives the same weights, bit for bit on a processor, as one that never was.
"""

import math
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tagstudio.core.errors import TagStudioError
from tagstudio.plugin_api import Epoch, Notice

from ..model.tensors import is_out_of_memory
from ..training.metrics import log_loss, macro_auc, row_losses
from ..training.training_state import load_state, save_state
from .ensemble import Ensemble, Weights, put_back, selected
from .loss import Loss
from .model_selection import ValidationPlan
from .training_set import TrainingSet

Array = NDArray[np.float32]

SAVE_SECONDS = 1.0  # between two states on disk; what a kill can cost
WARM_UP_FRACTION = (
    0.2  # share of the steps in which the learning rate rises (Smith's one-cycle, 2018)
)
MIN_RELATIVE_IMPROVEMENT = (
    1e-4  # of the judged loss, relative; less does not count as getting better
)
MAX_FAILURES = 3  # that may go wrong before a training is given up


@dataclass(frozen=True)
class TrainingConfig:
    """How long and how fast: epochs at most, rows per step, ADAM's highest learning rate.

    It ends early when nobody's judged loss got better for `patience` epochs.
    """

    epochs: int
    batch: int
    learning_rate: float
    patience: int = 10


@dataclass(frozen=True)
class RunContext:
    """Where a course takes place: device, seed, file of its state, epochs before it and in all."""

    device: torch.device
    seed: int
    state: Path
    before: int
    total: int


@dataclass(frozen=True)
class TrainingResult:
    """What a course led to, per candidate: its copies' best weights, and what its rows lost then.

    `weights` are (candidates * copies, *shape); `losses` is (candidates, judged rows).
    """

    weights: Weights
    losses: NDArray[np.float64]


class _NotFiniteError(Exception):
    """The loss of a step is not a finite number."""


class Trainer:
    """A stack on its way through a course."""

    def __init__(
        self, stack: Ensemble, objective: Loss, lessons: TrainingSet, validation: ValidationPlan
    ) -> None:
        self.stack, self.objective, self.lessons, self.validation = (
            stack,
            objective,
            lessons,
            validation,
        )
        self.candidates = stack.copies // validation.copies
        weights = list(stack.weights.values())
        self.adam = torch.optim.Adam(weights, lr=0.0, fused=fused_pays(weights[0].device))
        self.epoch = self.improved = self.failures = 0
        self.rate_scale, self.batch = 1.0, 0
        self.best = selected(stack.weights, slice(None))
        self.best_losses = np.full((self.candidates, len(validation.judged)), np.inf)

    def run(
        self, course: TrainingConfig, session: RunContext
    ) -> Generator[Epoch | Notice, None, TrainingResult]:
        """Learn until the course ends; yield each epoch, and a notice for each thing mended."""
        self.batch = course.batch
        self._resume(session.state)
        saved_at = -math.inf
        while self.epoch < course.epochs and self.epoch - self.improved < course.patience:
            before = self._snapshot()
            try:
                loss = self._teach(course, session)
            except (_NotFiniteError, RuntimeError) as error:
                put_back(self._tensors(), before)
                yield self._mended(error)
                continue
            self.epoch += 1
            report = self._judge(loss, session)
            if time.monotonic() - saved_at >= SAVE_SECONDS or self.epoch == course.epochs:
                self._save(session.state)
                saved_at = time.monotonic()
            yield report
        return TrainingResult(self.best, self.best_losses)

    def _teach(self, course: TrainingConfig, session: RunContext) -> float:
        """Go once through the learned rows; return the mean loss of a row."""
        torch.manual_seed(session.seed * 1_000_003 + session.before + self.epoch)
        self.stack.learns(True)
        learned = self.objective.training
        shuffled = learned[torch.randperm(len(learned)).to(learned.device)]
        starts = range(0, len(learned), self.batch)
        total = 0.0
        for start in starts:
            done = (self.epoch + start / len(learned)) / course.epochs
            rate = course.learning_rate * self.rate_scale * one_cycle_rate(done)
            batch = shuffled[start : start + self.batch]
            total += self._step(batch, rate)
        return total / len(learned)

    def _step(self, batch: Tensor, rate: float) -> float:
        """Take one step; return the loss summed over the batch, the mean over the copies."""
        rows = self.objective.step_rows(batch)
        logits = self.stack.logits(self.objective.inputs(rows))
        share = len(batch) / len(self.objective.training)
        cost = self.objective.cost(logits, rows)
        cost = cost + share * self.objective.pull_cost(self.stack.weights)
        loss = float(cost.detach().mean())
        if not math.isfinite(loss):
            raise _NotFiniteError
        self.adam.param_groups[0]["lr"] = rate
        self.adam.zero_grad()
        (cost.sum() / len(batch)).backward()  # type: ignore[no-untyped-call]
        self.adam.step()
        return loss

    def _judge(self, loss: float, session: RunContext) -> Epoch:
        """Let each row be judged, keep what is better, and report the best candidate."""
        rows = self.validation.judged
        answers, weights = self.lessons.answers[rows], self.lessons.weights[rows]
        scores = out_of_fold_scores(self.stack, self.objective, self.validation)
        losses = np.stack([row_losses(answers, weights, one) for one in scores])
        self._keep_better(losses)
        leader = scores[int(losses.sum(axis=1).argmin())]
        return Epoch(
            session.before + self.epoch,
            session.total,
            loss,
            log_loss(answers, weights, leader),
            macro_auc(answers, leader),
        )

    def _keep_better(self, losses: NDArray[np.float64]) -> None:
        """Keep the weights of each candidate whose rows lose less; without rows, of the last."""
        for index, loss in enumerate(losses):
            before = self.best_losses[index].sum()
            if not len(loss) or loss.sum() < before:
                copies = slice(index * self.validation.copies, (index + 1) * self.validation.copies)
                for name, weight in self.stack.weights.items():
                    self.best[name][copies] = weight[copies].detach()
                self.best_losses[index] = loss
            if not len(loss) or loss.sum() < before * (1 - MIN_RELATIVE_IMPROVEMENT):
                self.improved = self.epoch

    def _mended(self, error: Exception) -> Notice:
        """Do what may help against `error` and say so; raise when nothing will."""
        if isinstance(error, _NotFiniteError):
            self.failures += 1
            self.rate_scale /= 2
            if self.failures >= MAX_FAILURES:
                raise TagStudioError(
                    f"The training went astray {self.failures} times in spite of ever smaller"
                    " steps. Look for odd weights or tracks among the examples, or train at"
                    " another depth."
                )
            return Notice("The loss was not a finite number: back one epoch, at half the rate.")
        if not is_out_of_memory(error):
            raise error
        if self.batch == 1:
            raise TagStudioError(
                "There is not enough memory to learn from a single track. Close other programs,"
                " or choose the device cpu."
            ) from error
        self.batch //= 2
        return Notice(f"Not enough memory: {self.batch} tracks at a time from here on.")

    def _tensors(self) -> Weights:
        """Return all that a step changes: weights and ADAM's moments."""
        moments = {
            f"adam.{index}.{name}": value
            for index, state in self.adam.state_dict()["state"].items()
            for name, value in state.items()
        }
        return dict(self.stack.weights) | moments

    def _snapshot(self) -> Weights:
        """Return a copy of all that a step changes; ADAM's moments exist from the first one on."""
        if not self.adam.state:
            self._start_adam()
        return {name: tensor.detach().clone() for name, tensor in self._tensors().items()}

    def _start_adam(self) -> None:
        """Let ADAM make its moments by a step of length 0 with gradient 0, then forget the step."""
        for weight in self.stack.weights.values():
            weight.grad = torch.zeros_like(weight)
        self.adam.step()
        for state in self.adam.state.values():
            state["step"].zero_()

    def _save(self, path: Path) -> None:
        facts = {name: getattr(self, name) for name in _FACTS}
        best = {f"best.{name}": weight for name, weight in self.best.items()}
        losses = {"losses": torch.from_numpy(self.best_losses)}
        save_state(path, self._tensors() | best | losses, facts)

    def _resume(self, path: Path) -> None:
        """Go on where the state in `path` stands, if there is one."""
        found = load_state(path)
        if found is None:
            return
        tensors, facts = found
        self._snapshot()
        put_back(self._tensors(), tensors)
        self.best = {name: tensors[f"best.{name}"].to(w.device) for name, w in self.best.items()}
        self.best_losses = tensors["losses"].numpy()
        for name in _FACTS:
            setattr(self, name, facts[name])


_FACTS = ("epoch", "improved", "failures", "rate_scale", "batch")


def fused_pays(device: torch.device) -> bool:
    """Tell whether ADAM may take all weights at once there."""
    return device.type in ("cpu", "cuda")


def one_cycle_rate(done: float) -> float:
    """Return the learning rate's share of its highest, after a share `done` of all steps."""
    if done < WARM_UP_FRACTION:
        return 0.05 + 0.95 * done / WARM_UP_FRACTION
    return 0.5 * (1 + math.cos(math.pi * (done - WARM_UP_FRACTION) / (1 - WARM_UP_FRACTION)))


@torch.no_grad()
def scores_of(stack: Ensemble, objective: Loss, rows: NDArray[np.int64]) -> Array:
    """Return every copy's scores of some rows, without dropout: -> (copies, rows, tags)."""
    stack.learns(False)
    wanted = torch.from_numpy(rows).to(objective.answers.device)
    starts = range(0, len(rows), objective.at_once)
    blocks = [wanted[start : start + objective.at_once] for start in starts]
    found = [stack.logits(objective.inputs(block)).sigmoid().cpu() for block in blocks]
    tags = objective.answers.shape[1]
    return torch.cat(found, 1).numpy() if found else np.zeros((stack.copies, 0, tags), np.float32)


def out_of_fold_scores(stack: Ensemble, objective: Loss, validation: ValidationPlan) -> Array:
    """Return each candidate's scores of the judged rows, each row by the copy that judges it.

    (candidates, judged rows, tags)
    """
    scores = scores_of(stack, objective, validation.judged)
    return pick_out_of_fold(scores, validation)


def pick_out_of_fold(scores: Array, validation: ValidationPlan) -> Array:
    """Pick each row's judge: (candidates * copies, rows, tags) -> (candidates, rows, tags)."""
    candidates = len(scores) // validation.copies
    every = scores.reshape(candidates, validation.copies, *scores.shape[1:])
    return every[:, validation.judge[validation.judged], np.arange(len(validation.judged))]
