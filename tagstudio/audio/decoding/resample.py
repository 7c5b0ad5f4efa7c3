"""From one sample rate to another."""

import soxr

from tagstudio.audio.decoding.blocks import Samples

QUALITY = "HQ"


def resampled(samples: Samples, hz: int, to_hz: int) -> Samples:
    """Return mono samples at another rate; the ends are those of a signal that is silent beyond."""
    if hz == to_hz:
        return samples
    found: Samples = soxr.resample(samples, hz, to_hz, QUALITY)
    return found
