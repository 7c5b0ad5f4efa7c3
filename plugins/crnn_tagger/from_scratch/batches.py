"""Batches to learn from, epoch by epoch: straight from the clips, or with a teacher's answers."""

import math
import threading
from abc import ABC, abstractmethod
from collections.abc import Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tagstudio.core.progress import Progress
from tagstudio.plugin_api import TagInfo

from ..audio.mel import centre, clip_range
from .data.augment_mel import eq_curves, hide_parts, sounding
from .data.mel_store import MelStore
from .data.windows import Draw, Rows, draw, length_weights
from .targets import Lot, Scale, Targets, base_rate_scale, of_mixture, teacher_scale, with_teacher
from .teacher import Teacher
from .teacher_score_cache import TeacherScoreCache

MADE_AT_ONCE = 16  # windows that a teacher hears
PLAIN_SHARE = 0.15  # of the draws are changed in nothing but where a window begins
JITTER = 0.25  # of a curve over the bands, once more whenever a taught window is learned from
USES = 5  # of a window that a teacher has heard, over a whole training
SCALE_WINDOWS = 512  # by which the teacher's logits are measured
REPORT_SECONDS = 1.0
WAITING = "asking the teacher"


@dataclass(frozen=True)
class Batch:
    """Network input, float32 (b, 96, 1366), and what is to be answered."""

    inputs: Tensor
    targets: Targets

    def to(self, device: torch.device) -> "Batch":
        """Return the batch on a device."""
        targets = self.targets
        logits = None if targets.logits is None else targets.logits.to(device)
        moved = Targets(targets.wanted.to(device), targets.weights.to(device), logits)
        return Batch(self.inputs.to(device), moved)


@dataclass(frozen=True)
class Material:
    """The learning side: its sound, its clips with their answers, how they are changed."""

    store: MelStore
    lot: Lot
    augment: frozenset[str]
    seed: int

    def made(self, chosen: NDArray[np.int64], seed: list[int]) -> tuple[Tensor, Targets]:
        """Return windows of some clips of the lot as they sound, range clipped, and labels."""
        rows = self.lot.rows
        plain = np.random.default_rng([*seed, 5]).random() < PLAIN_SHARE
        augment = self.augment & {"crop"} if plain else self.augment
        drawn = draw(self.store, rows[chosen], rows, augment, seed)
        decibels, shares = sounding(self.store, drawn, augment, seed)
        return clip_range(decibels), self._labels(drawn, shares)

    def _labels(self, drawn: Draw, shares: Tensor) -> Targets:
        first, second = (self._answers(cut.rows) for cut in (drawn.first, drawn.second))
        return of_mixture(first, second, shares)

    def _answers(self, rows: Rows) -> NDArray[np.int8]:
        order = np.argsort(self.lot.rows)
        answers: NDArray[np.int8] = self.lot.answers[
            order[np.searchsorted(self.lot.rows, rows, sorter=order)]
        ]
        return answers

    def inputs(self, decibels: Tensor, seed: list[int]) -> Tensor:
        """Turn windows whose range is clipped into network input; parts may be hidden."""
        if "specaugment" in self.augment:
            hide_parts(decibels, seed)
        return centre(decibels)


class BatchSource(ABC):
    """Where batches come from; `windows` are learned from in each epoch."""

    def __init__(self, material: Material, windows: int) -> None:
        self.material, self.windows = material, windows

    def prepare(self, epoch: int, ahead: bool) -> Generator[Progress, None, None]:
        """Make ready what the epoch, from 0, needs; with `ahead` begin with that of the next."""
        yield from ()

    def close(self) -> None:  # noqa: B027 - not every kind begins anything
        """End what was begun ahead."""

    def scale(self, tags: Sequence[TagInfo]) -> Scale:
        """Return what the outputs for `tags` are counted in; asked when epoch 0 is prepared."""
        return base_rate_scale(tags)

    @abstractmethod
    def available(self, epoch: int) -> int:
        """Return how many different rows the epoch draws from."""

    @abstractmethod
    def batch(self, rows: NDArray[np.int64], seed: list[int]) -> Batch:
        """Return a batch; the same rows and seed give the same one. Safe from any thread."""

    def order(self, epoch: int) -> NDArray[np.int64]:
        """Return the epoch's rows: all that are available in random order, as often as needed."""
        numbers, available = self._numbers(epoch), self.available(epoch)
        rounds = math.ceil(self.windows / available)
        every = [numbers.permutation(available) for _ in range(rounds)]
        return np.concatenate(every)[: self.windows]

    def _numbers(self, epoch: int) -> np.random.Generator:
        return np.random.default_rng([self.material.seed, epoch])


