"""The loop from random weights: ADAM, one cycle, judged each epoch, saved also inside an epoch.

Each step draws its random numbers from a seed of its own, so a training that goes on where it was
stopped gives the same weights, bit for bit on a processor, as one that never was.
"""

import math
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Progress
from tagstudio.plugin_api import Epoch, Notice

from ..finetuning.trainer import MAX_FAILURES, MIN_RELATIVE_IMPROVEMENT, one_cycle_rate
from ..model.networks import Network
from ..model.tensors import half_pays, is_out_of_memory
from ..training.training_state import load_state, save_state
from .batches import Batch, BatchSource
from .distributed import ALONE, World
from .student import Student, Weights

SAVE_SECONDS = 30.0  # between two states on disk; what a kill can cost
LEAST_BATCH = 2  # a batch norm needs two
PATIENCE = 10  # epochs without a better validation loss
AHEAD = 2  # batches made while the network learns from one


@dataclass(frozen=True)
class TrainingConfig:
    """How long and how fast: epochs at most, windows per step, ADAM's highest learning rate.

    `pool_first` is that of the network's blocks (see `networks.Block`).
    """

    epochs: int
    batch: int
    learning_rate: float
    patience: int = PATIENCE
    pool_first: bool = False


@dataclass(frozen=True)
class ValidationResult:
    """What clips that were not learned from say: figures by name, at least `loss` and `macro_auc`.

    None stands for what is not defined.
    """

    figures: Mapping[str, Any]

    @property
    def loss(self) -> float | None:
        """The mean loss, by which the best weights are chosen."""
        loss: float | None = self.figures["loss"]
        return loss


Validate = Callable[[Network], Generator[Progress, None, ValidationResult]]


@dataclass
class TrainingProgress:
    """How far a training is: the steps, the epoch, the windows of it that were learned from.

    `total` is the loss summed over those, `seconds` what they took; `improved` the epoch that was
    best so far, with its validation `best` loss.
    """

    steps: int = 0
    epoch: int = 0
    done: int = 0
    total: float = 0.0
    seconds: float = 0.0
    improved: int = 0
    best: float | None = None
    failures: int = 0
    rate_scale: float = 1.0
    batch: int = 0


class _NotFiniteError(Exception):
    """The loss of a step is not a finite number."""


