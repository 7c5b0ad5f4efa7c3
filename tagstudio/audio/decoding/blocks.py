"""Blocks of samples as every decoder gives them: mixed, and free of what is no sound."""

import numpy as np
from numpy.typing import NDArray

from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.files.regular_file import shown

Samples = NDArray[np.float32]

LOWEST_HZ, HIGHEST_HZ = 2_000, 768_000
BLOCK_VALUES = 1 << 15  # numbers per block over all channels; a block with an error in it is lost

# Full scale is 1; some programs write floats on the scale of 32-bit integers. What is beyond that
# is no sound, and its square would overflow in a spectrum.
LOUDEST = 2.0**32
_MOST_INVALID = 0.01  # of the samples read, the first second's at least


class BrokenOff(Exception):  # noqa: N818  the end of a file, not always an error
    """The decoder gave up in the middle; the blocks before are good."""


class Repair:
    """Makes invalid samples of one reading silent; refuses a file with many of them.

    A click that a repair leaves lasts a sample, and a spectrum hardly shows it. Where more than one
    in a hundred samples is no number, what is left is no recording any more.
    """

    def __init__(self, path: str, hz: int) -> None:
        self._path = path
        self._hz = hz
        self._read = 0
        self._invalid = 0

    def __call__(self, block: Samples) -> Samples:
        """Return `block` with zeros for NaN, infinite and absurdly loud samples.

        Raises UnreadableAudio where there are too many of them.
        """
        self._read += len(block)
        # One look at the extremes is enough for nearly every block; NaN is in them if in the block.
        if not len(block) or (block.max() <= LOUDEST and block.min() >= -LOUDEST):
            return block
        valid = np.abs(block) <= LOUDEST  # false for NaN
        self._invalid += int((~valid).reshape(len(block), -1).any(axis=1).sum())
        if self._invalid > _MOST_INVALID * max(self._read, self._hz):
            raise UnreadableAudio(
                "not_finite",
                "audio.not-finite",
                "{path} decodes to invalid samples. Replace it.",
                path=shown(self._path),
            )
        return np.where(valid, block, np.float32(0))


def mixed(block: Samples, stereo: bool) -> Samples:
    """Mix (frames, channels) down to (frames,), or in stereo to (frames, 2).

    The first two channels are left and right; further ones (centre, low, rear) are added to both.
    """
    channels = block.shape[1]
    with np.errstate(over="ignore", invalid="ignore"):  # what comes of that, `Repair` finds
        if not stereo:
            # Channel by channel: numpy takes 20 times as long over the mean of an axis of two.
            mono: Samples = sum(block.T[1:], block[:, 0]) / np.float32(channels)
            return mono
        if channels <= 2:
            return np.ascontiguousarray(np.broadcast_to(block, (len(block), 2)))
        both = block[:, 2:].sum(axis=1, keepdims=True)
        pair: Samples = (block[:, :2] + both) / np.float32(channels - 1)
        return pair
