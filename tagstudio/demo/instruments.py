"""Instruments in numpy: each returns one note or stroke as mono samples at HZ.

Notes are MIDI numbers (69 is the A of 440 Hz). All is seeded: the same note is the same samples.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

HZ = 32_000  # enough for these instruments, in three quarters of the time of 44,100

Samples = NDArray[np.float64]
Instrument = Callable[[int, float], Samples]  # (MIDI note, seconds) -> samples, with its release
Drum = Callable[[], Samples]
Effect = Callable[[Samples], Samples]


def pitch_hz(note: float) -> float:
    """Return the frequency of a MIDI note."""
    return float(440.0 * 2.0 ** ((note - 69) / 12))


def _times(seconds: float) -> Samples:
    return np.arange(int(seconds * HZ)) / HZ


def _noise(seconds: float, seed: int) -> Samples:
    return np.random.default_rng(seed).uniform(-1, 1, int(seconds * HZ))


def _enveloped(sound: Samples, attack: float, release: float) -> Samples:
    """Return `sound` with a linear attack and release, in seconds."""
    rise = np.minimum(1, np.arange(len(sound)) / (attack * HZ))
    fall = np.minimum(1, np.arange(len(sound))[::-1] / (release * HZ))
    return sound * rise * fall


@lru_cache(maxsize=1024)
def _transform_size(samples: int) -> int:
    """Return the smallest size of that many samples or more whose Fourier transform is fast."""
    size = 1 << (samples - 1).bit_length()
    for odd in (3, 5, 9, 15, 25, 27) if samples > HZ else ():  # times a power of two
        size = min(size, odd << (-(-samples // odd) - 1).bit_length())
    return size


def low_pass(sound: Samples, cutoff_hz: float, order: int = 2) -> Samples:
    """Return `sound` without what lies above `cutoff_hz`."""
    size = _transform_size(len(sound))
    spectrum = np.fft.rfft(sound, size)
    power = (np.arange(size // 2 + 1) * (HZ / size / cutoff_hz)) ** 2  # of the frequency
    spectrum /= np.sqrt(1 + power**order)
    return np.fft.irfft(spectrum, size)[: len(sound)]


def high_pass(sound: Samples, cutoff_hz: float) -> Samples:
    """Return `sound` without what lies below `cutoff_hz`."""
    return sound - low_pass(sound, cutoff_hz)


def distorted(drive: float, cutoff_hz: float = 4_500) -> Effect:
    """Return an overdriven amplifier with the loudspeaker behind it."""
    return lambda sound: low_pass(np.tanh(drive * sound), cutoff_hz)


def muffled(cutoff_hz: float) -> Effect:
    """Return a low-pass filter as an effect."""
    return lambda sound: low_pass(sound, cutoff_hz)


def echoing(seconds: float, feedback: float = 0.4) -> Effect:
    """Return an echo that comes back three times."""

    def echo(sound: Samples) -> Samples:
        wet = sound.copy()
        for repeat in (1, 2, 3):
            delay = int(repeat * seconds * HZ)
            wet[delay:] += feedback**repeat * sound[:-delay]
        return wet

    return echo


def reverberating(
    sound: Samples, seconds: float, wet: float, seeds: Sequence[int]
) -> list[Samples]:
    """Return `sound` in rooms whose echo falls by 60 dB in `seconds`, one room for each seed."""
    rooms = [_noise(seconds, seed) * 10 ** (-3 * _times(seconds) / seconds) for seed in seeds]
    size = _transform_size(len(sound) + len(rooms[0]) - 1)
    spectrum = np.fft.rfft(sound, size)
    heard = []
    for room in rooms:
        echo = np.fft.rfft(room * (wet / np.sqrt(np.sum(room**2))), size)
        echo *= spectrum
        heard.append(sound + np.fft.irfft(echo, size)[: len(sound)])
    return heard


@lru_cache(maxsize=1024)
def piano(note: int, seconds: float) -> Samples:
    """Stretched partials that die the faster the higher they are, after the knock of a hammer."""
    t, hz = _times(seconds + 0.25), pitch_hz(note)
    sound = np.zeros_like(t)
    for n in range(1, min(12, int(9_000 / hz)) + 1):
        stretched = n * hz * np.sqrt(1 + 0.0004 * n * n)
        sound += n**-1.3 * np.sin(2 * np.pi * stretched * t) * np.exp(-t * (0.6 + 0.45 * n))
    knock = low_pass(_noise(0.03, note), 1_500) * 0.25
    sound[: len(knock)] += knock
    return _enveloped(sound * 0.5, 0.003, 0.15)


@lru_cache(maxsize=1024)
def electric_piano(note: int, seconds: float) -> Samples:
    """A tine that modulates a sine."""
    t, hz = _times(seconds + 0.2), pitch_hz(note)
    tine = np.exp(-5 * t) * np.sin(2 * np.pi * 7 * hz * t) * 0.35
    body = np.sin(2 * np.pi * hz * t + np.exp(-1.8 * t) * np.sin(2 * np.pi * hz * t) + tine)
    return _enveloped(body * np.exp(-1.1 * t) * 0.6, 0.004, 0.1)


@lru_cache(maxsize=1024)
def organ(note: int, seconds: float) -> Samples:
    """Nine drawbars behind a slowly turning loudspeaker."""
    t = _times(seconds + 0.1)
    phase = 2 * np.pi * pitch_hz(note) * (t + 0.0004 * np.sin(2 * np.pi * 5.5 * t))
    bars = ((0.5, 0.6), (1, 1.0), (1.5, 0.5), (2, 0.7), (3, 0.35), (4, 0.3), (6, 0.15), (8, 0.1))
    sound = sum((gain * np.sin(bar * phase) for bar, gain in bars), np.zeros_like(t))
    return _enveloped(sound * 0.22, 0.02, 0.08)


def _saws(note: float, t: Samples, detunings: tuple[float, ...]) -> Samples:
    """Return saw waves side by side, each detuned by so many semitones."""
    return sum((2 * (pitch_hz(note + d) * t % 1) - 1 for d in detunings), np.zeros_like(t))


@lru_cache(maxsize=512)
def strings(note: int, seconds: float) -> Samples:
    """A section of three players who never quite agree."""
    t = _times(seconds + 0.5)
    vibrato = t + 0.0003 * np.sin(2 * np.pi * 5 * t)
    sound = low_pass(_saws(note, vibrato, (-0.08, 0.0, 0.07)), 2_400)
    return _enveloped(sound * 0.18, 0.3, 0.5)


@lru_cache(maxsize=512)
def pad(note: int, seconds: float) -> Samples:
    """A soft, wide synthesizer that comes and goes slowly."""
    t = _times(seconds + 2)
    sound = low_pass(_saws(note, t, (-0.12, -0.05, 0.06, 0.11)), 900, order=1)
    return _enveloped(sound * 0.15, min(2.0, seconds / 2), 2.0)


@lru_cache(maxsize=512)
def stab(note: int, seconds: float) -> Samples:
    """A short, bright synthesizer chord."""
    t = _times(seconds + 0.1)
    return _enveloped(
        low_pass(_saws(note, t, (-0.1, 0.1)), 3_000) * np.exp(-6 * t) * 0.3, 0.003, 0.05
    )


@lru_cache(maxsize=512)
def acid(note: int, seconds: float) -> Samples:
    """A saw whose brightness falls through a resonance with each note."""
    t = _times(seconds)
    bright, dark = low_pass(_saws(note, t, (0.0,)), 3_500), low_pass(_saws(note, t, (0.0,)), 350)
    sweep = np.exp(-14 * t)
    whistle = np.sin(2 * np.pi * np.cumsum(400 + 1_800 * sweep) / HZ) * sweep * 0.25
    return (
        _enveloped(np.tanh(1.6 * (bright * sweep + dark * (1 - sweep) + whistle)), 0.002, 0.02)
        * 0.5
    )


@lru_cache(maxsize=512)
def square(note: int, seconds: float) -> Samples:
    """The voice of an old game console."""
    t = _times(seconds)
    return _enveloped(
        np.sign(np.sin(2 * np.pi * pitch_hz(note) * t)) * np.exp(-2 * t) * 0.25, 0.001, 0.01
    )


@lru_cache(maxsize=512)
def triangle(note: int, seconds: float) -> Samples:
    """The bass of an old game console."""
    t = _times(seconds)
    return _enveloped(np.abs(4 * (pitch_hz(note) * t % 1) - 2) - 1, 0.002, 0.01) * 0.5


@lru_cache(maxsize=512)
def sub_bass(note: int, seconds: float) -> Samples:
    """A nearly pure, slightly overdriven sine."""
    t = _times(seconds + 0.05)
    return _enveloped(np.tanh(1.5 * np.sin(2 * np.pi * pitch_hz(note) * t)), 0.005, 0.05) * 0.6


@lru_cache(maxsize=1024)
def guitar(note: int, seconds: float) -> Samples:
    """A plucked string (Karplus and Strong 1983): noise that goes round and is averaged."""
    period = round(HZ / pitch_hz(note) - 0.5)
    string = low_pass(_noise(period / HZ + 1e-9, note), 5_000)[:period]
    turns = np.empty((int((seconds + 0.3) * HZ / period) + 1, period))
    turns[0] = string
    for before, now in pairwise(turns):
        now[0] = 0.498 * (before[0] + before[-1])
        now[1:] = 0.498 * (before[1:] + before[:-1])
    return _enveloped(turns.reshape(-1), 0.001, 0.2)


@lru_cache(maxsize=512)
def upright_bass(note: int, seconds: float) -> Samples:
    """A thick plucked string with little above its body."""
    t, hz = _times(seconds + 0.1), pitch_hz(note)
    sound = sum(
        n**-1.5 * np.sin(2 * np.pi * n * hz * t) * np.exp(-1.5 * n * t) for n in (1, 2, 3, 4)
    )
    return _enveloped(np.asarray(sound) * 0.7, 0.008, 0.08)


@lru_cache
def kick() -> Samples:
    """A skin whose pitch falls."""
    t = _times(0.35)
    sweep = 2 * np.pi * np.cumsum(48 + 140 * np.exp(-35 * t)) / HZ
    return np.sin(sweep) * np.exp(-9 * t)


@lru_cache
def snare() -> Samples:
    """A skin and the wires under it."""
    t = _times(0.25)
    wires = high_pass(_noise(0.25, 1), 1_200) * np.exp(-18 * t)
    return 0.6 * wires + 0.5 * np.sin(2 * np.pi * 190 * t) * np.exp(-25 * t)


@lru_cache
def clap() -> Samples:
    """Several hands, almost together."""
    t = _times(0.25)
    hands = sum(np.where(t >= d, np.exp(-60 * (t - d)), 0) for d in (0, 0.011, 0.023))
    return high_pass(low_pass(_noise(0.25, 2), 4_000), 700) * (hands + 0.6 * np.exp(-14 * t)) * 0.7


@lru_cache
def hat() -> Samples:
    """A closed hi-hat."""
    return high_pass(_noise(0.08, 3), 3_500) * np.exp(-60 * _times(0.08)) * 0.6


@lru_cache
def open_hat() -> Samples:
    """An open hi-hat."""
    return high_pass(_noise(0.35, 4), 3_000) * np.exp(-9 * _times(0.35)) * 0.5


@lru_cache
def ride() -> Samples:
    """A cymbal: partials that fit no scale, and a hiss."""
    t = _times(0.9)
    bell = sum(np.sin(2 * np.pi * hz * t) for hz in (3_170, 4_290, 5_450, 6_730, 8_210)) * 0.06
    return (bell + high_pass(_noise(0.9, 5), 3_000) * 0.3) * np.exp(-5 * t)


@lru_cache
def crash() -> Samples:
    """The big cymbal."""
    return high_pass(_noise(1.8, 6), 1_800) * np.exp(-2.2 * _times(1.8)) * 0.6
