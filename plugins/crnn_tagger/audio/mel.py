"""The input of the networks: samples of a 29.12 s window -> decibels of 96 mel bands.

The recipe is that of Choi et al. (ICASSP 2017) as their published code computed it with the
librosa of its day: the *power* mel spectrogram was squared once more before it was turned into
decibels, so every figure is twice the usual one. Networks are trained on it and depend on it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from torch import Tensor

HZ = 12_000
FFT_SAMPLES = 512
HOP_SAMPLES = 256
BANDS = 96
FRAMES = 1366
WINDOW_SAMPLES = (FRAMES - 1) * HOP_SAMPLES  # 349,440: frames are centred on their samples
WINDOW_SECONDS = WINDOW_SAMPLES / HZ  # 29.12
FLOOR_POWER = 1e-10  # below this the squared power counts as silence: -100 dB
RANGE_DB = 80.0  # below the window's maximum; lower decibels are raised to this
DEVIATION_DB = 15.87  # standard deviation of the training data of the Keras weights
TOP_MEL = 15 + 27 * math.log(HZ / 2 / 1000, 6.4)  # of 6,000 Hz, see _slaney_hz
MEL_BLOCK_WINDOWS = 4  # a window's spectrum takes 11 MB on its way


@dataclass(frozen=True)
class MelRecipe:
    """The parameters of the network input; every checkpoint carries its own.

    `centred` tells whether each window is brought to mean 0 at the end and divided by
    `deviation_db`: the input is then the same at any level, and a flat window stays flat.
    """

    hz: int = HZ
    fft_samples: int = FFT_SAMPLES
    hop_samples: int = HOP_SAMPLES
    bands: int = BANDS
    frames: int = FRAMES
    power: int = 4  # of the magnitude: the power spectrogram, squared
    floor_power: float = FLOOR_POWER
    range_db: float = RANGE_DB
    centred: bool = True
    deviation_db: float = DEVIATION_DB


def fill_window(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Repeat a clip shorter than 29.12 s until it fills the window: (any,) -> (349,440,).

    Padding with silence would change the scores, for there was hardly any in the training data. A
    longer clip is cut at the end. Raises ValueError when there is nothing to repeat.
    """
    if samples.size == 0:
        raise ValueError("the clip has no samples")
    return np.resize(samples, WINDOW_SAMPLES)


def log_mel(samples: NDArray[np.float32], recipe: MelRecipe) -> Tensor:
    """Turn windows into network input: (windows, 349,440) -> float32 (windows, 96, 1366)."""
    return network_input(mel_db(samples), recipe)


def network_input(decibels: Tensor, recipe: MelRecipe) -> Tensor:
    """Clip and centre unclipped decibels as `recipe` says: float32 (windows, 96, 1366)."""
    clipped = clip_range(decibels)
    return (centre(clipped) if recipe.centred else clipped).float()


def mel_db(samples: NDArray[np.float32] | Tensor) -> Tensor:
    """Return unclipped decibels of the squared mel power: (windows, n) -> (windows, 96, frames).

    Samples on a device are turned into decibels there.

    In float64: beside a loud tone the rounding of a float32 transform reaches the faintest bands
    (0.003 dB off on a chirp, 100 dB below it; 0.00002 in float64), for 1 ms more per window.
    """
    import torch

    with torch.inference_mode():
        windows = torch.as_tensor(samples)
        starts = range(0, len(windows), MEL_BLOCK_WINDOWS)
        return torch.cat([_block_db(windows[i : i + MEL_BLOCK_WINDOWS].double()) for i in starts])


def _block_db(samples: Tensor) -> Tensor:
    import torch

    spectrum = torch.stft(
        samples,
        FFT_SAMPLES,
        HOP_SAMPLES,
        window=torch.hann_window(FFT_SAMPLES, dtype=samples.dtype, device=samples.device),
        center=True,
        pad_mode="reflect",
        return_complex=True,
    )  # (windows, 257, frames)
    # Not the sum over view_as_real's axis of two, which takes ten times as long.
    power = spectrum.real.square().add_(spectrum.imag.square())
    filters = torch.from_numpy(mel_filters()).to(power.device)
    mel = filters @ power  # (96, 257) @ (windows, 257, frames)
    return mel.square_().clamp_(min=FLOOR_POWER).log10_().mul_(10)


@lru_cache(maxsize=1)
def mel_filters() -> NDArray[np.float64]:
    """Return the filterbank, (96, 257): triangles on Slaney's scale, each of area 1, 0 to 6,000 Hz.

    The same numbers as librosa's, whose import takes as long as torch's.
    """
    corners = _slaney_hz(np.linspace(0, TOP_MEL, BANDS + 2))  # 0 Hz, ..., 6,000 Hz
    low, centre, high = corners[:-2, None], corners[1:-1, None], corners[2:, None]
    bins = np.fft.rfftfreq(FFT_SAMPLES, 1 / HZ)  # (257,)
    rising, falling = (bins - low) / (centre - low), (high - bins) / (high - centre)
    filters: NDArray[np.float64] = np.minimum(rising, falling).clip(min=0) * 2 / (high - low)
    return filters


def _slaney_hz(mels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return frequencies on the scale of Slaney's Auditory Toolbox (1998).

    Linear up to 1,000 Hz, which is mel 15; from there on 27 mels are a factor of 6.4.
    """
    hz: NDArray[np.float64] = np.where(mels < 15, mels * 200 / 3, 1000 * 6.4 ** ((mels - 15) / 27))
    return hz


def clip_range(decibels: Tensor) -> Tensor:
    """Raise decibels that are more than 80 below each window's own maximum to that floor."""
    loudest = decibels.amax(dim=(-2, -1), keepdim=True)
    return decibels.maximum(loudest - RANGE_DB)


def centre(decibels: Tensor) -> Tensor:
    """Bring each window to mean 0 and divide it by the deviation of the training data."""
    return (decibels - decibels.mean(dim=(-2, -1), keepdim=True)) / DEVIATION_DB


def standardise(decibels: Tensor) -> Tensor:
    """Bring each window to mean 0 and standard deviation 1; digital silence becomes all zero."""
    centred = decibels - decibels.mean(dim=(-2, -1), keepdim=True)
    deviation = centred.square().mean(dim=(-2, -1), keepdim=True).sqrt()
    return centred / deviation.clamp(min=1e-6)
