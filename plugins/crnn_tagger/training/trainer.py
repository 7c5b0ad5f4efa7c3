"""The training loop of fine-tuning and of training from scratch.

ADAM with a one-cycle learning rate, early stopping on the validation loss, recovery from a loss
that is not finite and from exhausted memory, and a state on disk from which a training resumes.
What differs is given: a `Trainable` (model, loss, validation) and `Batches` (order and seeds).

Invariant of resuming: after a kill a training gives the same weights, bit for bit on a CPU, as one
that was never interrupted. Three rules ensure it. (1) Every random number of a step comes from a
generator seeded by the position of the step (`Batches`), never from the state a generator happens
to be in. (2) The saved state is all that a step reads: weights, ADAM's moments and step counts,
averaged weights, position, best losses, batch size, factor of the learning rate, the gradient
scaler's factor and counter. (3) A state is saved only where the seeds allow a start: after an
epoch, or after any step if every step has a seed of its own.
"""

import math
import time
from abc import ABC, abstractmethod
from collections.abc import Generator, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

import torch
from torch import Tensor

from tagstudio.core.messages import message
from tagstudio.core.progress import Progress
from tagstudio.plugin_api import Epoch, Notice

from .adam import Adam
from .distributed import ALONE, World
from .early_stopping import EarlyStopping
from .recovery import NotFiniteError, Recovery
from .schedule import one_cycle_rate
from .training_state import load_state, save_state

Weights = dict[str, Tensor]
B = TypeVar("B")
PATIENCE = 10  # epochs without a better validation loss


@dataclass(frozen=True)
class TrainingConfig:
    """Number of epochs at most, examples per step, and ADAM's highest learning rate.

    `patience` is that of early stopping, in epochs. `epochs_before` and `epochs_in_all` number the
    reports of a training in several stages; 0 in all: this is the only stage.
    """

    epochs: int
    batch: int
    learning_rate: float
    patience: int = PATIENCE
    epochs_before: int = 0
    epochs_in_all: int = 0


@dataclass(frozen=True)
class Validation:
    """The validation loss and macro ROC-AUC; None where they are not defined, as without rows."""

    loss: float | None
    macro_auc: float | None


class StepLoss(NamedTuple):
    """A scalar to differentiate, and the training loss summed over the batch, to report."""

    loss: Tensor
    total: float


class Trainable(ABC, Generic[B]):
    """A model in training: its parameters, the loss of a batch, its validation.

    `best` are the best weights so far, which `keep_best` replaces; `save_seconds` is the time
    between two saved states, and so the most that a kill can cost.
    """

    device: torch.device
    best: Weights
    save_seconds: float
    fused_adam: bool = False
    scales_gradients: bool = False  # float16: a gradient scaler keeps small gradients from being 0

    @abstractmethod
    def parameters(self) -> Sequence[Tensor]:
        """Return the parameters to optimize, in an order that never changes."""

    @abstractmethod
    def tensors(self) -> Weights:
        """Return, not as copies, all tensors that a step changes, but for ADAM's moments."""

    @abstractmethod
    def train(self) -> None:
        """Switch to training mode (dropout)."""

    @abstractmethod
    def loss(self, batch: B) -> StepLoss:
        """Return the loss of a batch."""

    def after_step(self, steps: int) -> None:
        """Update the model after ADAM's step number `steps`, counted from 1."""

    @abstractmethod
    def validate(self) -> Generator[Progress, None, Validation]:
        """Score the validation rows."""

    @abstractmethod
    def keep_best(self) -> None:
        """Copy the weights to `best`."""


class Batches(ABC, Generic[B]):
    """The `size` examples of each epoch, in batches of at least `smallest`.

    `seeded_per_step` tells that every step has a seed of its own; otherwise each epoch has one, and
    a training resumes at the start of an epoch only.
    """

    size: int
    smallest: int = 1
    seeded_per_step: bool = False

    def prepare(self, epoch: int, last: bool) -> Generator[Progress, None, None]:
        """Make ready an epoch, counted from 0; unless it is the `last`, begin with the next one."""
        yield from ()

    @abstractmethod
    def of_epoch(self, epoch: int, done: int, batch: int) -> Iterator[tuple[int, B]]:
        """Yield the batches after `done` examples, each with the number of examples before it.

        torch's generator is seeded for a step when its batch is yielded.
        """


