"""The duration of a file, where the size of its audio contradicts what its header was taken to say.

mutagen counts the samples of a compressed WAV or AIFF as if they were plain, and takes the first
frame of an MP3 without a header for all of them. Both show in the bytes: so many seconds at such a
rate need so many of them.
"""

from typing import Any, BinaryIO

from tagstudio.audio.containers.audio_spans import find_audio_spans
from tagstudio.audio.containers.row_length import find_row
from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.files.formats import FileFormat

_MOST_DIFFERENCE = 0.05  # of the claimed and the likely duration, as a share


def likely_seconds(
    file: BinaryIO, size: int, kind: FileFormat, info: Any, path: str
) -> float | None:
    """Return the duration in seconds that mutagen's `info` has, unless the size forbids it.

    `path` is that of the file, for a decoder.
    """
    claimed = float(getattr(info, "length", None) or 0.0)
    likely: float | None = claimed
    if not claimed:  # as of a fragmented MP4
        return _decoders_seconds(path)
    if kind.frames:
        row = find_row(file, size)
        likely = row.seconds(file) if row else claimed
    elif kind.is_pcm and getattr(info, "bitrate", None):
        spans = find_audio_spans(file, size).spans
        likely = sum(end - start for start, end in spans) * 8 / info.bitrate
    if likely is None or abs(likely - claimed) <= _MOST_DIFFERENCE * likely:
        return claimed
    return likely if kind.frames else _decoders_seconds(path)


def _decoders_seconds(path: str) -> float | None:
    from tagstudio.audio.decoding.sources import open_source

    try:
        source = open_source(path)
    except UnreadableAudio:
        return None
    source.close()
    return (source.frames or source.estimated_frames) / source.hz or None
