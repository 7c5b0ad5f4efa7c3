"""The tempo of a track: periods of its onsets, then librosa's beat tracker at that period.

The onset envelope is librosa's spectral flux on mel bands. How well a tempo fits is the mean of
the envelope's autocorrelation at one, two and four of its beats, with half of the lowest of these
(a period of one beat and a half fits well at some of them, and badly at others), times a prior over
tempi, normal in octaves (Ellis, Beat Tracking by Dynamic Programming, 2007). The other
reading is the half or the double, whichever fits better: by the envelope alone both are as true.
"""

import math
from dataclasses import dataclass

import librosa
import numpy as np
from numpy.typing import NDArray

from tagstudio.audio.decoding.blocks import Samples
from tempo_key_loudness.decoding import HZ

HOP = 256  # samples: 11.6 ms
FRAMES_A_SECOND = HZ / HOP
SLOWEST, FASTEST = 40.0, 240.0  # beats per minute
SHORTEST_SECONDS = 5.0  # of sound in which a tempo is looked for
_MULTIPLES = np.array([1, 2, 4])  # of the beat, at which the envelope is compared with itself
_PRIOR_BPM, _PRIOR_OCTAVES = 120.0, 0.75
_WIDTH = 0.04  # a tempo that is off by less counts as the same
# Log-odds of a tempo being right, by the logarithm of how much more it weighs than its rival: from
# the pieces of even numbers of benchmarks/tempo_key.py.
_EVEN, _SLOPE = 0.5, 1.5

Envelope = NDArray[np.float64]


@dataclass(frozen=True)
class Tempo:
    """Beats per minute, the other reading (half or double), and how sure the first is, 0 to 1."""

    bpm: float
    other_bpm: float | None
    confidence: float


def measure_tempo(samples: Samples) -> Tempo | None:
    """Return the tempo of mono `samples` at HZ; None where no beat can be found."""
    if len(samples) < SHORTEST_SECONDS * HZ:
        return None
    envelope = librosa.onset.onset_strength(y=samples, sr=HZ, hop_length=HOP).astype(np.float64)
    envelope -= envelope.mean()
    power = float(envelope @ envelope)
    if power < 1e-6 * len(envelope):
        return None
    correlation = _autocorrelation(envelope)
    bpms = np.geomspace(SLOWEST, FASTEST, 512)
    fits = np.array([_fit(correlation, bpm) for bpm in bpms])
    weights = np.maximum(fits, 0.0) * _prior(bpms)
    if weights.max() <= 0:
        return None
    main = float(bpms[weights.argmax()])
    is_rival = np.abs(bpms / main - 1) > 2 * _WIDTH
    rival = float(weights[is_rival].max())
    bpm = _from_beats(envelope, main) or main
    readings = {factor: _weight(correlation, bpm * factor) for factor in (0.5, 2.0)}
    other = bpm * max(readings, key=lambda factor: readings[factor])
    return Tempo(
        bpm,
        other if SLOWEST <= other <= FASTEST else None,
        _confidence(float(weights.max()), rival),
    )


def _autocorrelation(envelope: Envelope) -> Envelope:
    """Return the autocorrelation by lag in frames, 1 at lag 0, up to four of the longest beats."""
    size = 1 << (2 * len(envelope) - 1).bit_length()
    spectrum = np.fft.rfft(envelope, size)
    longest = int(_MULTIPLES[-1] * 60 / SLOWEST * FRAMES_A_SECOND) + 2
    lags = np.fft.irfft(np.abs(spectrum) ** 2, size)[: min(longest, len(envelope) // 2)]
    pairs = len(envelope) - np.arange(len(lags))  # so many products make up each
    unbiased: Envelope = lags / pairs * len(envelope) / lags[0]
    return unbiased


def _fit(correlation: Envelope, bpm: float) -> float:
    """Return how well a tempo fits the envelope: up to 1.5."""
    lags = 60 / bpm * FRAMES_A_SECOND * _MULTIPLES
    lags = lags[lags < len(correlation) - 1]
    if not len(lags):
        return 0.0
    found = np.interp(lags, np.arange(len(correlation)), correlation)
    return float(found.mean() + 0.5 * found.min())


def _prior(bpm: "float | NDArray[np.float64]") -> "NDArray[np.float64]":
    octaves = np.log2(np.asarray(bpm) / _PRIOR_BPM)
    return np.exp(-0.5 * (octaves / _PRIOR_OCTAVES) ** 2)


def _weight(correlation: Envelope, bpm: float) -> float:
    """Return the best weight near a tempo, 0 outside the range of tempi."""
    if not SLOWEST <= bpm <= FASTEST:
        return 0.0
    near = bpm * np.linspace(1 - _WIDTH, 1 + _WIDTH, 33)
    return max(0.0, *(_fit(correlation, one) * float(_prior(one)) for one in near))


def _from_beats(envelope: Envelope, bpm: float) -> float | None:
    """Return the tempo of the beats that librosa tracks at about `bpm`; None for too few.

    It is the median over pairs of beats that are 16 apart, or as many as there are.
    """
    _, beats = librosa.beat.beat_track(
        onset_envelope=np.maximum(envelope, 0.0), sr=HZ, hop_length=HOP, bpm=bpm, units="frames"
    )
    apart = min(16, len(beats) // 2)
    if apart < 4:
        return None
    frames = float(np.median(beats[apart:] - beats[:-apart])) / apart
    found = 60 * FRAMES_A_SECOND / frames
    return found if abs(found / bpm - 1) < _WIDTH else None


def _confidence(weight: float, rival: float) -> float:
    """Return the chance that a tempo is right, by how far it goes before any other one."""
    margin = math.log(weight / max(rival, 1e-3))
    return 1 / (1 + math.exp(-(_EVEN + _SLOPE * margin)))
