"""Tracks -> scores on a GPU, which computes one batch while the next one is loaded.

Three things overlap. Reader threads decode tracks ahead (`load_steadily`). The copy of a batch to
the GPU runs on a CUDA stream of its own, beside the kernels of the batch before. And the caller
waits for a batch only after the next one was launched, so the GPU always has work queued: kernels
are launched asynchronously, and nothing between `start_batch` and `finish_batch` reads a result. At
most two batches are on the GPU at a time, which bounds its memory.
"""

import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from tagstudio.plugin_api import Failure, TrackRef

from ..audio.loading import LoadingConfig, MelInput, load_steadily
from ..audio.mel import BANDS, FRAMES, mel_db, network_input
from ..model.tensors import is_out_of_memory
from .scorer import Array, Results, Scorer, mean_prediction

MAX_WINDOWS = 512
WORTHWHILE = 0.95  # a doubled batch must take at most this fraction of the time per window


@dataclass(frozen=True)
class LaunchedBatch:
    """A batch on its way: its input, its logits and features, and the event that ends it.

    `computed` is None where no track of the batch could be loaded; the tensors in it are on the
    host and valid once `done` (None on other devices than CUDA) has happened.
    """

    tracks: list[MelInput | Failure]
    inputs: Tensor
    computed: tuple[Tensor, Tensor] | None
    done: Any = None


def predict_on_gpu(
    scorer: Scorer, tracks: Iterable[TrackRef], config: LoadingConfig
) -> Generator[Results, None, None]:
    """Score `tracks` in batches of windows, each launched before the last one is waited for."""
    gpu = GpuPipeline(scorer)
    config = replace(config, spectrogram=not gpu.makes_mels, ahead=2 * scorer.batch)
    with closing(load_steadily(tracks, config)) as loaded:
        previous: LaunchedBatch | None = None
        for batch in _batches(loaded, scorer):
            if not batch:
                yield []
                continue
            launched = gpu.start_batch(batch)
            if previous is not None:
                yield gpu.finish_batch(previous)
            previous = launched
        if previous is not None:
            yield gpu.finish_batch(previous)


class GpuPipeline:
    """A scorer's device with the copies to it and from it; on CUDA none of them holds it up."""

    def __init__(self, scorer: Scorer) -> None:
        self._scorer = scorer
        self._cuda = scorer.device.type == "cuda"
        self.makes_mels = scorer.device.type != "mps"  # which has no double precision
        self._copies: Any = torch.cuda.Stream(scorer.device) if self._cuda else None  # type: ignore[no-untyped-call]
        if self._cuda and not scorer.is_batch_given:
            scorer.batch = fastest_batch(self._seconds, scorer.batch)

    def start_batch(self, tracks: list[MelInput | Failure]) -> LaunchedBatch:
        """Launch a batch; on CUDA this returns before it is computed."""
        mels = [one.mels for one in tracks if isinstance(one, MelInput)]
        inputs = torch.cat(mels) if mels else torch.empty(0)
        try:
            computed = self._launch(inputs) if mels else None
        except RuntimeError as error:
            self._scorer.shrink(error)
            computed = self._score_in_parts(inputs)
        done = torch.cuda.current_stream().record_event() if self._cuda else None
        return LaunchedBatch(tracks, inputs, computed, done)

    def finish_batch(self, batch: LaunchedBatch) -> Results:
        """Wait for a batch and return its results."""
        results: Results = [one for one in batch.tracks if isinstance(one, Failure)]
        loaded = [one for one in batch.tracks if isinstance(one, MelInput)]
        if batch.computed is None:
            return results
        if batch.done is not None:
            batch.done.synchronize()
        computed = batch.computed
        if not computed[1].isfinite().all():  # beyond the range of half precision
            computed = self._score_in_parts(batch.inputs)
        return results + self._by_track(loaded, *(part.numpy() for part in computed))

    def _by_track(self, loaded: list[MelInput], logits: Array, features: Array) -> Results:
        ends = np.cumsum([len(one.mels) for one in loaded])[:-1]
        split = zip(loaded, np.split(logits, ends), np.split(features, ends), strict=True)
        return [mean_prediction(self._scorer, *of_track) for of_track in split]

    @torch.inference_mode()
    def _launch(self, inputs: Tensor) -> tuple[Tensor, Tensor]:
        runtime = self._scorer.runtime
        features = runtime.features(self._mels(self._to_device(inputs)))
        return self._to_host(runtime.logits(features)), self._to_host(features)

    def _score_in_parts(self, inputs: Tensor) -> tuple[Tensor, Tensor]:
        """Score a batch in the smaller ones that there is memory for, waiting for each."""
        mels = torch.cat([self._mels(inputs[i : i + 1]).cpu() for i in range(len(inputs))])
        logits, features = self._scorer.in_batches(mels)
        return torch.from_numpy(logits), torch.from_numpy(features)

    def _mels(self, inputs: Tensor) -> Tensor:
        return network_input(mel_db(inputs), self._scorer.recipe) if self.makes_mels else inputs

    def _to_device(self, inputs: Tensor) -> Tensor:
        """Copy to the device, on CUDA from pinned memory and beside the kernels in work.

        Only pinned memory is copied asynchronously. The computing stream waits for the copy on the
        device, not here; `record_stream` keeps the allocator, which knows `copied` as memory of
        the copying stream, from reusing it before the computing stream is done with it.
        """
        if not self._cuda:
            return inputs.to(self._scorer.device)
        with torch.cuda.stream(self._copies):
            copied = inputs.pin_memory().to(self._scorer.device, non_blocking=True)
        computing = torch.cuda.current_stream()
        computing.wait_stream(self._copies)
        copied.record_stream(computing)
        return copied

    def _to_host(self, found: Tensor) -> Tensor:
        """Copy to the host; on CUDA the copy is only queued, and ends before the batch's event."""
        if not self._cuda:
            return found.cpu()
        host = torch.empty(found.shape, dtype=found.dtype, pin_memory=True)
        return host.copy_(found, non_blocking=True)

    def _seconds(self, batch: int) -> float:
        """Return the time of a batch, without the set-up of the first one of its size."""
        mels = torch.zeros(batch, BANDS, FRAMES, device=self._scorer.device)
        self._scorer.score(mels)
        torch.cuda.synchronize()
        start = time.perf_counter()
        self._scorer.score(mels)
        torch.cuda.synchronize()
        return time.perf_counter() - start


def fastest_batch(seconds_of: Callable[[int], float], batch: int) -> int:
    """Return the batch, from `batch` on in doublings, beyond which a window takes no less time.

    `seconds_of` runs a batch; out of memory ends the search. Raises whatever else it raises.
    """
    best = float("inf")
    size = batch
    while size <= MAX_WINDOWS:
        try:
            per_window = seconds_of(size) / size
        except RuntimeError as error:
            if not is_out_of_memory(error):
                raise
            break
        if per_window > WORTHWHILE * best:
            break
        best, batch, size = per_window, size, 2 * size
    return batch


def _batches(
    loaded: Iterable[list[MelInput | Failure]], scorer: Scorer
) -> Iterator[list[MelInput | Failure]]:
    """Gather tracks until their windows fill a batch; a failure counts as one window.

    A sign of life, an empty list, is passed on.
    """
    batch: list[MelInput | Failure] = []
    windows = 0
    for results in loaded:
        if not results:
            yield []
        for one in results:
            batch.append(one)
            windows += len(one.mels) if isinstance(one, MelInput) else 1
        if windows >= scorer.batch:
            yield batch
            batch, windows = [], 0
    if batch:
        yield batch
