"""Tracks -> scores on a graphics card, which computes one batch while the next one is heard."""

import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from tagstudio.plugin_api import Failure, TrackRef

from ..audio.loading import LoadingConfig, MelInput, load_all
from ..audio.mel import BANDS, FRAMES, mel_db, network_input
from .predict import Array, Results, Scorer, is_out_of_memory, result

MOST_WINDOWS = 512
WORTH = 0.95  # of the time a window took: what it must take at most for the batch to be doubled


@dataclass(frozen=True)
class Begun:
    """A group on its way: its sound, scores and features being made, and the event that ends it."""

    group: list[MelInput | Failure]
    sound: Tensor
    made: tuple[Tensor, Tensor] | None
    done: Any = None


def predict_on_card(
    scorer: Scorer, tracks: Iterable[TrackRef], listening: LoadingConfig
) -> Generator[Results, None, None]:
    """Listen to `tracks` in batches of windows, each handed over before the last is waited for."""
    card = Card(scorer)
    listening = replace(listening, spectrogram=not card.makes_mels, ahead=2 * scorer.batch)
    with closing(load_all(tracks, listening)) as heard:
        before: Begun | None = None
        for group in _groups(heard, scorer):
            begun = card.begin(group)
            if before is not None:
                yield card.finish(before)
            before = begun
        if before is not None:
            yield card.finish(before)


class Card:
    """A scorer's device with the copies to it and from it; on CUDA none of them holds it up."""

    def __init__(self, scorer: Scorer) -> None:
        self._scorer = scorer
        self._cuda = scorer.device.type == "cuda"
        self.makes_mels = scorer.device.type != "mps"  # which has no double precision
        self._copies: Any = torch.cuda.Stream(scorer.device) if self._cuda else None  # type: ignore[no-untyped-call]
        if self._cuda and not scorer.is_batch_given:
            scorer.batch = fastest_batch(self._seconds, scorer.batch)

    def begin(self, group: list[MelInput | Failure]) -> Begun:
        """Hand a group to the card; on CUDA this returns before it is computed."""
        heard = [one.mels for one in group if isinstance(one, MelInput)]
        sound = torch.cat(heard) if heard else torch.empty(0)
        try:
            made = self._start(sound) if heard else None
        except RuntimeError as error:
            self._scorer.shrink(error)
            made = self._bit_by_bit(sound)
        done = torch.cuda.current_stream().record_event() if self._cuda else None
        return Begun(group, sound, made, done)

    def finish(self, begun: Begun) -> Results:
        """Wait for a group and return its results."""
        results: Results = [one for one in begun.group if isinstance(one, Failure)]
        heard = [one for one in begun.group if isinstance(one, MelInput)]
        if begun.made is None:
            return results
        if begun.done is not None:
            begun.done.synchronize()
        made = begun.made
        if not made[1].isfinite().all():  # beyond the range of half precision
            made = self._bit_by_bit(begun.sound)
        return results + _results(heard, *(of_windows.numpy() for of_windows in made))

    @torch.inference_mode()
    def _start(self, sound: Tensor) -> tuple[Tensor, Tensor]:
        runtime = self._scorer.runtime
        features = runtime.features(self._mels(self._there(sound)))
        return self._here(runtime.scores(features)), self._here(features)

    def _bit_by_bit(self, sound: Tensor) -> tuple[Tensor, Tensor]:
        """Score a group in the batches that there is memory for, waiting for each."""
        mels = torch.cat([self._mels(sound[i : i + 1]).cpu() for i in range(len(sound))])
        scores, features = self._scorer.in_batches(mels)
        return torch.from_numpy(scores), torch.from_numpy(features)

    def _mels(self, sound: Tensor) -> Tensor:
        return network_input(mel_db(sound), self._scorer.recipe) if self.makes_mels else sound

    def _there(self, sound: Tensor) -> Tensor:
        """Copy to the card, on CUDA from pinned memory and beside what it computes."""
        if not self._cuda:
            return sound.to(self._scorer.device)
        with torch.cuda.stream(self._copies):
            copied = sound.pin_memory().to(self._scorer.device, non_blocking=True)
        computing = torch.cuda.current_stream()
        computing.wait_stream(self._copies)
        copied.record_stream(computing)
        return copied

    def _here(self, found: Tensor) -> Tensor:
        if not self._cuda:
            return found.cpu()
        home = torch.empty(found.shape, dtype=found.dtype, pin_memory=True)
        return home.copy_(found, non_blocking=True)

    def _seconds(self, batch: int) -> float:
        """Return how long a batch takes, without what the first one of its size sets up."""
        mels = torch.zeros(batch, BANDS, FRAMES, device=self._scorer.device)
        self._scorer.score(mels)
        torch.cuda.synchronize()
        start = time.perf_counter()
        self._scorer.score(mels)
        torch.cuda.synchronize()
        return time.perf_counter() - start


def fastest_batch(seconds_of: Callable[[int], float], batch: int) -> int:
    """Return the batch, from `batch` on in doublings, beyond which a window takes no less time.

    `seconds_of` runs a batch; out of memory ends the search. Raises what else it raises.
    """
    best = float("inf")
    size = batch
    while size <= MOST_WINDOWS:
        try:
            per_window = seconds_of(size) / size
        except RuntimeError as error:
            if not is_out_of_memory(error):
                raise
            break
        if per_window > WORTH * best:
            break
        best, batch, size = per_window, size, 2 * size
    return batch


def _groups(
    heard: Iterable[MelInput | Failure], scorer: Scorer
) -> Iterator[list[MelInput | Failure]]:
    """Gather what fills a batch of windows; a failure counts as one."""
    group: list[MelInput | Failure] = []
    held = 0
    for one in heard:
        group.append(one)
        held += len(one.mels) if isinstance(one, MelInput) else 1
        if held >= scorer.batch:
            yield group
            group, held = [], 0
    if group:
        yield group


def _results(heard: list[MelInput], scores: Array, features: Array) -> Results:
    ends = np.cumsum([len(one.mels) for one in heard])[:-1]
    split = zip(heard, np.split(scores, ends), np.split(features, ends), strict=True)
    return [result(*of_track) for of_track in split]
