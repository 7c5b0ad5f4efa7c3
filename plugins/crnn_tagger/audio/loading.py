"""Tracks -> network input, heard ahead in threads, and whatever else is done to them there."""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor

from tagstudio.audio.decoding.windows import read_windows
from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.files.regular_file import shown
from tagstudio.plugin_api import Failure, TrackRef

from .mel import HZ, WINDOW_SAMPLES, MelRecipe, fill_window, log_mel

THREADS = min(16, os.cpu_count() or 1)

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True)
class MelInput:
    """A track as the network sees it: `mels` is float32 (windows, 96, 1366).

    For a network that makes its mels itself they are the samples, (windows, 349,440).
    """

    track: TrackRef
    mels: Tensor
    partial: bool


@dataclass(frozen=True)
class LoadingConfig:
    """How to listen: the recipe, windows per track, how many tracks to hear ahead, on threads.

    Without `spectrogram` the samples are left as they are.
    """

    recipe: MelRecipe
    windows: int = 1
    ahead: int = 16
    threads: int = THREADS
    spectrogram: bool = True


def load_all(
    tracks: Iterable[TrackRef], listening: LoadingConfig
) -> Generator[MelInput | Failure, None, None]:
    """Yield each track as it was heard, in order, or why it could not be; see `in_threads`."""
    work = partial(load_mels, listening=listening)
    return in_threads(work, tracks, listening.threads, listening.ahead)


def in_threads(
    work: Callable[[Item], Result], items: Iterable[Item], threads: int, ahead: int
) -> Generator[Result, None, None]:
    """Yield what `work` makes of each item, in order; at most `ahead` results are held at a time.

    Each thread works by itself: torch and what it calls start no further ones in it. Closing the
    generator waits for the work being done at that moment and leaves no thread behind.
    """
    pool = ThreadPoolExecutor(
        threads, thread_name_prefix="hearing", initializer=torch.set_num_threads, initargs=(1,)
    )
    waiting: deque[Future[Result]] = deque()
    try:
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) >= ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def load_mels(track: TrackRef, listening: LoadingConfig) -> MelInput | Failure:
    """Decode one track and turn it into network input; never raises."""
    try:
        found = read_windows(track.path, HZ, WINDOW_SAMPLES, listening.windows)
        samples = np.stack([fill_window(window) for window in found.samples])
        spectrogram = listening.spectrogram
        mels = log_mel(samples, listening.recipe) if spectrogram else torch.from_numpy(samples)
    except UnreadableAudio as error:
        return Failure(track.id, error.code, str(error))
    except Exception as error:  # whatever a decoder raises, the other tracks are still to be heard
        reason = (
            f"cannot be decoded ({type(error).__name__}: {error}). Copy it again or replace it."
        )
        return Failure(track.id, "damaged", f"{shown(track.path)} {reason}")
    if not mels.isfinite().all():
        return not_finite(track, "decodes to invalid samples. Copy it again or replace it.")
    return MelInput(track, mels, found.partial)


def not_finite(track: TrackRef, reason: str) -> Failure:
    """Return the failure of a track whose numbers are not finite."""
    return Failure(track.id, "not_finite", f"{shown(track.path)} {reason}")
