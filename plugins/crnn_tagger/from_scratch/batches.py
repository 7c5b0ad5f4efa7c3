"""Batches of windows, epoch by epoch: with the labels of their clips, or for distillation."""

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

from tagstudio.core.messages import message
from tagstudio.core.progress import Progress
from tagstudio.plugin_api import TagInfo

from ..audio.mel import centre, clip_range
from .data.augment_mel import eq_curves, mask_spectrogram, render_windows
from .data.mel_store import MelStore
from .data.windows import Draw, Rows, draw_windows, length_weights
from .targets import (
    ClipSet,
    Scale,
    Targets,
    base_rate_scale,
    distillation_targets,
    mixture_targets,
    teacher_scale,
)
from .teacher import Teacher
from .teacher_score_cache import TeacherScoreCache

BLOCK_WINDOWS = 16  # that the teacher scores at a time
CROP_ONLY_PROBABILITY = 0.15  # of a draw without any augmentation but the random start
EQ_JITTER = 0.25  # of an EQ curve, once more whenever a cached window is used
USES_PER_WINDOW = 5  # of a cached window, over a whole training
SCALE_WINDOWS = 512  # from which the scale of the teacher's logits is estimated
REPORT_SECONDS = 1.0


@dataclass(frozen=True)
class Batch:
    """Network input, float32 (b, 96, 1366), and its targets."""

    inputs: Tensor
    targets: Targets

    def to(self, device: torch.device) -> "Batch":
        """Return the batch on a device."""
        targets = self.targets
        logits = None if targets.logits is None else targets.logits.to(device)
        moved = Targets(targets.probabilities.to(device), targets.weights.to(device), logits)
        return Batch(self.inputs.to(device), moved)


@dataclass(frozen=True)
class TrainingData:
    """The training split: its mels, its clips with their labels, the augmentations."""

    store: MelStore
    clips: ClipSet
    augment: frozenset[str]
    seed: int

    def draw_windows(self, chosen: NDArray[np.int64], seed: list[int]) -> tuple[Tensor, Targets]:
        """Draw a window of each chosen clip; return decibels, range clipped, and labels."""
        rows = self.clips.rows
        crop_only = np.random.default_rng([*seed, 5]).random() < CROP_ONLY_PROBABILITY
        augment = self.augment & {"crop"} if crop_only else self.augment
        drawn = draw_windows(self.store, rows[chosen], rows, augment, seed)
        decibels, mix = render_windows(self.store, drawn, augment, seed)
        return clip_range(decibels), self._labels(drawn, mix)

    def _labels(self, drawn: Draw, mix: Tensor) -> Targets:
        first, second = (self._answers(cut.rows) for cut in (drawn.first, drawn.second))
        return mixture_targets(first, second, mix)

    def _answers(self, rows: Rows) -> NDArray[np.int8]:
        order = np.argsort(self.clips.rows)
        answers: NDArray[np.int8] = self.clips.answers[
            order[np.searchsorted(self.clips.rows, rows, sorter=order)]
        ]
        return answers

    def inputs(self, decibels: Tensor, seed: list[int]) -> Tensor:
        """Turn windows whose range is clipped into network input, with SpecAugment if chosen."""
        if "specaugment" in self.augment:
            mask_spectrogram(decibels, seed)
        return centre(decibels)


class BatchSource(ABC):
    """A source of batches; each epoch has `windows` of them."""

    def __init__(self, data: TrainingData, windows: int) -> None:
        self.data, self.windows = data, windows

    def prepare(self, epoch: int, ahead: bool) -> Generator[Progress, None, None]:
        """Make ready the windows of the epoch, from 0; with `ahead` begin with the next one's."""
        yield from ()

    def close(self) -> None:  # noqa: B027 - not every kind begins anything
        """End the work that was begun ahead."""

    def scale(self, tags: Sequence[TagInfo]) -> Scale:
        """Return the scale of the outputs for `tags`; called when epoch 0 is prepared."""
        return base_rate_scale(tags)

    @abstractmethod
    def available(self, epoch: int) -> int:
        """Return the number of different rows that the epoch draws from."""

    @abstractmethod
    def batch(self, rows: NDArray[np.int64], seed: list[int]) -> Batch:
        """Return a batch; the same rows and seed give the same one. Safe from any thread."""

    def order(self, epoch: int) -> NDArray[np.int64]:
        """Return the epoch's rows: all that are available in random order, repeated as needed."""
        numbers, available = self._numbers(epoch), self.available(epoch)
        rounds = math.ceil(self.windows / available)
        every = [numbers.permutation(available) for _ in range(rounds)]
        return np.concatenate(every)[: self.windows]

    def _numbers(self, epoch: int) -> np.random.Generator:
        return np.random.default_rng([self.data.seed, epoch])


