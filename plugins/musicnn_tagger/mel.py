"""The input of the networks: samples at 16 kHz -> logarithms of 96 mel bands, in patches of 3 s.

The numbers are those of `librosa.feature.melspectrogram` with musicnn's settings (Pons and Serra,
2019), rounded to half precision as theirs were before the logarithm.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from torch import Tensor

HZ = 16_000
FFT_SAMPLES = 512
HOP_SAMPLES = 256
BANDS = 96
FRAMES = 187  # of a patch: 3 s less the last incomplete frame
PATCH_SAMPLES = (FRAMES - 1) * HOP_SAMPLES  # 47,616: frames are centred on their samples
WINDOW_SECONDS = 29.12  # as msd-crnn's, so that one place in a track is decoded for both
WINDOW_SAMPLES = round(WINDOW_SECONDS * HZ)  # 465,920, which are 1,821 frames
MAX_HALF = 65504.0
GAIN = 10_000.0
PATCHES = 5  # of a window, at most
SLANEY_LINEAR_MELS, SLANEY_HZ_PER_MEL, SLANEY_MELS_PER_FACTOR = 15, 200 / 3, 27  # factor 6.4


def window_patches(samples: NDArray[np.float32]) -> Tensor:
    """Return the patches that a window is judged by: (samples,) -> (patches, 187, 96).

    Spread evenly from its first to its last frame, as many as cover it and PATCHES at most. What is
    shorter than a patch is repeated until it fills one, as it was in the training of the networks.
    Raises ValueError where there is nothing to repeat.
    """
    import torch

    frames = log_mel(fill_patch(samples))
    last = len(frames) - FRAMES
    count = min(PATCHES, -(-len(frames) // FRAMES))
    starts = np.linspace(0, last, count).round().astype(int).tolist()
    return torch.stack([frames[start : start + FRAMES] for start in starts])


def clip_patches(samples: NDArray[np.float32]) -> Tensor:
    """Return the patches that musicnn itself cuts, end to end: (samples,) -> (patches, 187, 96)."""
    frames = log_mel(fill_patch(samples))
    count = len(frames) // FRAMES
    return frames[: count * FRAMES].reshape(count, FRAMES, BANDS)


def fill_patch(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Repeat what is shorter than a patch until it fills one; a longer clip stays as it is."""
    if samples.size == 0:
        raise ValueError("the clip has no samples")
    return samples if len(samples) >= PATCH_SAMPLES else np.resize(samples, PATCH_SAMPLES)


def log_mel(samples: NDArray[np.float32]) -> Tensor:
    """Return log10(10000 mel + 1) of the mel power: (samples,) -> float32 (frames, 96)."""
    import torch

    with torch.inference_mode():
        spectrum = torch.stft(
            torch.from_numpy(samples),
            FFT_SAMPLES,
            HOP_SAMPLES,
            window=torch.hann_window(FFT_SAMPLES),
            center=True,
            pad_mode="constant",
            return_complex=True,
        )  # (257, frames)
        # Not the sum over view_as_real's axis of two, which takes ten times as long.
        power = spectrum.real.square().add_(spectrum.imag.square())
        mel = power.T @ torch.from_numpy(mel_filters()).T  # (frames, 257) @ (257, 96)
        return mel.clamp_(max=MAX_HALF).half().float().mul_(GAIN).add_(1).log10_()


@lru_cache(maxsize=1)
def mel_filters() -> NDArray[np.float32]:
    """Return the filterbank, (96, 257): triangles on Slaney's scale, each of area 1, 0 to 8,000 Hz.

    The same numbers as librosa's, whose import takes as long as torch's.
    """
    top = SLANEY_LINEAR_MELS + SLANEY_MELS_PER_FACTOR * np.log(HZ / 2 / 1000) / np.log(6.4)
    corners = _slaney_hz(np.linspace(0, top, BANDS + 2))  # 0 Hz, ..., 8,000 Hz
    low, centre, high = corners[:-2, None], corners[1:-1, None], corners[2:, None]
    bins = np.fft.rfftfreq(FFT_SAMPLES, 1 / HZ)  # (257,)
    rising, falling = (bins - low) / (centre - low), (high - bins) / (high - centre)
    filters = np.minimum(rising, falling).clip(min=0) * 2 / (high - low)
    return filters.astype(np.float32)


def _slaney_hz(mels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return frequencies on the scale of Slaney's Auditory Toolbox (1998).

    Linear up to 1,000 Hz, which is mel 15; from there on 27 mels are a factor of 6.4.
    """
    linear = mels * SLANEY_HZ_PER_MEL
    above = (mels - SLANEY_LINEAR_MELS) / SLANEY_MELS_PER_FACTOR
    hz: NDArray[np.float64] = np.where(mels < SLANEY_LINEAR_MELS, linear, 1000 * 6.4**above)
    return hz
