"""Training a student network: the model and the batches of training from scratch.

Every step has a seed of its own, so that a training also resumes inside an epoch. Batches are made
ahead in threads; validated and kept are the averaged weights.
"""

from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tagstudio.core.progress import Progress
from tagstudio.plugin_api import Epoch, Notice

from ..model.networks import Network
from ..model.tensors import half_pays
from ..training.distributed import ALONE, World
from ..training.trainer import (
    Batches,
    StepLoss,
    Trainable,
    Trainer,
    TrainingConfig,
    Validation,
)
from .batches import Batch, BatchSource
from .student import Student, Weights

SAVE_SECONDS = 30.0  # between two saved states
MIN_BATCH = 2  # a batch norm needs two
AHEAD = 2  # batches made while the network trains on one


@dataclass(frozen=True)
class ValidationResult:
    """The metrics of the validation clips by name, at least `loss` and `macro_auc`.

    None stands for a figure that is not defined.
    """

    figures: Mapping[str, Any]

    @property
    def loss(self) -> float | None:
        """The mean loss, by which the best weights are chosen."""
        loss: float | None = self.figures["loss"]
        return loss


Validate = Callable[[Network], Generator[Progress, None, ValidationResult]]


class WindowBatches(Batches[Batch]):
    """The windows of a batch source, made ahead in threads; this process' part of each batch.

    A batch's seed is (seed of the training, epoch, windows before it in the epoch, rank): threads
    may make batches in any order, and a resumed epoch has the same ones.
    """

    smallest = MIN_BATCH
    seeded_per_step = True

    def __init__(self, source: BatchSource, world: World = ALONE) -> None:
        self.source, self.world = source, world
        self.size = source.windows

    def prepare(self, epoch: int, last: bool) -> Generator[Progress, None, None]:
        """Make ready the windows of an epoch."""
        yield from self.source.prepare(epoch, not last)

    def of_epoch(self, epoch: int, done: int, batch: int) -> Iterator[tuple[int, Batch]]:
        """Yield the batches after `done` windows; none is smaller than a batch norm needs."""
        order = self.source.order(epoch)
        starts = range(done, len(order) - MIN_BATCH * self.world.size + 1, batch)
        with _batch_threads() as pool:
            pending: deque[tuple[int, Future[Batch]]] = deque()
            for start in starts:
                rows = _part(order[start : start + batch], self.world)
                made = pool.submit(self.source.batch, rows, self._seed(epoch, start))
                pending.append((start, made))
                if len(pending) > AHEAD:
                    yield self._seeded(epoch, *pending.popleft())
            while pending:
                yield self._seeded(epoch, *pending.popleft())

    def _seeded(self, epoch: int, start: int, made: Future[Batch]) -> tuple[int, Batch]:
        """Wait for a batch, and seed the dropout of its step."""
        batch = made.result()
        sequence = np.random.SeedSequence(self._seed(epoch, start))
        torch.manual_seed(int(sequence.generate_state(1)[0]))
        return start, batch

    def _seed(self, epoch: int, start: int) -> list[int]:
        return [self.source.data.seed, epoch, start, self.world.rank]


class StudentTraining(Trainable[Batch]):
    """A student on a device, with its averaged weights `mean`, validated by `validation`."""

    def __init__(
        self,
        student: Student,
        validation: Validate,
        device: torch.device,
        world: World = ALONE,
    ) -> None:
        self.student, self.validation, self.device = student.to(device), validation, device
        student.scale = student.scale.to(device)
        if device.type != "mps":  # convolutions take half the time
            student.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._wrapped = world.averaging_gradients(student, device)
        self._precision = training_precision(device)
        self.fused_adam = device.type == "cuda"
        self.scales_gradients = self._precision is torch.float16
        self.save_seconds = SAVE_SECONDS
        self.mean, self.best = student.weights(), student.weights()

    def parameters(self) -> Sequence[Tensor]:
        """Return the student's parameters."""
        return list(self.student.parameters())

    def tensors(self) -> Weights:
        """Return the student's state and the averaged weights."""
        student = {f"student.{k}": v.detach() for k, v in self.student.state_dict().items()}
        return student | {f"mean.{name}": tensor for name, tensor in self.mean.items()}

    def train(self) -> None:
        """Switch dropout and the statistics of batch norms on."""
        self._wrapped.train()

    def loss(self, batch: Batch) -> StepLoss:
        """Return the mean loss of the batch, computed in mixed precision where that is faster."""
        batch = batch.to(self.device)
        mixed = self._precision is not None
        with torch.autocast(self.device.type, self._precision, enabled=mixed):
            outputs = self._wrapped(batch.inputs)
        loss = self.student.loss(outputs, batch.targets)
        return StepLoss(loss, float(loss.detach()) * len(batch.inputs))

    def after_step(self, steps: int) -> None:
        """Move the averaged weights towards the new ones."""
        self.student.keep_gains_positive()
        self.student.average_into(self.mean, steps)

    def validate(self) -> Generator[Progress, None, Validation]:
        """Validate the averaged weights."""
        found = yield from self.validation(self.student.plain(self.mean))
        return Validation(found.loss, found.figures["macro_auc"])

    def keep_best(self) -> None:
        """Copy the averaged weights."""
        self.best = {name: tensor.clone() for name, tensor in self.mean.items()}

    def best_network(self) -> Network:
        """Return the network with the best averaged weights."""
        return self.student.plain(self.best)


@dataclass(frozen=True)
class FittedStudent:
    """The network with the best weights, and the last epoch that improved them, from 1."""

    network: Network
    epoch: int


def student_trainer(
    model: StudentTraining,
    source: BatchSource,
    config: TrainingConfig,
    state: Path,
    world: World = ALONE,
) -> Trainer[Batch]:
    """Return the Trainer of a student."""
    return Trainer(model, WindowBatches(source, world), config, state, world)


def fit_student(
    model: StudentTraining,
    source: BatchSource,
    config: TrainingConfig,
    state: Path,
    world: World = ALONE,
) -> Generator[Progress | Epoch | Notice, None, FittedStudent]:
    """Train the student to the end; return the network that validated best."""
    trainer = student_trainer(model, source, config, state, world)
    yield from trainer.run()
    return FittedStudent(model.best_network(), trainer.stopping.improved_at)


@contextmanager
def _batch_threads() -> Iterator[ThreadPoolExecutor]:
    """Give threads that make batches; leaving waits for the running ones and starts no more."""
    pool = ThreadPoolExecutor(AHEAD, thread_name_prefix="batches")
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _part(rows: NDArray[np.int64], world: World) -> NDArray[np.int64]:
    """Return this process' part of a batch, as large as that of every other."""
    return rows[: len(rows) // world.size * world.size][world.rank :: world.size]


def training_precision(device: torch.device) -> torch.dtype | None:
    """Return the fastest half precision to train in: bfloat16, float16 on older cards, or None.

    bfloat16 has the exponent range of float32; float16 has not, and needs a gradient scaler so that
    small gradients do not become 0.
    """
    if device.type == "cuda":
        native = torch.cuda.is_bf16_supported(including_emulation=False)
        return torch.bfloat16 if native else torch.float16
    return torch.bfloat16 if half_pays(device) else None
