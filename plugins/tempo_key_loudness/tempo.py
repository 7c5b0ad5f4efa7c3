"""The tempo of a track: periods of its onsets, then librosa's beat tracker at that period.

The onset envelope is librosa's spectral flux on mel bands. A period fits as well as the envelope
agrees with itself (autocorrelation) one, two, four, eight and sixteen periods later, in the mean
and with half of the worst of these. A beat and a half fits well at some of them, too, so a period
loses a part of what two thirds of it fit. Times a prior over tempi, normal in octaves (Ellis, Beat
Tracking by Dynamic Programming, 2007), that is a tempo's weight. The other reading is the half or
the double, whichever weighs more: by the envelope alone both are as true.
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
_MULTIPLES = np.array([1, 2, 4, 8, 16])  # of the beat, at which the envelope meets itself
_OF_WORST, _OF_TWO_THIRDS = 0.5, 0.3
_PRIOR_BPM, _PRIOR_OCTAVES = 120.0, 0.9
_WIDTH = 0.04  # a tempo that is off by less counts as the same
# Log-odds of a tempo being right, where a rival weighs nearly as much and from a margin between
# their logarithms on; from the pieces of even numbers of benchmarks/tempo_key.py.
_EVEN, _MOST = 0.5, 1.7
_CLOSE, _CLEAR = 0.1, 0.3
_WEAK_FIT = 0.15  # below it there is hardly a pulse, and the chance is less in proportion

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
        _confidence(float(weights.max()), rival, float(fits[weights.argmax()])),
    )


def _autocorrelation(envelope: Envelope) -> Envelope:
    """Return the autocorrelation by lag in frames, 1 at lag 0, as far as tempi need it."""
    size = 1 << (2 * len(envelope) - 1).bit_length()
    spectrum = np.fft.rfft(envelope, size)
    longest = int(_MULTIPLES[-1] * 60 / SLOWEST * FRAMES_A_SECOND) + 2
    lags = np.fft.irfft(np.abs(spectrum) ** 2, size)[: min(longest, len(envelope) // 2)]
    pairs = len(envelope) - np.arange(len(lags))  # so many products make up each
    unbiased: Envelope = lags / pairs * len(envelope) / lags[0]
    return unbiased


def _fit(correlation: Envelope, bpm: float) -> float:
    """Return how well a tempo fits the envelope, about 1 at the most."""
    return _self_fit(correlation, bpm) - _OF_TWO_THIRDS * max(
        0.0, _self_fit(correlation, bpm * 1.5)
    )


def _self_fit(correlation: Envelope, bpm: float) -> float:
    lags = 60 / bpm * FRAMES_A_SECOND * _MULTIPLES
    lags = lags[lags < len(correlation) - 1]
    if not len(lags):
        return 0.0
    found = np.interp(lags, np.arange(len(correlation)), correlation)
    return float(found.mean() + _OF_WORST * found.min())


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


def _confidence(weight: float, rival: float, fit: float) -> float:
    """Return the chance that a tempo is right: by its margin over any other, and by its pulse."""
    margin = math.log(weight / max(rival, 1e-3))
    odds = _EVEN + (_MOST - _EVEN) * min(1.0, max(0.0, (margin - _CLOSE) / (_CLEAR - _CLOSE)))
    return min(1.0, max(0.0, fit) / _WEAK_FIT) / (1 + math.exp(-odds))
