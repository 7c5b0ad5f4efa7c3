"""The key of a track: its chroma compared with Krumhansl and Kessler's profiles (1982).

The profiles are the ratings of probe tones of Krumhansl, Cognitive Foundations of Musical Pitch
(1990), p. 30; a key fits as well as its profile correlates with the chroma (Krumhansl-Schmuckler).
"""

import math
from dataclasses import dataclass

import librosa
import numpy as np
from numpy.typing import NDArray

from tagstudio.audio.decoding.blocks import Samples
from tagstudio.core.musical_keys import MAJOR_KEYS, MINOR_KEYS
from tempo_key_loudness.decoding import HZ

SHORTEST_SECONDS = 5.0  # of sound in which a key is looked for
_HOP = 2048  # samples: 93 ms
_LOWEST_HZ = 65.41  # C2: a kick drum is below it
_OCTAVES, _BINS = 6, 36  # and bins in each
_QUIETEST = 1e-4  # of the samples' root mean square; below it there is no music
# Log-odds of a key being right: where the second one correlates as well, and from a margin of
# _CLEAR on; from all pieces of benchmarks/tempo_key.py, as those of even numbers alone promise more
# than the others keep.
_EVEN, _MOST, _CLEAR = 0.3, 1.3, 0.06

MAJOR = (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88)
MINOR = (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17)


@dataclass(frozen=True)
class Key:
    """A key such as "F#m", and how sure it is, 0 to 1."""

    name: str
    confidence: float


def measure_key(samples: Samples) -> Key | None:
    """Return the key of mono `samples` at HZ; None where there is nothing with a pitch."""
    if len(samples) < SHORTEST_SECONDS * HZ or np.sqrt(np.mean(samples**2)) < _QUIETEST:
        return None
    return key_of(_chroma(samples))


def _chroma(samples: Samples) -> NDArray[np.floating]:
    """Return how much of each pitch class there is, from C on: 12 numbers.

    Of the constant-Q spectrum what is steady in time counts (median filtering; Fitzgerald, 2010),
    on a logarithmic scale, and each moment as much as any other.
    """
    tuning = librosa.estimate_tuning(y=samples, sr=HZ, bins_per_octave=_BINS)
    spectrum = np.abs(
        librosa.cqt(
            samples,
            sr=HZ,
            hop_length=_HOP,
            fmin=_LOWEST_HZ,
            n_bins=_OCTAVES * _BINS,
            bins_per_octave=_BINS,
            tuning=tuning,
        )
    )
    steady, _ = librosa.decompose.hpss(spectrum, kernel_size=17)
    loud = float(np.percentile(spectrum, 99)) + 1e-9
    folded = librosa.filters.cq_to_chroma(len(spectrum), bins_per_octave=_BINS, fmin=_LOWEST_HZ)
    chroma = folded @ np.log1p(100 * steady / loud)
    shares: NDArray[np.floating] = (chroma / (chroma.sum(axis=0) + 1e-6)).mean(axis=1)
    return shares


def key_of(chroma: NDArray[np.floating]) -> Key | None:
    """Return the key of a chroma vector, 12 numbers from C on; None where all are alike."""
    if chroma.std() < 1e-9:
        return None
    fits = np.array(
        [
            np.corrcoef(np.roll(profile, tonic), chroma)[0, 1]
            for profile in (MAJOR, MINOR)
            for tonic in range(12)
        ]
    )
    best, second = fits.argsort()[::-1][:2]
    margin = float(fits[best] - fits[second])
    names = MAJOR_KEYS + MINOR_KEYS
    odds = _EVEN + (_MOST - _EVEN) * min(1.0, margin / _CLEAR)
    confidence = 1 / (1 + math.exp(-odds))
    return Key(names[int(best)], confidence)