@dataclass
class TrainingPosition:
    """The position of a training: steps in all, epochs, and `done` examples of the present one.

    `loss` is the training loss summed over those, `seconds` the time they took.
    """

    steps: int = 0
    epoch: int = 0
    done: int = 0
    loss: float = 0.0
    seconds: float = 0.0


class _Checkpoint(NamedTuple):
    """A copy of all that a step changes; `scaler` is the gradient scaler's, empty without one."""

    tensors: Weights
    progress: TrainingPosition
    scaler: dict[str, Any]


class Trainer(Generic[B]):
    """The training of `model` on `batches`, whose state is kept in the file `state`."""

    def __init__(
        self,
        model: Trainable[B],
        batches: Batches[B],
        config: TrainingConfig,
        state: Path,
        world: World = ALONE,
    ) -> None:
        self.model, self.batches, self.config = model, batches, config
        self.state, self.world = state, world
        self.adam = Adam(list(model.parameters()), fused=model.fused_adam)
        self.scaler = torch.amp.GradScaler(model.device.type, enabled=model.scales_gradients)
        self.progress = TrainingPosition()
        self.stopping = EarlyStopping(config.patience)
        self.recovery = Recovery(config.batch)
        self._saved_at = time.monotonic()
        self._last_good = _Checkpoint({}, self.progress, {})  # `run` makes the first real one

    def run(self) -> Generator[Progress | Epoch | Notice, None, None]:
        """Train to the end; `model.best` are then the best weights.

        Yields each epoch, a notice for each recovery, and the progress where it may be stopped:
        when the generator is closed, the state is saved.

        Recovered is what fails in a step: a loss that is not finite, and exhausted memory.
        Exhausted memory in `_prepare` and `_validate` is deliberately raised: neither depends on
        the batch size that the recovery would halve, so the same would fail again.
        """
        self._resume()
        self._saved_at = time.monotonic()
        self._checkpoint()
        try:
            while not self._is_over():
                yield from self._prepare()
                try:
                    yield from self._epoch()
                except (NotFiniteError, RuntimeError) as error:
                    yield self._recover(error)
                    continue
                report = yield from self._validate()
                self._checkpoint()
                if self._is_save_due() or self._is_over():
                    self._save()
                yield report
        except GeneratorExit:
            self._checkpoint()
            self._save()
            raise

    def _is_over(self) -> bool:
        epoch = self.progress.epoch
        return epoch >= self.config.epochs or self.stopping.is_due(epoch)

    def _prepare(self) -> Generator[Progress, None, None]:
        if self.world.first:
            epoch = self.progress.epoch
            yield from self.batches.prepare(epoch, last=epoch + 1 >= self.config.epochs)
        self.world.from_first(None)

    def _epoch(self) -> Generator[Progress, None, None]:
        """Train on the examples of the epoch that are left."""
        self.model.train()
        progress, settings = self.progress, self.recovery
        began = time.monotonic()
        for start, batch in self.batches.of_epoch(progress.epoch, progress.done, settings.batch):
            fraction = (progress.epoch + start / self.batches.size) / self.config.epochs
            rate = self.config.learning_rate * settings.rate_scale * one_cycle_rate(fraction)
            # Each process has its part of the batch, all of the same size: in expectation the sum
            # over the whole batch is `size` times that over one part.
            progress.loss += self._step(batch, rate) * self.world.size
            progress.done = min(start + settings.batch, self.batches.size)
            now = time.monotonic()
            progress.seconds, began = progress.seconds + now - began, now
            if self.batches.seeded_per_step:
                if self._is_save_due():
                    self._checkpoint()
                    self._save()
                yield self._report_progress()
                began = time.monotonic()

    def _report_progress(self) -> Progress:
        size, epochs = self.batches.size, self.config.epochs
        done = self.progress.done + self.progress.epoch * size
        epoch = message(
            "training.epoch",
            "epoch {epoch} of {epochs} at most",
            epoch=self.progress.epoch + 1,
            epochs=epochs,
        )
        return Progress(done, epochs * size, epoch)

    def _step(self, batch: B, rate: float) -> float:
        """Take one step; return the loss summed over this process' part of the batch.

        Where gradients of float16 overflow, the scaler skips ADAM's step and lowers its factor.
        The step counts all the same, in `steps` and in the averaged weights: the weights it
        averages in once more are the unchanged ones.
        """
        loss = self.model.loss(batch)
        if self.world.any_of(not math.isfinite(loss.total)):
            raise NotFiniteError
        self.adam.rate = rate
        self.adam.zero_grad()
        self.scaler.scale(loss.loss).backward()  # type: ignore[no-untyped-call]
        self.scaler.step(self.adam)  # type: ignore[arg-type]
        self.scaler.update()
        self.progress.steps += 1
        self.model.after_step(self.progress.steps)
        return loss.total

    def _validate(self) -> Generator[Progress, None, Epoch]:
        """Validate after an epoch, in the first process; keep the weights that are the best."""
        progress, config = self.progress, self.config
        found = (yield from self.model.validate()) if self.world.first else None
        validation: Validation = self.world.from_first(found)
        progress.epoch += 1
        if self.stopping.update(progress.epoch, validation.loss):
            self.model.keep_best()
        report = Epoch(
            config.epochs_before + progress.epoch,
            config.epochs_in_all or config.epochs,
            progress.loss / max(1, progress.done),
            validation.loss,
            validation.macro_auc,
            progress.seconds,
            progress.done,
        )
        progress.done, progress.loss, progress.seconds = 0, 0.0, 0.0
        return report

    def _recover(self, error: Exception) -> Notice:
        """Go back to the last checkpoint with changed settings; raise where that is no help."""
        if self.world.size > 1 and not isinstance(error, NotFiniteError):
            raise error  # the other processes do not know of it
        notice = self.recovery.after(error, self.batches.smallest)
        self._restore(self._last_good)
        return notice

    # ---- checkpoints in memory, states on disk

    def _checkpoint(self) -> None:
        """Keep a copy in memory of all that a step changes, against a failing step."""
        tensors = {name: tensor.detach().clone() for name, tensor in self._tensors().items()}
        self._last_good = _Checkpoint(tensors, replace(self.progress), self.scaler.state_dict())

    def _tensors(self) -> Weights:
        model = {f"model.{name}": value for name, value in self.model.tensors().items()}
        return model | {f"adam.{name}": value for name, value in self.adam.tensors().items()}

    @torch.no_grad()
    def _restore(self, checkpoint: _Checkpoint) -> None:
        for name, tensor in self._tensors().items():
            tensor.copy_(checkpoint.tensors[name])
        self.progress = replace(checkpoint.progress)
        if checkpoint.scaler:  # states of older versions lack it
            self.scaler.load_state_dict(checkpoint.scaler)

    def _is_save_due(self) -> bool:
        waited = time.monotonic() - self._saved_at
        due: bool = self.world.from_first(waited >= self.model.save_seconds)
        return due

    def _save(self) -> None:
        """Write the last checkpoint to disk, against a kill."""
        self._saved_at = time.monotonic()
        if not self.world.first:
            return
        tensors, progress, scaler = self._last_good
        best = {f"best.{name}": weight for name, weight in self.model.best.items()}
        facts: dict[str, Any] = {
            "progress": asdict(progress),
            "recovery": asdict(self.recovery),
            "best_losses": [self.stopping.best],
            "improved_at": self.stopping.improved_at,
            "scaler": scaler,
        }
        save_state(self.state, tensors | best, facts)

    def _resume(self) -> None:
        """Load the saved state, if there is one."""
        found = load_state(self.state)
        if found is None:
            return
        tensors, facts = found
        progress = TrainingPosition(**facts["progress"])
        self._restore(_Checkpoint(tensors, progress, facts.get("scaler", {})))
        for name, weight in self.model.best.items():
            weight.copy_(tensors[f"best.{name}"])
        self.recovery = Recovery(**facts["recovery"])
        [self.stopping.best] = facts["best_losses"]
        self.stopping.improved_at = facts["improved_at"]