class LabelledBatches(BatchSource):
    """Windows that are drawn anew for each batch, with the labels of their clips."""

    def available(self, epoch: int) -> int:
        """Return the number of clips."""
        return len(self.data.clips)

    def batch(self, rows: NDArray[np.int64], seed: list[int]) -> Batch:
        """Return a window of each clip."""
        decibels, targets = self.data.draw_windows(rows, seed)
        return Batch(self.data.inputs(decibels, seed), targets)


class DistillationBatches(BatchSource):
    """Windows with the teacher's logits, from a cache: each is used some `USES_PER_WINDOW` times.

    The cache grows with the epochs. While the student trains on one epoch, a thread of its own has
    the teacher score the windows that the next one lacks. Block i of the cache is drawn from a seed
    of (training, i) alone, so the cache has the same content however often it was stopped.
    """

    def __init__(
        self, data: TrainingData, windows: int, cache: TeacherScoreCache, teacher: Teacher
    ) -> None:
        super().__init__(data, windows)
        self._cache, self._teacher = cache, teacher
        self._weights = length_weights(data.store, data.clips.rows)
        self._growth: Future[None] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="teacher")
        self._closed = threading.Event()

    def available(self, epoch: int) -> int:
        """Return the number of windows that the cache has in that epoch, in whole blocks."""
        windows = self.windows * (epoch + 1) / USES_PER_WINDOW
        return BLOCK_WINDOWS * math.ceil(windows / BLOCK_WINDOWS)

    def scale(self, tags: Sequence[TagInfo]) -> Scale:
        """Scale the teacher's tags by mean and deviation of its logits for the first windows."""
        _, targets = self._cache.read(np.arange(min(SCALE_WINDOWS, self.available(0))))
        assert targets.logits is not None
        return teacher_scale(tags, targets.logits)

    def prepare(self, epoch: int, ahead: bool) -> Generator[Progress, None, None]:
        """Wait until the teacher has scored the windows that the cache lacks for the epoch."""
        needed = self.available(epoch)
        if self._growth is None:
            self._growth = self._thread.submit(self._grow, needed)
        while wait([self._growth], REPORT_SECONDS).not_done:
            scoring = message("crnn.teacher-scores", "the teacher scores windows")
            yield Progress(min(len(self._cache), needed), needed, scoring)
        self._growth.result()
        # The next epoch's windows may be added while this one trains: `order` draws from the first
        # `available(epoch)` rows only, whatever the cache holds, and these never change.
        self._growth = self._thread.submit(self._grow, self.available(epoch + 1)) if ahead else None

    def close(self) -> None:
        """Wait for the block that the teacher is scoring, and end there."""
        self._closed.set()
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _grow(self, needed: int) -> None:
        """Let the teacher score the windows that the cache still lacks."""
        while (cached := len(self._cache)) < needed and not self._closed.is_set():
            block = self._scored_block(cached // BLOCK_WINDOWS, cached % BLOCK_WINDOWS)
            self._cache.append(cached, *block)

    def _scored_block(self, block: int, skipped: int) -> tuple[Tensor, Targets]:
        """Draw and score a block of the cache, without the windows that are in it already."""
        seed = [self.data.seed, block]
        numbers = np.random.default_rng([*seed, 3])
        chosen = numbers.choice(len(self.data.clips), BLOCK_WINDOWS, p=self._weights)
        decibels, labels = self.data.draw_windows(chosen, seed)
        decibels = decibels[skipped:]
        probabilities, weights = labels.probabilities[skipped:], labels.weights[skipped:]
        return decibels, Targets(probabilities, weights, self._teacher.logits(decibels))

    def batch(self, rows: NDArray[np.int64], seed: list[int]) -> Batch:
        """Return windows of the cache."""
        decibels, targets = self._cache.read(rows)
        assert targets.logits is not None
        if "eq" in self.data.augment:
            decibels += EQ_JITTER * eq_curves(len(decibels), seed)[:, :, None]
        inputs = self.data.inputs(decibels, seed)
        return Batch(inputs, distillation_targets(targets, targets.logits))
