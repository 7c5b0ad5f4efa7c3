"""Blocks of samples as every decoder gives them: mixed, and free of what is no sound."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.error import InvalidDataError
from av.packet import Packet
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

_BROADCAST_CHANNELS = 6  # a broadcast may change between one, two and 5.1 in one stream
_MOST_PLANES = 7  # that PyAV counts right: it looks for a pointer to nothing behind the last one
_INVALID_DATA = -0x41444E49  # FFmpeg's number of that error


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


def decoded(packet: "Packet[Any]", channels: int) -> Iterator[AudioFrame]:
    """Yield the frames of a packet of a stream that began with so many channels.

    Raises FFmpegError for a packet that cannot be decoded, or that decodes to many more channels: a
    bit in the wrong place makes 34 of 2.
    """
    for frame in packet.decode():
        if not isinstance(frame, AudioFrame):
            continue
        if frame.layout.nb_channels > max(channels, _BROADCAST_CHANNELS):
            raise InvalidDataError(_INVALID_DATA, f"{frame.layout.nb_channels} channels")
        yield frame


def values_of(frame: AudioFrame) -> tuple[NDArray[Any], bool]:
    """Return a frame's numbers, and whether they are (channels, frames) or (1, frames * channels).

    Of more than seven channels PyAV would read memory that is not theirs, unless they lie together.
    """
    if not frame.format.is_planar or frame.layout.nb_channels <= _MOST_PLANES:
        return frame.to_ndarray(), frame.format.is_planar
    together = AudioResampler(frame.format.packed, frame.layout, frame.sample_rate)
    return np.concatenate([one.to_ndarray() for one in together.resample(frame)], axis=1), False


def as_float(frame: AudioFrame) -> Samples:
    """Return the frame's samples as (channels, frames) floats in -1 to 1."""
    values, is_planar = values_of(frame)
    if not is_planar:
        values = values.reshape(-1, frame.layout.nb_channels).T
    if values.dtype == np.uint8:
        return (values.astype(np.float32) - np.float32(128)) / np.float32(128)
    if np.issubdtype(values.dtype, np.integer):
        return values.astype(np.float32) / -float(np.iinfo(values.dtype).min)
    return values.astype(np.float32, copy=False)


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
