"""Tracks -> network input, decoded ahead in threads while the network is busy."""

import os
from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from torch import Tensor

from tagstudio.audio.decode import read_windows
from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.regular_file import shown
from tagstudio.plugin_api import Failure, TrackRef

from .features import HZ, WINDOW_SAMPLES, MelRecipe, fill_window, log_mel

THREADS = min(8, os.cpu_count() or 1)


@dataclass(frozen=True)
class Heard:
    """A track as the network sees it: `mels` is float32 (windows, 96, 1366)."""

    track: TrackRef
    mels: Tensor
    partial: bool


@dataclass(frozen=True)
class Listening:
    """How to listen: the recipe, windows per track, how many tracks to hear ahead, on threads."""

    recipe: MelRecipe
    windows: int = 1
    ahead: int = 16
    threads: int = THREADS


def hear_all(
    tracks: Iterable[TrackRef], listening: Listening
) -> Generator[Heard | Failure, None, None]:
    """Yield each track as it was heard, in order, or why it could not be.

    At most `ahead` tracks are held at a time. Closing the generator waits for the files being
    decoded at that moment and leaves no thread behind.
    """
    pool = ThreadPoolExecutor(listening.threads, thread_name_prefix="hearing")
    waiting: deque[Future[Heard | Failure]] = deque()
    try:
        for track in tracks:
            waiting.append(pool.submit(hear, track, listening))
            if len(waiting) >= listening.ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def hear(track: TrackRef, listening: Listening) -> Heard | Failure:
    """Decode one track and turn it into network input; never raises."""
    try:
        found = read_windows(track.path, HZ, WINDOW_SAMPLES, listening.windows)
        samples = np.stack([fill_window(window) for window in found.samples])
        mels = log_mel(samples, listening.recipe)
    except UnreadableAudio as error:
        return Failure(track.id, error.code, str(error))
    except Exception as error:  # whatever a decoder raises, the other tracks are still to be heard
        reason = (
            f"cannot be decoded ({type(error).__name__}: {error}). Copy it again or replace it."
        )
        return Failure(track.id, "damaged", f"{shown(track.path)} {reason}")
    if not mels.isfinite().all():
        return not_finite(track, "decodes to invalid samples. Copy it again or replace it.")
    return Heard(track, mels, found.partial)


def not_finite(track: TrackRef, reason: str) -> Failure:
    """Return the failure of a track whose numbers are not finite."""
    return Failure(track.id, "not_finite", f"{shown(track.path)} {reason}")