class LabelledBatches(BatchSource):
    """Windows made on the spot, with the labels of their clips."""

    def available(self, epoch: int) -> int:
        """Return the number of clips."""
        return len(self.material.lot)

    def batch(self, rows: NDArray[np.int64], seed: list[int]) -> Batch:
        """Return a window of each clip."""
        decibels, targets = self.material.made(rows, seed)
        return Batch(self.material.inputs(decibels, seed), targets)


class DistillationBatches(BatchSource):
    """Windows from a pool that grows with the epochs: each is used some `USES` times in all.

    While the student learns, the teacher hears what the next epoch needs.
    """

    def __init__(
        self, material: Material, windows: int, pool: TeacherScoreCache, teacher: Teacher
    ) -> None:
        super().__init__(material, windows)
        self._pool, self._teacher = pool, teacher
        self._weights = length_weights(material.store, material.lot.rows)
        self._growth: Future[None] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="teacher")
        self._closed = threading.Event()

    def available(self, epoch: int) -> int:
        """Return how many windows the pool has in that epoch, whole blocks."""
        return MADE_AT_ONCE * math.ceil(self.windows * (epoch + 1) / USES / MADE_AT_ONCE)

    def scale(self, tags: Sequence[TagInfo]) -> Scale:
        """Count the teacher's tags in the spread of what it said of the first windows."""
        _, targets = self._pool.read(np.arange(min(SCALE_WINDOWS, self.available(0))))
        assert targets.logits is not None
        return teacher_scale(tags, targets.logits)

    def prepare(self, epoch: int, ahead: bool) -> Generator[Progress, None, None]:
        """Wait until the teacher has heard what the pool lacks for the epoch."""
        wanted = self.available(epoch)
        if self._growth is None:
            self._growth = self._thread.submit(self._grow, wanted)
        while wait([self._growth], REPORT_SECONDS).not_done:
            yield Progress(min(len(self._pool), wanted), wanted, WAITING)
        self._growth.result()
        self._growth = self._thread.submit(self._grow, self.available(epoch + 1)) if ahead else None

    def close(self) -> None:
        """Wait for the block that the teacher is at, and end there."""
        self._closed.set()
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _grow(self, wanted: int) -> None:
        """Let the teacher hear what the pool still lacks."""
        while (there := len(self._pool)) < wanted and not self._closed.is_set():
            made = self._taught(there // MADE_AT_ONCE, there % MADE_AT_ONCE)
            self._pool.append(there, *made)

    def _taught(self, block: int, skipped: int) -> tuple[Tensor, Targets]:
        """Make a block of the pool, but for the windows that are there already."""
        seed = [self.material.seed, block]
        numbers = np.random.default_rng([*seed, 3])
        chosen = numbers.choice(len(self.material.lot), MADE_AT_ONCE, p=self._weights)
        decibels, labels = self.material.made(chosen, seed)
        decibels = decibels[skipped:]
        labels = Targets(labels.wanted[skipped:], labels.weights[skipped:])
        return decibels, Targets(labels.wanted, labels.weights, self._teacher.logits(decibels))

    def batch(self, rows: NDArray[np.int64], seed: list[int]) -> Batch:
        """Return windows of the pool."""
        decibels, targets = self._pool.read(rows)
        assert targets.logits is not None
        if "eq" in self.material.augment:
            decibels += JITTER * eq_curves(len(decibels), seed)[:, :, None]
        return Batch(self.material.inputs(decibels, seed), with_teacher(targets, targets.logits))
