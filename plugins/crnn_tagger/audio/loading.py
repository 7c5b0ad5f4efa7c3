"""Tracks -> network input, decoded ahead of the caller in reader threads."""

from collections.abc import Generator, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import torch
from torch import Tensor

from tagstudio.plugin_api import Failure, TrackRef
from tagstudio.plugin_kit.reader_threads import THREADS, Pulse, ReaderThreads, steadily
from tagstudio.plugin_kit.track_windows import WindowRequest, invalid_samples, load_windows

from .mel import HZ, WINDOW_SAMPLES, MelRecipe, fill_window, log_mel


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


def readers(threads: int, ahead: int) -> ReaderThreads:
    """Return threads of which each works alone: torch starts no further ones in it."""
    return ReaderThreads(threads, ahead, begin=partial(torch.set_num_threads, 1))


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
    return steadily(work, tracks, readers(config.threads, config.ahead), config.pulse)


def load_mels(track: TrackRef, config: LoadingConfig) -> MelInput | Failure:
    """Decode one track and turn it into network input; a failure never raises."""
    wanted = WindowRequest(
        HZ, WINDOW_SAMPLES, config.windows, config.pulse.beat, config.feature_bytes
    )
    found = load_windows(track, wanted)
    if isinstance(found, Failure):
        return found
    samples = np.stack([fill_window(window) for window in found.samples])
    mels = log_mel(samples, config.recipe) if config.spectrogram else torch.from_numpy(samples)
    if not mels.isfinite().all():  # of samples beyond the range of single precision
        return invalid_samples(track)
    return MelInput(track, mels, found.partial, found.seconds, found.centre_is_known)
