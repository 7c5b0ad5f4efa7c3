"""Sounds to try a tagger on, synthesised: some music, and files in which little can be heard.

Nothing of it is random but by a fixed seed, so the same tagger gives the same scores everywhere.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

HZ = 22_050
TRACK_SECONDS = 6.0


@dataclass(frozen=True)
class TrialSounds:
    """The files: `heard` can be scored; `short` may be; `broken` cannot, for each has a reason."""

    heard: tuple[Path, ...]
    short: tuple[Path, ...]
    broken: tuple[Path, ...]

    @property
    def all(self) -> tuple[Path, ...]:
        """All files, the broken ones in the middle, where a tagger has to go on after them."""
        return (*self.heard[:2], *self.broken, *self.short, *self.heard[2:])


def make_sounds(folder: Path) -> TrialSounds:
    """Write the sounds into `folder`."""
    long = chord(220.0, 35.0)
    soundfile.write(folder / "a long chord.flac", long, HZ)
    soundfile.write(folder / "stereo ümläut.wav", np.stack([chord(330.0), chord(440.0)], 1), HZ)
    soundfile.write(folder / "noise.ogg", noise(1), HZ)
    soundfile.write(folder / "silence.wav", np.zeros(int(TRACK_SECONDS * HZ), np.float32), HZ)
    soundfile.write(folder / "short.wav", chord(220.0, 0.05), HZ)
    soundfile.write(folder / "no samples.wav", np.zeros(0, np.float32), HZ)
    (folder / "empty.mp3").write_bytes(b"")
    (folder / "text.mp3").write_text("This is no sound.\n" * 100, encoding="utf-8")
    whole = (folder / "a long chord.flac").read_bytes()
    (folder / "damaged.flac").write_bytes(whole[:200] + bytes(len(whole) // 20))
    names = ("a long chord.flac", "stereo ümläut.wav", "noise.ogg")
    return TrialSounds(
        tuple(folder / name for name in names),
        tuple(folder / name for name in ("silence.wav", "short.wav")),
        tuple(
            folder / name
            for name in ("no samples.wav", "empty.mp3", "text.mp3", "damaged.flac", "missing.wav")
        ),
    )


def make_library(folder: Path, count: int) -> list[Path]:
    """Write `count` tracks into `folder`, half of them chords, half of them noise, in turn."""
    tracks = []
    for number in range(count):
        samples = noise(number) if number % 2 else chord(110.0 * 2 ** (number % 24 / 12))
        path = folder / f"{'noise' if number % 2 else 'chord'} {number}.wav"
        soundfile.write(path, samples, HZ)
        tracks.append(path)
    return tracks


def chord(hz: float, seconds: float = TRACK_SECONDS) -> NDArray[np.float32]:
    """Return a major chord with overtones that swells and fades, mono."""
    times = np.arange(int(seconds * HZ)) / HZ
    parts = [
        np.sin(2 * np.pi * hz * ratio * overtone * times) / overtone
        for ratio in (1.0, 1.25, 1.5)
        for overtone in (1, 2, 3, 4)
    ]
    swell = 0.6 + 0.4 * np.sin(2 * np.pi * 0.5 * times)
    return np.asarray(0.1 * swell * np.sum(parts, axis=0), np.float32)


def noise(seed: int, seconds: float = TRACK_SECONDS) -> NDArray[np.float32]:
    """Return noise in beats, two a second, mono."""
    count = int(seconds * HZ)
    beats = np.exp(-6.0 * ((np.arange(count) / HZ * 2) % 1.0))
    drawn = np.random.default_rng(seed).standard_normal(count)
    return np.asarray(np.clip(0.2 * beats * drawn, -1, 1), np.float32)
