"""The frames that FFmpeg decodes, as blocks of samples."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.error import InvalidDataError
from av.packet import Packet
from numpy.typing import NDArray

from tagstudio.audio.decoding.blocks import Samples

_BROADCAST_CHANNELS = 6  # a broadcast may change between one, two and 5.1 in one stream
_MOST_PLANES = 7  # that PyAV counts right: it looks for a pointer to nothing behind the last one
_INVALID_DATA = -0x41444E49  # FFmpeg's number of that error


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