class Trainer:
    """A student on its way through a course.

    `mean` are its averaged weights, `best` those that the validation side liked best.
    """

    def __init__(
        self, student: Student, lessons: BatchSource, device: torch.device, world: World = ALONE
    ) -> None:
        self.lessons, self.device, self.world = lessons, device, world
        self.student = student.to(device)
        student.scale = student.scale.to(device)
        if device.type != "mps":  # convolutions take half the time
            self.student.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._spread = world.spread(self.student, device)
        self.adam = torch.optim.Adam(self.student.parameters(), lr=0.0, fused=device.type == "cuda")
        self.standing = TrainingProgress()
        self.mean, self.best = self.student.weights(), self.student.weights()
        self._precision = half_type(device)
        self._scaler = torch.amp.GradScaler(device.type, enabled=self._precision is torch.float16)

    def run(
        self, course: TrainingConfig, judge: Validate, state: Path
    ) -> Generator[Progress | Epoch | Notice, None, Network]:
        """Learn until the course ends; return the network that the validation side liked best."""
        self.standing.batch = course.batch
        self.student.pool_first(course.pool_first)
        self._resume(state)
        self._saved_at, self._good = time.monotonic(), self._snapshot()
        try:
            while not self._over(course):
                if self.world.first:
                    ahead = self.standing.epoch + 1 < course.epochs
                    yield from self.lessons.prepare(self.standing.epoch, ahead)
                self.world.agreed(None)
                try:
                    yield from self._epoch(course, state)
                except (_NotFiniteError, RuntimeError) as error:
                    yield self._mended(error)
                    continue
                yield (yield from self._judged(course, judge))
                self._save(state)
        except GeneratorExit:
            self._save(state)
            raise
        return self.student.plain(self.best)

    def _over(self, course: TrainingConfig) -> bool:
        standing = self.standing
        waited = standing.epoch - standing.improved
        return standing.epoch >= course.epochs or waited >= course.patience

    def _epoch(self, course: TrainingConfig, state: Path) -> Generator[Progress, None, None]:
        """Learn from what is left of the epoch's windows."""
        standing = self.standing
        self._spread.train()
        began = time.monotonic()
        for start, batch in self._batches(standing.epoch, standing.done):
            share = (standing.epoch + start / self.lessons.windows) / course.epochs
            rate = course.learning_rate * standing.rate_scale * one_cycle_rate(share)
            self._seed(start)
            standing.total += self._step(batch, rate) * len(batch.inputs)
            standing.done = start + standing.batch
            now = time.monotonic()
            standing.seconds, began = standing.seconds + now - began, now
            if self.world.agreed(now - self._saved_at >= SAVE_SECONDS):
                self._save(state)
            yield self._progress(course)
            began = time.monotonic()

    def _progress(self, course: TrainingConfig) -> Progress:
        windows = self.lessons.windows
        done = min(self.standing.done, windows) + self.standing.epoch * windows
        epoch = f"epoch {self.standing.epoch + 1} of {course.epochs} at most"
        return Progress(done, course.epochs * windows, epoch)

    def _batches(self, epoch: int, done: int) -> Iterator[tuple[int, Batch]]:
        """Yield where each batch of this process begins in the epoch, and the batch."""
        order, size, world = self.lessons.order(epoch), self.standing.batch, self.world
        starts = range(done, len(order) - LEAST_BATCH * world.size + 1, size)
        with _makers() as pool:
            waiting: deque[tuple[int, Future[Batch]]] = deque()
            for start in starts:
                rows = _share(order[start : start + size], world)
                seed = [self.lessons.data.seed, epoch, start, world.rank]
                waiting.append((start, pool.submit(self.lessons.batch, rows, seed)))
                if len(waiting) > AHEAD:
                    yield _taken(waiting)
            while waiting:
                yield _taken(waiting)

    def _seed(self, start: int) -> None:
        """Seed dropout for the step that begins at a window of the epoch."""
        seeds = [self.lessons.data.seed, self.standing.epoch, start, self.world.rank]
        torch.manual_seed(int(np.random.SeedSequence(seeds).generate_state(1)[0]))

    def _step(self, batch: Batch, rate: float) -> float:
        batch = batch.to(self.device)
        with self._autocast():
            outputs = self._spread(batch.inputs)
        found = self.student.loss(outputs, batch.targets)
        value = float(found.detach())
        if self.world.any_says(not math.isfinite(value)):
            raise _NotFiniteError
        self.adam.param_groups[0]["lr"] = rate
        self.adam.zero_grad()
        self._scaler.scale(found).backward()  # type: ignore[no-untyped-call]
        self._scaler.step(self.adam)
        self._scaler.update()
        self.student.keep_gains_positive()
        self.standing.steps += 1
        self.student.average_into(self.mean, self.standing.steps)
        return value

    def _autocast(self) -> AbstractContextManager[None]:
        return torch.autocast(
            self.device.type, self._precision, enabled=self._precision is not None
        )

    def _judged(self, course: TrainingConfig, judge: Validate) -> Generator[Progress, None, Epoch]:
        """Let the first process judge the epoch; keep the weights if it was the best."""
        standing = self.standing
        found = None
        if self.world.first:
            found = yield from judge(self.student.plain(self.mean))
        judgement: ValidationResult = self.world.agreed(found)
        standing.epoch += 1
        if judgement.loss is None or standing.best is None or judgement.loss < standing.best:
            self.best = {name: tensor.clone() for name, tensor in self.mean.items()}
            if not self._hardly_better(judgement.loss):
                standing.improved = standing.epoch
            standing.best = judgement.loss
        report = Epoch(
            standing.epoch,
            course.epochs,
            standing.total / max(1, min(standing.done, self.lessons.windows)),
            judgement.loss,
            judgement.figures["macro_auc"],
            standing.seconds,
            min(standing.done, self.lessons.windows),
        )
        standing.done, standing.total, standing.seconds = 0, 0.0, 0.0
        return report

    def _hardly_better(self, found: float | None) -> bool:
        best = self.standing.best
        return (
            found is not None and best is not None and found > best * (1 - MIN_RELATIVE_IMPROVEMENT)
        )

    def _mended(self, error: Exception) -> Notice:
        """Go back to the last good state and do what may help; raise when nothing will."""
        failures = self.standing.failures + 1
        self._restore(*self._good)
        standing = self.standing
        if isinstance(error, _NotFiniteError):
            standing.failures, standing.rate_scale = failures, standing.rate_scale / 2
            if failures >= MAX_FAILURES:
                raise TagStudioError(
                    f"The training went astray {failures} times in spite of ever smaller steps."
                    " Choose a lower --rate, or another size."
                )
            self._good = self._snapshot()
            return Notice("The loss was not a finite number: back a little, at half the rate.")
        if not is_out_of_memory(error) or self.world.size > 1:
            raise error
        if standing.batch // 2 < LEAST_BATCH:
            raise TagStudioError(
                f"There is not enough memory to learn from {LEAST_BATCH} windows at a time. Close"
                " other programs, or choose a smaller network or the device cpu."
            ) from error
        standing.batch //= 2
        self._good = self._snapshot()
        return Notice(f"Not enough memory: {standing.batch} windows at a time from here on.")

    def _snapshot(self) -> tuple[Weights, dict[str, Any]]:
        """Return a copy of all that a step changes."""
        if not self.adam.state:
            self._start_adam()
        return {name: tensor.clone() for name, tensor in self._tensors().items()}, asdict(
            self.standing
        )

    def _tensors(self) -> Weights:
        moments = {
            f"adam.{index}.{name}": value
            for index, state in self.adam.state_dict()["state"].items()
            for name, value in state.items()
        }
        student = {f"student.{k}": v.detach() for k, v in self.student.state_dict().items()}
        mean = {f"mean.{name}": tensor for name, tensor in self.mean.items()}
        return student | mean | moments

    def _start_adam(self) -> None:
        """Let ADAM make its moments by a step of length 0 with gradient 0, then forget the step."""
        for weight in self.student.parameters():
            weight.grad = torch.zeros_like(weight)
        self.adam.param_groups[0]["lr"] = 0.0
        self.adam.step()
        for state in self.adam.state.values():
            state["step"].zero_()

    @torch.no_grad()
    def _restore(self, tensors: Weights, facts: dict[str, Any]) -> None:
        for name, tensor in self._tensors().items():
            tensor.copy_(tensors[name])
        self.standing = TrainingProgress(**facts)

    def _save(self, path: Path) -> None:
        """Keep the state in memory, against a bad step, and on disk, against a kill."""
        self._saved_at, self._good = time.monotonic(), self._snapshot()
        if self.world.first:
            best = {f"best.{name}": weight for name, weight in self.best.items()}
            save_state(path, self._good[0] | best, self._good[1])

    def _resume(self, path: Path) -> None:
        """Go on where the state in `path` stands, if there is one."""
        found = load_state(path)
        if found is None:
            return
        self._snapshot()
        tensors, facts = found
        self.best = {name: tensors[f"best.{name}"].to(self.device) for name in self.best}
        self._restore(tensors, facts)


@contextmanager
def _makers() -> Iterator[ThreadPoolExecutor]:
    """Give threads that make batches; leaving waits for those at work and makes no more."""
    pool = ThreadPoolExecutor(AHEAD, thread_name_prefix="batches")
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _taken(waiting: deque[tuple[int, Future[Batch]]]) -> tuple[int, Batch]:
    start, made = waiting.popleft()
    return start, made.result()


def _share(rows: NDArray[np.int64], world: World) -> NDArray[np.int64]:
    """Return this process' part of a batch, as large as that of every other."""
    return rows[: len(rows) // world.size * world.size][world.rank :: world.size]


def half_type(device: torch.device) -> torch.dtype | None:
    """Return the half precision that pays there: bfloat16, float16 on older cards, or none."""
    if device.type == "cuda":
        whole = torch.cuda.is_bf16_supported(including_emulation=False)
        return torch.bfloat16 if whole else torch.float16
    return torch.bfloat16 if half_pays(device) else None
