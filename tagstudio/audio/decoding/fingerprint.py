"""The fingerprint of a recording: the same in other encodings and volumes, in a cut one shifted.

Haitsma and Kalker, "A highly robust audio fingerprinting system", ISMIR 2002: in frames of .37 s,
the signs of the differences of energy between neighbouring bands and frames, BITS a frame. Two
recordings are compared by the share of bits that differ, at the shift at which it is smallest.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tagstudio.audio.decoding.windows import read_windows

HZ = 5512
SECONDS = 60  # around the middle of a track
BITS = 32
FRAME, HOP = 2048, 256  # samples: .37 s and 46 ms
FRAMES_A_SECOND = HZ / HOP
SLACK = 0.4  # seconds: encoders pad
LEAST_OVERLAP = 4.0  # seconds, of what is compared; and half of the shorter one
_BANDS = (300.0, 2000.0)  # Hz

Print = NDArray[np.uint8]  # (frames, BITS): 0 or 1


def read_print(path: str) -> Print:
    """Return the fingerprint of the middle of the file at `path`; raises UnreadableAudio."""
    windows = read_windows(path, HZ, HZ * SECONDS)
    return print_of(windows.samples[0])


def print_of(samples: NDArray[np.float32]) -> Print:
    """Return the fingerprint of mono samples at HZ; without rows where they are too short."""
    count = (len(samples) - FRAME) // HOP + 1
    if count < 2:
        return np.zeros((0, BITS), np.uint8)
    frames = np.lib.stride_tricks.sliding_window_view(samples, FRAME)[::HOP]
    edges = np.geomspace(*_BANDS, BITS + 2) * FRAME / HZ
    window = np.hanning(FRAME).astype(np.float32)
    energies = np.empty((len(frames), BITS + 1), np.float64)
    for start in range(0, len(frames), 256):  # all at once would take some 40 MB
        power = np.abs(np.fft.rfft(frames[start : start + 256] * window, axis=1)) ** 2
        summed = np.concatenate([np.zeros((len(power), 1)), np.cumsum(power, axis=1)], axis=1)
        bounds = np.round(edges).astype(np.intp)
        energies[start : start + 256] = summed[:, bounds[1:]] - summed[:, bounds[:-1]]
    between = energies[:, 1:] - energies[:, :-1]
    signs: Print = (between[1:] > between[:-1]).astype(np.uint8)
    return signs


def difference(one: Print, other: Print, shifts: tuple[float, float]) -> float:
    """Return the share of bits that differ at the best shift: about .5 for other recordings.

    `shifts` are the least and the most by which the second begins later than the first, in seconds.
    1 where too little of them overlaps at any of them to tell.
    """
    least = max(LEAST_OVERLAP * FRAMES_A_SECOND, min(len(one), len(other)) / 2)
    left, right = one.astype(np.float32) * 2 - 1, other.astype(np.float32) * 2 - 1
    size = 1 << (len(one) + len(other)).bit_length()
    product = np.fft.rfft(left, size, axis=0) * np.conj(np.fft.rfft(right, size, axis=0))
    agreeing = np.fft.irfft(product.sum(axis=1), size)
    best = 1.0
    first, last = (round(seconds * FRAMES_A_SECOND) for seconds in shifts)
    for shift in range(first, last + 1):
        overlap = min(len(one), len(other) + shift) - max(0, shift)
        if overlap >= least:
            share = 0.5 - agreeing[shift % size] / (2 * overlap * BITS)
            best = min(best, float(share))
    return best


def likely_shifts(seconds: float, other: float) -> tuple[float, float]:
    """Return the shifts of the prints of two recordings of these lengths, one cut out of the other.

    What the shorter one lacks is missing in front, behind, or on both sides: by that alone the
    excerpts of a piece that repeats itself are told from the whole.
    """
    lacking = seconds - other
    start, start_of_other = (max(0.0, (length - SECONDS) / 2) for length in (seconds, other))
    low, high = min(0.0, lacking), max(0.0, lacking)
    between = start_of_other - start
    return low + between - SLACK, high + between + SLACK
