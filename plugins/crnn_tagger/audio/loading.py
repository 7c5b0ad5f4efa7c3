"""Tracks -> network input, decoded ahead of the caller in reader threads."""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor

from tagstudio.audio.decoding.windows import read_windows
from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.files.regular_file import shown
from tagstudio.core.messages import message
from tagstudio.plugin_api import Failure, TrackRef

from .mel import HZ, WINDOW_SAMPLES, MelRecipe, fill_window, log_mel

THREADS = min(16, os.cpu_count() or 1)
THREAD_NAME = "loading"
SIGN_SECONDS = 15.0  # between two signs of life; the host waits for minutes

# What is shorter than a window is repeated until it fills one: less than a second, again and again,
# is a rhythm of its own. Of a track that breaks off, 3 s are asked for: networks of this kind are
# made to judge by no less (musicnn's window).
MIN_SECONDS, MIN_SECONDS_OF_A_PART = 1.0, 3.0

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True)
class MelInput:
    """The network input of a track: `mels` is float32 (windows, 96, 1366).

    Where the mels are made on the device they are the samples, (windows, 349,440). `partial` tells
    that the file broke off and the windows come from its readable part; `seconds` is the duration
    of the track, None where the windows were reached without knowing it. With `centre_is_known`
    the centre window is not among the mels: the features of it are those of `track`.
    """

    track: TrackRef
    mels: Tensor
    partial: bool
    seconds: float | None = None
    centre_is_known: bool = False


class Pulse:
    """A count of the steps of work, by which one that takes long is told from one that hangs."""

    def __init__(self) -> None:
        self.beats = 0

    def beat(self) -> None:
        """Count a step; called in any thread."""
        self.beats += 1


@dataclass(frozen=True)
class LoadingConfig:
    """The mel recipe, windows per track, number of tracks to load ahead, and of threads.

    Without `spectrogram` the samples are not turned into mels. `pulse` beats while files are
    decoded. `feature_bytes` is the size of a feature map of the model, of which a track may bring
    one along; 0: none is of use.
    """

    recipe: MelRecipe
    windows: int = 1
    ahead: int = 16
    threads: int = THREADS
    spectrogram: bool = True
    pulse: Pulse = field(default_factory=Pulse)
    feature_bytes: int = 0


def load_all(
    tracks: Iterable[TrackRef], config: LoadingConfig
) -> Generator[MelInput | Failure, None, None]:
    """Yield the network input or the failure of each track, in order; see `in_threads`."""
    with closing(load_steadily(tracks, config)) as found:
        for loaded in found:
            yield from loaded


def load_steadily(
    tracks: Iterable[TrackRef], config: LoadingConfig
) -> Generator[list[MelInput | Failure], None, None]:
    """Yield what `load_all` yields, as `steadily` does."""
    work = partial(load_mels, config=config)
    return steadily(work, tracks, config.threads, config.ahead, config.pulse)


def in_threads(
    work: Callable[[Item], Result], items: Iterable[Item], threads: int, ahead: int
) -> Generator[Result, None, None]:
    """Yield the result of `work` for each item, in order; at most `ahead` results are held.

    Each thread works alone: torch and the libraries it calls start no further threads in it.
    Closing the generator waits for the items in work and leaves no thread behind.
    """
    with closing(steadily(work, items, threads, ahead, Pulse())) as found:
        for results in found:
            yield from results


def steadily(
    work: Callable[[Item], Result],
    items: Iterable[Item],
    threads: int,
    ahead: int,
    pulse: Pulse,
) -> Generator[list[Result], None, None]:
    """Yield what `in_threads` yields, each result as a list, and empty lists between.

    An empty list comes each SIGN_SECONDS of waiting in which `pulse` has beaten: the host ends a
    plugin that is silent for long. One that hangs does not beat.
    """
    # `pending` is a sliding window over the items: a future is appended for each item taken, and
    # the oldest is awaited and yielded once `ahead` of them are there. So items are taken only as
    # fast as results are asked for, at most `ahead` results are in memory whatever the order in
    # which threads finish, and the results keep the items' order. The decoders and torch release
    # the interpreter lock, hence threads and not processes. `cancel_futures` drops the items that
    # no thread has begun; those in work cannot be interrupted and are waited for, so that none
    # outlives the generator (a daemon thread inside torch at exit aborts the interpreter).
    pool = ThreadPoolExecutor(
        threads, thread_name_prefix=THREAD_NAME, initializer=torch.set_num_threads, initargs=(1,)
    )
    pending: deque[Future[Result]] = deque()
    try:
        for item in items:
            pending.append(pool.submit(work, item))
            if len(pending) >= ahead:
                yield from _awaited(pending.popleft(), pulse)
        while pending:
            yield from _awaited(pending.popleft(), pulse)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _awaited(pending: "Future[Result]", pulse: Pulse) -> Iterator[list[Result]]:
    beats = pulse.beats
    while pending not in wait([pending], SIGN_SECONDS).done:
        if pulse.beats != beats:
            beats = pulse.beats
            yield []
    yield [pending.result()]


def load_mels(track: TrackRef, config: LoadingConfig) -> MelInput | Failure:
    """Decode one track and turn it into network input; never raises."""
    try:
        odd = config.windows > 1 and config.windows % 2 == 1
        has_centre = odd and 0 < config.feature_bytes == len(track.features)
        found = read_windows(
            track.path,
            HZ,
            WINDOW_SAMPLES,
            config.windows,
            gets_on=config.pulse.beat,
            but_centre=has_centre,
        )
        if too_short := _too_short(track, len(found.samples[0]) / HZ, found.partial):
            return too_short
        samples = np.stack([fill_window(window) for window in found.samples])
        mels = log_mel(samples, config.recipe) if config.spectrogram else torch.from_numpy(samples)
    except UnreadableAudio as error:
        return Failure(track.id, error.code, error.message)
    except Exception as error:  # whatever a decoder raises, the other tracks are still to be loaded
        reason = message(
            "crnn.not-decoded",
            "{path} cannot be decoded ({kind}: {reason}). Copy it again or replace it.",
            path=shown(track.path),
            kind=type(error).__name__,
            reason=error,
        )
        return Failure(track.id, "damaged", reason)
    if not mels.isfinite().all():
        reason = message(
            "crnn.invalid-samples",
            "{path} decodes to invalid samples. Copy it again or replace it.",
            path=shown(track.path),
        )
        return Failure(track.id, "not_finite", reason)
    is_beside = has_centre and len(mels) == config.windows - 1
    return MelInput(track, mels, found.partial, found.seconds, is_beside)


def _too_short(track: TrackRef, seconds: float, partial: bool) -> Failure | None:
    """Return the failure of a track of which too little was heard for an honest suggestion."""
    if seconds >= (MIN_SECONDS_OF_A_PART if partial else MIN_SECONDS):
        return None
    if partial:
        reason = message(
            "crnn.too-little-heard",
            "{path} is damaged or cut off: only {seconds:.1f} s of it can be heard, too little to"
            " suggest tags from. Copy it again or replace it.",
            path=shown(track.path),
            seconds=seconds,
        )
    else:
        reason = message(
            "crnn.too-short",
            "{path} is only {seconds:.1f} s long, too short to suggest tags from.",
            path=shown(track.path),
            seconds=seconds,
        )
    return Failure(track.id, "too_short", reason)
