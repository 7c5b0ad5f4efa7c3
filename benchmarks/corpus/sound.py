"""Sound that is neither silence nor a pure tone, and that no two seeds share."""

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
NOTES_A_SECOND = 3


def plucked(seed: int, seconds: float, hz: int = 44_100, channels: int = 2) -> Samples:
    """Return (frames, channels) samples in -1 to 1: plucked strings over soft noise."""
    chance = np.random.default_rng(seed)
    frames = round(seconds * hz)
    mono = chance.standard_normal(frames) * 0.01
    ringing = np.arange(min(frames, round(0.8 * hz))) / hz
    for start in range(0, frames, max(1, hz // NOTES_A_SECOND)):
        pitch = 110 * 2 ** (chance.integers(0, 30) / 12)
        note = np.zeros_like(ringing)
        for harmonic in range(1, 5):
            if pitch * harmonic < 0.45 * hz:
                wave = np.sin(2 * np.pi * pitch * harmonic * ringing + chance.uniform(0, 6))
                note += wave * np.exp(-ringing * 3 * harmonic) / harmonic
        end = min(frames, start + len(note))
        mono[start:end] += 0.2 * note[: end - start]
    sides = [
        mono * (1 - 0.3 * side) + chance.standard_normal(frames) * 0.003 for side in range(channels)
    ]
    return np.clip(np.stack(sides, axis=1), -0.99, 0.99).astype(np.float32)
